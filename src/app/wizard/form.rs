//! A form being filled in: the answers, the fields of the page in front, where the keys are, and what is wrong. Nothing
//! that was answered is ever dropped: answers of fields that are not asked for now are kept, and only not sent.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use super::held::Held;
use super::lines::{self, Line, Manner, Stop};
use super::repository::{Address, Part};
use super::typed::{Typed, value_of, with_secrets};
use super::values;
use crate::app::effect::Name;
use crate::app::input::{Edit, Input as TextInput};
use crate::app::msg::OpenedForm;
use crate::model::blueprint::field::{Choice, Complaint, Field, Input, Preset};
use crate::model::blueprint::{Page, form};
use crate::model::secret::{Secret, Secrets, without_references};

/// The form of one blueprint.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    pub opened: Arc<OpenedForm>,
    presets: Vec<Preset>,
    pub values: Value,
    pub secrets: Secrets,
    /// The page in front.
    pub page: usize,
    pub fields: Vec<Field>,
    pub lines: Vec<Line>,
    stops: Vec<Stop>,
    complaints: Vec<Complaint>,
    /// The fields that were left or edited, whose complaints are shown.
    touched: BTreeSet<String>,
    /// The person wanted to go on: all complaints of the page are shown.
    tried: bool,
    at: usize,
    /// The text of the stop in focus, where it is typed.
    pub input: Typed,
    /// Something was answered since the form was opened.
    pub edited: bool,
    /// For names that were looked up: who has them.
    pub taken: Vec<(Name, Option<String>)>,
    pub(super) vision: Held,
}

impl Form {
    /// A form as it begins, or as it was left.
    pub fn new(opened: Arc<OpenedForm>, kept: Option<(Value, usize)>) -> Self {
        let presets = form::presets(&opened.blueprint, &opened.occasion);
        let (values, page) = kept.unwrap_or_else(|| (form::start(&presets), 0));
        let mut new = Self {
            page: page.min(opened.blueprint.pages.len().saturating_sub(1)),
            opened,
            presets,
            values,
            secrets: Secrets::new(),
            fields: Vec::new(),
            lines: Vec::new(),
            stops: vec![Stop::Next],
            complaints: Vec::new(),
            touched: BTreeSet::new(),
            tried: false,
            at: 0,
            input: Typed::default(),
            edited: false,
            taken: Vec::new(),
            vision: Held::default(),
        };
        new.turn_to(new.page);
        new
    }

    pub fn pages(&self) -> &[Page] {
        &self.opened.blueprint.pages
    }

    /// What a page is called.
    pub fn page_title(&self, page: usize) -> String {
        let title = self.pages().get(page).and_then(|page| page.title.clone());
        title.unwrap_or_else(|| format!("Page {}", page + 1))
    }

    /// Shows a page, with the keys where they are wanted first.
    pub fn turn_to(&mut self, page: usize) {
        self.page = page.min(self.pages().len().saturating_sub(1));
        self.tried = false;
        self.settle();
        let wanted = self.fields.iter().find(|field| field.autofocus);
        let wanted = wanted.map(|field| field.pointer.clone());
        let at = wanted.and_then(|pointer| self.position(&pointer)).unwrap_or(0);
        self.focus(at);
    }

    /// Works out fields, lines and complaints anew, after an answer has changed.
    fn settle(&mut self) {
        let before = self.stops.get(self.at).cloned();
        let (fields, complaints) = match self.opened.blueprint.pages.get(self.page) {
            Some(page) => (
                form::fields(page, &self.values),
                form::complaints(page, &self.values),
            ),
            None => Default::default(),
        };
        self.complaints = with_secrets(complaints, &fields, &self.secrets);
        self.fields = fields;
        self.lines = lines::lines(&self.fields);
        self.stops = lines::stops(&self.lines, &self.fields);
        let same = before.and_then(|before| self.stops.iter().position(|stop| *stop == before));
        self.at = same.unwrap_or(self.at).min(self.stops.len().saturating_sub(1));
    }

    pub fn stop(&self) -> &Stop {
        self.stops.get(self.at).unwrap_or(&Stop::Next)
    }

