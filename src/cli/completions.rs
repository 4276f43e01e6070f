//! `muster completions`: what a shell needs to complete muster's command line.

use clap::CommandFactory;
use clap_complete::Shell;
use color_eyre::Result;

use super::{Cli, Context, Outcome};

#[derive(Debug, clap::Args)]
pub struct Args {
    shell: Shell,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let mut script = vec![];
    clap_complete::generate(args.shell, &mut Cli::command(), "muster", &mut script);
    context.output().write(|out| out.write_all(&script))?;
    Ok(Outcome::Done)
}
