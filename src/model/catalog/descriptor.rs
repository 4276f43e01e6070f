//! Reads Backstage's entity descriptor: a document becomes a [`Record`], leniently, and everything that falls short
//! becomes a [`Problem`] at its line. Knows no files and no other entities.

use super::attribute;
use super::entity_ref::{
    DEFAULT_NAMESPACE, EntityRef, MAX_REF_LENGTH, RefError, is_valid_name, is_valid_namespace, is_valid_tag,
};
use super::external;
use super::kind::{REF_FIELDS, ROLE_ANNOTATIONS, RefField, known_kind, required_fields};
use super::node::{Node, Position, Value};
use super::problem::{Code, Problem};
use super::record::{Declared, Place, Record, Standing};
use super::relation::Relation;
use crate::model::health::probe_fault;

/// What a document turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Entity,
    /// A manifest for a cluster that shares the file.
    Kubernetes,
    /// A file that a template fills in later.
    Skeleton,
    /// Anything else that YAML can hold: settings, an API description, nothing.
    Other,
}

/// Tells entities from what else stands in the same files.
pub fn sort(document: &Node) -> Sort {
    if document.pairs().is_empty() {
        return Sort::Other;
    }
    let api_version = document.get("apiVersion").and_then(Node::text);
    let kind = document.get("kind").and_then(Node::text);
    let entity = match (api_version, kind) {
        (Some(version), Some(_)) if is_backstage(version) => true,
        (None, Some(kind)) => known_kind(kind).is_some() && document.at_path(&["metadata", "name"]).is_some(),
        // A kind of the company's own under its own group: owners are Backstage's idea, not Kubernetes'.
        (Some(_), Some(_)) => document
            .at_path(&["spec", "owner"])
            .and_then(Node::text)
            .is_some(),
        // `kind` was forgotten, or the version is no text: the header still says whose file this is.
        (version, _) => version.is_some_and(is_backstage),
    };
    match (entity, api_version, kind) {
        (true, _, kind) if is_skeleton(document, kind) => Sort::Skeleton,
        (true, ..) => Sort::Entity,
        (false, Some(_), Some(_)) => Sort::Kubernetes,
        _ => Sort::Other,
    }
}

fn is_backstage(api_version: &str) -> bool {
    api_version
        .trim()
        .split('/')
        .next()
        .is_some_and(|group| group.ends_with("backstage.io"))
}

fn is_skeleton(document: &Node, kind: Option<&str>) -> bool {
    let name = document.at_path(&["metadata", "name"]);
    let moustache = |text: &str| text.contains("{{") || text.contains("{%");
    if kind.is_none_or(moustache) && document.get("kind").is_some() {
        return true;
    }
    // An unquoted `{{ name }}` is a map in YAML.
    if name.is_some_and(|name| name.text().map_or(!name.pairs().is_empty(), moustache)) {
        return true;
    }
    // A software template is full of expressions and yet an entity itself.
    !kind.is_some_and(|kind| kind.eq_ignore_ascii_case("Template")) && has_expression(document)
}

fn has_expression(node: &Node) -> bool {
    match &node.value {
        Value::Scalar { text, .. } => text.contains("${{"),
        Value::List(items) => items.iter().any(has_expression),
        Value::Map(pairs) => pairs
            .iter()
            .any(|(key, value)| key.text != "definition" && has_expression(value)),
        Value::Null => false,
    }
}

