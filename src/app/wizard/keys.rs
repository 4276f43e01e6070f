//! What keys and clicks mean: in a popup, in an editor, on the form, in the review.

use serde_json::Value;

use super::form::Form;
use super::intents::Action;
use super::lines::{Manner, stop_of};
use super::popup::{Outcome, Popup};
use super::state::{Purpose, Stage, State};
use super::{FIELDS, REVIEW};
use crate::app::context::{Context, Event, Flow};
use crate::app::geometry::Target;
use crate::app::input::Edit;
use crate::app::intent::Intent;
use crate::app::list::Motion;
use crate::app::text_area::TextArea;
use crate::app::toast::Level;
use crate::model::text::counted;

pub(super) fn update(state: &mut State, event: Event<'_>, context: &mut Context<'_>) -> Flow {
    if state.popup.is_some() {
        in_popup(state, event, context);
        return Flow::Handled;
    }
    if state.area.is_some() {
        in_area(state, event, context);
        return Flow::Handled;
    }
    match (&state.form, state.stage) {
        (None, _) => match event {
            Event::Intent(Intent::Refresh) => {
                state.refresh(context);
                Flow::Ignored
            }
            Event::Intent(Intent::Left) => {
                context.back();
                Flow::Handled
            }
            _ => Flow::Ignored,
        },
        (Some(_), Stage::Form) => in_form(state, event, context),
        (Some(_), Stage::Review) => in_review(state, event, context),
    }
}

fn in_popup(state: &mut State, event: Event<'_>, context: &mut Context<'_>) {
    if state.stage == Stage::Review {
        return in_waiver(state, event, context);
    }
    let (Some(popup), Some(form)) = (&mut state.popup, &mut state.form) else {
        return;
    };
    match popup.update(event, context) {
        Outcome::Open => return,
        Outcome::Closed => state.popup = None,
        Outcome::Chosen(value) => {
            form.choose(Some(value));
            state.popup = None;
            form.go(1);
        }
        Outcome::Changed(chosen) => {
            if popup.is_stale() {
                popup.ask(context);
            }
            form.choose((!chosen.is_empty()).then_some(Value::Array(chosen)));
        }
    }
    state.answered(context);
}

/// The reason of an exception is being written.
fn in_waiver(state: &mut State, event: Event<'_>, context: &mut Context<'_>) {
    let (Some(popup), Some(review)) = (&mut state.popup, &mut state.review) else {
        return;
    };
    match popup.update(event, context) {
        Outcome::Open | Outcome::Changed(_) => {}
        Outcome::Closed => state.popup = None,
        Outcome::Chosen(reason) => {
            state.popup = None;
            let waived = review.waived(reason.as_str().unwrap_or_default());
            state.waivers = waived;
            review.ask(context);
        }
    }
}

/// Asks for the reason of an exception from the warning under the cursor, or from the first one.
fn waive(state: &mut State, context: &mut Context<'_>) {
    let Some(review) = &mut state.review else { return };
    match review.waive() {
        Ok((title, reason)) => state.popup = Some(Popup::text(title, reason)),
        Err(why) => context.toast(Level::Info, why),
    }
}

fn in_area(state: &mut State, event: Event<'_>, context: &mut Context<'_>) {
    let (Some(area), Some(form)) = (&mut state.area, &mut state.form) else {
        return;
    };
    let page = State::page_of_area(context.shared);
    match event {
        Event::Insert(text) => area.insert(text),
        Event::Intent(Intent::Enter) => area.break_line(),
        Event::Intent(Intent::Edit(edit)) => area.edit(edit),
        Event::Intent(Intent::Move(motion)) => area.go(motion, page),
        Event::Intent(Intent::Escape) | Event::Click(Target::Backdrop) => {
            state.area = None;
            form.go(1);
            return;
        }
        _ => return,
    }
    let text = area.text();
    let value = (!text.is_empty()).then(|| Value::String(crate::model::secret::without_references(&text)));
    form.choose(value);
    state.answered(context);
}

