//! What costs say to whoever watches them: what of theirs grew most in the latest whole month, and budgets that are over. Pure.

use super::content::{Body, Line};
use crate::app::cost::{Aim, Tab, words};
use crate::app::link::Link;
use crate::app::owned::words::name;
use crate::model::cost::{BudgetState, CostNews, Group};
use crate::model::text::counted;

/// Budgets that are told one by one.
const BUDGETS: usize = 2;

/// At most three lines, each leading to the rows it is about.
pub(super) fn lines(news: &CostNews, me: &str) -> Vec<Line> {
    let grew = news.grew.first().map(|group| grew(group, news, me));
    let over = match news.over.len() {
        ..=BUDGETS => news.over.iter().map(|state| over(state, news, me)).collect(),
        _ => many_over(news, me),
    };
    grew.into_iter().chain(over).collect()
}

fn line(id: String, text: String, tab: Tab, words: String) -> Line {
    Line::leading(id, Body::Failed(text), Link::Cost(Aim { tab, words }))
}

fn grew(group: &Group, news: &CostNews, me: &str) -> Line {
    let more = format!("{} {}", group.moved().grouped(), group.currency);
    let month = words::month(news.month);
    let others = match news.grew.len() - 1 {
        0 => String::new(),
        others => format!("; {others} more grew"),
    };
    let what = name(&group.name);
    let text = match group.before.is_zero() {
        true => format!("{what} is new in {month}: {more}{others}"),
        false => {
            let change = words::change(group.before, group.now);
            format!("{what} cost {more} more in {month} ({change}){others}")
        }
    };
    line(
        "cost grew".to_owned(),
        text,
        Tab::Moved,
        format!("person:{me} is:dearer"),
    )
}

fn over(state: &BudgetState, news: &CostNews, me: &str) -> Line {
    let entity = &state.budget.entity;
    let text = format!(
        "{} is over its budget: {} of {} in {}",
        name(entity),
        state.spent.grouped(),
        state.budget.month.grouped(),
        words::month(news.month)
    );
    line(format!("cost over {entity}"), text, Tab::Budgets, over_of(me))
}

fn many_over(news: &CostNews, me: &str) -> Vec<Line> {
    let first = news.over.first().map(|state| over(state, news, me));
    let more = counted(news.over.len() - 1, "more budget is", "more budgets are");
    let text = format!("{more} over in {}", words::month(news.month));
    first
        .into_iter()
        .chain([line("cost over".to_owned(), text, Tab::Budgets, over_of(me))])
        .collect()
}

fn over_of(me: &str) -> String {
    format!("person:{me} is:over")
}
