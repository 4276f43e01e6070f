//! An entity's whole document, line by line as YAML would have it, read in place.

use std::borrow::Cow;

use super::DOCUMENT;
use crate::app::context::{Context, Event, Flow};
use crate::app::geometry::Target;
use crate::app::input::Input;
use crate::app::intent::{Intent, Scope};
use crate::app::list::{List, Rows};
use crate::app::overlay::CopyItem;
use crate::app::screen::ScreenState;
use crate::app::shared::Shared;
use crate::model::catalog::{Node, Value};
use crate::model::text::shell_word;

/// Columns that one step to the side moves, and how far it can go.
const SIDEWAYS: usize = 20;
const FURTHEST: usize = 2000;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub indent: usize,
    /// It is an item of a list.
    pub dash: bool,
    pub key: Option<String>,
    pub text: String,
}

/// The state of the screen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DocumentState {
    entity_ref: String,
    lines: Vec<Line>,
    pub list: List,
    /// What is looked for.
    pub input: Input,
    pub typing: bool,
    /// Columns that are out of view at the left.
    pub shift: usize,
}

impl DocumentState {
    pub fn new(entity_ref: &str, document: &Node) -> Self {
        let mut lines = Vec::new();
        write(document, 0, Head::default(), &mut lines);
        Self {
            entity_ref: entity_ref.to_owned(),
            lines,
            ..Self::default()
        }
    }

    pub fn line(&self, at: usize) -> Option<&Line> {
        self.lines.get(at)
    }

    /// Whether a line holds what is looked for.
    pub fn is_match(&self, line: &Line) -> bool {
        let words = self.input.text().to_lowercase();
        let holds = |text: &str| text.to_lowercase().contains(&words);
        !words.is_empty() && (holds(&line.text) || line.key.as_deref().is_some_and(holds))
    }

    /// Goes to the nearest match from a line on, round the end if need be.
    fn find(&mut self, from: usize, backwards: bool) {
        let count = self.lines.len();
        let at = |step: usize| match backwards {
            true => (from + count - step % count) % count,
            false => (from + step) % count,
        };
        let matches = |at: &usize| self.lines.get(*at).is_some_and(|line| self.is_match(line));
        if let Some(found) = (0..count).map(at).find(matches) {
            self.list.select(found, &Numbered(count));
        }
    }

    /// Typing looks from the cursor on.
    fn typed(&mut self, event: Event<'_>) -> Flow {
        let from = self.list.cursor().unwrap_or(0);
        match event {
            Event::Insert(text) => self.input.insert(text),
            Event::Intent(Intent::Edit(edit)) => {
                self.input.edit(edit);
            }
            Event::Intent(Intent::Move(motion)) => {
                self.list.go(motion, &Numbered(self.lines.len()));
                return Flow::Handled;
            }
            Event::Intent(Intent::Enter) => self.typing = false,
            Event::Intent(Intent::Escape) => {
                self.typing = false;
                self.input.clear();
            }
            _ => return Flow::Ignored,
        }
        self.find(from, false);
        Flow::Handled
    }
}

/// What stands before a value.
#[derive(Default)]
struct Head {
    dash: bool,
    key: Option<String>,
}

/// Writes a value; what stands before it goes on its first line.
fn write(node: &Node, indent: usize, head: Head, lines: &mut Vec<Line>) {
    let nested = head.dash || head.key.is_some();
    match &node.value {
        Value::Map(pairs) if !pairs.is_empty() => {
            let mut first = head;
            let below = match (&first.key, first.dash) {
                (Some(_), _) => {
                    push(std::mem::take(&mut first), indent, String::new(), lines);
                    indent + 1
                }
                // The first key stands behind the dash.
                (None, true) => indent + 1,
                (None, false) => indent,
            };
            for (key, value) in pairs {
                let dash = std::mem::take(&mut first.dash);
                let head = Head {
                    dash,
                    key: Some(key.text.clone()),
                };
                write(value, if dash { below - 1 } else { below }, head, lines);
            }
        }
        Value::List(items) if !items.is_empty() => {
            if nested {
                push(head, indent, String::new(), lines);
            }
            for item in items {
                let head = Head {
                    dash: true,
                    key: None,
                };
                write(item, indent + usize::from(nested), head, lines);
            }
        }
        Value::Map(_) => push(head, indent, "{}".to_owned(), lines),
        Value::List(_) => push(head, indent, "[]".to_owned(), lines),
        Value::Null => push(head, indent, String::new(), lines),
        Value::Scalar { text, .. } if text.trim_end().contains('\n') => {
            push(head, indent, "|".to_owned(), lines);
            for line in text.trim_end().lines() {
                push(Head::default(), indent + 1, line.to_owned(), lines);
            }
        }
        Value::Scalar { text, .. } => push(head, indent, text.clone(), lines),
    }
}

