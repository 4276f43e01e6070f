//! Everything that is known of the selected row, as lines. Pure data: how a line looks is not known here.

use super::known::{Known, declarable, place_of};
use super::rows::{Item, Row, what, who};
use super::state::State;
use super::words;
use crate::app::shared::Shared;
use crate::model::catalog::Catalog;
use crate::model::catalog::graph::{Direction, neighbours};
use crate::model::discovery::{Gone, Hint, Observed, Place, Sort, Standing, Unregistered};
use crate::model::text::{ago, counted};

/// More of who reads and writes something than this is counted.
const FLOWS: usize = 20;

/// A line of the detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is about; none where the text has the whole width.
    pub label: Option<String>,
    pub text: String,
    pub tone: Tone,
}

/// How a line is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Headline,
    Heading,
    Plain,
    Quiet,
    Warning,
    Bad,
}

/// Lines as far as they are made.
#[derive(Default)]
pub(in crate::app) struct Lines(pub Vec<Line>);

impl Lines {
    pub fn add(&mut self, tone: Tone, text: impl Into<String>) -> &mut Self {
        self.0.push(Line {
            label: None,
            text: text.into(),
            tone,
        });
        self
    }

    pub fn about(&mut self, label: impl Into<String>, text: impl Into<String>) -> &mut Self {
        self.0.push(Line {
            label: Some(label.into()),
            text: text.into(),
            tone: Tone::Plain,
        });
        self
    }

    pub fn heading(&mut self, text: &str) -> &mut Self {
        self.add(Tone::Plain, "").add(Tone::Heading, text)
    }
}

/// All lines about the selected row; none where nothing is selected.
pub fn lines(state: &State, shared: &Shared) -> Vec<Line> {
    let mut lines = Lines::default();
    let table = state.table();
    let Some((at, known)) = table.list.cursor().zip(shared.discovery.known()) else {
        return lines.0;
    };
    let catalog = shared.catalog.value().map(|catalog| &**catalog);
    match (table.rows.row(at), table.rows.item(at)) {
        (_, Some(Item::Unregistered(found))) => of_unregistered(found, known, shared, &mut lines),
        (_, Some(Item::Gone(gone))) => of_gone(gone, catalog, shared, &mut lines),
        (_, Some(Item::Observed(seen))) => of_observed(seen, catalog, &mut lines),
        (Some(Row::Place { .. }), None) => {
            let name = table.rows.place(at).unwrap_or_default();
            match known.place(name) {
                Some(place) => of_place(place, shared, &mut lines),
                None => {
                    lines.add(Tone::Headline, name);
                    lines.add(
                        Tone::Quiet,
                        "The settings have no such place any more; this is what was known of it.",
                    );
                }
            }
        }
        (_, None) => {}
    }
    lines.0
}

fn of_place(place: &Place, shared: &Shared, lines: &mut Lines) {
    lines.add(Tone::Headline, place.name.as_str());
    let (_, text) = words::place(place, &shared.discovery, shared.now);
    lines.add(Tone::Plain, text);
    if place.sandbox {
        lines.add(
            Tone::Quiet,
            "A sandbox inside muster answers for it; nothing leaves this machine.",
        );
    }
    if !place.problems.is_empty() {
        lines.heading("What could not be seen");
        place.problems.iter().for_each(|problem| {
            lines.add(Tone::Warning, problem.as_str());
        });
    }
}

fn of_unregistered(found: &Unregistered, known: &Known, shared: &Shared, lines: &mut Lines) {
    let sighting = &found.sighting;
    let place = place_of(&sighting.id);
    lines.add(Tone::Headline, sighting.name.as_str());
    lines.add(
        Tone::Quiet,
        format!(
            "A {} at {place} that no entity stands for",
            words::sort(sighting.sort)
        ),
    );
    if let Some(cause) = shared.discovery.refused(&sighting.id) {
        lines.add(Tone::Bad, format!("It was not claimed: {cause}"));
    }
    if shared.discovery.is_claiming(&sighting.id) {
        lines.add(Tone::Warning, "It is being claimed now.");
    }
    for (label, value) in &sighting.facts {
        lines.about(label.as_str(), value.as_str());
    }
    if let Some(url) = &sighting.url {
        lines.about("address", format!("{url}  (o opens it)"));
    }
    of_guess(found, lines);
    of_files(found, lines);
    of_flows(&sighting.id, known, lines);
}

/// Who probably answers for it, why, and what claiming makes of it.
fn of_guess(found: &Unregistered, lines: &mut Lines) {
    let guess = &found.guess;
    lines.heading("Who probably answers for it");
    let nobody = "nobody can be guessed; c asks";
    lines.about("accountable", guess.accountable.as_deref().unwrap_or(nobody));
    lines.about("owner", guess.owner.as_deref().unwrap_or("unknown"));
    if !guess.reason.is_empty() {
        lines.about("because", guess.reason.as_str());
    }
    found.sighting.hints.iter().for_each(|hint| {
        lines.about("sign", sign(hint));
    });
    if found.sighting.sort == Sort::Group {
        lines.heading("A consumer group becomes no entity");
        let name = &found.sighting.name;
        let text = format!("Annotate the component that reads with it: muster/consumer-group: {name}");
        lines.add(Tone::Plain, text);
        return;
    }
    lines.heading("c claims it");
    lines.about("as", found.entity_ref.as_str());
    lines.about("known by", format!("muster/external-id: {}", found.sighting.id));
    lines.about("written", written(found.sighting.sort));
}

