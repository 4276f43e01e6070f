//! What keys mean: in a question, in a preview, in the filter, in the list, in the detail.

use super::acting;
use super::detail::covering;
use super::prompt::{About, Choice, Outcome, Prompt, Typed};
use super::state::State;
use super::{Action, preview};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::{Effect, Request};
use crate::app::input::Input;
use crate::app::intent::Intent;
use crate::app::link::Link;
use crate::app::list::Motion;
use crate::app::panes::Pane;
use crate::app::toast::Level;
use crate::app::tree;
use crate::model::task::query::SortBy;
use crate::model::task::{TaskQuery, Whose};

/// While a question is open it has all keys and clicks.
pub(super) fn in_prompt(state: &mut State, event: Event<'_>, context: &mut Context<'_>) -> Flow {
    let Some(mut prompt) = state.prompt.take() else {
        return Flow::Ignored;
    };
    match prompt.update(event, context) {
        Outcome::Open => state.prompt = Some(prompt),
        Outcome::Edited => {
            state.prompt = Some(prompt);
            acting::ask_for_prompt(state, context);
        }
        Outcome::Closed => {}
        Outcome::Answered(answer) => match prompt.about {
            About::Verb(verb) => acting::answered(state, verb, answer.as_deref(), &prompt.targets, context),
            About::Action(action) => chosen(state, action, &answer.unwrap_or_default(), context),
        },
    }
    Flow::Handled
}

/// Does what was chosen in a question that is not about certain tasks.
fn chosen(state: &mut State, action: Action, answer: &str, context: &mut Context<'_>) {
    match action {
        Action::New => acting::create(state, answer, context),
        Action::Views => state.show_view(answer, context),
        Action::Sort => sort(state, answer, context),
        Action::SaveView => {
            let request = Request::SaveView {
                name: answer.to_owned(),
                query: state.query.to_string(),
            };
            state.input = Input::new(state.query.to_string());
            answer.clone_into(&mut state.view);
            state.facts.expect(context.ask(request));
            context.toast(Level::Done, format!("Kept as the view {answer}"));
        }
        _ => {}
    }
}

/// While a preview is open it has all keys and clicks.
pub(super) fn in_preview(state: &mut State, event: Event<'_>, context: &mut Context<'_>) -> Flow {
    if let Some(preview) = &mut state.preview {
        match preview.update(event) {
            preview::Outcome::Open => {}
            preview::Outcome::Closed => state.preview = None,
            preview::Outcome::Confirmed => acting::confirm(state, context),
        }
    }
    Flow::Handled
}

/// Typing narrows the rows; the arrows move among them all the while.
pub(super) fn in_filter(state: &mut State, event: Event<'_>, context: &mut Context<'_>) -> Flow {
    match event {
        Event::Insert(text) => {
            state.input.insert(text);
            state.refilter(context);
        }
        Event::Intent(Intent::Edit(edit)) => {
            if state.input.edit(edit) {
                state.refilter(context);
            }
        }
        Event::Intent(Intent::Move(motion)) => go(state, motion, context),
        Event::Intent(Intent::Enter) => {
            state.editing = false;
            if state.error.is_some() {
                state.restore_line(context);
            }
        }
        Event::Intent(Intent::Escape) => {
            state.editing = false;
            state.restore_line(context);
        }
        _ => return Flow::Ignored,
    }
    Flow::Handled
}

/// What keys mean where nothing lies over the list and the detail.
pub(super) fn in_panes(state: &mut State, intent: Intent, context: &mut Context<'_>) -> Flow {
    match intent {
        Intent::Move(motion) => go(state, motion, context),
        Intent::Enter | Intent::Right => state.pane = Pane::Detail,
        Intent::Left => state.pane = Pane::List,
        Intent::NextPane | Intent::PreviousPane => {
            state.pane = state.pane.other();
        }
        Intent::Filter => begin_filter(state),
        Intent::Mark => state.list.toggle_mark(&state.rows),
        Intent::Range => state.list.toggle_range(&state.rows),
        Intent::Escape => return escape(state, context),
        Intent::OpenInBrowser => browse(state, context),
        Intent::Tree(tree::Action::Open) => return open_tree(state, context),
        Intent::Queue(action) => act(state, action, context),
        Intent::Refresh => {
            state.refresh(context);
            // The catalog is read again as well.
            return Flow::Ignored;
        }
        _ => return Flow::Ignored,
    }
    state.show_selected(context);
    Flow::Handled
}

