//! Everything that is known of the selected row, as lines: how much and how it moved, what it is made of, every month, who
//! watches it. Pure data: how a line looks is not known here.

use super::copies::{annotation, resources};
use super::rows::Row;
use super::state::State;
use super::tab::Tab;
use super::words::{self, signed};
use crate::app::discovery::detail::Lines;
use crate::app::discovery::{Line, Tone};
use crate::app::owned::words::name;
use crate::model::catalog::Relation;
use crate::model::cost::{Amount, BudgetState, Month, Part, Report, Unmatched, counted_by};
use crate::model::ownership::answers;
use crate::model::text::{counted, grouped};

/// More of a list than this is counted.
const FEW: usize = 12;

/// All lines about the selected row; none where nothing is selected.
pub fn lines(state: &State) -> Vec<Line> {
    let mut lines = Lines::default();
    let (Some(report), Some(month), Some(row)) = (state.report.value(), state.month(), state.selected())
    else {
        return lines.0;
    };
    match state.tab {
        Tab::Unmatched => {
            if let Some(found) = report.unmatched.get(row.at) {
                of_unmatched(state, found, row, report, month, &mut lines);
            }
        }
        Tab::Budgets => {
            if let Some(budget) = state.table().rows.budgets.get(row.at) {
                of_budget(state, budget, row, report, &mut lines);
            }
        }
        tab => {
            let line = tab.by().and_then(|by| report.lines(by).get(row.at));
            if let Some(line) = line {
                of_line(state, line, row, report, month, &mut lines);
            }
        }
    }
    lines.0
}

fn of_line(
    state: &State,
    line: &crate::model::cost::Line,
    row: &Row,
    report: &Report,
    month: Month,
    lines: &mut Lines,
) {
    lines.add(
        Tone::Headline,
        match row.name.as_str() {
            "" => words::NOBODY,
            name => name,
        },
    );
    of_amounts(row, month, lines);
    if row.is_nobody() {
        lines.add(
            Tone::Warning,
            "Enter shows what it is, and what would make it fall to somebody.",
        );
    }
    of_people(state, row, lines);
    if let Some(budget) = budget_of(state, row) {
        let (tone, text) = budget_words(&budget);
        lines.add(tone, format!("Budget: {text}"));
        of_below(state, row, lines);
    }
    let title = match state.tab {
        Tab::Services => "For whom",
        _ => "What for",
    };
    of_parts(title, &line.parts, &row.currency, report, month, lines);
    of_months(&line.months, &row.currency, report, month, lines);
    of_other_currencies(state, row, report, month, lines);
}

/// How much it is, and how it moved.
fn of_amounts(row: &Row, month: Month, lines: &mut Lines) {
    lines.about(words::month(month), row.money().grouped());
    let moved = row.moved();
    let tone = match moved {
        same if same.is_zero() => Tone::Quiet,
        more if !more.is_negative() => Tone::Warning,
        _ => Tone::Plain,
    };
    let change = words::change(row.before, row.now);
    let was = words::month(month.before());
    let text = match (row.is_compared, row.before.is_zero()) {
        (false, _) => format!("Nothing is known of {was}"),
        (true, true) => format!("Nothing was charged in {was}"),
        (true, false) if moved.is_zero() => format!("As much as in {was}"),
        (true, false) => format!("{} {} against {was} ({change})", signed(moved), row.currency),
    };
    lines.add(tone, text);
    if row.share.is_some() {
        let text = format!("{} of all {}", words::share(row.share), row.currency);
        lines.about("share", text);
    }
}

/// Who it belongs to, and who watches its cost.
fn of_people(state: &State, row: &Row, lines: &mut Lines) {
    let Some(catalog) = state.catalog().filter(|_| row.is_entity) else {
        return;
    };
    let Some(id) = catalog.find(&row.name) else { return };
    let entity = catalog.entity(id);
    if let Some(title) = entity.title() {
        lines.about("title", title);
    }
    let found = answers(catalog, id);
    if !entity.is_kind("User") && !entity.is_kind("Group") {
        let owner = found
            .owner
            .map_or("nobody", |owner| name(catalog.node_ref(owner)));
        lines.about("owner", owner);
    }
    let watches = match found.cost_owner.person {
        Some(person) if found.cost_owner.fallback => format!("{}, as accountable", person.label()),
        Some(person) => person.label().to_owned(),
        None => "nobody".to_owned(),
    };
    lines.about("cost owner", watches);
    if let Some(nearest) = found.belongs_to.first() {
        lines.about("belongs to", name(catalog.node_ref(*nearest)));
    }
}

/// What it is made of in the month, the dearest first.
fn of_parts(title: &str, parts: &[Part], currency: &str, report: &Report, month: Month, lines: &mut Lines) {
    let mut charged: Vec<(Amount, Amount, &Part)> = parts
        .iter()
        .map(|part| {
            let (before, now) = report.moved(&part.months, month);
            (before, now, part)
        })
        .filter(|(before, now, _)| !(before.is_zero() && now.is_zero()))
        .collect();
    if charged.is_empty() {
        return;
    }
    charged.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.2.name.cmp(&b.2.name)));
    lines.heading(title);
    for (before, now, part) in charged.iter().take(FEW) {
        let whose = match part.name.as_str() {
            "" => "(not named)",
            name => name,
        };
        let what = match part.category.as_str() {
            "" | "Usage" => whose.to_owned(),
            category => format!("{whose}, {category}"),
        };
        let moved = match *now - *before {
            same if same.is_zero() || !report.is_compared(month) => String::new(),
            more => format!(" ({})", signed(more)),
        };
        lines.add(
            Tone::Plain,
            format!("{} {currency}{moved}  {what}", now.grouped()),
        );
    }
    more(charged.len(), lines);
}

