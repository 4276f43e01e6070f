//! A text before and after as lines of a unified diff with some context; long ones are folded. Pure.

use similar::{ChangeTag, TextDiff};

use crate::model::run::Change;

/// Unchanged lines around each change.
const CONTEXT: usize = 3;
/// So many lines of a change are shown before the rest is folded.
pub const SHORT: usize = 12;
/// More lines than this are not compared: such a file is told by its size.
const LONGEST: usize = 20_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Added,
    Removed,
    Same,
    /// Lines were left out.
    Gap,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    pub tone: Tone,
    pub text: String,
}

fn line(tone: Tone, text: &str) -> DiffLine {
    DiffLine {
        tone,
        text: text.trim_end_matches(['\n', '\r']).to_owned(),
    }
}

/// All lines of the diff of one change.
pub fn lines(change: &Change) -> Vec<DiffLine> {
    let all = |tone, text: &str| text.lines().map(|text| line(tone, text)).collect();
    match (change.before.as_deref(), change.after.as_deref()) {
        (None, None) => Vec::new(),
        (None, Some(after)) => all(Tone::Added, after),
        (Some(before), None) => all(Tone::Removed, before),
        (Some(before), Some(after)) if before.lines().count() + after.lines().count() > LONGEST => {
            let size = |text: &str| format!("{} lines", text.lines().count());
            vec![
                line(Tone::Removed, &size(before)),
                line(Tone::Added, &size(after)),
            ]
        }
        (Some(before), Some(after)) => compared(before, after),
    }
}

fn compared(before: &str, after: &str) -> Vec<DiffLine> {
    let diff = TextDiff::from_lines(before, after);
    let mut lines = Vec::new();
    for (at, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if at > 0 {
            lines.push(line(Tone::Gap, "⋯"));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let tone = match change.tag() {
                ChangeTag::Insert => Tone::Added,
                ChangeTag::Delete => Tone::Removed,
                ChangeTag::Equal => Tone::Same,
            };
            lines.push(line(tone, change.value()));
        }
    }
    lines
}

/// How many lines came and went, in a few characters.
pub fn size(change: &Change) -> String {
    let lines = lines(change);
    let count = |tone| lines.iter().filter(|line| line.tone == tone).count();
    match (count(Tone::Added), count(Tone::Removed)) {
        (added, 0) => format!("+{added}"),
        (0, removed) => format!("-{removed}"),
        (added, removed) => format!("+{added} -{removed}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_seen_with_what_is_around_it() {
        let text = |changed: &str| {
            (1..=9)
                .map(|n| {
                    if n == 5 {
                        format!("{changed}\n")
                    } else {
                        format!("{n}\n")
                    }
                })
                .collect::<String>()
        };
        let change = Change {
            what: "f".to_owned(),
            before: Some(text("five")),
            after: Some(text("FIVE")),
        };
        let shown: Vec<String> = lines(&change)
            .iter()
            .map(|line| {
                format!(
                    "{}{}",
                    match line.tone {
                        Tone::Added => '+',
                        Tone::Removed => '-',
                        Tone::Same => ' ',
                        Tone::Gap => '~',
                    },
                    line.text
                )
            })
            .collect();
        assert_eq!(shown, [" 2", " 3", " 4", "-five", "+FIVE", " 6", " 7", " 8"]);
        assert_eq!(size(&change), "+1 -1");
        assert!(lines(&Change::default()).is_empty());
    }
}
