//! Doing things to tasks: what is sent, what came of it in words, and the way back.

use super::preview::Preview;
use super::prompt::{About, Prompt, Typed};
use super::state::State;
use super::verbs::{Verb, short};
use crate::app::context::Context;
use crate::app::effect::{Generation, Request};
use crate::app::msg::{Answer, Failure};
use crate::app::toast::Level;
use crate::model::journal::TaskCreated;
use crate::model::task::{Act, Acted, Refusal};

/// How many deeds can be taken back, one after the other.
const UNDOS: usize = 50;

/// Something that is being done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doing {
    generation: Generation,
    deed: Deed,
}

/// What is done, for the words about it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Deed {
    /// With what is to be said beside it.
    Verb(&'static str, String),
    Created,
    Undo(&'static str),
}

/// The way back from what was done at once, the last act first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Batch {
    done: &'static str,
    acts: Vec<(String, Act)>,
}

/// Begins what a verb means for the chosen tasks: asks, shows, or does it.
pub(super) fn begin(state: &mut State, verb: Verb, context: &mut Context<'_>) {
    let targets = state.list.chosen(&state.rows);
    let tasks = state.tasks().clone();
    let [first, others @ ..] = &targets[..] else {
        return context.toast(Level::Info, "No task is selected. n writes a new one down.");
    };
    if !others.is_empty() && !verb.takes_many() {
        return context.toast(
            Level::Info,
            "A clock runs on one task at a time. Esc takes the marks away.",
        );
    }
    let objection = tasks.find(first).and_then(|task| verb.objection(task));
    if let (Some(objection), true) = (objection, others.is_empty()) {
        return context.toast(Level::Warning, objection);
    }
    match verb.prompt(&targets, state, context.shared) {
        Some(prompt) => {
            state.prompt = Some(prompt);
            ask_for_prompt(state, context);
        }
        None => answered(state, verb, None, &targets, context),
    }
}

/// Goes on with what was answered: one task is changed at once, several are shown first.
pub(super) fn answered(
    state: &mut State,
    verb: Verb,
    answer: Option<&str>,
    targets: &[String],
    context: &mut Context<'_>,
) {
    let acts = match verb.acts(answer, targets, state, context.shared) {
        Ok(acts) => acts,
        Err(error) => return context.toast(Level::Warning, error),
    };
    // What is marked may be out of sight.
    let is_seen = matches!(targets, [id] if state.list.selected() == Some(id));
    if !is_seen {
        let preview = Preview::new(verb.word(), verb.done(), acts, state.tasks(), context.shared);
        state.preview = Some(preview);
        return;
    }
    let beside = beside(state, verb, &acts);
    let deed = Deed::Verb(verb.done(), beside);
    send(state, acts, deed, context);
}

/// What is said beside what was done, where it is not plain.
fn beside(state: &State, verb: Verb, acts: &[(String, Act)]) -> String {
    let clock = state.clock.as_ref();
    let other = clock.filter(|clock| acts.first().is_none_or(|(id, _)| *id != clock.task));
    match (verb, acts, clock) {
        (Verb::Accept, [_, (_, Act::Start)], _) => "; your clock runs".to_owned(),
        (Verb::Accept, _, Some(clock)) => format!("; your clock stays on {}", short(&clock.task)),
        (Verb::Clock, [(paused, Act::Pause), _], _) => format!("; started, and {} paused", short(paused)),
        (Verb::Clock, [(_, Act::Pause)], _) => " off".to_owned(),
        (Verb::Clock, [_], _) if other.is_none() => " on".to_owned(),
        _ => String::new(),
    }
}

/// Does what a preview has shown.
pub(super) fn confirm(state: &mut State, context: &mut Context<'_>) {
    if let Some(preview) = state.preview.take() {
        state.list.clear_marks();
        send(
            state,
            preview.acts,
            Deed::Verb(preview.done, String::new()),
            context,
        );
    }
}

/// Writes a new task down, in the category that the past suggests.
pub(super) fn create(state: &mut State, title: &str, context: &mut Context<'_>) {
    let created = TaskCreated {
        title: title.to_owned(),
        category: state.suggested.as_ref().map(|(category, _)| category.clone()),
        source: "queue".to_owned(),
        ..TaskCreated::default()
    };
    let acts = vec![(String::new(), Act::Create(Box::new(created)))];
    send(state, acts, Deed::Created, context);
}

/// The question for a new task.
pub(super) fn ask_for_new(state: &mut State, action: super::Action) {
    state.suggested = None;
    let prompt = Prompt::new(
        About::Action(action),
        "New task",
        "what was asked for",
        Typed::First,
    );
    state.prompt = Some(prompt.note("The category is suggested from the past; c changes it later."));
}

/// Takes back what was done last.
pub(super) fn undo(state: &mut State, context: &mut Context<'_>) {
    if !state.doing.is_empty() {
        // What is still being done is what is meant.
        state.undo_wanted = true;
        return;
    }
    match state.undos.pop() {
        Some(batch) => send(state, batch.acts, Deed::Undo(batch.done), context),
        None => context.toast(Level::Info, "There is nothing to undo."),
    }
}