fn written(sort: Sort) -> &'static str {
    match sort {
        Sort::Repository => "to a file of this workspace's catalog, or proposed to it by a pull request",
        Sort::Topic | Sort::Group | Sort::Team => "to a file of this workspace's catalog",
    }
}

fn sign(hint: &Hint) -> String {
    match hint {
        Hint::CodeOwner(owner) => format!("CODEOWNERS gives all of it to {owner}"),
        Hint::AdminTeam(team) => format!("the team {team} administers it"),
        Hint::Writer(principal) => format!("{principal} may write to it"),
        Hint::Prefix(prefix) => format!("its name begins with {prefix}, as others do whose owner is known"),
    }
}

fn of_files(found: &Unregistered, lines: &mut Lines) {
    if found.sighting.files.is_empty() {
        return;
    }
    lines.heading("Catalog files in it");
    for file in &found.sighting.files {
        let text = match &file.entities[..] {
            [] => "cannot be read".to_owned(),
            entities => entities.join(", "),
        };
        lines.about(file.path.as_str(), text);
    }
}

/// Who reads and writes it.
fn of_flows(id: &str, known: &Known, lines: &mut Lines) {
    let mut flows = known.of_id(id).peekable();
    if flows.peek().is_none() {
        return;
    }
    lines.heading("Who uses it");
    let mut more = 0;
    for (at, seen) in flows.enumerate() {
        match at {
            0..FLOWS => {
                lines.about(
                    words::way(seen.way),
                    format!("{}: {}", who(seen), seen.evidence.join("; ")),
                );
            }
            _ => more += 1,
        }
    }
    if more > 0 {
        lines.add(Tone::Quiet, format!("and {more} more"));
    }
}

fn of_gone(gone: &Gone, catalog: Option<&Catalog>, shared: &Shared, lines: &mut Lines) {
    lines.add(Tone::Headline, gone.entity_ref.as_str());
    lines.add(Tone::Bad, format!("{} is not there any more", gone.id));
    if let Some(noticed) = gone.noticed {
        lines.about("noticed", ago(noticed, shared.now));
    }
    lines.about("accountable", gone.accountable.as_deref().unwrap_or("nobody"));
    let found = catalog.and_then(|catalog| Some((catalog, catalog.find(&gone.entity_ref)?)));
    if let Some((catalog, id)) = found {
        let entity = catalog.entity(id);
        let needed = neighbours(catalog, entity.node(), Direction::Up).len();
        let needed = match needed {
            0 => "nothing that is declared".to_owned(),
            count => format!("{}; t shows them", counted(count, "entity", "entities")),
        };
        lines.about("needed by", needed);
        lines.about("file", entity.place());
    }
    lines.add(Tone::Plain, "");
    lines.add(
        Tone::Quiet,
        "Enter shows the entity. If it is gone for good, take it out of its file; if it moved, correct its \
         muster/external-id there.",
    );
}

fn of_observed(seen: &Observed, catalog: Option<&Catalog>, lines: &mut Lines) {
    let (depends, on) = (who(seen), what(seen));
    lines.add(Tone::Headline, format!("{depends} → {on}"));
    let tone = match seen.standing {
        Standing::Undeclared => Tone::Warning,
        Standing::Unseen | Standing::Unknown | Standing::Both => Tone::Quiet,
    };
    lines.add(tone, words::standing(seen.standing));
    lines.about("who", seen.from.as_deref().unwrap_or("no entity of the catalog"));
    if !seen.who.is_empty() {
        lines.about("seen as", seen.who.as_str());
    }
    lines.about(
        words::way(seen.way),
        seen.to.as_deref().unwrap_or("no entity of the catalog"),
    );
    lines.about("outside", seen.id.as_str());
    if !seen.evidence.is_empty() {
        lines.heading("How it is known");
        seen.evidence.iter().for_each(|evidence| {
            lines.add(Tone::Plain, evidence.as_str());
        });
    }
    let Some(catalog) = catalog else { return };
    match declarable(seen, catalog) {
        Ok((from, to)) => {
            lines.heading("d declares it");
            let file = catalog.find(&from).map(|id| {
                let entity = catalog.entity(id);
                entity.place()
            });
            lines.about("in", file.unwrap_or_default());
            lines.about("adds", format!("spec.dependsOn: {to}"));
        }
        Err(cause) => {
            lines.add(Tone::Plain, "");
            lines.add(Tone::Quiet, format!("Nothing to declare: {cause}."));
        }
    }
}