/// Reads a document that [`sort`] calls an entity. None where it has no kind or no name; the problems say so.
///
/// `version` is the digest of the document's canonical JSON, which the caller computes.
pub fn read(document: &Node, place: Place, version: [u8; 32], problems: &mut Vec<Problem>) -> Option<Record> {
    let mut found = Vec::new();
    let record = identify(document, &mut found).map(|(entity_ref, kind, name)| {
        let mut reader = Reader {
            entity_ref: &entity_ref,
            problems: &mut found,
        };
        reader.envelope(document, &kind);
        let spec = document.get("spec");
        let metadata = document.get("metadata");
        let display_name = document
            .at_path(&["spec", "profile", "displayName"])
            .and_then(Node::text);
        let title = Some(text_of(metadata, "title"))
            .filter(|t| !t.is_empty())
            .or(display_name);
        let tags = reader.tags(metadata);
        reader.probes(metadata);
        let relations = reader.relations(document);
        Record {
            title: title.unwrap_or_default().trim().to_owned(),
            description: first_lines(text_of(metadata, "description")),
            type_: text_of(spec, "type").trim().to_owned(),
            lifecycle: text_of(spec, "lifecycle").trim().to_owned(),
            owner_text: text_of(spec, "owner").trim().to_owned(),
            tags,
            relations,
            externals: external::names(document),
            attributes: attribute::attributes(document),
            standing: Standing::Written,
            place,
            version,
            kind,
            name,
            entity_ref,
        }
    });
    let entity_ref = record.as_ref().map(|record| record.entity_ref.as_str());
    problems.extend(found.into_iter().map(|problem| match entity_ref {
        Some(entity_ref) => problem.of(entity_ref),
        None => problem,
    }));
    record
}

/// The kind, namespace and name, without which nothing can be said of an entity.
fn identify(document: &Node, problems: &mut Vec<Problem>) -> Option<(EntityRef, String, String)> {
    let Some(kind) = document
        .get("kind")
        .and_then(Node::text)
        .map(str::trim)
        .filter(|k| !k.is_empty())
    else {
        problems.push(Problem::new(
            Code::NoName,
            document.at,
            "This document has no `kind`, so it is not in the catalog. Add one, such as `kind: Component`.",
        ));
        return None;
    };
    let metadata = document.get("metadata");
    let name_node = metadata.and_then(|metadata| metadata.get("name"));
    let Some(name) = name_node
        .and_then(Node::text)
        .map(str::trim)
        .filter(|n| !n.is_empty())
    else {
        let at = name_node.or(metadata).map_or(document.at, |node| node.at);
        problems.push(Problem::new(
            Code::NoName,
            at,
            format!("This {kind} has no `metadata.name`, so it is not in the catalog. Give it a name."),
        ));
        return None;
    };
    if let Some(node) = name_node
        && !is_valid_name(name)
    {
        problems.push(Problem::new(
            Code::BadName,
            node.at,
            format!("`{name}` is not a valid name. Use 1 to 63 letters and digits, joined by single `-`, `_` or `.`."),
        ));
    }
    let namespace_node = metadata.and_then(|metadata| metadata.get("namespace"));
    let namespace = namespace_node
        .and_then(Node::text)
        .map(str::trim)
        .filter(|n| !n.is_empty());
    if let (Some(node), Some(namespace)) = (namespace_node, namespace)
        && !is_valid_namespace(namespace)
    {
        problems.push(Problem::new(
            Code::BadNamespace,
            node.at,
            format!("`{namespace}` is not a valid namespace. Use letters and digits, joined by single `-`."),
        ));
    }
    let kind = known_kind(kind).unwrap_or(kind).to_owned();
    let entity_ref = EntityRef::new(&kind, namespace.unwrap_or(DEFAULT_NAMESPACE), name);
    if entity_ref.as_str().len() > MAX_REF_LENGTH {
        problems.push(Problem::new(
            Code::BadName,
            document.at,
            format!("The reference is longer than {MAX_REF_LENGTH} characters, more than Backstage can keep. Shorten the name."),
        ));
    }
    Some((entity_ref, kind, name.to_owned()))
}

