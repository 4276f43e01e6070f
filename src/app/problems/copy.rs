//! What of a problem can be copied.

use std::path::Path;

use super::rows::{Row, Shown};
use crate::app::overlay::CopyItem;
use crate::model::catalog::ProblemView;
use crate::model::text::{safe, shell_word};

/// What of the selected row can be copied, and the command that checks its file.
pub fn items(shown: &Shown, row: Row, root: &Path) -> Vec<CopyItem> {
    let mut items = Vec::new();
    if let Some(problem) = shown.problem(row) {
        items.push(CopyItem::new('l', "Where it is", place(problem)));
        items.push(CopyItem::new('m', "What is wrong", safe(problem.message())));
        items.extend(
            problem
                .entity_ref()
                .map(|entity_ref| CopyItem::new('r', "The entity", safe(entity_ref))),
        );
    }
    if let Some(problem) = shown.problem_or_first(row) {
        let path = root.join(problem.file()).display().to_string();
        let command = format!("muster catalog check {}", shell_word(&path));
        items.push(CopyItem::new('c', "The command line", command));
    }
    items
}

/// `catalog/a.yaml:3:5`, as compilers write it and editors read it.
pub fn place(problem: ProblemView<'_>) -> String {
    let (file, at) = (safe(problem.file()), problem.at());
    match (at.line, at.column) {
        (0, _) => file.into_owned(),
        (line, 0) => format!("{file}:{line}"),
        (line, column) => format!("{file}:{line}:{column}"),
    }
}
