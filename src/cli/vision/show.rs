//! `muster vision show`

use color_eyre::Result;

use crate::cli::{Context, Outcome};

#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_args: &Args, _context: &Context) -> Result<Outcome> {
    Ok(Outcome::Done)
}
