//! Runs an expression: lazily, within a budget of steps. Goes no deeper than the checker let the expression be.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::rc::Rc;

use super::asked::Asked;
use super::expr::{Expr, Key, Kind, Operator, Root};
use super::fault::Fault;
use super::number;
use super::value::{Thing, Value};
use crate::model::catalog::NodeId;

pub(super) type Given<'a> = Result<Value<'a>, Fault<'a>>;

pub(super) struct Evaluator<'a> {
    pub(super) asked: Asked<'a>,
    steps: u64,
    /// Of the comprehensions that are open.
    pub(super) variables: Vec<Value<'a>>,
    /// The answers of a form, once they were asked for.
    values: Option<Value<'a>>,
}

impl<'a> Evaluator<'a> {
    pub fn new(asked: Asked<'a>, steps: u64) -> Self {
        Self {
            asked,
            steps,
            variables: Vec::new(),
            values: None,
        }
    }

    pub fn left(&self) -> u64 {
        self.steps
    }

    /// Pays for work; what costs more than is left is not done.
    pub(super) fn pay(&mut self, steps: usize) -> Result<(), Fault<'a>> {
        match self.steps.checked_sub(steps as u64) {
            Some(left) => {
                self.steps = left;
                Ok(())
            }
            None => {
                self.steps = 0;
                Err(Fault::Budget)
            }
        }
    }

    /// Pays for text that is built or searched.
    pub(super) fn pay_text(&mut self, bytes: usize) -> Result<(), Fault<'a>> {
        self.pay(bytes / 16 + 1)
    }

    pub fn eval(&mut self, expr: &'a Expr) -> Given<'a> {
        self.pay(1)?;
        match expr {
            Expr::Const(value) => Ok(value.into()),
            Expr::Variable(at) => Ok(self.variables.get(*at).cloned().unwrap_or(Value::Null)),
            Expr::Root(root) => self.root(*root),
            Expr::Field(of, field) => {
                let of = self.eval(of)?;
                self.field(&of, *field)
            }
            Expr::HasField(of, field) => match self.eval(of) {
                // Where the wizard was opened on nothing, it has no fields.
                Err(Fault::Missing(_)) if matches!(**of, Expr::Root(_)) => Ok(Value::Bool(false)),
                of => self.has_field(&of?, *field).map(Value::Bool),
            },
            Expr::Key(of, key) => {
                let of = self.eval(of)?;
                self.key(&of, key)
            }
            Expr::HasKey(of, key) => {
                let of = self.eval(of)?;
                self.has_key(&of, key).map(Value::Bool)
            }
            Expr::Index(parts) => {
                let of = self.eval(&parts[0])?;
                let index = self.eval(&parts[1])?;
                self.index(&of, &index)
            }
            Expr::Not(of) => {
                let of = self.eval(of)?;
                not(&of)
            }
            Expr::Negate(of) => {
                let of = self.eval(of)?;
                number::negate(&of)
            }
            Expr::And(both) => self.logic(both, false),
            Expr::Or(both) => self.logic(both, true),
            Expr::If(parts) => match self.eval(&parts[0])? {
                Value::Bool(true) => self.eval(&parts[1]),
                Value::Bool(false) => self.eval(&parts[2]),
                other => Err(Fault::Unfit("`?`", other.kind().article())),
            },
            Expr::Binary(operator, both) => self.binary(*operator, both),
            Expr::Matches(of, pattern) => {
                let of = self.eval(of)?;
                self.matches(&of, pattern)
            }
            Expr::Call(function, args) => self.call(*function, args),
            Expr::List(items) => {
                let items = items.iter().map(|item| self.eval(item));
                items.collect::<Result<_, _>>().map(Value::list)
            }
            Expr::Map(pairs) => self.map(pairs),
            Expr::Fold(fold) => self.fold(fold),
        }
    }

    fn root(&mut self, root: Root) -> Given<'a> {
        let missing = || Fault::Missing(Cow::Borrowed(root.name()));
        let node = |id: Option<NodeId>| id.map(|id| Value::Thing(Thing::Entity(id))).ok_or_else(missing);
        match (root, &self.asked) {
            (Root::Entity, Asked::Entity { id, .. }) => node(Some(NodeId::from(*id))),
            (Root::Other, Asked::Entity { other, .. }) => node(*other),
            (Root::Relations, Asked::Entity { id, .. }) => Ok(Value::Thing(Thing::Relations((*id).into()))),
            (Root::Responsible, Asked::Entity { id, .. }) => {
                Ok(Value::Thing(Thing::Responsible((*id).into())))
            }
            (Root::Entity, Asked::Approval { entity, .. }) => node(entity.map(NodeId::from)),
            (Root::Requester, Asked::Approval { requester, .. }) => node(requester.map(NodeId::from)),
            (Root::Blueprint, Asked::Approval { .. }) => Ok(Value::Thing(Thing::Blueprint)),
            (Root::Values, Asked::Approval { values, .. }) => {
                let values = *values;
                Ok(self
                    .values
                    .get_or_insert_with(|| Value::from_json(values))
                    .clone())
            }
            _ => Err(missing()),
        }
    }

    /// `&&` and `||`: what settles it does so from either side, whatever became of the other.
    fn logic(&mut self, both: &'a [Expr; 2], settles: bool) -> Given<'a> {
        let left = match self.eval(&both[0]) {
            Ok(Value::Bool(value)) if value == settles => return Ok(Value::Bool(settles)),
            Err(Fault::Budget) => return Err(Fault::Budget),
            left => left,
        };
        let right = self.eval(&both[1])?;
        let sign = if settles { "`||`" } else { "`&&`" };
        match (left, right) {
            (_, Value::Bool(value)) if value == settles => Ok(Value::Bool(settles)),
            (Ok(Value::Bool(_)), Value::Bool(value)) => Ok(Value::Bool(value)),
            (Err(fault), _) => Err(fault),
            (Ok(Value::Bool(_)), odd) | (Ok(odd), _) => Err(Fault::Unfit(sign, odd.kind().article())),
        }
    }

    fn map(&mut self, pairs: &'a [(Expr, Expr)]) -> Given<'a> {
        let mut made: Vec<(Value<'a>, Value<'a>)> = Vec::with_capacity(pairs.len());
        for (key, value) in pairs {
            let key = self.eval(key)?;
            if !matches!(
                key,
                Value::Text(_) | Value::Built(_) | Value::Bool(_) | Value::Int(_) | Value::Uint(_)
            ) {
                return Err(Fault::Unfit("A map's key", key.kind().article()));
            }
            let value = self.eval(value)?;
            for (known, _) in &made {
                if self.equal(known, &key)? {
                    return Err(Fault::Unfit("A map", "a key twice"));
                }
            }
            made.push((key, value));
        }
        Ok(Value::Map(Rc::new(made)))
    }

    fn binary(&mut self, operator: Operator, both: &'a [Expr; 2]) -> Given<'a> {
        let left = self.eval(&both[0])?;
        if operator == Operator::In {
            return self.is_in(&left, &both[1]).map(Value::Bool);
        }
        let right = self.eval(&both[1])?;
        let order = |wanted: &[Ordering]| {
            let order = order(&left, &right);
            match order {
                Ok(order) => Ok(Value::Bool(order.is_some_and(|order| wanted.contains(&order)))),
                Err(odd) => Err(Fault::Unfit(operator.sign(), odd.article())),
            }
        };
        match operator {
            Operator::Equal => self.equal(&left, &right).map(Value::Bool),
            Operator::Unequal => self.equal(&left, &right).map(|same| Value::Bool(!same)),
            Operator::Less => order(&[Ordering::Less]),
            Operator::LessOrEqual => order(&[Ordering::Less, Ordering::Equal]),
            Operator::Greater => order(&[Ordering::Greater]),
            Operator::GreaterOrEqual => order(&[Ordering::Greater, Ordering::Equal]),
            Operator::Add => self.add(&left, &right),
            _ => number::calculate(operator, &left, &right),
        }
    }

    fn add(&mut self, left: &Value<'a>, right: &Value<'a>) -> Given<'a> {
        if let (Some(one), Some(other)) = (left.text(), right.text()) {
            self.pay_text(one.len() + other.len())?;
            return Ok(Value::built([one, other].concat()));
        }
        if left.kind() == Kind::List && right.kind() == Kind::List {
            let mut items = self.items(left)?;
            items.append(&mut self.items(right)?);
            return Ok(Value::list(items));
        }
        number::calculate(Operator::Add, left, right)
    }

    /// `in`: of a list its items, of a map its keys, of metadata and spec their fields.
    fn is_in(&mut self, item: &Value<'a>, within: &'a Expr) -> Result<bool, Fault<'a>> {
        if let Expr::List(items) = within {
            let mut found = false;
            for known in items {
                let known = self.eval(known)?;
                found = found || self.equal(item, &known)?;
            }
            return Ok(found);
        }
        let within = self.eval(within)?;
        self.holds(&within, item)
    }

    /// Whether two values are the same; values of two sorts never are.
    pub(super) fn equal(&mut self, one: &Value<'a>, other: &Value<'a>) -> Result<bool, Fault<'a>> {
        self.pay(1)?;
        if let (Some(one), Some(other)) = (one.text(), other.text()) {
            return Ok(one == other);
        }
        if one.is_number() && other.is_number() {
            return Ok(number::compare(one, other) == Some(Ordering::Equal));
        }
        match (one, other) {
            (Value::Null, Value::Null) => Ok(true),
            (Value::Bool(one), Value::Bool(other)) => Ok(one == other),
            (Value::Kind(one), Value::Kind(other)) => Ok(one == other),
            (Value::Thing(one), Value::Thing(other)) if one == other => Ok(true),
            (one, other) => match (one.kind(), other.kind()) {
                (Kind::List, Kind::List) => {
                    let (one, other) = (self.items(one)?, self.items(other)?);
                    if one.len() != other.len() {
                        return Ok(false);
                    }
                    for (one, other) in one.iter().zip(&other) {
                        if !self.equal(one, other)? {
                            return Ok(false);
                        }
                    }
                    Ok(true)
                }
                (Kind::Map, Kind::Map) => self.equal_maps(one, other),
                _ => Ok(false),
            },
        }
    }

    fn equal_maps(&mut self, one: &Value<'a>, other: &Value<'a>) -> Result<bool, Fault<'a>> {
        let (one, other) = (self.pairs(one)?, self.pairs(other)?);
        if one.len() != other.len() {
            return Ok(false);
        }
        for (key, value) in &one {
            let mut same = false;
            for (other_key, other_value) in &other {
                if self.equal(key, other_key)? {
                    same = self.equal(value, other_value)?;
                    break;
                }
            }
            if !same {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn key(&mut self, of: &Value<'a>, key: &'a Key) -> Given<'a> {
        match (of, &key.path) {
            (Value::Thing(thing), Some(path)) => self.attribute(*thing, path),
            _ => self.named(of, Cow::Borrowed(&*key.name)),
        }
    }

    fn has_key(&mut self, of: &Value<'a>, key: &'a Key) -> Result<bool, Fault<'a>> {
        match (of, &key.path) {
            (Value::Thing(thing), Some(path)) => Ok(self.has_attribute(*thing, path)),
            _ => self.holds(of, &Value::Text(&key.name)),
        }
    }

    fn index(&mut self, of: &Value<'a>, index: &Value<'a>) -> Given<'a> {
        if of.kind() == Kind::List {
            let at = match index {
                Value::Int(at) => usize::try_from(*at).ok(),
                Value::Uint(at) => usize::try_from(*at).ok(),
                Value::Double(at) if at.fract() == 0.0 && *at >= 0.0 => Some(*at as usize),
                other => return Err(Fault::Unfit("A list's index", other.kind().article())),
            };
            let item = at.and_then(|at| match of {
                Value::List(items) => items.get(at).cloned(),
                Value::Thing(thing) => self.asked.items(*thing).nth(at),
                _ => None,
            });
            return item.ok_or(Fault::OutOfRange);
        }
        if let Value::Map(pairs) = of {
            for (key, value) in pairs.iter() {
                if self.equal(key, index)? {
                    return Ok(value.clone());
                }
            }
            let name = index.text().unwrap_or("key").to_owned();
            return Err(Fault::Missing(Cow::Owned(name)));
        }
        match index.text() {
            Some(name) => self.named(of, Cow::Owned(name.to_owned())),
            None => Err(Fault::Unfit("`[…]`", index.kind().article())),
        }
    }
}

fn not<'a>(of: &Value<'a>) -> Given<'a> {
    match of {
        Value::Bool(value) => Ok(Value::Bool(!value)),
        other => Err(Fault::Unfit("`!`", other.kind().article())),
    }
}

/// Which of two values comes first; none where a number is not one. The error is what cannot be put in order.
fn order(one: &Value<'_>, other: &Value<'_>) -> Result<Option<Ordering>, Kind> {
    if let (Some(one), Some(other)) = (one.text(), other.text()) {
        return Ok(Some(one.cmp(other)));
    }
    if one.is_number() && other.is_number() {
        return Ok(number::compare(one, other));
    }
    match (one, other) {
        (Value::Bool(one), Value::Bool(other)) => Ok(Some(one.cmp(other))),
        (one, other) if one.is_number() || one.text().is_some() => Err(other.kind()),
        (one, _) => Err(one.kind()),
    }
}

pub(super) fn text_of<'v, 'a>(what: &'static str, value: &'v Value<'a>) -> Result<&'v str, Fault<'a>> {
    value.text().ok_or(Fault::Unfit(what, value.kind().article()))
}
