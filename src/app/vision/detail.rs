//! Everything that is known of the selected row, as lines. Pure data: how a line looks is not known here.

use super::findings::Findings;
use super::source::{Item, Source};
use super::state::State;
use super::words::{self, End};
use crate::app::discovery::detail::Lines;
pub use crate::app::discovery::{Line, Tone};
use crate::model::catalog::Catalog;
use crate::model::text::{counted, grouped};
use crate::model::vision::{Judged, Rule, Score, Severity, Vision, Waiver, WaiverSource};

/// So many of those that fall short are named with a rule.
const EXAMPLES: usize = 5;

/// All lines about the selected row of a tab; none where nothing is selected.
pub fn lines(state: &State) -> Vec<Line> {
    let mut lines = Lines::default();
    let (Some(source), Some(item)) = (&state.source, state.selected()) else {
        return lines.0;
    };
    let vision = &source.judged.vision;
    let changed = |list: fn(&crate::model::vision::VisionDiff) -> &Vec<String>, at: usize| {
        let id = list(source.change.as_deref()?).get(at)?;
        Some((id.clone(), source.rule(vision.rule(id)?)))
    };
    match item {
        Item::Rule(at) => of_rule(source, at, &mut lines),
        Item::Group(at) => {
            if let Some(score) = source.scores.get(at) {
                of_group(source, score, &mut lines);
            }
        }
        Item::Waiver(at) => {
            if let Some(waiver) = source.judged.waivers.get(at) {
                of_waiver(&source.judged, waiver, &mut lines);
            }
        }
        Item::Asked(at) => {
            if let Some(asked) = source.asked.get(at) {
                lines.add(Tone::Headline, asked.title.as_str());
                let text = match asked.is_mine {
                    true => "It waits for your word: a agrees, and the task is done.",
                    false => "It waits for somebody's word.",
                };
                lines.add(if asked.is_mine { Tone::Warning } else { Tone::Plain }, text);
                lines.about("asked by", asked.requester.as_str());
                lines.about("entity", asked.entity.as_str());
                lines.about("task", format!("{}; the queue has the reason", asked.task));
            }
        }
        Item::FellOut(_) | Item::FellIn(_) => of_fall(source, item, &mut lines),
        Item::RuleAdded(at) => of_changed("is new", changed(|change| &change.added, at), &mut lines),
        Item::RuleChanged(at) => {
            of_changed(
                "says something else",
                changed(|change| &change.changed, at),
                &mut lines,
            );
        }
        Item::RuleRemoved(at) => of_changed("is gone", changed(|change| &change.removed, at), &mut lines),
        Item::Moved(at) => of_move(source, at, &mut lines),
        Item::Statement => {
            lines.add(Tone::Headline, "What the company wants to be");
            lines.add(Tone::Plain, vision.statement.clone().unwrap_or_default());
        }
        Item::Complaint(at) => of_complaint(vision, at, &mut lines),
        Item::Principle(at) => of_principle(source, at, &mut lines),
    }
    lines.0
}

fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Blocking => Tone::Bad,
        Severity::Warning => Tone::Warning,
        Severity::Advice => Tone::Quiet,
    }
}

fn of_rule(source: &Source, at: usize, lines: &mut Lines) {
    let Some(rule) = source.rule(at) else { return };
    let count = source.counts.get(at).copied().unwrap_or_default();
    lines.add(Tone::Headline, rule.title.as_str());
    let open = count.falls_short.saturating_sub(count.waived);
    let fares = match (count.applies, open) {
        (0, _) => "It is about nothing in the catalog.".to_owned(),
        (all, 0) if count.untold == 0 && count.waived == 0 => format!("All {} pass.", grouped(all)),
        (all, open) => {
            let mut parts = vec![format!("{} of {} fall short", grouped(open), grouped(all))];
            if count.waived > 0 {
                parts.push(format!("{} waived", grouped(count.waived)));
            }
            if count.untold > 0 {
                parts.push(format!("of {} it cannot be told", grouped(count.untold)));
            }
            format!("{}; Enter lists them.", parts.join(", "))
        }
    };
    let fares_tone = if open + count.untold > 0 {
        tone(rule.severity)
    } else {
        Tone::Plain
    };
    lines.add(fares_tone, fares);
    let severity = match rule.severity == rule.for_new {
        true => rule.severity.name().to_owned(),
        false => format!(
            "{}; {} for what is new",
            rule.severity.name(),
            rule.for_new.name()
        ),
    };
    lines.about("severity", severity);
    lines.about("about", words::scope(rule));
    of_reasons(&source.judged.vision, rule, lines);
    if open + count.untold > 0 {
        lines.heading("The first who fall short");
        let first = source.judged.falling_short(at).take(EXAMPLES);
        for entity in first {
            let told = source.judged.finding(at, entity).map(|found| found.message);
            let name = source.judged.catalog.entity(entity).entity_ref();
            lines.add(Tone::Plain, format!("{name}: {}", told.unwrap_or_default()));
        }
    }
    lines.heading("As it is written");
    lines.about("id", rule.id.as_str());
    lines.about("requires", rule.require.source());
    lines.about(
        "stands in",
        format!(
            "{}:{} {}; e edits it",
            rule.file,
            rule.at.line,
            words::origin(rule)
        ),
    );
}

