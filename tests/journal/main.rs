//! The journal as a whole: the store at its seam, on real files, with real processes.

mod catalog;
mod commands;
mod home;
mod processes;
mod store;
mod tamper;
mod tasks;
