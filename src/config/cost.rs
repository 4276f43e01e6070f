//! `[cost]` of `muster.toml`: where the exports of costs are, which tags name entities, and budgets.

use super::company::take_globs;
use super::document::{Item, Table};
use super::place::Located;
use crate::model::cost::Money;

/// `[cost]`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CostSettings {
    /// Exports in FOCUS: files, folders and globs inside the workspace.
    pub files: Vec<Located<String>>,
    /// Keys of tags whose values name entities, in order; the usual ones where none are given.
    pub tags: Vec<String>,
    /// `[[cost.budgets]]`
    pub budgets: Vec<BudgetSetting>,
}

/// What something may cost in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetSetting {
    /// As written.
    pub entity: Located<String>,
    pub month: Money,
}

pub(super) fn take_cost(table: Option<Table<'_, '_>>) -> CostSettings {
    let mut settings = CostSettings::default();
    let Some(mut table) = table else { return settings };
    settings.files = take_globs(&mut table, "files");
    let tags = table.take("tags").map(Item::texts).unwrap_or_default();
    settings.tags = tags.into_iter().map(|tag| tag.value).collect();
    let budgets = table.take("budgets").map(Item::list).unwrap_or_default();
    settings.budgets = budgets.into_iter().filter_map(budget).collect();
    table.finish();
    settings
}

fn budget(item: Item<'_, '_>) -> Option<BudgetSetting> {
    let whole = item.clone();
    let mut table = item.table()?;
    let entity = table.take("for").and_then(Item::text);
    let month = table.take("month");
    table.finish();
    let (Some(entity), Some(month)) = (entity, month) else {
        whole.complain("a budget says what it is `for`, and how much a `month`".to_owned());
        return None;
    };
    let at = month.clone();
    let text = month.text()?.value;
    match text.parse() {
        Ok(month) => Some(BudgetSetting { entity, month }),
        Err(_) => {
            at.complain(format!("`{text}` is no amount of a month; write 1200 EUR"));
            None
        }
    }
}
