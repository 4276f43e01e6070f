//! A report for people, in Markdown. What comes from outside cannot become markup: it is made safe and escaped.

use super::plans::plans;
use super::report::{Report, Section};
use crate::model::text::safe;

/// The report as Markdown; the JSON form is what is verified.
pub fn markdown(report: &Report) -> String {
    let about = report.about.as_deref().unwrap_or("everything");
    let mut text = format!("# Audit: {}\n\n", plain(about));
    let until = report.until.as_deref().unwrap_or("the last event");
    let since = report.since.as_deref().unwrap_or("the first event");
    text.push_str(&format!("From {} to {}. ", plain(since), plain(until)));
    text.push_str(&format!(
        "Events: {}. Journal {}.\n",
        report.lines.len(),
        plain(&report.journal)
    ));
    if report.lines.is_empty() {
        text.push_str("\nThe journal holds nothing of it from this time.\n");
    }
    for section in Section::ALL {
        let mut lines = report
            .lines
            .iter()
            .filter(|line| line.section == section)
            .peekable();
        if lines.peek().is_none() {
            continue;
        }
        text.push_str(&format!(
            "\n## {}\n\n| When | Who | What | Event |\n|---|---|---|---|\n",
            section.title()
        ));
        for line in lines {
            text.push_str(&format!(
                "| {} | {} | {} | {} {} |\n",
                plain(&line.time),
                plain(&line.actor),
                plain(&line.text),
                line.oseq,
                plain(line.hash.get(..12).unwrap_or_default()),
            ));
        }
    }
    text.push_str(&plans(report));
    text.push_str(&format!(
        "\n## How this is verified\n\nDigest of the JSON form: `{}`. `muster audit verify FILE` computes every hash of that form again; AUDIT.md of muster says \
how to do it without muster. It shows that these events stand unaltered in one chain; that nothing is missing, where it is run beside the journal. Whoever owns the machine can rewrite a \
whole chain; only a head that was noted elsewhere (`muster journal verify`) shows that.\n",
        plain(&report.digest)
    ));
    text
}

/// A text in a cell of a table, with nothing in it that is markup.
pub(super) fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in safe(text).chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '~' | '&' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\n' | '\r' => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}