fn push(head: Head, indent: usize, text: String, lines: &mut Vec<Line>) {
    lines.push(Line {
        indent,
        dash: head.dash,
        key: head.key,
        text,
    });
}

/// Rows that are known by their numbers.
struct Numbered(usize);

impl Rows for Numbered {
    fn len(&self) -> usize {
        self.0
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        index.to_string().into()
    }

    fn find(&self, id: &str) -> Option<usize> {
        id.parse().ok().filter(|index| *index < self.0)
    }
}

impl ScreenState for DocumentState {
    fn title(&self, _: &Shared) -> String {
        "Document".to_owned()
    }

    fn scopes(&self) -> &'static [Scope] {
        match self.typing {
            true => &[Scope::Filter, Scope::Text, Scope::System],
            false => &[
                Scope::List,
                Scope::Rows,
                Scope::Matches,
                Scope::Past,
                Scope::Global,
                Scope::System,
            ],
        }
    }

    fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        let rows = Numbered(self.lines.len());
        let cursor = self.list.cursor().unwrap_or(0);
        match event {
            Event::Shown => {
                self.list.select(cursor, &rows);
            }
            Event::Insert(_) | Event::Intent(_) if self.typing => return self.typed(event),
            Event::Intent(Intent::Filter) => self.typing = true,
            Event::Intent(Intent::NextMatch) => self.find(cursor + 1, false),
            Event::Intent(Intent::PreviousMatch) => self.find(cursor + rows.0.saturating_sub(1), true),
            Event::Intent(Intent::Escape) if !self.input.is_empty() => self.input.clear(),
            Event::Intent(Intent::Move(motion)) => {
                self.list.go(motion, &rows);
            }
            Event::Intent(Intent::Right) => self.shift = (self.shift + SIDEWAYS).min(FURTHEST),
            Event::Intent(Intent::Left) if self.shift > 0 => self.shift -= SIDEWAYS,
            Event::Intent(Intent::Left) => context.back(),
            Event::Click(Target::Row(DOCUMENT, line)) => {
                self.list.select(*line, &rows);
            }
            Event::Scroll(_, lines) => {
                self.list.scroll(lines, &rows);
            }
            Event::Drawn => self.list.set_height(context.shared.layout.height(DOCUMENT)),
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn copies(&self, _: &Shared) -> Vec<CopyItem> {
        let mut items = Vec::new();
        if let Some(line) = self.list.cursor().and_then(|at| self.lines.get(at)) {
            items.push(CopyItem::new('v', "The value", line.text.clone()));
        }
        items.push(CopyItem::new('r', "The reference", self.entity_ref.clone()));
        let command = format!("muster catalog show {}", shell_word(&self.entity_ref));
        items.push(CopyItem::new('c', "The command line", command));
        items
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::catalog::{Key, Position};

    fn text(text: &str) -> Node {
        Node::scalar(text, Position::default())
    }

    fn node(value: Value) -> Node {
        Node {
            value,
            at: Position::default(),
        }
    }

    fn map(pairs: Vec<(&str, Node)>) -> Node {
        let key = |text: &str| Key {
            text: text.to_owned(),
            at: Position::default(),
        };
        node(Value::Map(
            pairs
                .into_iter()
                .map(|(name, value)| (key(name), value))
                .collect(),
        ))
    }

    #[test]
    fn a_document_reads_as_it_was_written() {
        let links = node(Value::List(vec![
            map(vec![("url", text("https://a.example")), ("title", text("A"))]),
            text("plain"),
        ]));
        let document = map(vec![
            ("kind", text("Component")),
            (
                "metadata",
                map(vec![("links", links), ("tags", node(Value::List(Vec::new())))]),
            ),
            ("definition", text("openapi: 3\ninfo: {}\n")),
        ]);
        let shown: Vec<String> = DocumentState::new("component:default/a", &document)
            .lines
            .iter()
            .map(|line| {
                let dash = if line.dash { "- " } else { "" };
                let key = line
                    .key
                    .as_deref()
                    .map_or(String::new(), |key| format!("{key}: "));
                format!("{}{dash}{key}{}", "  ".repeat(line.indent), line.text)
            })
            .collect();
        assert_eq!(
            shown,
            [
                "kind: Component",
                "metadata: ",
                "  links: ",
                "    - url: https://a.example",
                "      title: A",
                "    - plain",
                "  tags: []",
                "definition: |",
                "  openapi: 3",
                "  info: {}",
            ]
        );
    }
}
