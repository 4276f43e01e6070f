//! What the catalog answers when an expression reads a field of an entity. Nothing is copied that the snapshot holds.

use std::borrow::Cow;

use super::asked::Asked;
use super::eval::{Evaluator, Given};
use super::expr::Kind;
use super::fault::Fault;
use super::schema::{Field, Role};
use super::types::Object;
use super::value::{Thing, Value};
use crate::model::catalog::{Entity, Form, NodeId, Relation, known_kind};
use crate::model::ownership;
use crate::model::vision::rule::Each;

impl Thing {
    fn node(self) -> Option<NodeId> {
        match self {
            Self::Entity(node)
            | Self::Metadata(node)
            | Self::Spec(node)
            | Self::Relations(node)
            | Self::Responsible(node)
            | Self::Labels(node)
            | Self::Annotations(node)
            | Self::Tags(node)
            | Self::Technologies(node)
            | Self::Stated(node, _)
            | Self::Related(node, _) => Some(node),
            Self::Blueprint => None,
        }
    }

    fn object(self) -> Option<Object> {
        match self {
            Self::Entity(_) => Some(Object::Entity),
            Self::Metadata(_) => Some(Object::Metadata),
            Self::Spec(_) => Some(Object::Spec),
            Self::Relations(_) => Some(Object::Relations),
            Self::Responsible(_) => Some(Object::Responsible),
            Self::Blueprint => Some(Object::Blueprint),
            _ => None,
        }
    }

    /// The map of a document's attributes whose keys are read here.
    fn map(self) -> Option<&'static str> {
        match self {
            Self::Metadata(_) => Some("metadata"),
            Self::Spec(_) => Some("spec"),
            Self::Labels(_) => Some("labels"),
            Self::Annotations(_) => Some("annotations"),
            _ => None,
        }
    }

    fn is_text_map(self) -> bool {
        matches!(self, Self::Labels(_) | Self::Annotations(_))
    }
}

impl<'a> Asked<'a> {
    /// None where it dangles.
    fn entity(&self, thing: Thing) -> Option<Entity<'a>> {
        self.facts().catalog.entity_of(thing.node()?)
    }

    /// The items of a list, the keys of a map; none of anything else.
    pub(super) fn items(&self, thing: Thing) -> Box<dyn Iterator<Item = Value<'a>> + 'a> {
        if let Thing::Related(node, each) = thing {
            return self.related(node, each);
        }
        let facts = self.facts();
        let Some(entity) = self.entity(thing) else {
            return Box::new(std::iter::empty());
        };
        match thing {
            Thing::Tags(_) => Box::new(entity.tags().map(Value::Text)),
            Thing::Stated(_, field) => Box::new(entity.stated(field).map(Value::Text)),
            Thing::Technologies(_) => {
                let used = facts.technologies.used_by(entity.id).iter();
                let id = move |id| {
                    facts
                        .radar
                        .technology(id)
                        .map(|technology| technology.id.as_str())
                };
                Box::new(used.filter_map(move |used| id(*used)).map(Value::Text))
            }
            Thing::Labels(_) => Box::new(entity.attribute_keys("labels").map(Value::Text)),
            Thing::Annotations(_) => Box::new(entity.attribute_keys("annotations").map(Value::Text)),
            _ => Box::new(std::iter::empty()),
        }
    }

    fn related(&self, node: NodeId, each: Each) -> Box<dyn Iterator<Item = Value<'a>> + 'a> {
        let catalog = self.facts().catalog;
        let entity = |node| Value::Thing(Thing::Entity(node));
        Box::new(catalog.related(node, each.relation, each.backward).map(entity))
    }

    fn role(&self, node: NodeId, role: Role) -> Option<&'a str> {
        let catalog = self.facts().catalog;
        let entity = catalog.entity_of(node)?;
        let relation = match role {
            Role::Accountable => None,
            Role::Deputy => Some(Relation::Deputy),
            Role::ChangeApprover => Some(Relation::ChangeApprover),
            Role::Contact => Some(Relation::Contact),
            Role::CostOwner => Some(Relation::CostOwner),
            Role::Owner => return entity.owner().map(|owner| catalog.node_ref(owner)),
            Role::OwnerLead => {
                let lead = ownership::Resolver::new(catalog).of_owner(entity.owner()?, &mut Vec::new());
                return lead.map(|lead| catalog.entity(lead).entity_ref());
            }
        };
        let is_user = |node: &NodeId| {
            catalog
                .entity_of(*node)
                .is_some_and(|entity| entity.is_kind("User"))
        };
        let named = relation.and_then(|relation| entity.targets(relation).find(is_user));
        match named {
            Some(person) => Some(catalog.node_ref(person)),
            None => entity.accountable().map(|person| person.entity_ref()),
        }
    }
}

