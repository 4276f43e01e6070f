//! Actions at their seam: on real folders, real repositories and a real `git`; and what hostile skeletons and inputs get.

mod catalog;
mod cluster;
mod files;
mod git;
mod grants;
mod hostile;
mod kafka;
mod people;
mod shipped;
mod shipped_kafka;
mod world;
