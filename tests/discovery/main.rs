//! Discovery at its seams: looked at, kept, claimed, declared; on real files, with clusters made of plain data.

mod claims;
mod declarations;
mod looks;
mod proposals;
mod stage;
