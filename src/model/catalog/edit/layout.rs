//! A document as it is laid out in its text: a tree of values that knows the bytes of each, in which style it was written,
//! and where anchors and aliases stand. Knows YAML's grammar through its parser, and nothing of entities.

use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, StructureStyle, options};
use rustc_hash::FxHashSet;

/// Deeper than any catalog file that people write, as where catalogs are read.
const DEPTH_LIMIT: usize = 128;

/// One document, with the text that it stands in.
pub(super) struct Layout<'t> {
    pub text: &'t str,
    pub root: Value,
    /// Where the next document, or what ends this one, begins.
    pub end: usize,
    /// Anchors that aliases repeat.
    repeated: FxHashSet<usize>,
}

/// A value and its place.
pub(super) struct Value {
    pub content: Content,
    /// Without anchor and tag; a collection in block style ends where its last value does.
    pub span: Range<usize>,
    pub anchor: Option<Anchor>,
    pub tag: Option<Tag>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Anchor {
    pub id: usize,
    pub name: String,
    start: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    pub name: String,
    start: usize,
}

pub(super) enum Content {
    Scalar { text: String, style: ScalarStyle },
    Alias { id: usize, name: String },
    List { items: Vec<Value>, flow: bool },
    Map { pairs: Vec<(Value, Value)>, flow: bool },
}

impl Value {
    /// The text of a scalar; none for the absence of one.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar { text, .. } if !self.is_null() => Some(text),
            _ => None,
        }
    }

    /// Nothing, written out or not.
    pub fn is_null(&self) -> bool {
        let Content::Scalar { text, style } = &self.content else {
            return false;
        };
        let is_text = self.tag.as_ref().is_some_and(|tag| tag.name == STR);
        let is_written = matches!(text.as_str(), "~" | "null" | "Null" | "NULL" | "");
        *style == ScalarStyle::Plain && !is_text && is_written
    }

    /// Nothing, and not a letter for it.
    pub fn is_absent(&self) -> bool {
        self.is_null() && self.span.is_empty()
    }

    pub fn pairs(&self) -> &[(Value, Value)] {
        match &self.content {
            Content::Map { pairs, .. } => pairs,
            _ => &[],
        }
    }

    pub fn items(&self) -> &[Value] {
        match &self.content {
            Content::List { items, .. } => items,
            _ => &[],
        }
    }

    pub fn is_flow(&self) -> bool {
        matches!(
            self.content,
            Content::Map { flow: true, .. } | Content::List { flow: true, .. }
        )
    }

    pub fn is_block_collection(&self) -> bool {
        matches!(
            self.content,
            Content::Map { flow: false, .. } | Content::List { flow: false, .. }
        )
    }

    /// The style of a scalar.
    pub fn style(&self) -> Option<ScalarStyle> {
        match &self.content {
            Content::Scalar { style, .. } => Some(*style),
            _ => None,
        }
    }

    pub fn is_block_scalar(&self) -> bool {
        matches!(self.style(), Some(ScalarStyle::Literal | ScalarStyle::Folded))
    }

    /// Where the value begins, with its anchor and its tag.
    pub fn start(&self) -> usize {
        let anchor = self.anchor.as_ref().map(|anchor| anchor.start);
        let tag = self.tag.as_ref().map(|tag| tag.start);
        [anchor, tag]
            .into_iter()
            .flatten()
            .fold(self.span.start, usize::min)
    }

    /// The pair of a key; the last one where it was written twice, as readers take it.
    pub fn find(&self, key: &str) -> Option<usize> {
        self.pairs().iter().rposition(|(name, _)| name.key() == Some(key))
    }

    /// The text of a key.
    pub fn key(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// This value and all that it holds, keys also.
    pub fn each<'v>(&'v self, look: &mut dyn FnMut(&'v Value)) {
        look(self);
        for (key, value) in self.pairs() {
            key.each(look);
            value.each(look);
        }
        self.items().iter().for_each(|item| item.each(look));
    }
}

/// YAML's tag of texts.
pub(super) const STR: &str = "tag:yaml.org,2002:str";

impl<'t> Layout<'t> {
    /// The first document of a text.
    ///
    /// # Errors
    /// In a sentence, where it cannot be read.
    pub fn of(text: &'t str) -> Result<Self, String> {
        let options = options! {
            flow_nesting_limit: DEPTH_LIMIT, block_nesting_limit: DEPTH_LIMIT, emit_anchor_events: true
        };
        let mut composer = Composer {
            text,
            open: Vec::new(),
            root: None,
            anchor: None,
        };
        let mut repeated = FxHashSet::default();
        for step in Parser::new_from_str_with_options(text, options) {
            let (event, span) = step.map_err(|error| unreadable(&error))?;
            match event {
                Event::DocumentEnd => {
                    let end = start(&span);
                    let root = composer.root.take().ok_or("the document is empty")?;
                    return Ok(Self {
                        text,
                        root,
                        end,
                        repeated,
                    });
                }
                Event::Alias(id) => {
                    repeated.insert(id);
                    composer.take(Event::Alias(id), &span);
                }
                event => composer.take(event, &span),
            }
        }
        Err("the document is empty".to_owned())
    }

    /// Whether an alias repeats this very value, so that changing it changes more than it.
    pub fn is_repeated(&self, value: &Value) -> bool {
        value
            .anchor
            .as_ref()
            .is_some_and(|anchor| self.repeated.contains(&anchor.id))
    }

    /// Whether an alias repeats this value or one within it.
    pub fn holds_repeated(&self, value: &Value) -> bool {
        let mut held = false;
        if !self.repeated.is_empty() {
            value.each(&mut |value| held |= self.is_repeated(value));
        }
        held
    }

