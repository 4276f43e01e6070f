//! What takes several parts: a catalog read through its cache and recorded in the journal. Knows `model`, `sources` and
//! `store`; knows neither screens nor commands, which both work through here.

pub mod access;
pub mod blueprints;
mod catalog;
mod clusters;
pub mod cost;
pub mod demo;
pub mod discovery;
mod documents;
pub mod drafts;
pub mod edit;
pub mod end_access;
pub mod health;
pub mod import;
pub mod jira;
mod looks;
mod outside;
pub mod ownership;
pub mod past;
mod places;
pub mod push;
pub mod run;
mod seeds;
mod tasks;
mod turn;
pub mod vision;
mod web;

pub use catalog::{CatalogReader, record};
pub use documents::Documents;
pub use outside::{Outside, in_home, token_places};
pub use tasks::tasks;
