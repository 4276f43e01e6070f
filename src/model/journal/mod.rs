//! The journal as data: events, their hashes, and the folds over them. Knows no database.