fn more(all: usize, lines: &mut Lines) {
    if all > FEW {
        lines.add(Tone::Quiet, format!("and {} more", grouped(all - FEW)));
    }
}

/// Every month that is known, the latest first.
fn of_months(months: &[Amount], currency: &str, report: &Report, month: Month, lines: &mut Lines) {
    lines.heading("Month by month");
    let known = report.months.iter().zip(months).rev();
    for (known, amount) in known.take(FEW) {
        let here = if *known == month { ", shown" } else { "" };
        let text = format!("{} {currency}{here}", amount.grouped());
        lines.about(words::month(*known), text);
    }
    more(report.months.len(), lines);
}

/// The same thing in other currencies, which nobody converts.
fn of_other_currencies(state: &State, row: &Row, report: &Report, month: Month, lines: &mut Lines) {
    let Some(by) = state.tab.by() else { return };
    let others = report
        .lines(by)
        .iter()
        .filter(|line| line.name == row.name && line.currency != row.currency);
    for line in others {
        let (_, now) = report.moved(&line.months, month);
        lines.add(
            Tone::Quiet,
            format!("Beside it {} {}", now.grouped(), line.currency),
        );
    }
}

fn of_unmatched(
    state: &State,
    found: &Unmatched,
    row: &Row,
    report: &Report,
    month: Month,
    lines: &mut Lines,
) {
    lines.add(
        Tone::Headline,
        match row.name.as_str() {
            "" => found.service.as_str(),
            tag => tag,
        },
    );
    of_amounts(row, month, lines);
    for (label, text) in [
        ("service", &found.service),
        ("provider", &found.provider),
        ("account", &found.account),
    ] {
        if !text.is_empty() {
            lines.about(label, text.as_str());
        }
    }
    lines.heading("What would make it fall to somebody");
    let ids = resources(state, found);
    match (&found.tag, ids.first()) {
        (Some((key, value)), _) => {
            let text = format!("Call an entity `{value}`, as the tag `{key}` does; or name its resource:");
            lines.add(Tone::Plain, text);
        }
        (None, Some(_)) => {
            lines.add(Tone::Plain, "Name its resource in the entity that it belongs to:");
        }
        (None, None) => {
            let text = "It has neither a resource nor a tag that tells; only the provider can say more.";
            lines.add(Tone::Quiet, text);
        }
    }
    if let Some(first) = ids.first() {
        lines.add(Tone::Warning, annotation(first));
        lines.add(Tone::Quiet, "y copies this line.");
        lines.heading(&counted(ids.len(), "resource", "resources"));
    }
    for id in ids.iter().take(FEW) {
        let own = found.resources.iter().find(|(resource, _)| resource == id);
        let cost = own.map_or(Amount::ZERO, |(_, months)| report.moved(months, month).1);
        lines.add(Tone::Plain, format!("{} {}  {id}", cost.grouped(), row.currency));
    }
    more(ids.len(), lines);
    of_months(&found.months, &row.currency, report, month, lines);
}

fn of_budget(state: &State, budget: &BudgetState, row: &Row, report: &Report, lines: &mut Lines) {
    lines.add(Tone::Headline, row.name.as_str());
    let (tone, text) = budget_words(budget);
    lines.add(tone, text);
    lines.about("spent", row.money().grouped());
    lines.about("budget", format!("{} a month", budget.budget.month.grouped()));
    for other in &budget.others {
        lines.about("beside it", format!("{}, which does not count", other.grouped()));
    }
    of_below(state, row, lines);
    of_people(state, row, lines);
    let by = counted_by(&row.name);
    let line = report
        .lines(by)
        .iter()
        .find(|line| line.name == row.name && line.currency == row.currency);
    if let (Some(line), Some(month)) = (line, state.month()) {
        of_parts("What for", &line.parts, &row.currency, report, month, lines);
        of_months(&line.months, &row.currency, report, month, lines);
    }
}

/// That a budget is of more than its own line says.
fn of_below(state: &State, row: &Row, lines: &mut Lines) {
    let group = state
        .catalog()
        .and_then(|catalog| Some(catalog.entity(catalog.find(&row.name)?)));
    if group.is_some_and(|group| group.sources(Relation::ChildOf).next().is_some()) {
        lines.add(
            Tone::Quiet,
            "The budget counts what the groups below it own, too.",
        );
    }
}

/// How far a budget is, in a sentence.
fn budget_words(state: &BudgetState) -> (Tone, String) {
    let limit = state.budget.month.grouped();
    let percent = state
        .percent
        .map_or_else(String::new, |percent| format!("{percent:.0} % of "));
    match state.is_over {
        true => {
            let over = -state.left();
            (
                Tone::Bad,
                format!("over by {} ({percent}{limit})", over.grouped()),
            )
        }
        false => (
            Tone::Plain,
            format!("{} left ({percent}{limit})", state.left().grouped()),
        ),
    }
}

/// The budget of what a row is about, in its currency.
fn budget_of(state: &State, row: &Row) -> Option<BudgetState> {
    let (report, month) = (state.report.value()?, state.month()?);
    let same = |budget: &&crate::model::cost::Budget| {
        budget.entity == row.name && budget.month.currency == row.currency
    };
    let budget = report.budgets.iter().find(same).filter(|_| row.is_entity)?;
    let states =
        crate::model::cost::budget_states(std::slice::from_ref(budget), |by| report.groups(by, month));
    states.into_iter().next()
}