fn act(state: &mut State, action: Action, context: &mut Context<'_>) {
    match action {
        Action::Do(verb) => acting::begin(state, verb, context),
        Action::New => acting::ask_for_new(state, action),
        Action::Undo => acting::undo(state, context),
        Action::Views => state.prompt = Some(views(state)),
        Action::NextView => state.turn_view(1, context),
        Action::PreviousView => state.turn_view(-1, context),
        Action::SaveView => ask_for_name(state, context),
        Action::Wizard => open_wizard(state, context),
        Action::Sort => state.prompt = Some(sorts(state)),
        Action::Reverse => {
            let reversed = !state.query.reversed;
            state.set_order(state.query.sort, reversed, context);
        }
    }
}

fn go(state: &mut State, motion: Motion, context: &mut Context<'_>) {
    if state.pane == Pane::Detail && !state.editing {
        return state.scroll_detail(motion, context.shared);
    }
    state.list.go(motion, &state.rows);
    state.to_top = false;
    state.show_selected(context);
}

fn begin_filter(state: &mut State) {
    state.editing = true;
    state.pane = Pane::List;
    let line = state.input.text().trim_end().to_owned();
    // Words go on behind what the view asks for.
    state.input = Input::new(if line.is_empty() { line } else { line + " " });
}

/// Takes back one thing after the other.
fn escape(state: &mut State, context: &mut Context<'_>) -> Flow {
    if state.pane == Pane::Detail {
        state.pane = Pane::List;
    } else if state.list.clear_marks() {
    } else if state.is_changed() {
        state.restore_view(context);
    } else {
        return Flow::Ignored;
    }
    Flow::Handled
}

fn browse(state: &State, context: &mut Context<'_>) {
    let shown = state.list.selected() == Some(&state.subject.id);
    match state.subject.url().filter(|_| shown) {
        Some(url) if url.starts_with("https://") || url.starts_with("http://") => {
            context.effect(Effect::OpenUrl(url.to_owned()));
        }
        Some(url) => context.toast(Level::Info, format!("`{url}` is no page on the web.")),
        None => context.toast(Level::Info, "It follows no ticket that has a page."),
    }
}

/// The form of the blueprint that covers the selected task, filled in for what the task is about.
fn open_wizard(state: &State, context: &mut Context<'_>) {
    let Some(task) = state.selected() else { return };
    match covering(task, state) {
        Some(blueprint) => context.follow(Link::Form {
            blueprint: blueprint.to_owned(),
            entity: task.entity().map(str::to_owned),
        }),
        None => context.toast(
            Level::Info,
            "No blueprint covers such tasks yet. B says which one does.",
        ),
    }
}

fn open_tree(state: &State, context: &mut Context<'_>) -> Flow {
    let task = state.selected();
    match task.and_then(|task| task.entity()) {
        Some(entity) => context.push(tree::open(entity)),
        None => context.toast(Level::Info, "It is about no entity. e says which."),
    }
    Flow::Handled
}

fn views(state: &State) -> Prompt {
    let choice = |view: crate::model::task::View| {
        let whose = match view.whose {
            Whose::BuiltIn => "",
            Whose::Company => "  (company)",
            Whose::Own => "  (mine)",
        };
        Choice::new(&view.name, &view.name, format!("{}{whose}", view.query))
    };
    let views = state.views().into_iter().map(choice).collect();
    Prompt::new(About::Action(Action::Views), "Views", "view", Typed::Never)
        .choices(views)
        .select(Some(&state.view))
}

fn ask_for_name(state: &mut State, context: &mut Context<'_>) {
    if state.error.is_some() {
        return context.toast(Level::Warning, "The filter is not understood, so it is not kept.");
    }
    let line = state.input.text().trim();
    let title = format!(
        "Keep as a view: {}",
        if line.is_empty() { "all that is open" } else { line }
    );
    state.prompt = Some(Prompt::new(
        About::Action(Action::SaveView),
        title,
        "name",
        Typed::First,
    ));
}

fn sorts(state: &State) -> Prompt {
    let text = |sort| match sort {
        SortBy::Need => "my clock, overdue, priority, promised time, age",
        SortBy::Priority => "the most urgent first",
        SortBy::Age => "the oldest first",
        SortBy::Due => "what is promised soonest first",
        SortBy::Changed => "what changed last first",
        SortBy::Category | SortBy::Requester | SortBy::Assignee | SortBy::Status => "",
    };
    let choice = |sort: SortBy| Choice::new(sort.word(), sort.word(), text(sort));
    Prompt::new(About::Action(Action::Sort), "Sort by", "order", Typed::Never)
        .choices(SortBy::ALL.map(choice).into())
        .note("O turns the order round.")
        .select(Some(state.query.sort.word()))
}

fn sort(state: &mut State, word: &str, context: &mut Context<'_>) {
    // The words are those of the query line.
    if let Ok(TaskQuery { sort, .. }) = TaskQuery::parse(&format!("sort:{word}")) {
        state.set_order(sort, false, context);
    }
}
