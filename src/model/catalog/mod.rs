//! The catalog: entities, how they are named and related, and what falls short. Knows no files and no screens.
