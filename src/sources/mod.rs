//! Where entities and tickets come from: files on disk, read leniently and followed as they change, and other systems.
//! Knows `model` and `remote`.

pub mod access;
pub mod cache;
pub mod codeowners;
pub mod declarations;
pub mod discovery;
pub mod files;
pub mod focus;
pub mod revision;
pub mod skeleton;
pub mod tables;
pub mod tickets;
pub mod vision;
