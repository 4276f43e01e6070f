//! Entity files changed: what is meant is said afterwards, and no other byte moves; on texts in every style, on the disk,
//! and on real files.

mod codeowners;
mod documents;
mod fixtures;
mod odd;
mod proposals;
mod put;
mod stage;
mod writing;
