//! A rule that is being written, and what it says of the catalog as one types.

use std::sync::Arc;

use super::RULE;
use super::intents::Action;
use super::item::as_item;
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::{Generation, Request};
use crate::app::geometry::Target;
use crate::app::intent::Intent;
use crate::app::list::Motion;
use crate::app::load::Load;
use crate::app::msg::{Answer, Tried};
use crate::app::text_area::TextArea;

/// What one begins with.
pub const TEMPLATE: &str = "id: say-the-tier
title: Services say how critical they are
severity: warning
for: {kind: Component, type: service}
require: '\"tier\" in entity.metadata.labels'
message: 'entity.metadata.name + \" has no label tier\"'
remedy: Add the label tier to its file
examples:
  pass: [{kind: Component, metadata: {labels: {tier: gold}}, spec: {type: service}}]
  fail: [{kind: Component, spec: {type: service}}]";

/// The state of the view.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    pub area: TextArea,
    /// What the text said when it was last asked about.
    pub outcome: Load<Arc<Tried>>,
    /// A text of a file that was asked for, to begin with.
    wanted: Option<Generation>,
    /// The text that was tried last, and with which judgement.
    tried: String,
}

/// What came of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Stay(Flow),
    Leave,
}

impl Default for Trial {
    fn default() -> Self {
        Self {
            area: TextArea::new(TEMPLATE),
            outcome: Load::default(),
            wanted: None,
            tried: String::new(),
        }
    }
}

impl Trial {
    /// Begins with what a rule says in its file, once that has been read.
    pub(super) fn of_file(file: &str, line: u32, context: &mut Context<'_>) -> Self {
        let generation = context.ask(Request::RuleText {
            file: file.to_owned(),
            line,
        });
        Self {
            area: TextArea::new(""),
            wanted: Some(generation),
            ..Self::default()
        }
    }

    /// Whether the text of a rule is still on its way.
    pub fn is_reading(&self) -> bool {
        self.wanted.is_some()
    }

    /// Asks what the text says, unless that was asked already.
    pub(super) fn ask(&mut self, again: bool, context: &mut Context<'_>) {
        let Some(judged) = context.shared.vision.value().cloned() else {
            return;
        };
        let text = self.area.text();
        if self.is_reading() || (!again && text == self.tried) {
            return;
        }
        self.tried.clone_from(&text);
        self.outcome
            .expect(context.ask(Request::TryRule { judged, text }));
    }

    pub(super) fn answer(&mut self, generation: Generation, answer: &Answer, context: &mut Context<'_>) {
        if self.wanted == Some(generation) {
            self.wanted = None;
            match answer {
                Answer::RuleText(text) => {
                    self.area = TextArea::new(text);
                    self.ask(true, context);
                }
                Answer::Failed(failure) => self.outcome.fail(failure.clone()),
                _ => {}
            }
        } else if self.outcome.expects(generation) {
            match answer {
                Answer::RuleTried(outcome) => self.outcome.succeed(outcome.clone()),
                Answer::Failed(failure) => self.outcome.fail(failure.clone()),
                _ => {}
            }
        }
    }

    pub(super) fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Step {
        let page = context.shared.layout.height(RULE).saturating_sub(1);
        match event {
            Event::Insert(text) => self.area.insert(text),
            Event::Intent(Intent::Enter) => self.break_line(),
            Event::Intent(Intent::Edit(edit)) => self.area.edit(edit),
            Event::Intent(Intent::Move(motion)) => self.area.go(motion, page),
            Event::Scroll(_, lines) => {
                let motion = if lines < 0 { Motion::Up } else { Motion::Down };
                (0..lines.unsigned_abs()).for_each(|_| self.area.go(motion, page));
            }
            Event::Click(Target::Row(RULE, row)) => {
                self.area.go(Motion::First, page);
                (0..*row).for_each(|_| self.area.go(Motion::Down, page));
            }
            Event::Intent(Intent::Vision(Action::Indent)) => self.area.insert("  "),
            Event::Intent(Intent::Vision(Action::CopyRule)) => context.copy(as_item(&self.area.text())),
            Event::Intent(Intent::Vision(Action::Template)) => self.area = TextArea::new(TEMPLATE),
            Event::Intent(Intent::Escape) => return Step::Leave,
            _ => return Step::Stay(Flow::Ignored),
        }
        self.ask(false, context);
        Step::Stay(Flow::Handled)
    }

    /// A new line begins as deep as the one before.
    fn break_line(&mut self) {
        let line = self
            .area
            .lines()
            .get(self.area.row())
            .map_or("", |line| line.text());
        let blank: String = line.chars().take_while(|c| *c == ' ').collect();
        self.area.break_line();
        self.area.insert(&blank);
    }
}
