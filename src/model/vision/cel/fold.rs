//! `all`, `exists`, `exists_one`, `map` and `filter`: each turn costs a step.

use super::eval::{Evaluator, Given};
use super::expr::{Fold, Kind, Sort};
use super::fault::Fault;
use super::value::Value;

impl<'a> Evaluator<'a> {
    pub(super) fn fold(&mut self, fold: &'a Fold) -> Given<'a> {
        let over = self.eval(&fold.over)?;
        match (&over, over.kind()) {
            (Value::List(items), _) => {
                let items = items.clone();
                let mut at = 0;
                self.turns(fold, move || {
                    at += 1;
                    items.get(at - 1).cloned()
                })
            }
            (Value::Thing(thing), Kind::List | Kind::Map) => {
                let mut items = self.asked.items(*thing);
                self.turns(fold, move || items.next())
            }
            (Value::Map(pairs), _) => {
                let pairs = pairs.clone();
                let mut at = 0;
                self.turns(fold, move || {
                    at += 1;
                    pairs.get(at - 1).map(|(key, _)| key.clone())
                })
            }
            (other, kind) => {
                let _ = other;
                Err(Fault::Unfit("A macro", kind.article()))
            }
        }
    }

    fn turns(&mut self, fold: &'a Fold, mut next: impl FnMut() -> Option<Value<'a>>) -> Given<'a> {
        let place = self.variables.len();
        let mut made = Vec::new();
        let mut hits = 0u32;
        let mut fault = None;
        let mut given = None;
        while let Some(item) = next() {
            self.variables.push(item);
            let turn = self.turn(fold, place, &mut made);
            self.variables.truncate(place);
            match turn {
                Ok(true) => hits += 1,
                Ok(false) => {}
                // These two go on: what settles them may still come.
                Err(other) if matches!(fold.sort, Sort::All | Sort::Exists) && other != Fault::Budget => {
                    fault.get_or_insert(other);
                    continue;
                }
                Err(other) => return Err(other),
            }
            given = match (fold.sort, turn) {
                (Sort::All, Ok(false)) => Some(false),
                (Sort::Exists, Ok(true)) => Some(true),
                _ => None,
            };
            if given.is_some() {
                break;
            }
        }
        match (given, fault, fold.sort) {
            (Some(settled), _, _) => Ok(Value::Bool(settled)),
            (None, Some(fault), _) => Err(fault),
            (None, None, Sort::All) => Ok(Value::Bool(true)),
            (None, None, Sort::Exists) => Ok(Value::Bool(false)),
            (None, None, Sort::ExistsOne) => Ok(Value::Bool(hits == 1)),
            (None, None, Sort::Map | Sort::Filter) => Ok(Value::list(made)),
        }
    }

    /// One turn: whether the test holds; what comes of it goes into `made`.
    fn turn(&mut self, fold: &'a Fold, place: usize, made: &mut Vec<Value<'a>>) -> Result<bool, Fault<'a>> {
        self.pay(1)?;
        if let Some(filter) = &fold.filter
            && !self.test(filter)?
        {
            return Ok(false);
        }
        match fold.sort {
            Sort::Map => {
                let value = self.eval(&fold.body)?;
                made.push(value);
                Ok(true)
            }
            Sort::Filter => {
                let keeps = self.test(&fold.body)?;
                if keeps {
                    made.extend(self.variables.get(place).cloned());
                }
                Ok(keeps)
            }
            _ => self.test(&fold.body),
        }
    }

    fn test(&mut self, expr: &'a super::expr::Expr) -> Result<bool, Fault<'a>> {
        match self.eval(expr)? {
            Value::Bool(value) => Ok(value),
            other => Err(Fault::Unfit("A test", other.kind().article())),
        }
    }
}
