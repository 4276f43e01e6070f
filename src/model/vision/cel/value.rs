//! A value while an expression runs. Texts of the catalog and of the expression are borrowed, and what belongs to an entity
//! is only named until it is read.

use std::rc::Rc;

use serde_json::Value as Json;

use super::expr::{Const, Kind};
use crate::model::catalog::{NodeId, ReferenceField};
use crate::model::vision::rule::Each;

#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    Text(&'a str),
    /// A text that was built.
    Built(Rc<str>),
    List(Rc<Vec<Value<'a>>>),
    Map(Rc<Vec<(Value<'a>, Value<'a>)>>),
    Thing(Thing),
    Kind(Kind),
}

/// Something of the catalog, by whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    Entity(NodeId),
    Metadata(NodeId),
    Spec(NodeId),
    Relations(NodeId),
    Responsible(NodeId),
    Blueprint,
    /// Maps of texts.
    Labels(NodeId),
    Annotations(NodeId),
    /// Lists of texts.
    Tags(NodeId),
    Technologies(NodeId),
    Stated(NodeId, ReferenceField),
    /// A list of entities.
    Related(NodeId, Each),
}

impl<'a> Value<'a> {
    pub fn list(items: Vec<Value<'a>>) -> Self {
        Value::List(Rc::new(items))
    }

    pub fn built(text: impl Into<Rc<str>>) -> Self {
        Value::Built(text.into())
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            Value::Built(text) => Some(text),
            _ => None,
        }
    }

    pub fn is_number(&self) -> bool {
        matches!(self, Value::Int(_) | Value::Uint(_) | Value::Double(_))
    }

    pub fn kind(&self) -> Kind {
        match self {
            Value::Null => Kind::Null,
            Value::Bool(_) => Kind::Bool,
            Value::Int(_) => Kind::Int,
            Value::Uint(_) => Kind::Uint,
            Value::Double(_) => Kind::Double,
            Value::Text(_) | Value::Built(_) => Kind::Text,
            Value::List(_) => Kind::List,
            Value::Map(_) => Kind::Map,
            Value::Kind(_) => Kind::Type,
            Value::Thing(thing) => match thing {
                Thing::Labels(_) | Thing::Annotations(_) => Kind::Map,
                Thing::Tags(_) | Thing::Technologies(_) | Thing::Stated(..) | Thing::Related(..) => {
                    Kind::List
                }
                _ => Kind::Object,
            },
        }
    }

    /// What JSON says. Whole numbers stay whole.
    pub fn from_json(json: &Json) -> Self {
        match json {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(n), _) => Value::Int(n),
                (_, Some(n)) => Value::Uint(n),
                _ => Value::Double(number.as_f64().unwrap_or(f64::NAN)),
            },
            Json::String(text) => Value::built(text.as_str()),
            Json::Array(items) => Value::list(items.iter().map(Value::from_json).collect()),
            Json::Object(pairs) => Value::Map(Rc::new(
                pairs
                    .iter()
                    .map(|(key, value)| (Value::built(key.as_str()), Value::from_json(value)))
                    .collect(),
            )),
        }
    }
}

impl<'a> From<&'a Const> for Value<'a> {
    fn from(value: &'a Const) -> Self {
        match value {
            Const::Null => Value::Null,
            Const::Bool(value) => Value::Bool(*value),
            Const::Int(value) => Value::Int(*value),
            Const::Uint(value) => Value::Uint(*value),
            Const::Double(value) => Value::Double(*value),
            Const::Text(value) => Value::Text(value),
            Const::Kind(value) => Value::Kind(*value),
        }
    }
}
