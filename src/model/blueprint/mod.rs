//! Blueprints: Backstage software templates as data. What they ask for, what they do, and how their expressions are
//! rendered. Knows no files, no systems and no screens.

pub mod action;
pub mod field;
pub mod repo_url;
mod template;
pub mod tree;

pub use template::{Blueprint, Page, Step};
