//! Blueprints: Backstage software templates as data. What they ask for, what they do, and how their expressions are
//! rendered. Knows no files, no systems and no screens.

pub mod action;
mod check;
pub mod expression;
pub mod field;
pub mod form;
pub mod picker;
mod read;
pub mod repo_url;
pub mod shipped;
mod template;
pub mod tree;

pub use check::check;
pub use read::{Places, read};
pub use template::{Blueprint, Page, Step};
