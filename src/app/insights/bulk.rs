//! Giving a whole group of tasks its category: asked for, shown before it is done, done, and taken back.

use super::Action;
use super::prompt::{Asks, Prompt};
use super::state::State;
use crate::app::context::Context;
use crate::app::effect::{Generation, Request};
use crate::app::intent::Intent;
use crate::app::msg::Answer;
use crate::app::overlay::{Confirm, Overlay};
use crate::app::toast::Level;
use crate::model::task::{Act, Acted, category_name};
use crate::model::text::counted;

/// What is being given, and what was.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bulk {
    /// The shape of the group and its category-to-be, while the question is open.
    wanted: Option<(String, String)>,
    asked: Option<Generation>,
    /// What takes the last ones back.
    undo: Vec<(String, Act)>,
}

/// Asks for the category of the selected group.
pub(super) fn ask_category(state: &mut State, context: &mut Context<'_>) {
    let Some(group) = state.group() else {
        let text = "Groups of tasks get a category in the view Uncategorised; ] leads there.";
        return context.toast(Level::Info, text);
    };
    let asks = Asks::Category {
        shape: group.shape.clone(),
        tasks: group.tasks.len(),
    };
    let suggested = group
        .suggested
        .as_ref()
        .map_or(String::new(), |(category, _)| category.clone());
    let known = state.known_categories();
    state.prompt = Some(Prompt::new(asks, suggested, known));
}

/// Shows what a yes will do.
pub(super) fn preview(
    state: &mut State,
    prompt: &Prompt,
    shape: &str,
    context: &mut Context<'_>,
) -> Result<(), String> {
    if prompt.input.text().trim().is_empty() {
        return Err("Type a category; up and down go through those there are.".to_owned());
    }
    let category = &category_name(prompt.input.text()).map_err(|nameless| format!("{nameless}."))?;
    let group = state
        .insights()
        .and_then(|insights| insights.groups.iter().find(|group| group.shape == shape));
    let Some(group) = group else {
        return Err("These tasks have a category by now. Esc closes.".to_owned());
    };
    let mut lines = vec![format!(
        "{} of the last {} days get the category {category}:",
        counted(group.tasks.len(), "task", "tasks"),
        state.days
    )];
    lines.extend(group.examples.iter().map(|example| format!("  {example}")));
    if group.tasks.len() > group.examples.len() {
        lines.push(format!("  … all titles like: {}", group.name()));
    }
    if !prompt.knows(category) {
        lines.push(format!(
            "There is no task of the category {category} yet: it is a new one."
        ));
    }
    state.bulk.wanted = Some((shape.to_owned(), category.clone()));
    context.show(Overlay::Confirm(Confirm {
        title: "Give a category".to_owned(),
        lines,
        yes: Intent::Insights(Action::CategoriseNow),
    }));
    Ok(())
}

/// Does what was shown.
pub(super) fn categorise(state: &mut State, context: &mut Context<'_>) {
    let Some((shape, category)) = state.bulk.wanted.take() else {
        return;
    };
    let group = state
        .insights()
        .and_then(|insights| insights.groups.iter().find(|group| group.shape == shape));
    let acts: Vec<(String, Act)> = group
        .map(|group| &group.tasks[..])
        .unwrap_or_default()
        .iter()
        .map(|task| {
            let category = Some(category.clone());
            (task.clone(), Act::Categorise { category })
        })
        .collect();
    if !acts.is_empty() {
        state.bulk.asked = Some(context.ask(Request::Act { acts }));
    }
}

pub(super) fn undo(state: &mut State, context: &mut Context<'_>) {
    match std::mem::take(&mut state.bulk.undo) {
        acts if acts.is_empty() => context.toast(Level::Info, "There is nothing to take back here."),
        acts => state.bulk.asked = Some(context.ask(Request::Act { acts })),
    }
}

/// Takes what came of it; false if the answer is another's.
pub(super) fn answered(
    state: &mut State,
    generation: Generation,
    answer: &Answer,
    context: &mut Context<'_>,
) -> bool {
    if state.bulk.asked != Some(generation) {
        return false;
    }
    state.bulk.asked = None;
    match answer {
        Answer::Acted(acted) => tell(state, acted, context),
        Answer::Failed(failure) => {
            context.toast(Level::Error, format!("{} {}", failure.message, failure.next))
        }
        _ => {}
    }
    state.ask(context);
    true
}

fn tell(state: &mut State, acted: &[Acted], context: &mut Context<'_>) {
    let was_undo = acted.iter().any(|acted| {
        let change = acted.outcome.as_ref().ok();
        change.is_some_and(|change| change.after.category.is_none())
    });
    let changes = acted
        .iter()
        .filter_map(|acted| Some((acted, acted.outcome.as_ref().ok()?)));
    let done = changes.clone().count();
    if !was_undo {
        let undo = changes.filter_map(|(acted, change)| Some((acted.task.clone(), change.undo()?)));
        state.bulk.undo = undo.collect();
    }
    let tasks = counted(done, "task", "tasks");
    let text = match was_undo {
        true => format!("{tasks} have no category again."),
        false => format!("{tasks} have a category now; z takes it back."),
    };
    context.toast(Level::Done, text);
    let refused = acted.iter().find_map(|acted| acted.outcome.as_ref().err());
    if let Some(refusal) = refused {
        let count = counted(acted.len() - done, "task", "tasks");
        context.toast(Level::Warning, format!("{count} stay as they are: {refusal}."));
    }
}
