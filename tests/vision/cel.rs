//! The language of rules beside the reference interpreter.