struct Reader<'a> {
    entity_ref: &'a EntityRef,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn report(&mut self, code: Code, at: Position, message: String) {
        self.problems.push(Problem::new(code, at, message));
    }

    /// The fields around the references: header, texts, maps of strings, what the kind requires.
    fn envelope(&mut self, document: &Node, kind: &str) {
        if document.get("apiVersion").is_none() {
            let advice = "This entity has no `apiVersion`. Add `apiVersion: backstage.io/v1alpha1`.";
            self.report(Code::NoApiVersion, document.at, advice.to_owned());
        }
        if known_kind(kind).is_none() {
            let at = document.get("kind").map_or(document.at, |node| node.at);
            let text = format!("`{kind}` is not one of Backstage's kinds. It is kept as it is.");
            self.report(Code::UnknownKind, at, text);
        }
        if let Some(metadata) = document.get("metadata") {
            for key in ["name", "title", "description", "namespace"] {
                if let Some(node) = metadata.get(key) {
                    self.expect_text(node, key);
                }
            }
            for map in ["labels", "annotations"] {
                self.expect_texts(metadata.get(map), map);
            }
        }
        let spec = document.get("spec");
        for field in required_fields(kind) {
            let node = spec.and_then(|spec| spec.get(field));
            if node
                .is_none_or(|node| node.is_null() || node.text().is_some_and(|text| text.trim().is_empty()))
            {
                let at = node.or(spec).map_or(document.at, |node| node.at);
                self.report(
                    Code::MissingField,
                    at,
                    format!("`spec.{field}` is missing. {kind}s need one."),
                );
            }
        }
        for key in ["type", "lifecycle"] {
            if let Some(node) = spec.and_then(|spec| spec.get(key)) {
                self.expect_text(node, key);
            }
        }
    }

    fn expect_text(&mut self, node: &Node, field: &str) {
        if !node.is_null() && node.sort() != "text" {
            let text = format!(
                "`{field}` holds {}, and text was expected. Put it in quotes.",
                node.sort()
            );
            self.report(Code::BadField, node.at, text);
        }
    }

    fn expect_texts(&mut self, map: Option<&Node>, field: &str) {
        let Some(map) = map.filter(|map| !map.is_null()) else {
            return;
        };
        if !matches!(map.value, Value::Map(_)) {
            let text = format!(
                "`metadata.{field}` holds {}, and a mapping was expected.",
                map.sort()
            );
            self.report(Code::BadField, map.at, text);
        }
        for (key, value) in map.pairs() {
            self.expect_text(value, &format!("{field}.{}", key.text));
        }
    }

    fn probes(&mut self, metadata: Option<&Node>) {
        let annotations = metadata.and_then(|metadata| metadata.get("annotations"));
        for (key, value) in annotations.map_or(&[][..], Node::pairs) {
            if let Some(why) = value.text().and_then(|text| probe_fault(&key.text, text)) {
                self.report(
                    Code::BadProbe,
                    value.at,
                    format!("`{}` is not run: {why}.", key.text),
                );
            }
        }
    }

    fn tags(&mut self, metadata: Option<&Node>) -> Vec<String> {
        let Some(node) = metadata.and_then(|metadata| metadata.get("tags")) else {
            return Vec::new();
        };
        if !node.is_null() && !matches!(node.value, Value::List(_)) {
            let text = format!("`metadata.tags` holds {}, and a list was expected.", node.sort());
            self.report(Code::BadField, node.at, text);
        }
        let mut tags = Vec::new();
        for item in node.items() {
            match item.text() {
                Some(tag) => {
                    if !is_valid_tag(tag) {
                        let text = format!(
                            "`{tag}` is not a valid tag. Use lower-case letters, digits and `: + #`, joined by single `-`."
                        );
                        self.report(Code::BadTag, item.at, text);
                    }
                    tags.push(tag.to_owned());
                }
                None => self.expect_text(item, "tags"),
            }
        }
        tags
    }

    fn relations(&mut self, document: &Node) -> Vec<Declared> {
        let mut declared = Vec::new();
        let spec = document.get("spec");
        for field in REF_FIELDS {
            if let Some(node) = spec.and_then(|spec| spec.get(field.name)) {
                self.field(field, node, &mut declared);
            }
        }
        if let Some(annotations) = document.at_path(&["metadata", "annotations"]) {
            for role in ROLE_ANNOTATIONS {
                if let Some(node) = annotations.get(role.name).filter(|node| node.text().is_some()) {
                    self.reference(node, role, &mut declared);
                }
            }
        }
        declared
    }

    fn field(&mut self, field: &RefField, node: &Node, declared: &mut Vec<Declared>) {
        match &node.value {
            _ if node.is_null() => {}
            Value::List(items) => {
                if !field.list {
                    let text = format!(
                        "`spec.{}` holds a list, and one reference was expected. Each one counts.",
                        field.name
                    );
                    self.report(Code::BadField, node.at, text);
                }
                for item in items.iter().filter(|item| !item.is_null()) {
                    self.reference(item, field, declared);
                }
            }
            _ => {
                if field.list {
                    let text = format!(
                        "`spec.{}` holds one reference, and a list was expected.",
                        field.name
                    );
                    self.report(Code::BadField, node.at, text);
                }
                self.reference(node, field, declared);
            }
        }
    }

    fn reference(&mut self, node: &Node, field: &RefField, declared: &mut Vec<Declared>) {
        let RefField {
            name: field,
            relation,
            reverse,
            default_kind,
            ..
        } = *field;
        let namespace = self.entity_ref.namespace().to_owned();
        let parsed = match (&node.value, node.text()) {
            (Value::Map(_), _) => parse_map(node, default_kind, &namespace),
            (_, Some(text)) => EntityRef::parse(text, default_kind, &namespace),
            _ => Err(RefError::NotAName),
        };
        let written = node.text().unwrap_or_else(|| node.sort());
        let target = match parsed {
            Ok(target) => Ok((target, false)),
            // Upstream this is an error; a component of that name is what people mean, or else a resource.
            Err(RefError::NoKind) => {
                let text = format!(
                    "`{written}` in `{field}` names no kind. Write `component:{written}` or `resource:{written}`."
                );
                self.report(Code::ReferenceWithoutKind, node.at, text);
                EntityRef::parse(written, Some("component"), &namespace).map(|target| (target, true))
            }
            Err(error) => Err(error),
        };
        match target {
            Ok((target, guessed_kind)) => {
                declared.push(Declared {
                    relation,
                    reverse,
                    target,
                    guessed_kind,
                    at: node.at,
                });
            }
            Err(_) if relation == Relation::OwnedBy => {
                let text = format!(
                    "The owner `{written}` is not a Group or User of the catalog. Write `group:…` or `user:…`."
                );
                self.report(Code::OwnerNotAReference, node.at, text);
            }
            Err(error) => {
                let text = format!(
                    "`{written}` in `{field}` is no reference: {error}. Write `[kind:][namespace/]name`."
                );
                self.report(Code::BadReference, node.at, text);
            }
        }
    }
}

/// A reference written as a map: `{kind, namespace, name}`.
fn parse_map(
    node: &Node,
    default_kind: Option<&str>,
    default_namespace: &str,
) -> Result<EntityRef, RefError> {
    let part = |key| {
        node.get(key)
            .and_then(Node::text)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    };
    let name = part("name").ok_or(RefError::EmptyPart)?;
    let kind = part("kind").or(default_kind).ok_or(RefError::NoKind)?;
    Ok(EntityRef::new(
        kind,
        part("namespace").unwrap_or(default_namespace),
        name,
    ))
}

fn text_of<'a>(node: Option<&'a Node>, key: &str) -> &'a str {
    node.and_then(|node| node.get(key))
        .and_then(Node::text)
        .unwrap_or_default()
}

/// Enough of a description for a list; the whole of it is read with the document.
fn first_lines(text: &str) -> String {
    const LONGEST: usize = 160;
    let text = text.trim();
    let paragraph = text.split("\n\n").next().unwrap_or(text);
    let mut line = String::with_capacity(paragraph.len().min(LONGEST));
    for word in paragraph.split_whitespace() {
        if line.len() + word.len() > LONGEST {
            line.push('…');
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}
