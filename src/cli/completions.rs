//! `muster completions`: what a shell needs to complete muster's command line, with the categories and entities of the
//! workspace at hand.

use std::collections::BTreeSet;

use clap::{CommandFactory, ValueEnum};
use clap_complete::Shell;
use color_eyre::Result;

use super::{Cli, Context, Failure, Outcome};
use crate::engine::CatalogReader;
use crate::store::Journal;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell to complete for
    #[arg(required_unless_present = "values")]
    shell: Option<Shell>,

    /// Print what can stand for a value in this workspace, one a line: what the scripts ask for
    #[arg(long, value_name = "WHAT", conflicts_with = "shell")]
    values: Option<Values>,
}

/// What differs from workspace to workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Values {
    Categories,
    Entities,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    match (args.shell, args.values) {
        (Some(shell), _) => script(shell, context)?,
        (None, Some(Values::Categories)) => lines(&categories(context)?, context)?,
        (None, Some(Values::Entities)) => lines(&entities(context)?, context)?,
        (None, None) => {}
    }
    Ok(Outcome::Done)
}

fn script(shell: Shell, context: &Context) -> Result<()> {
    let mut script = vec![];
    clap_complete::generate(shell, &mut Cli::command(), "muster", &mut script);
    let mut script = String::from_utf8_lossy(&script).into_owned();
    match shell {
        Shell::Bash => script.push_str(include_str!("completions/muster.bash")),
        Shell::Fish => script.push_str(include_str!("completions/muster.fish")),
        Shell::Zsh => {
            for (value, function) in [("CATEGORY", "_muster_categories"), ("REF", "_muster_entities")] {
                script = script.replace(&format!(":{value}:_default"), &format!(":{value}:{function}"));
            }
            let functions = include_str!("completions/muster.zsh");
            script = script.replacen("_muster() {", &format!("{functions}\n_muster() {{"), 1);
        }
        _ => {}
    }
    context.output().write(|out| out.write_all(script.as_bytes()))
}

fn lines(names: &BTreeSet<String>, context: &Context) -> Result<()> {
    names.iter().try_for_each(|name| context.output().line(name))
}

/// Those of the settings and those that tasks have had.
fn categories(context: &Context) -> Result<BTreeSet<String>> {
    let workspace = context.workspace()?;
    let known = workspace.settings.categories.iter();
    let mut names: BTreeSet<String> = known.map(|category| category.name.value.clone()).collect();
    let file = context.paths()?.journal(&workspace.key);
    if file.exists() {
        let journal = Journal::open_read_only(&file).map_err(Failure::from)?;
        names.extend(journal.categories().map_err(Failure::from)?);
    }
    Ok(names)
}

/// As they were when the catalog was last read: a key press cannot wait for more.
fn entities(context: &Context) -> Result<BTreeSet<String>> {
    let workspace = context.workspace()?;
    let cache = context.paths()?.catalog_cache(&workspace.key);
    let snapshot = CatalogReader::new(workspace.scope(), Some(cache)).cached();
    let names = snapshot.map(|snapshot| {
        let refs = snapshot
            .catalog
            .entities()
            .map(|entity| entity.entity_ref().to_owned());
        refs.collect()
    });
    Ok(names.unwrap_or_default())
}
