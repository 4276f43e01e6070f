//! Where entities come from: files on disk, read leniently and followed as they change. Knows `model`.

pub mod cache;
pub mod files;
pub mod vision;
