//! `muster catalog history`: what happened to one entity, the latest first, and who answered for it then.

use color_eyre::Result;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::cli::{Context, Failure, Outcome, Table, entity, journal};
use crate::engine::past::{PastError, past};
use crate::model::catalog::Catalog;
use crate::model::journal::{Event, Fact, Filter, Subject};
use crate::store::Journal;

/// Events that are read at once.
const PAGE: usize = 64;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// An entity ref, or the part of one that only one entity has; of an entity that is gone, its ref
    #[arg(value_name = "REF")]
    entity: String,

    /// No more changes than this, the latest
    #[arg(long, default_value_t = 10, value_name = "N")]
    limit: usize,

    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document {
    #[serde(rename = "ref")]
    entity_ref: String,
    changes: Vec<Change>,
}

#[derive(Serialize)]
struct Change {
    time: String,
    /// `appeared`, `changed`, `moved` or `disappeared`.
    change: &'static str,
    /// Paths of what is different; none where it was not kept.
    fields: Vec<String>,
    file: Option<String>,
    version: Option<String>,
    actor: String,
    /// Who answered for it from then on.
    accountable: Option<String>,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let reading = context.reading()?;
    let journal = journal::open_to_read(context)?;
    let name = entity::find_ever(reading.catalog(), &args.entity, |gone| {
        Ok(!changes_of(&journal, gone, 1)?.is_empty())
    })?;
    let mut answering = Answering::new(&journal, reading.catalog(), &name);
    let mut changes = Vec::new();
    for (time, change) in changes_of(&journal, &name, args.limit)? {
        changes.push(Change {
            accountable: answering.at(time)?,
            ..change
        });
    }
    let output = context.output();
    if args.json {
        output.json(&Document {
            entity_ref: name,
            changes,
        })?;
    } else if changes.is_empty() && args.limit > 0 {
        output.line(&format!("{name} is as it was when the journal began"))?;
    } else {
        output.table(&table(&changes))?;
    }
    Ok(Outcome::Done)
}

/// The latest changes of an entity, the latest first, without who answered for it. What else happened to it (edits, claims)
/// does not count, so pages of events are asked for until there are as many changes as are wanted.
fn changes_of(journal: &Journal, name: &str, limit: usize) -> Result<Vec<(Timestamp, Change)>, Failure> {
    let mut found = Vec::new();
    let mut before = None;
    while found.len() < limit {
        let events = journal.events(&Filter {
            before,
            subject: Some(Subject::entity(name)),
            type_prefix: Some("entity.".to_owned()),
            newest_first: true,
            limit: Some(PAGE),
            ..Filter::default()
        });
        let events = events.map_err(Failure::from)?;
        let Some(last) = events.last() else { break };
        before = Some(last.lseq);
        found.extend(
            events
                .iter()
                .filter_map(|event| Some((event.time, change(event)?))),
        );
    }
    found.truncate(limit);
    Ok(found)
}

/// Nothing for an event that is about something else of the entity, or whose body was taken out.
fn change(event: &Event) -> Option<Change> {
    let (change, fields, file, version) = match event.fact() {
        Ok(Fact::EntityAppeared(it)) => ("appeared", Vec::new(), Some(it.file), Some(it.version)),
        Ok(Fact::EntityChanged(it)) if it.from == it.to => ("moved", it.fields, Some(it.file), Some(it.to)),
        Ok(Fact::EntityChanged(it)) => ("changed", it.fields, Some(it.file), Some(it.to)),
        Ok(Fact::EntityDisappeared(_)) => ("disappeared", Vec::new(), None, None),
        _ => return None,
    };
    Some(Change {
        time: event.time.to_string(),
        change,
        fields,
        file,
        version: version.map(|version| version.to_string()),
        actor: event.actor.clone(),
        accountable: None,
    })
}

/// Who answered for an entity, moment by moment. The catalog of a moment is made once, for all that happened then.
struct Answering<'a> {
    journal: &'a Journal,
    now: &'a Catalog,
    name: &'a str,
    known: FxHashMap<Timestamp, Option<String>>,
}

impl<'a> Answering<'a> {
    fn new(journal: &'a Journal, now: &'a Catalog, name: &'a str) -> Self {
        Self {
            journal,
            now,
            name,
            known: FxHashMap::default(),
        }
    }

    /// Nobody where the record does not reach back so far: somebody had set the clock back.
    fn at(&mut self, time: Timestamp) -> Result<Option<String>> {
        if let Some(known) = self.known.get(&time) {
            return Ok(known.clone());
        }
        let person = match past(self.journal, self.now, time) {
            Ok(then) => {
                let entity = then.catalog.find(self.name).map(|id| then.catalog.entity(id));
                entity
                    .and_then(|entity| entity.accountable())
                    .map(|person| person.entity_ref().to_owned())
            }
            Err(PastError::Before(_)) => None,
            Err(error) => return Err(Failure::from(error).into()),
        };
        self.known.insert(time, person.clone());
        Ok(person)
    }
}

fn table(changes: &[Change]) -> Table {
    let mut table = Table::new(&["WHEN", "WHAT", "ACCOUNTABLE", "FIELDS", "BY"]);
    for change in changes {
        let when = change.time.parse::<Timestamp>().map_or_else(
            |_| change.time.clone(),
            |time| {
                let here = time.to_zoned(TimeZone::system());
                here.strftime("%Y-%m-%d %H:%M").to_string()
            },
        );
        let person = change.accountable.as_deref().unwrap_or("-");
        let fields = match change.fields.as_slice() {
            [] => change.file.clone().unwrap_or_else(|| "-".to_owned()),
            fields => fields.join(", "),
        };
        table.row(vec![
            when,
            change.change.to_owned(),
            person.strip_prefix("user:").unwrap_or(person).to_owned(),
            fields,
            change.actor.clone(),
        ]);
    }
    table
}
