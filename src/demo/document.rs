//! A catalog file before it is text: documents, entities and values. Data only; `yaml` writes it down.

/// A file of the demo: its path below the workspace and what is in it.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub path: String,
    pub style: Style,
    pub documents: Vec<Document>,
}

impl Sheet {
    /// A file that is not made of entities.
    pub fn text(path: impl Into<String>, text: impl Into<String>) -> Sheet {
        Sheet {
            path: path.into(),
            style: Style::default(),
            documents: vec![Document::other(text)],
        }
    }

    pub fn entity_mut(&mut self, kind: &str, name: &str) -> Option<&mut Entity> {
        self.documents.iter_mut().find_map(|document| match document {
            Document::Entity(entity) if entity.kind == kind && entity.name == name => Some(entity),
            _ => None,
        })
    }

    pub fn entities(&self) -> impl Iterator<Item = &Entity> {
        self.documents.iter().filter_map(|document| match document {
            Document::Entity(entity) => Some(entity),
            Document::Verbatim { .. } => None,
        })
    }
}

/// The habits of whoever wrote a file, so that not all look as if one machine had written them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Style {
    /// `---` also before the first document.
    pub opening_marker: bool,
    /// List items two columns deeper than their key.
    pub indented_lists: bool,
    /// Tags as `[a, b]`.
    pub flow_tags: bool,
    /// Lines that end as on Windows.
    pub crlf: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Document {
    Entity(Entity),
    /// Text as it stands; `kind` is set when a reader finds one more entity in it.
    Verbatim {
        text: String,
        kind: Option<&'static str>,
    },
}

impl Document {
    pub fn other(text: impl Into<String>) -> Document {
        Document::Verbatim {
            text: text.into(),
            kind: None,
        }
    }

    /// The kind of the entity that a reader finds here.
    pub fn kind(&self) -> Option<&'static str> {
        match self {
            Document::Entity(entity) => Some(entity.kind),
            Document::Verbatim { kind, .. } => *kind,
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Entity {
    pub kind: &'static str,
    pub name: String,
    pub title: Option<String>,
    pub description: String,
    pub labels: Vec<(&'static str, String)>,
    pub annotations: Vec<(&'static str, String)>,
    pub tags: Vec<String>,
    pub links: Vec<Link>,
    pub spec: Vec<(&'static str, Value)>,
}

impl Entity {
    pub fn new(kind: &'static str, name: impl Into<String>, description: impl Into<String>) -> Entity {
        Entity {
            kind,
            name: name.into(),
            description: description.into(),
            ..Entity::default()
        }
    }

    /// An entity of a type, as its spec says first.
    pub fn typed(kind: &'static str, name: String, type_: &str, description: String) -> Entity {
        Entity::new(kind, name, description).spec("type", type_)
    }

    pub fn title(mut self, title: impl Into<String>) -> Entity {
        self.title = Some(title.into());
        self
    }

    pub fn annotation(mut self, key: &'static str, value: impl Into<String>) -> Entity {
        self.annotate(key, value);
        self
    }

    pub fn annotate(&mut self, key: &'static str, value: impl Into<String>) {
        let value = value.into();
        match self.annotations.iter_mut().find(|(known, _)| *known == key) {
            Some((_, old)) => *old = value,
            None => self.annotations.push((key, value)),
        }
    }

    pub fn spec(mut self, key: &'static str, value: impl Into<Value>) -> Entity {
        self.set(key, value);
        self
    }

    /// Replaces `spec.<key>`, or adds it.
    pub fn set(&mut self, key: &'static str, value: impl Into<Value>) {
        let value = value.into();
        match self.spec.iter_mut().find(|(known, _)| *known == key) {
            Some((_, old)) => *old = value,
            None => self.spec.push((key, value)),
        }
    }

    /// Adds to the list `spec.<key>`, once.
    pub fn add(&mut self, key: &'static str, item: impl Into<String>) {
        let item = item.into();
        match self.spec.iter_mut().find(|(known, _)| *known == key) {
            Some((_, Value::List(items))) if items.contains(&item) => {}
            Some((_, Value::List(items))) => items.push(item),
            Some((_, other)) => *other = Value::List(vec![item]),
            None => self.spec.push((key, Value::List(vec![item]))),
        }
    }

    /// Takes out of the list `spec.<key>`.
    pub fn remove(&mut self, key: &str, item: &str) {
        for (known, value) in &mut self.spec {
            if let (true, Value::List(items)) = (*known == key, value) {
                items.retain(|known| known != item);
            }
        }
    }

    /// What a text in the spec says; empty when it says nothing.
    pub fn said(&self, key: &str) -> &str {
        let said = self.spec.iter().find_map(|(known, value)| match value {
            Value::Text(text) if *known == key => Some(text.as_str()),
            _ => None,
        });
        said.unwrap_or_default()
    }

    pub fn is_team(&self) -> bool {
        self.kind == "Group" && self.said("type") == "team"
    }

    /// Adds what is there, in its order; nothing when there is nothing.
    pub fn list(mut self, key: &'static str, items: impl IntoIterator<Item = String>) -> Entity {
        for item in items {
            self.add(key, item);
        }
        self
    }
}

#[derive(Clone, Debug)]
pub(super) struct Link {
    pub url: String,
    pub title: &'static str,
    pub icon: &'static str,
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    /// Many lines, as a literal block.
    Block(String),
    /// A list of texts; empty, it is written as `[]`.
    List(Vec<String>),
    Map(Vec<(&'static str, String)>),
    /// `$text: <path>`: the content of another file.
    File(String),
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}
