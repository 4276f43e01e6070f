//! What each part of Home says. Pure: made of the summary, the latest events and what all screens share.

use super::content::{Body, Line, Part, Section};
use super::{State, access, health, outside, under_way};
use crate::app::journal::{Glance, Sort};
use crate::app::link::Link;
use crate::app::load::Phase;
use crate::app::shared::Shared;
use crate::model::catalog::query::{Facet, Query};
use crate::model::catalog::summary::{PersonSummary, Summary};
use crate::model::catalog::{Code, Severity};
use crate::model::journal::Event;
use crate::model::task::TaskSummary;
use crate::model::text::{counted, grouped};

const CODES: usize = 6;
const PROBLEMS: usize = 3;
const ORPHANS: usize = 5;
const TROUBLES: usize = 3;
/// How many of the latest changes are asked for and shown.
pub const CHANGES: usize = 8;
const TYPES: usize = 4;

/// All that Home says now, the most important part first.
pub fn sections(state: &State, shared: &Shared) -> Vec<Section> {
    let Some(summary) = state.summary.value() else {
        return Vec::new();
    };
    let mine = mine(state, summary, shared);
    if summary.entities == 0 {
        let broken = (!summary.codes.is_empty()).then(|| broken(summary));
        return std::iter::once(begin(shared)).chain(broken).collect();
    }
    let rest = [
        broken(summary),
        orphans(state, summary),
        changes(state),
        kinds(summary),
    ];
    let rest = outside::section(shared).into_iter().chain(rest);
    let vision = state.vision.clone().into_iter();
    let first = health::section(shared)
        .into_iter()
        .chain(under_way::approvals(state, shared))
        .chain(tasks(state))
        .chain(under_way::runs(state, shared));
    match shared.me {
        Some(_) => first.chain([mine]).chain(vision).chain(rest).collect(),
        None => first.chain(vision).chain(rest).chain([mine]).collect(),
    }
}

/// The catalog in a few words, each about something of its own.
pub fn totals(summary: &Summary) -> Vec<String> {
    let mut parts = vec![
        counted(summary.entities, "entity", "entities"),
        counted(summary.files, "file", "files"),
    ];
    for (kind, one, many) in [
        ("System", "system", "systems"),
        ("Group", "team", "teams"),
        ("User", "person", "people"),
    ] {
        let count = summary.of_kind(kind);
        if count > 0 {
            parts.push(counted(count, one, many));
        }
    }
    parts
}

fn begin(shared: &Shared) -> Section {
    let root = shared
        .workspace
        .as_ref()
        .map(|workspace| workspace.root.display().to_string())
        .unwrap_or_default();
    let words = [
        format!("No entity files were found in {root}."),
        "Put a catalog-info.yaml anywhere below it: it appears here by itself.".to_owned(),
        "Or name the folders to read in muster.toml, under [catalog] locations.".to_owned(),
        "`muster init DIR` makes a commented example to start from.".to_owned(),
    ];
    let lines = words
        .into_iter()
        .map(|text| Line::still("begin", Body::Words(text)));
    Section::new(Part::Begin, "Nothing here yet", lines.collect())
}

/// What there is to do; nothing before anybody has journaled a task.
fn tasks(state: &State) -> Option<Section> {
    let lines = match state.tasks.phase() {
        Phase::Failed(failure) => vec![Line::still("tasks", Body::Failed(failure.message.clone()))],
        _ => to_do(state.tasks.value().filter(|summary| summary.all > 0)?),
    };
    Some(Section::new(Part::Tasks, "To do", lines))
}

fn to_do(summary: &TaskSummary) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(running) = &summary.running {
        let body = Body::Running {
            title: running.title.clone(),
            since: running.since,
        };
        lines.push(Line::leading(
            "tasks running",
            body,
            Link::Tasks("is:running assignee:me".to_owned()),
        ));
    }
    for (id, count, text, pressing, query) in [
        (
            "tasks overdue",
            summary.overdue,
            "overdue",
            true,
            "is:overdue sort:due",
        ),
        ("tasks mine", summary.mine, "yours", false, "is:mine"),
        (
            "tasks new",
            summary.new,
            "new, waiting to be judged",
            false,
            "is:new",
        ),
        ("tasks open", summary.open, "open in all", false, ""),
    ] {
        let body = Body::Tasks {
            count,
            text,
            pressing: pressing && count > 0,
        };
        if count > 0 {
            lines.push(Line::leading(id, body, Link::Tasks(query.to_owned())));
        }
    }
    if lines.is_empty() {
        lines.push(Line::still(
            "tasks",
            Body::Fine("Nothing waits to be done.".to_owned()),
        ));
    }
    lines
}