/// The parts of a canonical reference.
fn parts(entity_ref: &str) -> (&str, &str, &str) {
    let (kind, rest) = entity_ref.split_once(':').unwrap_or(("", entity_ref));
    let (namespace, name) = rest.split_once('/').unwrap_or(("", rest));
    (known_kind(kind).unwrap_or(kind), namespace, name)
}

impl<'a> Evaluator<'a> {
    pub(super) fn field(&mut self, of: &Value<'a>, field: Field) -> Given<'a> {
        let Value::Thing(thing) = of else {
            return Err(Fault::Unfit("A field", of.kind().article()));
        };
        self.read(*thing, field)
            .ok_or_else(|| Fault::Missing(Cow::Borrowed(field.path())))
    }

    /// Lists and maps are always there, and may be empty; texts may be missing.
    fn read(&self, thing: Thing, field: Field) -> Option<Value<'a>> {
        let Some(node) = thing.node() else {
            return self.blueprint(field).map(Value::Text);
        };
        let entity = self.asked.entity(thing);
        let entity_ref = self.asked.facts().catalog.node_ref(node);
        let some = |text: &'a str| Some(Value::Text(text));
        match field {
            Field::Ref => some(entity_ref),
            Field::Kind => some(entity.map_or_else(|| parts(entity_ref).0, |entity| entity.kind())),
            Field::Name => some(entity.map_or_else(|| parts(entity_ref).2, |entity| entity.name())),
            Field::Namespace => some(parts(entity_ref).1),
            Field::Metadata => Some(Value::Thing(Thing::Metadata(node))),
            Field::Spec => Some(Value::Thing(Thing::Spec(node))),
            Field::Technologies => Some(Value::Thing(Thing::Technologies(node))),
            Field::Tags => Some(Value::Thing(Thing::Tags(node))),
            Field::Labels => Some(Value::Thing(Thing::Labels(node))),
            Field::Annotations => Some(Value::Thing(Thing::Annotations(node))),
            Field::Related(each) => Some(Value::Thing(Thing::Related(node, each))),
            Field::Known => Some(Value::Bool(entity.is_some())),
            Field::Declared => Some(Value::Bool(entity.is_some_and(|entity| entity.is_declared()))),
            Field::Stale => Some(Value::Bool(entity.is_some_and(|entity| entity.is_stale()))),
            Field::File => some(entity.map_or("", |entity| entity.file())),
            Field::Title => some(entity?.title()?),
            Field::Description => some(entity?.description()?),
            Field::Type => some(entity?.type_()?),
            Field::Lifecycle => some(entity?.lifecycle()?),
            Field::Stated(field) if field.is_list() => Some(Value::Thing(Thing::Stated(node, field))),
            Field::Stated(field) => {
                let entity = entity?;
                // An owner may be written as free text.
                let text = || {
                    entity
                        .owner_text()
                        .filter(|_| field == crate::model::catalog::ReferenceField::OWNER)
                };
                // Or a CODEOWNERS names it.
                let code_owner = || {
                    let code = entity.code_owner()?;
                    (field == crate::model::catalog::ReferenceField::OWNER).then_some(code.owner)
                };
                some(entity.stated(field).next().or_else(text).or_else(code_owner)?)
            }
            Field::Role(role) => some(self.asked.role(node, role).unwrap_or_default()),
            Field::BlueprintRef | Field::BlueprintName | Field::BlueprintType => None,
        }
    }