fn in_form(state: &mut State, event: Event<'_>, context: &mut Context<'_>) -> Flow {
    let Some(form) = &mut state.form else {
        return Flow::Ignored;
    };
    let manner = form.manner();
    let before = (form.values.clone(), form.secrets.len());
    match event {
        Event::Insert(text) => typed(form, manner, text, &mut state.popup, &mut state.area),
        Event::Intent(Intent::Edit(edit)) => edited(form, manner, edit),
        Event::Intent(Intent::Mark) if manner == Manner::Switch => form.switch(),
        Event::Intent(Intent::Move(motion)) => match motion {
            Motion::Up => form.go(-1),
            _ => form.go(1),
        },
        Event::Intent(Intent::Enter) => enter(state, manner, context),
        Event::Intent(Intent::Escape | Intent::Wizard(Action::PreviousPage)) => {
            let leaves = matches!(event, Event::Intent(Intent::Escape));
            previous_page(state, leaves, context);
        }
        Event::Intent(Intent::Wizard(Action::NextPage)) => next_page(state, context),
        Event::Intent(Intent::Wizard(action)) => on_item(state, action, context),
        Event::Click(Target::Row(FIELDS, row)) => click(state, *row, context),
        Event::Scroll(Target::Row(FIELDS, _) | Target::Pane(FIELDS), lines) => form.go(lines.signum()),
        _ => return Flow::Ignored,
    }
    if let Some(popup) = &mut state.popup {
        popup.ask(context);
    }
    let changed = |form: &Form| (&form.values, form.secrets.len()) != (&before.0, before.1);
    if state.form.as_ref().is_some_and(changed) {
        state.answered(context);
    }
    Flow::Handled
}

/// Typing fills a text in, and begins to look among what can be chosen.
fn typed(
    form: &mut Form,
    manner: Manner,
    text: &str,
    popup: &mut Option<Popup>,
    area: &mut Option<TextArea>,
) {
    match manner {
        Manner::Text | Manner::Secret => form.insert(text),
        Manner::Area => {
            let mut editor = area_of(form);
            editor.insert(text);
            form.choose(Some(Value::String(editor.text())));
            *area = Some(editor);
        }
        Manner::Choose => {
            *popup = popup_of(form);
            if let Some(popup) = popup
                && text != " "
            {
                popup.line.insert(text);
                popup.narrow();
            }
        }
        Manner::Switch => match text {
            "y" | "Y" if !is_on(form) => form.switch(),
            "n" | "N" if is_on(form) => form.switch(),
            _ => {}
        },
        Manner::Add | Manner::Next | Manner::Fixed => {}
    }
}

fn is_on(form: &Form) -> bool {
    let value = form
        .field()
        .and_then(|(field, _)| form.values.pointer(&field.pointer));
    value.and_then(Value::as_bool).unwrap_or(false)
}

fn edited(form: &mut Form, manner: Manner, edit: Edit) {
    match (manner, edit) {
        (Manner::Text | Manner::Secret, edit) => form.edit(edit),
        (Manner::Choose, Edit::Left) => form.turn(-1),
        (Manner::Choose, Edit::Right) => form.turn(1),
        (Manner::Choose, Edit::DeleteBack | Edit::DeleteForward) => form.unchoose(),
        (Manner::Switch, Edit::Left | Edit::Right) => form.switch(),
        _ => {}
    }
}

fn popup_of(form: &Form) -> Option<Popup> {
    let (field, part) = form.field()?;
    let now = match part {
        Some(_) => Some(Value::String(form.text_of(field, part))),
        None => form.values.pointer(&field.pointer).cloned(),
    };
    Some(Popup::of(field, part, now.as_ref())?.noted(|value| form.note(value)))
}

fn area_of(form: &Form) -> TextArea {
    let text = form.field().map(|(field, part)| form.text_of(field, part));
    TextArea::new(&text.unwrap_or_default())
}

fn enter(state: &mut State, manner: Manner, context: &mut Context<'_>) {
    let Some(form) = &mut state.form else { return };
    match manner {
        Manner::Text | Manner::Secret | Manner::Switch | Manner::Fixed => form.go(1),
        Manner::Area => state.area = Some(area_of(form)),
        Manner::Choose => state.popup = popup_of(form),
        Manner::Add => {
            if !form.add_item() {
                context.toast(Level::Info, "The list has as many items as it may have.");
            }
        }
        Manner::Next => next_page(state, context),
    }
}