fn mine(state: &State, summary: &Summary, shared: &Shared) -> Section {
    let Some(me) = &shared.me else {
        let text = "Say who you are: identity = \"ana\" in config.toml";
        let mut lines = vec![Line::still("mine", Body::Words(text.to_owned()))];
        lines.extend(access::lines(shared));
        return Section::new(Part::Mine, "Yours", lines);
    };
    let lines = match &summary.person {
        Some(person) if person.is_known => {
            let mut lines = duties(me, person);
            lines.splice(1..1, access::lines(shared));
            if let Some(news) = state.costs.value().and_then(Option::as_deref) {
                lines.splice(1..1, super::cost::lines(news, me));
            }
            // What is asked of them stands right below how much they answer for.
            if let Some(agenda) = state.agenda.value() {
                lines.splice(1..1, super::owned::lines(agenda, shared.today()));
            }
            lines
        }
        _ => {
            let text = "The catalog has no such User; --as or config.toml says it is you.";
            vec![Line::still("mine", Body::Failed(text.to_owned()))]
        }
    };
    Section::new(Part::Mine, "Yours", lines).noted(vec![me.clone()])
}

fn duties(me: &str, person: &PersonSummary) -> Vec<Line> {
    let all = Query::default().with(Facet::Accountable, me, true);
    let mut lines = vec![Line::leading(
        "mine",
        Body::Duties {
            entities: person.entities,
        },
        Link::Entities(all),
    )];
    for trouble in person.examples.iter().take(TROUBLES) {
        lines.push(Line::leading(
            format!("mine {}", trouble.entity_ref),
            Body::Trouble {
                entity_ref: trouble.entity_ref.clone(),
                code: trouble.code,
                problems: trouble.problems,
            },
            Link::Entity(trouble.entity_ref.clone()),
        ));
    }
    let more = person.troubled.saturating_sub(TROUBLES);
    if more > 0 {
        let text = format!("and {} more of yours with problems", grouped(more));
        lines.push(Line::leading("mine more", Body::More(text), Link::Problems(None)));
    } else if person.troubled == 0 && person.entities > 0 {
        lines.push(Line::still(
            "mine",
            Body::Fine("None of them has a problem.".to_owned()),
        ));
    }
    lines
}

fn broken(summary: &Summary) -> Section {
    let notes: Vec<String> = [
        (Severity::Error, "error", "errors"),
        (Severity::Warning, "warning", "warnings"),
        (Severity::Info, "remark", "remarks"),
    ]
    .into_iter()
    .map(|(severity, one, many)| (summary.problems(severity), one, many))
    .filter(|(count, ..)| *count > 0)
    .map(|(count, one, many)| counted(count, one, many))
    .collect();
    let bad = || {
        summary
            .codes
            .iter()
            .filter(|count| count.code.severity() > Severity::Info)
    };
    let mut lines: Vec<Line> = bad()
        .take(CODES)
        .map(|count| {
            Line::leading(
                format!("code {}", count.code.name()),
                Body::Code {
                    code: count.code,
                    count: count.count,
                },
                Link::Problems(Some(count.code)),
            )
        })
        .collect();
    if lines.is_empty() {
        lines.push(Line::still(
            "broken",
            Body::Fine("Every file says what it should.".to_owned()),
        ));
    }
    let more = bad().count().saturating_sub(CODES);
    if more > 0 {
        let text = format!("and {}", counted(more, "other sort", "other sorts"));
        lines.push(Line::leading(
            "broken more",
            Body::More(text),
            Link::Problems(None),
        ));
    }
    // Nobody accountable has a section of its own.
    let worst = summary
        .worst
        .iter()
        .filter(|problem| problem.code != Code::NobodyAccountable);
    lines.extend(worst.take(PROBLEMS).map(|problem| {
        Line::leading(
            format!("problem {} {}", problem.file, problem.line),
            Body::Problem(problem.clone()),
            Link::Problems(Some(problem.code)),
        )
    }));
    Section::new(Part::Broken, "Broken", lines).noted(notes)
}

