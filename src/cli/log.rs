//! `muster log`: a task journaled from the shell in five seconds, so that no favour goes uncounted.

use std::io::{IsTerminal, Write, stderr, stdin};

use color_eyre::Result;
use jiff::Timestamp;

use super::task::{self, entity, requester};
use super::{Context, Failure, Outcome};
use crate::model::journal::TaskCreated;
use crate::model::task::{Act, Priority, category_name, suggest_category};
use crate::model::text::{nearest, safe};
use crate::store::Journal;

/// Tasks of the past that a category is proposed from.
const REMEMBERED: usize = 5_000;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// What was asked for, or done
    #[arg(value_name = "TITLE")]
    title: String,

    /// What sort of task it is, as repo-access; without one the past proposes it
    #[arg(long, short, value_name = "CATEGORY")]
    category: Option<String>,

    /// How long it took
    #[arg(long, short, value_name = "MINUTES")]
    minutes: Option<u32>,

    /// What it is about: an entity of the catalog
    #[arg(long, value_name = "REF")]
    entity: Vec<String>,

    /// Who asked: a person or team of the catalog, or a name
    #[arg(long = "for", value_name = "REF")]
    requester: Option<String>,

    /// urgent, high, normal or low
    #[arg(long, short, default_value_t)]
    priority: Priority,

    /// More about it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,

    /// It is done already
    #[arg(long)]
    done: bool,

    /// Print the task as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    context.may_write("muster log")?;
    let category = args.category.as_deref().map(named).transpose()?;
    let entities = args
        .entity
        .iter()
        .map(|text| entity(context, text))
        .collect::<Result<_>>()?;
    let requester = args
        .requester
        .as_deref()
        .map(|text| requester(context, text))
        .transpose()?;
    let journal = super::journal::open_to_write(context)?;
    let category = match category {
        Some(category) => {
            warn_of_likeness(&category, context)?;
            Some(category)
        }
        None => proposed(&journal, &args.title)?,
    };
    let id = journal.new_task_id().map_err(Failure::from)?;
    let is_team = requester
        .as_deref()
        .is_some_and(|name| name.starts_with("group:"));
    let created = TaskCreated {
        title: args.title.trim().to_owned(),
        description: args.note.clone(),
        category,
        priority: args.priority,
        team: requester.clone().filter(|_| is_team),
        requester,
        entities,
        source: "log".to_owned(),
        ..TaskCreated::default()
    };
    let mut acts = vec![(id.clone(), Act::Create(Box::new(created)))];
    if args.done {
        acts.push((
            id,
            Act::Finish {
                minutes: args.minutes,
            },
        ));
    } else if let Some(minutes) = args.minutes {
        acts.push((id, Act::Work { minutes }));
    }
    let acted = journal
        .act(acts, &context.actor()?, Timestamp::now())
        .map_err(Failure::from)?;
    if let Some(refusal) = acted.iter().find_map(|acted| acted.outcome.as_ref().err()) {
        return Err(Failure::usage(refusal.to_string()).into());
    }
    let last = acted.last().into_iter().cloned().collect::<Vec<_>>();
    task::tell(&journal, &last, args.json, context)
}

fn named(text: &str) -> Result<String> {
    Ok(category_name(text).map_err(|error| Failure::usage(error.to_string()))?)
}

/// A category that nobody has named in the settings but that reads like one of those is likely a slip.
fn warn_of_likeness(category: &str, context: &Context) -> Result<()> {
    let known = &context.workspace()?.settings.categories;
    let names = || known.iter().map(|known| known.name.value.as_str());
    if !names().any(|name| name == category)
        && let Some(meant) = nearest(category, names())
    {
        eprintln!("muster: note: `{category}` is not in muster.toml; `{meant}` is");
    }
    Ok(())
}

/// The category that tasks like this one had, if the person agrees to it. Where nobody can be asked it is only named.
fn proposed(journal: &Journal, title: &str) -> Result<Option<String>> {
    let past = journal.latest_tasks(REMEMBERED).map_err(Failure::from)?;
    let Some((category, why)) = suggest_category(&past, title) else {
        return Ok(None);
    };
    let (category_shown, why) = (safe(&category), safe(&why));
    if !stdin().is_terminal() || !stderr().is_terminal() {
        eprintln!("muster: no category given; `-c {category_shown}` would fit ({why})");
        return Ok(None);
    }
    eprint!("Category {category_shown}? ({why}) [Enter = yes, a name, or - for none] ");
    stderr().flush()?;
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    match answer.trim() {
        "" | "y" | "yes" => Ok(Some(category)),
        "-" | "n" | "no" => Ok(None),
        other => named(other).map(Some),
    }
}
