//! `muster discover declare`: dependencies that were seen, written into the files of who depends.

use color_eyre::Result;
use serde::Serialize;

use super::known;
use crate::cli::run::agreed;
use crate::cli::run::open::asked;
use crate::cli::{Context, Failure, Outcome, entity};
use crate::engine::discovery::{Declaration, Declarations};
use crate::model::discovery::Standing;
use crate::model::text::counted;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Who depends: a component
    #[arg(value_name = "FROM", required_unless_present = "all", requires = "to")]
    from: Option<String>,

    /// On what
    #[arg(value_name = "TO")]
    to: Option<String>,

    /// All that was seen and is not declared
    #[arg(long, conflicts_with_all = ["from", "to"])]
    all: bool,

    /// Only show what would be written
    #[arg(long, conflicts_with = "yes")]
    plan: bool,

    /// Write it without asking
    #[arg(long, short)]
    yes: bool,

    /// Print JSON: what would be written, or with --yes what was
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Item<'a> {
    from: &'a str,
    to: &'a str,
    /// The file that says it.
    file: Option<&'a str>,
    /// Why it is not declared.
    error: Option<&'a str>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let only_shows = args.plan || (args.json && !args.yes);
    if !only_shows {
        context.may_write("muster discover declare")?;
    }
    let catalog = context.reading()?.shared();
    let edges: Vec<Declaration> = match (&args.from, &args.to) {
        (Some(from), Some(to)) => {
            let entity_ref =
                |text: &str| entity::find(&catalog, text).map(|entity| entity.entity_ref().to_owned());
            vec![(entity_ref(from)?, entity_ref(to)?)]
        }
        _ => seen(context)?,
    };
    let (actor, asking) = (context.actor()?, asked(context)?);
    let declarations = Declarations {
        workspace: context.workspace()?,
        catalog: &catalog,
        actor: &actor,
        asking: asking.as_ref(),
    };
    if edges.is_empty() {
        match args.json {
            true => context.output().json(&Vec::<Item<'_>>::new())?,
            false => context.output().line("there is nothing to declare")?,
        }
        return Ok(Outcome::Done);
    }
    let previews = declarations.preview(&edges);
    if !args.json {
        print(&edges, &previews, context)?;
    }
    let sound = previews.iter().filter(|preview| preview.is_ok()).count();
    if only_shows || sound == 0 {
        return told(&edges, &previews, args.json, context);
    }
    let question = format!("Declare {}?", counted(sound, "dependency", "dependencies"));
    if !args.yes && !agreed(&question)? {
        context.output().line("nothing was declared")?;
        return Ok(Outcome::Done);
    }
    let journal = crate::cli::journal::open_to_write(context)?;
    let outcomes = declarations.declare(&edges, &journal).map_err(Failure::from)?;
    if !args.json {
        let done = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        let done = counted(done, "dependency is", "dependencies are");
        context.output().line(&format!("{done} declared"))?;
        for ((from, to), outcome) in edges.iter().zip(&outcomes) {
            if let Err(why) = outcome {
                context.output().line(&format!("{from} → {to} is not: {why}"))?;
            }
        }
    }
    told(&edges, &outcomes, args.json, context)
}

/// What was seen and is not declared, each pair once.
fn seen(context: &Context) -> Result<Vec<Declaration>> {
    let (_, discovery) = known(context)?;
    let undeclared = discovery
        .observed
        .iter()
        .filter(|seen| seen.standing == Standing::Undeclared);
    let mut edges: Vec<Declaration> = undeclared
        .filter_map(|seen| Some((seen.from.clone()?, seen.to.clone()?)))
        .collect();
    edges.sort();
    edges.dedup();
    Ok(edges)
}

fn print(edges: &[Declaration], previews: &[Result<String, String>], context: &Context) -> Result<()> {
    for ((from, to), preview) in edges.iter().zip(previews) {
        let line = match preview {
            Ok(file) => format!("{file}: {from} dependsOn {to}"),
            Err(why) => format!("{from} → {to} cannot be declared: {why}"),
        };
        context.output().line(&line)?;
    }
    Ok(())
}

fn told(
    edges: &[Declaration],
    outcomes: &[Result<String, String>],
    json: bool,
    context: &Context,
) -> Result<Outcome> {
    if json {
        let items: Vec<Item<'_>> = edges
            .iter()
            .zip(outcomes)
            .map(|((from, to), outcome)| Item {
                from,
                to,
                file: outcome.as_ref().ok().map(String::as_str),
                error: outcome.as_ref().err().map(String::as_str),
            })
            .collect();
        context.output().json(&items)?;
    }
    Ok(match outcomes.iter().all(Result::is_ok) {
        true => Outcome::Done,
        false => Outcome::Problems,
    })
}