/// Goes on where the page is as it should be; behind the last one is the review.
fn next_page(state: &mut State, context: &mut Context<'_>) {
    let Some(form) = &mut state.form else { return };
    if let Err(wrong) = form.pass() {
        let text = format!(
            "{} to mend before it goes on",
            counted(wrong, "answer", "answers")
        );
        return context.toast(Level::Warning, text);
    }
    let last = form.page + 1 >= form.pages().len();
    if !last {
        form.turn_to(form.page + 1);
        state.ask_names(context);
    } else if let Some(page) = form.first_wrong_page() {
        // An answer on a later page may have changed what an earlier one asks for.
        form.turn_to(page);
        let wrong = form.pass().err().unwrap_or(1);
        let text = format!("{} to mend on this page", counted(wrong, "answer", "answers"));
        context.toast(Level::Warning, text);
    } else if matches!(state.purpose, Purpose::Edit(_)) {
        state.change_run(context);
    } else {
        state.review(context);
    }
    state.keep(context);
}

/// Back a page; from the first one out of the form, with everything kept.
fn previous_page(state: &mut State, leaves: bool, context: &mut Context<'_>) {
    let Some(form) = &mut state.form else { return };
    if form.page > 0 {
        form.turn_to(form.page - 1);
        state.keep(context);
    } else if leaves {
        if context.shared.read_only && form.edited {
            context.toast(
                Level::Info,
                "Left without a draft: muster was started with --read-only.",
            );
        }
        if state.keep(context) {
            let text = match state.form.as_ref().is_some_and(|form| !form.secrets.is_empty()) {
                true => "Kept as a draft, without its secrets: it is on Create, 3",
                false => "Kept as a draft: it is on Create, 3",
            };
            context.toast(Level::Done, text);
        }
        context.back();
    }
}

fn on_item(state: &mut State, action: Action, context: &mut Context<'_>) {
    let Some(form) = &mut state.form else { return };
    match action {
        Action::RemoveItem if !form.is_in_item() => {
            context.toast(Level::Info, "Only an item of a list can be taken out.");
        }
        Action::RemoveItem => {
            form.remove_item();
        }
        Action::ItemUp => {
            form.shift_item(false);
        }
        Action::ItemDown => {
            form.shift_item(true);
        }
        Action::NextPage | Action::PreviousPage | Action::Run | Action::Waive | Action::UnfoldAll => {}
    }
}

/// A click goes to a line; on the line of the keys it does what Enter does.
fn click(state: &mut State, row: usize, context: &mut Context<'_>) {
    let Some(form) = &mut state.form else { return };
    let line = form.lines.get(row).cloned();
    let stop = match &line {
        Some(line) => stop_of(line, &form.fields),
        None => Some(super::lines::Stop::Next),
    };
    let Some(stop) = stop else { return };
    let manner = form.manner();
    let again = stop == *form.stop();
    form.go_to(&stop);
    match form.manner() {
        Manner::Switch => form.switch(),
        Manner::Next => next_page(state, context),
        _ if again && matches!(manner, Manner::Choose | Manner::Add | Manner::Area) => {
            enter(state, manner, context);
        }
        _ => {}
    }
}

fn in_review(state: &mut State, event: Event<'_>, context: &mut Context<'_>) -> Flow {
    let Some(review) = &mut state.review else {
        return Flow::Ignored;
    };
    match event {
        Event::Intent(Intent::Move(motion)) => {
            review.list.go(motion, &review.rows[..]);
        }
        Event::Intent(Intent::NextPane) => review.jump(true),
        Event::Intent(Intent::PreviousPane) => review.jump(false),
        Event::Intent(Intent::Enter) => {
            review.toggle(None);
        }
        Event::Intent(Intent::Right) => {
            review.toggle(Some(true));
        }
        Event::Intent(Intent::Left) => {
            if !review.toggle(Some(false)) {
                review.fold_around();
            }
        }
        Event::Intent(Intent::Escape | Intent::Back) => state.stage = Stage::Form,
        Event::Intent(Intent::Wizard(Action::Run)) => state.start(context),
        Event::Intent(Intent::Wizard(Action::Waive)) => waive(state, context),
        Event::Intent(Intent::Wizard(Action::UnfoldAll)) => review.toggle_all(),
        Event::Intent(Intent::Refresh) => {
            state.refresh(context);
            return Flow::Ignored;
        }
        Event::Click(Target::Row(REVIEW, row)) => {
            if !review.list.select(*row, &review.rows[..]) {
                review.toggle(None);
            }
        }
        Event::Scroll(_, lines) => {
            review.list.scroll(lines, &review.rows[..]);
        }
        _ => return Flow::Ignored,
    }
    Flow::Handled
}
