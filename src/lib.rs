//! muster: a self-serve infrastructure portal in the terminal.
//!
//! Arrows point one way: `model` knows nobody; `store` and `sources` know `model`; `engine` knows those; `app` knows
//! `model` only; `ui` knows `app` and `model`; `runtime` and `cli` know all of them. ARCHITECTURE.md tells why.

#![deny(unsafe_code)]

pub mod app;
pub mod cli;
pub mod config;
pub mod demo;
pub mod engine;
pub mod model;
pub mod providers;
pub mod remote;
pub mod runtime;
pub mod sources;
pub mod store;
pub mod ui;