/// Why there is such a rule, and what to do where it is not met.
fn of_reasons(vision: &Vision, rule: &Rule, lines: &mut Lines) {
    if rule.reason.is_some() || !rule.principles.is_empty() {
        lines.heading("Why");
    }
    if let Some(reason) = &rule.reason {
        lines.add(Tone::Plain, reason.as_str());
    }
    for id in &rule.principles {
        match vision.principle(id) {
            Some(principle) => lines.add(Tone::Plain, format!("{}: {}", principle.title, principle.reason)),
            None => lines.add(Tone::Quiet, format!("{id}: no such principle")),
        };
    }
    if rule.remedy.is_some() || rule.blueprint.is_some() {
        lines.heading("What to do");
    }
    if let Some(remedy) = &rule.remedy {
        lines.add(Tone::Plain, remedy.as_str());
    }
    if let Some(blueprint) = &rule.blueprint {
        lines.about("blueprint", format!("{}; n opens it", words::name(blueprint)));
    }
    for (at, link) in rule.links.iter().enumerate() {
        let key = if at == 0 { "  (o opens it)" } else { "" };
        let title = link
            .title
            .as_ref()
            .map_or(String::new(), |title| format!("{title} "));
        lines.about("link", format!("{title}{}{key}", link.url));
    }
}

fn of_group(source: &Source, score: &Score, lines: &mut Lines) {
    lines.add(Tone::Headline, words::group(source.by, &score.group));
    let text = format!(
        "{} % of {} pass; Enter lists what falls short.",
        score.percent(),
        counted(score.entities, "entity", "entities")
    );
    lines.add(Tone::Plain, text);
    for (label, count) in [
        ("blocking", score.blocking),
        ("warnings", score.warnings),
        ("advice", score.advice),
        ("waived", score.waived),
    ] {
        lines.about(label, grouped(count));
    }
    match source.month(score) {
        Some(0) => lines.about("lately", "as it was"),
        Some(points) => lines.about("lately", format!("{points:+} points since a month ago")),
        None => lines.about("lately", "nothing is recorded from before"),
    };
    lines.add(Tone::Plain, "");
    lines.add(
        Tone::Quiet,
        "An entity passes when it falls short of no blocking rule and of no warning; what is waived counts as passing.",
    );
}

fn of_waiver(judged: &Judged, waiver: &Waiver, lines: &mut Lines) {
    let (end, text) = words::end(waiver, judged.today);
    lines.add(Tone::Headline, format!("{} for {}", waiver.rule, waiver.entity));
    let tone = match end {
        End::Ended => Tone::Bad,
        End::Soon => Tone::Warning,
        End::Later => Tone::Plain,
    };
    lines.add(tone, format!("until {}: {text}", waiver.until));
    lines.about("reason", waiver.reason.as_str());
    lines.about("answers", waiver.owner.as_str());
    if let Some(by) = &waiver.granted_by {
        lines.about("granted by", by.as_str());
    }
    let place = match &waiver.source {
        WaiverSource::File(at) => format!("vision.yaml:{}; e edits it", at.line),
        WaiverSource::Journal(_) => "journal; x takes it back".to_owned(),
    };
    lines.about("stands in", place);
    let rule = judged.vision.rule(&waiver.rule);
    let entity = judged.catalog.find(&waiver.entity);
    let text = match (rule, entity) {
        (None, _) => "There is no such rule any more: the waiver can go.".to_owned(),
        (_, None) => "There is no such entity any more: the waiver can go.".to_owned(),
        (Some(rule), Some(entity)) => match judged.finding(rule, entity) {
            Some(found) => found.message,
            None => "It does not fall short any more: the waiver can go.".to_owned(),
        },
    };
    lines.heading("What is waived");
    lines.add(Tone::Plain, text);
}

fn of_fall(source: &Source, item: Item, lines: &mut Lines) {
    let Some(fall) = source.fall(item) else { return };
    let catalog = &source.judged.catalog;
    let entity = catalog.entity(fall.entity);
    lines.add(Tone::Headline, entity.entity_ref());
    let is_out = matches!(item, Item::FellOut(_));
    let text = match is_out {
        true => "falls short since the vision was changed",
        false => "fell short, and does not since the vision was changed",
    };
    lines.add(if is_out { tone(fall.severity) } else { Tone::Plain }, text);
    lines.add(Tone::Plain, fall.message.as_str());
    of_people(catalog, fall.entity, lines);
    if let Some(rule) = source
        .judged
        .vision
        .rule(&fall.rule)
        .and_then(|rule| source.rule(rule))
    {
        lines.about("rule", format!("{} ({})", rule.title, rule.severity.name()));
        of_reasons(&source.judged.vision, rule, lines);
    }
}

