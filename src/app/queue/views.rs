//! The line that says what is listed: typed, taken from a view, or given by another screen.

use super::state::State;
use crate::app::context::Context;
use crate::app::input::Input;
use crate::model::task::query::SortBy;
use crate::model::task::{TaskQuery, View, views};

impl State {
    pub fn views(&self) -> Vec<View> {
        views(&self.facts().views)
    }

    /// The line of the view that is shown.
    fn view_line(&self) -> String {
        if let Some(line) = &self.given {
            return line.clone();
        }
        let view = self.views().into_iter().find(|view| view.name == self.view);
        view.map_or_else(String::new, |view| view.query)
    }

    /// Whether another screen said what is listed, and no view does.
    pub fn is_led_here(&self) -> bool {
        self.given.is_some()
    }

    /// Whether the line is another one than the view's.
    pub fn is_changed(&self) -> bool {
        self.input.text().trim() != self.view_line()
    }

    /// Reads the line and asks for what it asks for.
    pub(super) fn refilter(&mut self, context: &mut Context<'_>) {
        match TaskQuery::parse(self.input.text()) {
            Ok(query) => {
                self.error = None;
                if query != self.query {
                    self.query = query;
                    self.to_top = true;
                    self.ask_list(context);
                }
            }
            Err(error) => self.error = Some(error),
        }
    }

    pub(super) fn set_line(&mut self, line: &str, context: &mut Context<'_>) {
        self.input = Input::new(line);
        self.refilter(context);
    }

    pub(super) fn restore_view(&mut self, context: &mut Context<'_>) {
        let line = self.view_line();
        self.set_line(&line, context);
    }

    /// Goes back to the last line that was understood while typing, or to the view's.
    pub(super) fn restore_line(&mut self, context: &mut Context<'_>) {
        if self.error.is_some() {
            let line = self.query.to_string();
            self.set_line(&line, context);
        } else {
            self.restore_view(context);
        }
    }

    pub(super) fn show_view(&mut self, name: &str, context: &mut Context<'_>) {
        self.given = None;
        name.clone_into(&mut self.view);
        self.restore_view(context);
    }

    /// Goes to the next view, or the one before.
    pub(super) fn turn_view(&mut self, by: isize, context: &mut Context<'_>) {
        let views = self.views();
        let now = views.iter().position(|view| view.name == self.view).unwrap_or(0);
        let next = (now as isize + by).rem_euclid(views.len().max(1) as isize);
        if let Some(view) = views.get(next.unsigned_abs()) {
            self.show_view(&view.name, context);
        }
    }

    pub(super) fn set_order(&mut self, sort: SortBy, reversed: bool, context: &mut Context<'_>) {
        let query = TaskQuery {
            sort,
            reversed,
            ..self.query.clone()
        };
        self.set_line(&query.to_string(), context);
    }
}
