//! `muster task`: the verbs of the queue from the shell. Each is journaled for each task that is named; what is refused is
//! told with its reason and does not keep the others from happening.

mod document;
mod named;
mod push;
mod sync;

use color_eyre::Result;
use jiff::Timestamp;

use super::{Context, Failure, Outcome};
use crate::cli::moment;
use crate::model::journal::{Event, sentence};
use crate::model::task::{Act, Acted, Priority, Task, TaskRecord, category_name};
use crate::model::text::ago;
use crate::store::Journal;

pub(super) use document::{Document, person, short};
pub(super) use named::{entity, requester, task as whole_id};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,

    /// Print the tasks as JSON
    #[arg(long, global = true)]
    json: bool,
}

/// Tasks by id, the beginning of an id, or the key of the ticket they follow.
#[derive(Debug, clap::Args)]
struct Ids {
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// All about a task, with its history
    Show(Ids),
    /// It is to be done
    Accept(Ids),
    /// Take it; refused where somebody else has it
    Claim(Ids),
    /// Give it to somebody, or with nobody back to all
    Assign {
        #[command(flatten)]
        ids: Ids,
        /// A person of the catalog, or `nobody`
        #[arg(long, value_name = "REF")]
        to: String,
    },
    /// Begin: a clock runs until `pause` or `done`
    Start(Ids),
    /// Stop the clock
    Pause(Ids),
    /// It is done
    Done {
        #[command(flatten)]
        ids: Ids,
        /// How long it took, in the place of what was measured
        #[arg(long, short, value_name = "MINUTES")]
        minutes: Option<u32>,
    },
    /// It will not be done
    Decline {
        #[command(flatten)]
        ids: Ids,
        /// Why, for whoever asked
        #[arg(long, short, value_name = "TEXT")]
        reason: String,
    },
    /// It is the same request as another task
    Duplicate {
        #[command(flatten)]
        ids: Ids,
        /// The task that stays
        #[arg(long, value_name = "ID")]
        of: String,
    },
    /// Let it rest
    Snooze {
        #[command(flatten)]
        ids: Ids,
        /// 4h, 3d, 2026-03-01 or 2026-03-01T09:00
        #[arg(long, value_name = "WHEN")]
        until: String,
    },
    /// Say something about it
    Comment {
        #[command(flatten)]
        ids: Ids,
        #[arg(long, short = 't', value_name = "TEXT")]
        text: String,
    },
    /// What sort of task it is, or with none no sort
    Category {
        #[command(flatten)]
        ids: Ids,
        #[arg(long, short, value_name = "CATEGORY")]
        category: String,
    },
    /// How urgent it is: urgent, high, normal, low
    Priority {
        #[command(flatten)]
        ids: Ids,
        #[arg(long, short)]
        priority: Priority,
    },
    /// What it is about, and which blueprint does such things
    Link {
        #[command(flatten)]
        ids: Ids,
        /// An entity of the catalog; the first one is the main one
        #[arg(long, value_name = "REF")]
        entity: Vec<String>,
        #[arg(long, value_name = "REF")]
        blueprint: Option<String>,
    },
    /// Log work that nothing measured
    Work {
        #[command(flatten)]
        ids: Ids,
        #[arg(long, short, value_name = "MINUTES")]
        minutes: u32,
    },
    /// Open it again
    Reopen(Ids),
    /// Take back the last thing that was done to it
    Undo(Ids),
    /// Make it a ticket of Jira or GitHub, which it follows from then on
    Push(push::Args),
    /// Ask how far the tickets are that tasks were pushed to
    Sync(sync::Args),
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    match &args.verb {
        Verb::Push(push) => return push::run(push, args.json, context),
        Verb::Sync(sync) => return sync::run(sync, args.json, context),
        _ => {}
    }
    let Some((ids, act)) = decided(&args.verb, context)? else {
        return show(&args.verb, args.json, context);
    };
    context.may_write("muster task")?;
    let journal = super::journal::open_to_write(context)?;
    let ids: Vec<String> = ids
        .iter()
        .map(|id| named::task(&journal, id))
        .collect::<Result<_>>()?;
    let acts = match act {
        Decided::Same(act) => ids.into_iter().map(|id| (id, act.clone())).collect(),
        Decided::Merge { of } => {
            let into = named::task(&journal, &of)?;
            ids.into_iter()
                .map(|id| (id, Act::Merge { into: into.clone() }))
                .collect()
        }
        Decided::Assign { to } => by_record(&journal, ids, |record| {
            Ok(Act::Assign {
                to: to.clone(),
                expects: record.task.state.assignee.clone(),
            })
        })?,
        Decided::Link { entities, blueprint } => by_record(&journal, ids, |record| {
            let state = &record.task.state;
            Ok(Act::Link {
                entities: if entities.is_empty() {
                    state.entities.clone()
                } else {
                    entities.clone()
                },
                blueprint: blueprint.clone().or_else(|| state.blueprint.clone()),
            })
        })?,
        Decided::Undo => by_record(&journal, ids, |record| undo(record).map_err(Into::into))?,
    };
    let acted = journal
        .act(acts, &context.actor()?, Timestamp::now())
        .map_err(Failure::from)?;
    tell(&journal, &acted, args.json, context)
}

/// What a verb does: to all tasks the same, or to each what fits it.
enum Decided {
    Same(Act),
    Merge {
        of: String,
    },
    Assign {
        to: Option<String>,
    },
    Link {
        entities: Vec<String>,
        blueprint: Option<String>,
    },
    Undo,
}