    /// Whether a line is where the keys are.
    pub fn is_at(&self, line: &Line) -> bool {
        lines::stop_of(line, &self.fields).is_some_and(|stop| stop == *self.stop())
    }

    /// The field in focus, and the part of it.
    pub fn field(&self) -> Option<(&Field, Option<Part>)> {
        let (Stop::Field { pointer, .. } | Stop::Add(pointer)) = self.stop() else {
            return None;
        };
        let part = match self.stop() {
            Stop::Field { part, .. } => *part,
            _ => None,
        };
        let field = self.fields.iter().find(|field| field.pointer == *pointer)?;
        Some((field, part))
    }

    pub fn manner(&self) -> Manner {
        match (self.stop(), self.field()) {
            (Stop::Next, _) | (_, None) => Manner::Next,
            (Stop::Add(_), _) => Manner::Add,
            (Stop::Field { part, .. }, Some((field, _))) => lines::manner(field, *part),
        }
    }

    fn position(&self, pointer: &str) -> Option<usize> {
        self.stops.iter().position(|stop| match stop {
            Stop::Field { pointer: at, .. } => at == pointer || values::is_inside(at, pointer),
            Stop::Add(at) => at == pointer,
            Stop::Next => false,
        })
    }

    fn focus(&mut self, at: usize) {
        if let Stop::Field { pointer, .. } = self.stop().clone()
            && at != self.at
        {
            self.touched.insert(pointer);
        }
        self.at = at.min(self.stops.len().saturating_sub(1));
        self.load_input();
    }

    fn load_input(&mut self) {
        let text = match (self.manner(), self.field()) {
            (Manner::Text | Manner::Secret, Some((field, part))) => self.text_of(field, part),
            _ => String::new(),
        };
        self.input = Typed(TextInput::new(text));
    }

    /// Goes some stops on or back; around at neither end.
    pub fn go(&mut self, by: isize) {
        self.focus(self.at.saturating_add_signed(by));
    }

    pub fn go_to(&mut self, stop: &Stop) {
        if let Some(at) = self.stops.iter().position(|known| known == stop) {
            self.focus(at);
        }
    }

    /// A field's answer as text.
    pub fn text_of(&self, field: &Field, part: Option<Part>) -> String {
        if let Input::Secret { name } = &field.input {
            return self.secrets.get(name).map_or("", Secret::reveal).to_owned();
        }
        let value = self.values.pointer(&field.pointer);
        match (value, part) {
            (value, Some(part)) => self.address(field, value).get(part).to_owned(),
            (Some(Value::String(text)), None) => text.clone(),
            (None | Some(Value::Null), None) => String::new(),
            (Some(other), None) => other.to_string(),
        }
    }

    /// A repository's name; where none was given yet, on the first host that can be chosen.
    fn address(&self, field: &Field, value: Option<&Value>) -> Address {
        if let Some(text) = value.and_then(Value::as_str) {
            return Address::parse(text);
        }
        let hosts = match &field.input {
            Input::Repository(picker) => &picker.hosts,
            _ => return Address::default(),
        };
        let host = hosts.first().or(self.opened.occasion.hosts.first());
        Address::parse(host.map_or("github.com", String::as_str))
    }

    /// What is typed goes into the field in focus.
    pub fn insert(&mut self, text: &str) {
        self.input.0.insert(&without_references(text));
        self.take_input();
    }

    pub fn edit(&mut self, edit: Edit) {
        if self.input.0.edit(edit) {
            self.take_input();
        }
    }

    fn take_input(&mut self) {
        let text = self.input.0.text().to_owned();
        let Some((field, part)) = self.field().map(|(field, part)| (field.clone(), part)) else {
            return;
        };
        if let Input::Secret { name } = &field.input {
            match text.as_str() {
                "" => self.secrets.remove(name),
                text => self.secrets.insert(name.clone(), Secret::new(text)),
            };
            self.touched.insert(field.pointer.clone());
            return self.settle();
        }
        let value = match part {
            Some(part) => {
                let address = self.address(&field, self.values.pointer(&field.pointer));
                address.with(part, &text).text().map(Value::String)
            }
            None => value_of(&field.input, &text),
        };
        self.set(&field.pointer, value);
    }