fn of_people(catalog: &Catalog, entity: crate::model::catalog::EntityId, lines: &mut Lines) {
    let entity = catalog.entity(entity);
    let accountable = entity
        .accountable()
        .map_or("nobody", |person| person.entity_ref());
    lines.about("accountable", accountable);
    let owner = entity.owner().map_or("nobody", |owner| catalog.node_ref(owner));
    lines.about("owner", owner);
}

fn of_changed(what: &str, changed: Option<(String, Option<&Rule>)>, lines: &mut Lines) {
    let Some((id, rule)) = changed else { return };
    lines.add(
        Tone::Headline,
        rule.map_or(id.as_str(), |rule| rule.title.as_str()),
    );
    lines.add(Tone::Plain, format!("The rule {id} {what}."));
    if let Some(rule) = rule {
        lines.about("severity", rule.severity.name());
        lines.about("about", words::scope(rule));
        lines.about("requires", rule.require.source());
    }
}

fn of_move(source: &Source, at: usize, lines: &mut Lines) {
    let Some((id, before, after)) = source
        .change
        .as_ref()
        .and_then(|change| change.technologies.get(at))
    else {
        return;
    };
    lines.add(Tone::Headline, id.as_str());
    lines.about("before", before.as_deref().unwrap_or("not on the radar"));
    lines.about("now", after.as_deref().unwrap_or("not on the radar"));
}

fn of_complaint(vision: &Vision, at: usize, lines: &mut Lines) {
    let Some(complaint) = vision.complaints.get(at) else {
        return;
    };
    let place = format!("{}:{}:{}", complaint.file, complaint.at.line, complaint.at.column);
    lines.add(Tone::Headline, place);
    let (tone, what) = match complaint.is_error {
        true => (
            Tone::Bad,
            "This part was left out; the rest of the vision counts.",
        ),
        false => (Tone::Warning, "Nothing was left out because of it."),
    };
    lines.add(tone, complaint.message.as_str());
    lines.add(Tone::Quiet, what);
    lines.add(Tone::Quiet, "e opens the file there.");
}

fn of_principle(source: &Source, at: usize, lines: &mut Lines) {
    let vision = &source.judged.vision;
    let Some(principle) = vision.principles.get(at) else {
        return;
    };
    lines.add(Tone::Headline, principle.title.as_str());
    lines.add(Tone::Plain, principle.reason.as_str());
    for (at, link) in principle.links.iter().enumerate() {
        let key = if at == 0 { "  (o opens it)" } else { "" };
        lines.about("link", format!("{}{key}", link.url));
    }
    let rules = vision.rules.iter().zip(&source.counts);
    let rules: Vec<_> = rules
        .filter(|(rule, _)| rule.principles.contains(&principle.id))
        .collect();
    lines.heading(match rules.is_empty() {
        true => "No rule stands for it",
        false => "The rules that stand for it",
    });
    for (rule, count) in rules {
        let open = count.falls_short.saturating_sub(count.waived);
        let fares = match open {
            0 => "all pass".to_owned(),
            open => format!("{} of {} fall short", grouped(open), grouped(count.applies)),
        };
        lines.add(
            if open > 0 {
                tone(rule.severity)
            } else {
                Tone::Plain
            },
            format!("{}: {fares}", rule.title),
        );
    }
}

/// All lines about the selected finding.
pub fn of_finding(state: &Findings) -> Vec<Line> {
    let mut lines = Lines::default();
    let (Some(row), Some(judged)) = (state.selected(), state.rows.judged()) else {
        return lines.0;
    };
    let Some(entity) = state.rows.entity(row) else {
        return lines.0;
    };
    lines.add(Tone::Headline, entity.entity_ref());
    let message = state.rows.message(row);
    let rule = state.rows.rule(row);
    let mark = match (rule, state.rows.waiver(row)) {
        (_, Some(_)) | (None, _) => Tone::Plain,
        (Some(rule), None) => tone(rule.severity),
    };
    lines.add(mark, message);
    if row.is_untold {
        lines.add(
            Tone::Quiet,
            "It could not be told whether it falls short; that never passes silently.",
        );
    }
    if let Some(waiver) = state.rows.waiver(row) {
        let (_, text) = words::end(waiver, judged.today);
        let owner = words::name(&waiver.owner);
        lines.about(
            "waived",
            format!("until {} ({text}), {owner}: {}", waiver.until, waiver.reason),
        );
    }
    of_people(&judged.catalog, row.entity, &mut lines);
    lines.about("file", entity.place());
    if let Some(rule) = rule {
        lines.about("rule", format!("{} ({})", rule.title, rule.severity.name()));
        let found = row.rule.and_then(|at| judged.finding(at, row.entity));
        let others: Vec<&str> = found
            .iter()
            .flat_map(|found| &found.others)
            .map(|other| judged.catalog.node_ref(*other))
            .collect();
        if !others.is_empty() {
            lines.about("because of", others.join(", "));
        }
        of_reasons(&judged.vision, rule, &mut lines);
    }
    lines.0
}