fn orphans(state: &State, summary: &Summary) -> Section {
    let gone = state.agenda.value().map_or(&[][..], |agenda| &agenda.gone);
    let left: usize = gone.iter().map(|one| one.offered + one.unoffered).sum();
    let mut coverage = summary.coverage;
    coverage.covered = coverage.covered.saturating_sub(left);
    let mut lines = vec![Line::leading(
        "coverage",
        Body::Coverage(coverage),
        Link::Problems(Some(Code::NobodyAccountable)),
    )];
    lines.extend(gone.iter().take(ORPHANS).map(super::owned::left));
    lines.extend(summary.orphans.iter().take(ORPHANS).map(|group| {
        let query =
            Query::default()
                .with(Facet::Owner, &group.owner, true)
                .with(Facet::Accountable, "", true);
        Line::leading(
            format!("orphans {}", group.owner),
            Body::Orphans {
                owner: group.owner.clone(),
                count: group.count,
                examples: group.examples.clone(),
            },
            Link::Entities(query),
        )
    }));
    let more = summary.orphans.len().saturating_sub(ORPHANS);
    if more > 0 {
        let text = format!("and of {}", counted(more, "other owner", "other owners"));
        let link = Link::Problems(Some(Code::NobodyAccountable));
        lines.push(Line::leading("orphans more", Body::More(text), link));
    }
    let notes = match coverage.missing() {
        0 => Vec::new(),
        missing => vec![counted(missing, "entity", "entities")],
    };
    Section::new(Part::Orphans, "Nobody accountable", lines).noted(notes)
}

fn changes(state: &State) -> Section {
    let mut lines = Vec::new();
    match state.changes.phase() {
        Phase::Idle | Phase::Loading => {
            lines.push(Line::still(
                "changes",
                Body::Words("Reading the journal…".to_owned()),
            ));
        }
        Phase::Failed(failure) => {
            let text = format!("{} {}", failure.message, failure.next);
            lines.push(Line::still("changes", Body::Failed(text)));
        }
        Phase::Ready { value: events, .. } if events.is_empty() => {
            let text = "Nothing since the catalog was first read here.";
            lines.push(Line::still("changes", Body::Words(text.to_owned())));
        }
        Phase::Ready { value: events, .. } => {
            lines.extend(events.iter().map(change));
            let text = "all that is recorded about entities".to_owned();
            let link = Link::Events("type:entity.".to_owned());
            lines.push(Line::leading("changes more", Body::More(text), link));
        }
    }
    Section::new(Part::Changes, "Changed lately", lines)
}

fn change(event: &Event) -> Line {
    let glance = Glance::of(event);
    let entity_ref = event.subject.entity_ref().unwrap_or(event.subject.as_str());
    let link = match glance.sort {
        Sort::Appeared | Sort::Changed => Link::Entity(entity_ref.to_owned()),
        Sort::Disappeared | Sort::Other => Link::Events(format!("subject:{}", event.subject)),
    };
    let body = Body::Change {
        glance,
        // Accounts and parts of the program say little here; people of the catalog are worth their room.
        actor: event.actor.starts_with("user:").then(|| event.actor.clone()),
        time: event.time,
    };
    Line::leading(format!("event {}", event.id), body, link)
}

fn kinds(summary: &Summary) -> Section {
    let most = summary.kinds.iter().map(|kind| kind.count).max().unwrap_or(0);
    let mut lines = Vec::new();
    for kind in &summary.kinds {
        let of_kind = Query::default().with(Facet::Kind, &kind.kind, true);
        let body = Body::Kind {
            kind: kind.kind.clone(),
            count: kind.count,
            most,
        };
        lines.push(Line::leading(
            format!("kind {}", kind.kind),
            body,
            Link::Entities(of_kind.clone()),
        ));
        // One type says nothing that the kind does not; one more than fits is shown instead of counted.
        let shown = match kind.types.len() {
            0 | 1 => 0,
            few if few <= TYPES + 1 => few,
            _ => TYPES,
        };
        for (type_, count) in kind.types.iter().take(shown) {
            let body = Body::Type {
                type_: type_.clone(),
                count: *count,
            };
            let query = of_kind.clone().with(Facet::Type, type_, true);
            lines.push(Line::leading(
                format!("type {} {type_}", kind.kind),
                body,
                Link::Entities(query),
            ));
        }
        let more = kind.types.len().saturating_sub(shown);
        if shown > 0 && more > 0 {
            lines.push(Line::leading(
                format!("types {}", kind.kind),
                Body::MoreTypes(more),
                Link::Entities(of_kind),
            ));
        }
    }
    Section::new(Part::Kinds, "What exists", lines)
}