    fn blueprint(&self, field: Field) -> Option<&'a str> {
        let Asked::Approval { blueprint, .. } = &self.asked else {
            return None;
        };
        match field {
            Field::BlueprintRef => Some(blueprint.entity_ref),
            Field::BlueprintName => Some(blueprint.name),
            Field::BlueprintType => Some(blueprint.type_),
            _ => None,
        }
    }

    /// As the specification has it of messages: what is always there counts as set where it is not empty.
    pub(super) fn has_field(&mut self, of: &Value<'a>, field: Field) -> Result<bool, Fault<'a>> {
        let Value::Thing(thing) = of else {
            return Err(Fault::Unfit("has(…)", of.kind().article()));
        };
        Ok(match self.read(*thing, field) {
            None => false,
            Some(Value::Text(text)) => !text.is_empty(),
            Some(Value::Thing(list)) if matches!(Value::Thing(list).kind(), Kind::List | Kind::Map) => {
                self.asked.items(list).next().is_some()
            }
            Some(_) => true,
        })
    }

    pub(super) fn attribute(&mut self, thing: Thing, path: &'a str) -> Given<'a> {
        let found = self.asked.entity(thing).and_then(|entity| entity.attribute(path));
        match found {
            Some(found) => self.attribute_value(thing, found, Cow::Borrowed(path)),
            None => Err(Fault::Missing(Cow::Borrowed(path))),
        }
    }

    pub(super) fn has_attribute(&self, thing: Thing, path: &str) -> bool {
        let entity = self.asked.entity(thing);
        entity.is_some_and(|entity| entity.attribute(path).is_some())
    }

    fn attribute_value(&mut self, thing: Thing, found: (&'a str, Form), path: Cow<'a, str>) -> Given<'a> {
        match found {
            (text, Form::Text) => Ok(Value::Text(text)),
            (_, Form::Omitted) => Err(Fault::Omitted(path)),
            (text, Form::Json) if thing.is_text_map() => Ok(Value::Text(text)),
            (json, Form::Json) => {
                self.pay_text(json.len() * 4)?;
                let json = serde_json::from_str(json).map_err(|_| Fault::Omitted(path))?;
                Ok(Value::from_json(&json))
            }
        }
    }

    /// The value under a name that is known only while it runs.
    pub(super) fn named(&mut self, of: &Value<'a>, name: Cow<'a, str>) -> Given<'a> {
        match of {
            Value::Map(pairs) => {
                self.pay(pairs.len())?;
                let mut pairs = pairs.iter();
                match pairs.find(|(key, _)| key.text() == Some(&*name)) {
                    Some((_, value)) => Ok(value.clone()),
                    None => Err(Fault::Missing(name)),
                }
            }
            Value::Thing(thing) => {
                if let Some(field) = thing.object().and_then(|object| object.field(&name)) {
                    return self.field(of, field);
                }
                let entity = self.asked.entity(*thing);
                let found = entity.zip(thing.map());
                match found.and_then(|(entity, map)| entity.attribute_of(map, &name)) {
                    Some(found) => self.attribute_value(*thing, found, name),
                    None => Err(Fault::Missing(name)),
                }
            }
            other => Err(Fault::Unfit("A field", other.kind().article())),
        }
    }

    /// Whether a list has an item, a map a key, metadata or spec a field.
    pub(super) fn holds(&mut self, within: &Value<'a>, item: &Value<'a>) -> Result<bool, Fault<'a>> {
        match within {
            Value::List(items) => {
                for known in items.iter() {
                    if self.equal(known, item)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Value::Map(pairs) => {
                for (known, _) in pairs.iter() {
                    if self.equal(known, item)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Value::Thing(thing) => self.thing_holds(*thing, item),
            other => Err(Fault::Unfit("`in`", other.kind().article())),
        }
    }

    fn thing_holds(&mut self, thing: Thing, item: &Value<'a>) -> Result<bool, Fault<'a>> {
        if let Some(map) = thing.map() {
            let Some(name) = item.text() else { return Ok(false) };
            if let Some(field) = thing.object().and_then(|object| object.field(name)) {
                return self.has_field(&Value::Thing(thing), field);
            }
            let entity = self.asked.entity(thing);
            return Ok(entity.is_some_and(|entity| entity.attribute_of(map, name).is_some()));
        }
        if Value::Thing(thing).kind() != Kind::List {
            return Err(Fault::Unfit("`in`", Value::Thing(thing).kind().article()));
        }
        let mut items = self.asked.items(thing);
        items.try_fold(false, |found, known| Ok(found || self.equal(&known, item)?))
    }

    /// All items of a list.
    pub(super) fn items(&mut self, list: &Value<'a>) -> Result<Vec<Value<'a>>, Fault<'a>> {
        match list {
            Value::List(items) => {
                self.pay(items.len())?;
                Ok(items.to_vec())
            }
            Value::Thing(thing) => {
                let mut made = Vec::new();
                for item in self.asked.items(*thing) {
                    self.pay(1)?;
                    made.push(item);
                }
                Ok(made)
            }
            _ => Ok(Vec::new()),
        }
    }

    /// All pairs of a map.
    pub(super) fn pairs(&mut self, map: &Value<'a>) -> Result<Vec<(Value<'a>, Value<'a>)>, Fault<'a>> {
        if let Value::Map(pairs) = map {
            self.pay(pairs.len())?;
            return Ok(pairs.to_vec());
        }
        let keys = self.items(map)?;
        keys.into_iter()
            .map(|key| {
                let name = Cow::Owned(key.text().unwrap_or_default().to_owned());
                Ok((key, self.named(map, name)?))
            })
            .collect()
    }
}
