//! Names and fields: what a rule may ask about, and the nearest known name for what it may not.

use super::super::expr::{Const, Expr, Key, Kind};
use super::super::schema::Field;
use super::super::types::{Object, Type};
use super::{Checker, Part};
use crate::model::catalog::Position;
use crate::model::text::nearest;

impl Checker<'_> {
    pub(super) fn name(&mut self, id: u64, name: &str) -> (Expr, Type) {
        let name = name.strip_prefix('.').unwrap_or(name);
        if let Some(at) = self.variables.iter().rposition(|(known, _)| known == name) {
            return (Expr::Variable(at), self.variables[at].1.clone());
        }
        if let Some((_, root)) = self.setting.roots().iter().find(|(known, _)| *known == name) {
            return (Expr::Root(*root), root.type_());
        }
        if let Some(kind) = Kind::NAMED.into_iter().find(|kind| kind.name() == name) {
            return (Expr::Const(Const::Kind(kind)), Type::Kind);
        }
        let at = self.places.at(id);
        let roots = self.setting.roots().iter().map(|(known, _)| *known);
        if name == "other" {
            return self.refuse(at, "`other` is there only where the rule says `each`.");
        }
        let variables = self.variables.iter().map(|(known, _)| known.as_str());
        let known = variables.chain(roots.clone());
        let message = match nearest(name, known) {
            Some(meant) => format!("There is no `{name}`; did you mean `{meant}`?"),
            None => {
                let all: Vec<String> = roots.map(|root| format!("`{root}`")).collect();
                format!("There is no `{name}`; there is {}.", all.join(", "))
            }
        };
        self.refuse(at, message)
    }

    /// A field of a part, or whether it is there.
    pub(super) fn select(&mut self, at: Position, of: Part, name: &str, is_test: bool) -> (Expr, Type) {
        let operand = Box::new(of.expr);
        let key = |path: Option<String>| Key {
            name: name.into(),
            path: path.map(Into::into),
        };
        let keyed = |operand, key, type_| match is_test {
            true => (Expr::HasKey(operand, key), Type::Bool),
            false => (Expr::Key(operand, key), type_),
        };
        match of.type_ {
            Type::Object(object) => match object.field(name) {
                Some(field) if is_test => (Expr::HasField(operand, field), Type::Bool),
                Some(field) => (Expr::Field(operand, field), field.type_()),
                None if object.is_open() => {
                    let map = match object {
                        Object::Metadata => "metadata",
                        _ => "spec",
                    };
                    keyed(operand, key(Some(format!("{map}.{name}"))), Type::Dyn)
                }
                None => {
                    let message = no_field(object, name);
                    self.refuse(at, message)
                }
            },
            Type::Map(_, value) => {
                let map = match &*operand {
                    Expr::Field(_, Field::Labels) => Some("labels"),
                    Expr::Field(_, Field::Annotations) => Some("annotations"),
                    _ => None,
                };
                keyed(operand, key(map.map(|map| format!("{map}.{name}"))), *value)
            }
            Type::Dyn => keyed(operand, key(None), Type::Dyn),
            Type::List(_) => self.refuse(
                at,
                format!("`{name}` is asked of a list; ask its items, with exists(x, …) or all(x, …)."),
            ),
            other => self.refuse(
                at,
                format!("`{name}` is asked of {}, which has no fields.", other.article()),
            ),
        }
    }

    pub(super) fn index(&mut self, id: u64, of: Part, index: Part) -> (Expr, Type) {
        if let (Expr::Const(Const::Text(name)), false) = (&index.expr, matches!(of.type_, Type::List(_))) {
            let name = name.clone();
            return self.select(index.at, of, &name, false);
        }
        let type_ = match &of.type_ {
            Type::Dyn => Type::Dyn,
            Type::List(item) if index.type_.is_dyn() || index.type_.is_number() => (**item).clone(),
            Type::List(_) => {
                let message = format!(
                    "A list is asked by a whole number, not by {}.",
                    index.type_.article()
                );
                return self.refuse(index.at, message);
            }
            Type::Map(key, value) if key.may_equal(&index.type_) => (**value).clone(),
            Type::Map(key, _) => {
                let message = format!(
                    "The keys of this map are {}, not {}.",
                    key.article(),
                    index.type_.article()
                );
                return self.refuse(index.at, message);
            }
            Type::Object(object) if object.is_open() && matches!(index.type_, Type::Dyn | Type::Text) => {
                Type::Dyn
            }
            other => {
                let message = format!("`[…]` is asked of lists and maps, not of {}.", other.article());
                return self.refuse(self.places.at(id), message);
            }
        };
        (Expr::Index(Box::new([of.expr, index.expr])), type_)
    }
}

fn no_field(object: Object, name: &str) -> String {
    let what = object.article();
    let names = object.names();
    // What is known one step further down is what most people mean.
    let elsewhere = [Object::Metadata, Object::Spec]
        .into_iter()
        .find(|deeper| object == Object::Entity && deeper.field(name).is_some());
    if let Some(deeper) = elsewhere {
        let part = if deeper == Object::Spec {
            "spec"
        } else {
            "metadata"
        };
        return format!("There is no `{name}` in {what}; did you mean `{part}.{name}`?");
    }
    match nearest(name, names.iter().copied()) {
        Some(meant) => format!("There is no `{name}` in {what}; did you mean `{meant}`?"),
        None => {
            let some: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            format!("There is no `{name}` in {what}; there is {}.", some.join(", "))
        }
    }
}