/// The tasks a verb names and what it does to them; nothing where it only looks.
fn decided<'a>(verb: &'a Verb, context: &Context) -> Result<Option<(&'a [String], Decided)>> {
    let same = |ids: &'a Ids, act| Some((&*ids.ids, Decided::Same(act)));
    Ok(match verb {
        Verb::Show(_) | Verb::Push(_) | Verb::Sync(_) => None,
        Verb::Accept(ids) => same(ids, Act::Accept),
        Verb::Claim(ids) => {
            let to = Some(context.actor()?);
            same(ids, Act::Assign { to, expects: None })
        }
        Verb::Assign { ids, to } => {
            let to = match to.as_str() {
                "nobody" => None,
                person => Some(requester(context, person)?),
            };
            Some((&ids.ids, Decided::Assign { to }))
        }
        Verb::Start(ids) => same(ids, Act::Start),
        Verb::Pause(ids) => same(ids, Act::Pause),
        Verb::Done { ids, minutes } => same(ids, Act::Finish { minutes: *minutes }),
        Verb::Decline { ids, reason } => same(
            ids,
            Act::Decline {
                reason: reason.clone(),
            },
        ),
        Verb::Duplicate { ids, of } => Some((&ids.ids, Decided::Merge { of: of.clone() })),
        Verb::Snooze { ids, until } => {
            let until = moment::ahead(until, &jiff::Zoned::now())?;
            same(ids, Act::Snooze { until })
        }
        Verb::Comment { ids, text } => same(ids, Act::Comment { text: text.clone() }),
        Verb::Category { ids, category } => {
            let category = match category.as_str() {
                "none" => None,
                name => Some(category_name(name).map_err(|error| Failure::usage(error.to_string()))?),
            };
            same(ids, Act::Categorise { category })
        }
        Verb::Priority { ids, priority } => same(ids, Act::Prioritise { priority: *priority }),
        Verb::Link {
            ids,
            entity: entities,
            blueprint,
        } => {
            let entities = entities
                .iter()
                .map(|text| entity(context, text))
                .collect::<Result<_>>()?;
            let blueprint = blueprint
                .as_deref()
                .map(|text| entity(context, text))
                .transpose()?;
            Some((&ids.ids, Decided::Link { entities, blueprint }))
        }
        Verb::Work { ids, minutes } => same(ids, Act::Work { minutes: *minutes }),
        Verb::Reopen(ids) => same(ids, Act::Reopen),
        Verb::Undo(ids) => Some((&ids.ids, Decided::Undo)),
    })
}

fn by_record(
    journal: &Journal,
    ids: Vec<String>,
    act: impl Fn(&TaskRecord) -> Result<Act>,
) -> Result<Vec<(String, Act)>> {
    let decide = |id: String| {
        let record = journal.task_record(&id).map_err(Failure::from)?;
        let act = act(&record.ok_or_else(|| named::missing(&id))?)?;
        Ok((id, act))
    };
    ids.into_iter().map(decide).collect()
}

/// What takes back the last thing that was done to a task.
fn undo(record: &TaskRecord) -> std::result::Result<Act, Failure> {
    record
        .undo_last()
        .ok_or_else(|| Failure::new(format!("nothing can be undone about {}", short(&record.task.id))))
}

fn show(verb: &Verb, json: bool, context: &Context) -> Result<Outcome> {
    let Verb::Show(ids) = verb else {
        return Ok(Outcome::Done);
    };
    let journal = super::journal::open_to_read(context)?;
    let mut documents = Vec::new();
    for id in &ids.ids {
        let id = named::task(&journal, id)?;
        let record = journal.task_record(&id).map_err(Failure::from)?;
        let record = record.ok_or_else(|| named::missing(&id))?;
        if json {
            documents.push(Document::from(record.task));
        } else {
            let now = Timestamp::now();
            document::print(&record.task, now, context)?;
            history(&record.events, now, context)?;
        }
    }
    if json {
        print_json(documents, context)?;
    }
    Ok(Outcome::Done)
}

fn history(events: &[Event], now: Timestamp, context: &Context) -> Result<()> {
    context.output().line("")?;
    for event in events {
        let what = sentence(event);
        let line = format!(
            "  {:>10}  {}  {}",
            ago(event.time, now),
            person(&event.actor),
            what
        );
        context.output().line(&line)?;
    }
    Ok(())
}

/// Says what came of each act.
pub(super) fn tell(journal: &Journal, acted: &[Acted], json: bool, context: &Context) -> Result<Outcome> {
    let mut outcome = Outcome::Done;
    let mut documents: Vec<Document> = Vec::new();
    for acted in acted {
        match &acted.outcome {
            Ok(change) if json => {
                let task = task(journal, &acted.task)?;
                let _ = change;
                documents.push(task.into());
            }
            Ok(change) => {
                let what = change.after.status;
                context
                    .output()
                    .line(&format!("{}  {what}  {}", short(&acted.task), change.title))?;
            }
            Err(refusal) => {
                outcome = Outcome::Problems;
                eprintln!(
                    "muster: {}: {}",
                    short(&acted.task),
                    crate::model::text::safe(&refusal.to_string())
                );
            }
        }
    }
    if json {
        print_json(documents, context)?;
    }
    Ok(outcome)
}

/// One task as one document, several as a list.
fn print_json(mut documents: Vec<Document>, context: &Context) -> Result<()> {
    match (documents.pop(), documents.is_empty()) {
        (Some(only), true) => context.output().json(&only),
        (last, _) => {
            documents.extend(last);
            context.output().json(&documents)
        }
    }
}

fn task(journal: &Journal, id: &str) -> Result<Task> {
    let record = journal.task_record(id).map_err(Failure::from)?;
    Ok(record.ok_or_else(|| named::missing(id))?.task)
}