    /// What an alias stands for; the value itself where it is none.
    pub fn resolve<'v>(&'v self, value: &'v Value) -> &'v Value {
        let Content::Alias { id, .. } = value.content else {
            return value;
        };
        let mut meant = value;
        self.root.each(&mut |other| {
            if other.anchor.as_ref().is_some_and(|anchor| anchor.id == id) {
                meant = other;
            }
        });
        meant
    }

    /// What a map has under a key because it merges another one (`<<`), as YAML 1.1 does.
    pub fn merged<'v>(&'v self, map: &'v Value, key: &str) -> Option<&'v Value> {
        self.merged_within(map, key, DEPTH_LIMIT)
    }

    fn merged_within<'v>(&'v self, map: &'v Value, key: &str, depth: usize) -> Option<&'v Value> {
        let depth = depth.checked_sub(1)?;
        let is_merge = |name: &Value| name.key() == Some("<<") && name.style() == Some(ScalarStyle::Plain);
        let from = |value: &'v Value| {
            let map = self.resolve(value);
            match map.find(key) {
                Some(at) => map.pairs().get(at).map(|(_, value)| value),
                None => self.merged_within(map, key, depth),
            }
        };
        let mut merges = map.pairs().iter().filter(|(name, _)| is_merge(name));
        merges.find_map(|(_, value)| {
            let value = self.resolve(value);
            from(value).or_else(|| value.items().iter().find_map(from))
        })
    }
}

fn unreadable(error: &ScanError) -> String {
    format!(
        "the document cannot be read: {}",
        error.kind().to_string().trim_end_matches('.')
    )
}

fn start(span: &Span) -> usize {
    span.start.byte_offset().unwrap_or(0)
}

fn end(span: &Span) -> usize {
    span.end.byte_offset().unwrap_or(0)
}

/// Builds the tree from the parser's events.
struct Composer<'t> {
    text: &'t str,
    open: Vec<Open>,
    root: Option<Value>,
    /// The anchor of a value that was just taken comes after its event.
    anchor: Option<usize>,
}

/// A collection whose end has not come yet.
struct Open {
    value: Value,
    key: Option<Value>,
}

impl Composer<'_> {
    fn take(&mut self, event: Event<'_>, span: &Span) {
        let tagged = |tag: Option<std::borrow::Cow<'_, granit_parser::Tag>>| {
            let start = span.tag_span().map_or_else(|| start(span), |span| start(&span));
            tag.map(|tag| Tag {
                name: format!("{}{}", tag.handle(), tag.suffix()),
                start,
            })
        };
        let value = |content, tag| Value {
            content,
            span: start(span)..end(span).max(start(span)),
            anchor: None,
            tag,
        };
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let content = Content::Scalar {
                    text: text.into_owned(),
                    style,
                };
                self.finish(value(content, tagged(tag)));
                self.anchor = (anchor > 0).then_some(anchor);
            }
            Event::Alias(id) => {
                let name = self
                    .text
                    .get(start(span) + 1..end(span))
                    .unwrap_or_default()
                    .to_owned();
                self.finish(value(Content::Alias { id, name }, None));
            }
            Event::SequenceStart(style, anchor, tag) => {
                let flow = style == StructureStyle::Flow;
                self.begin(
                    value(
                        Content::List {
                            items: Vec::new(),
                            flow,
                        },
                        tagged(tag),
                    ),
                    anchor,
                );
            }
            Event::MappingStart(style, anchor, tag) => {
                let flow = style == StructureStyle::Flow;
                self.begin(
                    value(
                        Content::Map {
                            pairs: Vec::new(),
                            flow,
                        },
                        tagged(tag),
                    ),
                    anchor,
                );
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Anchor(id, name) => self.name(id, &name, start(span)),
            _ => {}
        }
    }

    fn begin(&mut self, value: Value, anchor: usize) {
        self.open.push(Open { value, key: None });
        self.anchor = (anchor > 0).then_some(anchor);
    }

    fn close(&mut self, span: &Span) {
        let Some(Open { mut value, .. }) = self.open.pop() else {
            return;
        };
        let last = match &value.content {
            Content::Map { pairs, .. } => pairs.last().map(|(key, value)| value.span.end.max(key.span.end)),
            Content::List { items, .. } => items.last().map(|item| item.span.end),
            _ => None,
        };
        value.span.end = match value.is_flow() {
            true => end(span),
            false => last.unwrap_or(value.span.start),
        };
        self.finish(value);
    }

    /// Puts a complete value where it belongs.
    fn finish(&mut self, value: Value) {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(value);
            return;
        };
        match &mut open.value.content {
            Content::List { items, .. } => items.push(value),
            Content::Map { pairs, .. } => match open.key.take() {
                None => open.key = Some(value),
                Some(key) => pairs.push((key, value)),
            },
            _ => {}
        }
    }

    /// Gives the anchor to the value whose event came just before.
    fn name(&mut self, id: usize, name: &str, start: usize) {
        if self.anchor.take() != Some(id) {
            return;
        }
        let anchor = Anchor {
            id,
            name: name.to_owned(),
            start,
        };
        if let Some(value) = self.latest() {
            value.anchor = Some(anchor);
        }
    }

    fn latest(&mut self) -> Option<&mut Value> {
        let Some(open) = self.open.last_mut() else {
            return self.root.as_mut();
        };
        let is_fresh = open.key.is_none() && open.value.pairs().is_empty() && open.value.items().is_empty();
        if is_fresh {
            return Some(&mut open.value);
        }
        match &mut open.value.content {
            Content::List { items, .. } => items.last_mut(),
            Content::Map { pairs, .. } => open
                .key
                .as_mut()
                .or_else(|| pairs.last_mut().map(|(_, value)| value)),
            _ => None,
        }
    }
}
