//! Radars of every format that is read.
