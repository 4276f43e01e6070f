//! Who attests, who is asked when nobody does, hand-overs and departures: the rules, and the journal beneath them.

#[path = "../support/workspace.rs"]
#[allow(dead_code)]
mod workspace;

mod company;
mod departures;
mod fold;
mod handovers;
mod lapsed;
mod leases;
