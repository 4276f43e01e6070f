//! The demo company: a believable catalog made from a seed. Writes files; knows no screens.
