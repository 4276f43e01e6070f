//! Insights as Markdown. Texts from tasks are written so that they mean nothing to a reader of Markdown or a terminal.

use std::borrow::Cow;

use super::automate::{estimated, summary};
use super::groups::minutes;
use super::self_serve::{before_and_after, name, percent, since};
use super::trend::{legend, rows};
use crate::model::insight::{Decimal, Group, Insights, Ranking, SelfServe, Strokes, Trend, waited};
use crate::model::text::safe;

/// Groups in a report: what recurs less is no candidate.
const GROUPS: usize = 20;
/// Cells of a bar.
const BAR: usize = 20;

/// All of a period.
pub(super) fn report(insights: &Insights, company: &str, effort: Option<Decimal>) -> String {
    let period = insights.ranking.period;
    let day = |time: jiff::Timestamp| time.strftime("%Y-%m-%d").to_string();
    let mut text = format!(
        "# What to automate next: {}\n\n{} to {}. {}.\n\n",
        text(company),
        day(period.since),
        day(period.until),
        summary(&insights.ranking)
    );
    text += &ranking(&insights.ranking, effort);
    text += &trend(&insights.trend);
    text += &self_serve(&insights.self_serve);
    text += &groups(&insights.groups);
    text.truncate(text.trim_end().len());
    text + "\n"
}

pub(super) fn ranking(ranking: &Ranking, effort: Option<Decimal>) -> String {
    let mut out = "## Ranking\n\n".to_owned();
    for remark in ranking.remarks() {
        out += &format!("> {remark}\n\n");
    }
    if ranking.rows.is_empty() {
        return out + "No task with a category in this period.\n\n";
    }
    let mut header = vec![
        "#",
        "Category",
        "Score",
        "Hours a month",
        "Estimated",
        "By hand",
        "Self-served",
        "Requesters",
        "Wait",
        "Wait p90",
        "Blueprint",
    ];
    if effort.is_some() {
        header.push("Pays after");
    }
    out += &head(&header);
    for (at, row) in ranking.rows.iter().enumerate() {
        let measure = &row.measure;
        let wait = |minutes: Option<u64>| minutes.map_or("-".to_owned(), waited);
        let mut cells = vec![
            (at + 1).to_string(),
            text(&row.category),
            row.score.value.to_string(),
            row.hours_month.map_or("?".to_owned(), |hours| hours.to_string()),
            estimated(measure),
            measure.manual.to_string(),
            measure.self_served.to_string(),
            measure.requesters.to_string(),
            wait(measure.waits.map(|waits| waits.median)),
            wait(measure.waits.map(|waits| waits.p90)),
            text(row.blueprint.as_deref().unwrap_or("")),
        ];
        if let Some(effort) = effort {
            let paid = row.break_even(effort);
            cells.push(paid.map_or("never".to_owned(), |months| format!("{months} months")));
        }
        out += &line(&cells);
    }
    out += "\n### The arithmetic\n\nEach factor is rounded to two decimals, then all are multiplied. A month has 30 days; medians and percentiles are by nearest rank.\n\n";
    for row in &ranking.rows {
        out += &format!("- **{}**: {}\n", text(&row.category), row.score.arithmetic());
        for factor in &row.score.factors {
            out += &format!("  - {} {}: {}\n", factor.name, factor.value, text(&factor.how));
        }
    }
    out + "\n"
}

pub(super) fn trend(trend: &Trend) -> String {
    let mut out = format!("## Tasks by the {}\n\n", trend.step.word());
    out += &head(&[
        "From",
        "By hand",
        "Self-served",
        "Hours by hand",
        "of these estimated",
        "",
    ]);
    for row in rows(trend, &Strokes::UNICODE, BAR) {
        out += &line(&row);
    }
    out += &format!("\n{}\n\n", legend(&Strokes::UNICODE).replace('*', r"\*"));
    if trend.series.is_empty() {
        return out;
    }
    out += &head(&[
        "Category",
        "By hand",
        "Self-served",
        "Hours by hand",
        "By hand over time",
    ]);
    for series in &trend.series {
        let sum = series.sum();
        out += &line(&[
            text(series.category.as_deref().unwrap_or("(none)")),
            sum.manual.to_string(),
            sum.self_served.to_string(),
            sum.hours().to_string(),
            Strokes::UNICODE.line(series.points.iter().map(|point| point.manual as u64)),
        ]);
    }
    out + "\n"
}

pub(super) fn self_serve(served: &SelfServe) -> String {
    let mut out = format!(
        "## Self-served\n\n{} self-served, {} by hand: {}.\n\n",
        served.self_served,
        served.manual,
        percent(served.share())
    );
    if served.by_category.is_empty() {
        return out;
    }
    out += &head(&["Category", "Self-served", "By hand", "Share", "Automated since"]);
    for one in &served.by_category {
        out += &line(&[
            text(&name(one)),
            one.self_served.to_string(),
            one.manual.to_string(),
            percent(one.share()),
            one.automation.as_ref().map_or(String::new(), since),
        ]);
    }
    out += "\n### Before and after\n\n";
    let rows = before_and_after(served);
    if rows.is_empty() {
        return out + "Nothing was automated yet.\n\n";
    }
    out += &head(&[
        "Automated",
        "When",
        "Minutes a month by hand",
        "Tasks a month",
        "Self-served",
        "Median minutes by hand",
        "Median wait",
    ]);
    for row in rows {
        out += &line(&row.iter().map(|cell| text(cell)).collect::<Vec<_>>());
    }
    out + "\n"
}

pub(super) fn groups(groups: &[Group]) -> String {
    let mut out = "## Without a category\n\n".to_owned();
    if groups.is_empty() {
        return out + "Every task has a category.\n\n";
    }
    out += &head(&[
        "Shape of the title",
        "Tasks",
        "Minutes",
        "Estimated",
        "Requesters",
        "For example",
    ]);
    for group in groups.iter().take(GROUPS) {
        let examples: Vec<String> = group.examples.iter().map(|example| text(example)).collect();
        out += &line(&[
            text(group.name()),
            group.tasks.len().to_string(),
            minutes(group),
            estimated(&group.measure),
            group.measure.requesters.to_string(),
            examples.join("; "),
        ]);
    }
    if groups.len() > GROUPS {
        out += &format!("\n… and {} smaller groups.\n", groups.len() - GROUPS);
    }
    out + "\n"
}

fn head(titles: &[&str]) -> String {
    let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
    line(&titles) + "|" + &"---|".repeat(titles.len()) + "\n"
}

fn line(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// A text from outside on one line.
fn text(text: &str) -> String {
    let text: Cow<'_, str> = safe(text);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '&' | '$'
        ) {
            out.push('\\');
        }
        out.push(if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn texts_from_outside_mean_nothing() {
        for (written, shown) in [
            ("repo-access", "repo-access"),
            ("a | b", r"a \| b"),
            ("<script>", r"\<script\>"),
            ("[x](http://y)", r"\[x\](http://y)"),
            ("\u{1b}[31m", r"\\x1b\[31m"),
        ] {
            assert_eq!(text(written), shown);
        }
    }
}
