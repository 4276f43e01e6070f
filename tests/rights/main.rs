//! Who really may do what: what the rules of a cluster come to, what is seen of an organisation however it answers, and one
//! right taken back as it was seen, by a run.

mod access;
mod end;
mod organisation;
mod rules;
mod stage;