fn send(state: &mut State, acts: Vec<(String, Act)>, deed: Deed, context: &mut Context<'_>) {
    if context.shared.read_only {
        return context.toast(
            Level::Warning,
            "Nothing is changed: muster was started with --read-only.",
        );
    }
    if acts.is_empty() {
        return;
    }
    let generation = context.ask(Request::Act { acts });
    state.doing.push(Doing { generation, deed });
}

/// Takes the answer to something that was being done; false if it is none.
pub(super) fn answer(
    state: &mut State,
    generation: Generation,
    answer: &Answer,
    context: &mut Context<'_>,
) -> bool {
    let Some(at) = state
        .doing
        .iter()
        .position(|doing| doing.generation == generation)
    else {
        return false;
    };
    let doing = state.doing.remove(at);
    match answer {
        Answer::Acted(acted) => done(state, &doing.deed, acted, context),
        Answer::Failed(Failure { message, next }) => context.toast(Level::Error, format!("{message} {next}")),
        _ => {}
    }
    state.ask_tasks(context);
    if std::mem::take(&mut state.undo_wanted) {
        undo(state, context);
    }
    true
}

/// Says what came of it, and remembers the way back.
fn done(state: &mut State, deed: &Deed, acted: &[Acted], context: &mut Context<'_>) {
    let is_undo = matches!(deed, Deed::Undo(_));
    let way_back: Vec<(String, Act)> = acted
        .iter()
        .rev()
        .filter_map(|acted| Some((acted.task.clone(), acted.outcome.as_ref().ok()?.undo()?)))
        .collect();
    let can_be_undone = !is_undo && !way_back.is_empty();
    if let (Deed::Verb(done, _), true) = (deed, can_be_undone) {
        state.undos.push(Batch { done, acts: way_back });
        if state.undos.len() > UNDOS {
            state.undos.remove(0);
        }
    }
    // What is new, or back, is what one goes on with.
    if let (Deed::Created | Deed::Undo(_), [first, ..]) = (deed, acted) {
        state.wanted = Some(first.task.clone());
    }
    for (level, text) in told(deed, acted, can_be_undone, state) {
        context.toast(level, text);
    }
}

/// What happened, in a sentence or two.
fn told(deed: &Deed, acted: &[Acted], can_be_undone: bool, state: &State) -> Vec<(Level, String)> {
    let mut titles: Vec<(&str, &str)> = Vec::new();
    let mut refused: Vec<(&str, &Refusal)> = Vec::new();
    for acted in acted {
        match &acted.outcome {
            Ok(change) if titles.iter().all(|(id, _)| *id != acted.task) => {
                titles.push((&acted.task, &change.title));
            }
            Ok(_) => {}
            Err(refusal) => refused.push((&acted.task, refusal)),
        }
    }
    let what = match (&titles[..], deed) {
        ([], _) => None,
        ([(id, title)], _) => Some(format!("{} {title}", short(id))),
        ([.., (id, title)], Deed::Verb(_, beside)) if !beside.is_empty() => {
            Some(format!("{} {title}", short(id)))
        }
        (many, _) => Some(format!("{} tasks", many.len())),
    };
    let mut lines = Vec::new();
    if let Some(what) = what {
        let text = match deed {
            Deed::Verb(done, beside) => format!("{done}: {what}{beside}"),
            Deed::Undo(done) => format!("Undid \"{done}\": {what}"),
            Deed::Created => match &state.suggested {
                Some((category, why)) => {
                    format!("Written down: {what}, in {category} as {why}; c changes it")
                }
                None => format!("Written down: {what}, without a category; c gives it one"),
            },
        };
        let undo = if can_be_undone && matches!(deed, Deed::Verb(..)) {
            ". z undoes"
        } else {
            ""
        };
        lines.push((Level::Done, format!("{text}{undo}")));
    }
    match &refused[..] {
        [] => {}
        [(id, refusal)] => {
            let title = state.tasks().find(id).map_or("", |task| task.title());
            lines.push((Level::Warning, format!("{} {title}: {refusal}.", short(id))));
        }
        [(_, refusal), others @ ..] => lines.push((
            Level::Warning,
            format!("{} tasks were refused; the first: {refusal}.", others.len() + 1),
        )),
    }
    lines
}

/// Asks the world for what an open question offers beside what is known.
pub(super) fn ask_for_prompt(state: &mut State, context: &mut Context<'_>) {
    let tasks = state.tasks().clone();
    let Some(prompt) = &mut state.prompt else { return };
    let text = prompt.input.text().trim().to_owned();
    prompt.asked = match (prompt.about, &prompt.targets[..]) {
        (About::Verb(Verb::Category), [id]) if text.is_empty() => {
            let title = tasks.find(id).map(|task| task.title().to_owned());
            title.map(|title| context.ask(Request::SuggestCategory { tasks, title }))
        }
        (About::Action(super::Action::New), _) => {
            Some(context.ask(Request::SuggestCategory { tasks, title: text }))
        }
        (About::Verb(Verb::Link), _) if !text.is_empty() => {
            let catalog = context.shared.catalog.value().cloned();
            catalog.map(|catalog| {
                let words = text;
                context.ask(Request::Find {
                    catalog,
                    words,
                    limit: ENTITIES,
                })
            })
        }
        _ => prompt.asked,
    };
}

/// How many entities are offered; more letters find the others.
const ENTITIES: usize = 50;
