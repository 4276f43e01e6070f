//! The demo company as a specification: any size and seed gives a catalog that is whole but for the flaws it lists.

mod bus;
mod flaws;
mod folder;
mod reader;
mod size;
mod story;
mod week;
mod wholeness;

use muster::demo::Options;
use reader::Company;

pub fn default_company() -> Company {
    Company::of(&Options::default())
}

pub fn sized(entities: usize) -> Options {
    Options {
        entities: Some(entities),
        seed: 11,
    }
}