    /// Answers a field; with nothing, its answer is taken away.
    pub fn set(&mut self, pointer: &str, value: Option<Value>) {
        let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        let is_item = self.values.pointer(parent).is_some_and(Value::is_array);
        match value {
            Some(value) => values::put(&mut self.values, pointer, value),
            None if is_item => values::put(&mut self.values, pointer, Value::String(String::new())),
            None => {
                values::take(&mut self.values, pointer);
            }
        }
        self.touched.insert(pointer.to_owned());
        self.edited = true;
        self.settle();
    }

    /// Answers the field in focus with what was chosen.
    pub fn choose(&mut self, value: Option<Value>) {
        let Some((field, part)) = self.field().map(|(field, part)| (field.clone(), part)) else {
            return;
        };
        match (part, value) {
            (Some(part), Some(Value::String(text))) => {
                let address = self.address(&field, self.values.pointer(&field.pointer));
                // A host alone is no name yet, but it is not forgotten either.
                let text = address.with(part, &text);
                let text = text.text().unwrap_or_else(|| text.get(Part::Host).to_owned());
                self.set(&field.pointer, Some(Value::String(text)));
            }
            (_, value) => self.set(&field.pointer, value),
        }
    }

    /// Gives up what was chosen; of several the last one.
    pub fn unchoose(&mut self) {
        match self.field() {
            // There is no repository without a host.
            Some((_, Some(Part::Host))) => return,
            Some((_, Some(_))) => return self.choose(Some(Value::String(String::new()))),
            _ => {}
        }
        let now = self
            .field()
            .and_then(|(field, _)| self.values.pointer(&field.pointer));
        let left = now.and_then(Value::as_array).map(|chosen| {
            let (_, left) = chosen.split_last().unwrap_or((&Value::Null, &[]));
            left.to_vec()
        });
        self.choose(left.filter(|left| !left.is_empty()).map(Value::Array));
    }

    /// Turns the field in focus on or off.
    pub fn switch(&mut self) {
        let Some(pointer) = self.field().map(|(field, _)| field.pointer.clone()) else {
            return;
        };
        let on = self
            .values
            .pointer(&pointer)
            .and_then(Value::as_bool)
            .unwrap_or(false);
        self.set(&pointer, Some(Value::Bool(!on)));
    }

    /// Takes the choice beside the present one.
    pub fn turn(&mut self, by: isize) {
        let Some((field, _)) = self.field() else { return };
        let Input::Choice(choices) = &field.input else {
            return;
        };
        let now = self.values.pointer(&field.pointer);
        let at = choices.iter().position(|choice| Some(&choice.value) == now);
        let next = match at {
            Some(at) => at.saturating_add_signed(by).min(choices.len().saturating_sub(1)),
            None => 0,
        };
        let value = choices.get(next).map(|choice| choice.value.clone());
        let pointer = field.pointer.clone();
        self.set(&pointer, value);
    }

    /// Adds an item to the list in focus, and goes to it. False where there is room for no more.
    pub fn add_item(&mut self) -> bool {
        let Stop::Add(pointer) = self.stop().clone() else {
            return false;
        };
        let most = self.field().and_then(|(field, _)| match &field.input {
            Input::List { most, .. } => *most,
            _ => None,
        });
        let there = self
            .values
            .pointer(&pointer)
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        if most.is_some_and(|most| there >= most) {
            return false;
        }
        let item = values::push(&mut self.values, &pointer);
        self.settle();
        let input = self.fields.iter().find(|field| field.pointer == item);
        let empty = lines::empty_item(input.map(|field| &field.input));
        self.set(&item, Some(empty));
        self.touched.remove(&item);
        if let Some(at) = self.position(&item) {
            self.focus(at);
        }
        true
    }

    /// Takes the item in focus out of its list; returns what it was.
    pub fn remove_item(&mut self) -> Option<Value> {
        let item = self.item()?;
        let taken = values::take(&mut self.values, &item);
        self.edited = true;
        self.settle();
        let at = self.position(&item).or_else(|| {
            let (list, _) = item.rsplit_once('/')?;
            self.position(list)
        });
        self.at = at.unwrap_or(self.at).min(self.stops.len().saturating_sub(1));
        self.load_input();
        taken
    }

