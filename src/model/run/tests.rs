//! The fold of a run and what comes next.