    /// Moves the item in focus up or down in its list.
    pub fn shift_item(&mut self, down: bool) -> bool {
        let Some(item) = self.item() else { return false };
        let Some(there) = values::shift(&mut self.values, &item, down) else {
            return false;
        };
        self.edited = true;
        self.settle();
        if let Some(at) = self.position(&there) {
            self.at = at;
        }
        self.load_input();
        true
    }

    fn item(&self) -> Option<String> {
        match self.stop() {
            Stop::Field { pointer, .. } => values::item_of(&self.values, pointer),
            _ => None,
        }
    }

    /// Whether the keys are inside an item of a list.
    pub fn is_in_item(&self) -> bool {
        self.item().is_some()
    }

    /// What is wrong with a line, as far as it is to be said now.
    pub fn complaints_at(&self, line: &Line) -> impl Iterator<Item = &str> {
        let field = self.fields.get(line.field());
        let is_last = match line {
            Line::Field { part, .. } => part.is_none_or(|part| part == Part::Name),
            Line::Head { .. } => true,
            Line::Add { .. } => false,
        };
        let shown = self.complaints.iter().filter(move |complaint| {
            let is_its = is_last && field.is_some_and(|field| field.pointer == complaint.pointer);
            is_its && (self.tried || self.touched.contains(&complaint.pointer))
        });
        shown.map(|complaint| complaint.message.as_str())
    }

    /// What is wrong with the page and belongs to none of its fields.
    pub fn complaints_elsewhere(&self) -> impl Iterator<Item = &str> {
        let lost = self.complaints.iter().filter(|complaint| {
            self.tried && !self.fields.iter().any(|field| field.pointer == complaint.pointer)
        });
        lost.map(|complaint| complaint.message.as_str())
    }

    /// Whether the page can be left forwards; if not, all that is wrong is shown, and the keys go to the first of it.
    pub fn pass(&mut self) -> Result<(), usize> {
        self.tried = true;
        let complaints = self.complaints.iter().map(|complaint| complaint.pointer.as_str());
        let wrong: BTreeSet<&str> = complaints.chain(self.forbidden(&self.fields)).collect();
        if wrong.is_empty() {
            return Ok(());
        }
        let (count, first) = (
            wrong.len(),
            wrong.iter().filter_map(|pointer| self.position(pointer)).min(),
        );
        if let Some(at) = first {
            self.focus(at);
        }
        Err(count)
    }

    /// The first page with something wrong, be it that the vision forbids it.
    pub fn first_wrong_page(&self) -> Option<usize> {
        let is_forbidden = |page: &Page| self.forbidden(&form::fields(page, &self.values)).next().is_some();
        let forbidden = self.pages().iter().position(is_forbidden);
        self.first_incomplete_page().into_iter().chain(forbidden).min()
    }

    /// The first page on which something is missing or wrong in itself.
    pub(super) fn first_incomplete_page(&self) -> Option<usize> {
        self.pages().iter().position(|page| {
            let fields = form::fields(page, &self.values);
            let complaints = form::complaints(page, &self.values);
            !with_secrets(complaints, &fields, &self.secrets).is_empty()
        })
    }

    /// Why a field has the answer that it has, where nobody has changed it.
    pub fn reason(&self, field: &Field) -> Option<&str> {
        let preset = self
            .presets
            .iter()
            .find(|preset| preset.pointer == field.pointer)?;
        let is_same = self.values.pointer(&field.pointer) == Some(&preset.value);
        is_same.then_some(preset.reason.as_str())
    }

    /// The answers to what is asked for now.
    pub fn active(&self) -> Value {
        form::active(&self.opened.blueprint, &self.values)
    }
}

/// The label of a value among choices.
pub fn label_of<'c>(choices: &'c [Choice], value: &Value) -> Option<&'c str> {
    let choice = choices.iter().find(|choice| choice.value == *value)?;
    Some(choice.label.as_str())
}
