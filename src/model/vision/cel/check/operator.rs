//! The types of what operators take and give.

use cel::common::ast::{IdedExpr, operators};

use super::super::expr::{Expr, Operator};
use super::super::types::{Object, Type};
use super::{Checker, Part};

const BINARY: [(&str, Operator); 12] = [
    (operators::EQUALS, Operator::Equal),
    (operators::NOT_EQUALS, Operator::Unequal),
    (operators::LESS, Operator::Less),
    (operators::LESS_EQUALS, Operator::LessOrEqual),
    (operators::GREATER, Operator::Greater),
    (operators::GREATER_EQUALS, Operator::GreaterOrEqual),
    (operators::ADD, Operator::Add),
    (operators::SUBSTRACT, Operator::Subtract),
    (operators::MULTIPLY, Operator::Multiply),
    (operators::DIVIDE, Operator::Divide),
    (operators::MODULO, Operator::Remainder),
    (operators::IN, Operator::In),
];

fn binary(name: &str) -> Option<Operator> {
    BINARY
        .into_iter()
        .find(|(known, _)| *known == name)
        .map(|(_, operator)| operator)
}

pub(super) fn is_operator(name: &str) -> bool {
    let others = [
        operators::CONDITIONAL,
        operators::LOGICAL_AND,
        operators::LOGICAL_OR,
        operators::LOGICAL_NOT,
        operators::NEGATE,
    ];
    others.contains(&name) || binary(name).is_some()
}

impl Checker<'_> {
    pub(super) fn operator(&mut self, id: u64, name: &str, args: &[IdedExpr]) -> (Expr, Type) {
        let mut parts: Vec<Part> = args.iter().map(|arg| self.part(arg)).collect();
        match (name, parts.len()) {
            (operators::LOGICAL_NOT, 1) => {
                self.want_bool("`!`", &parts[0]);
                (Expr::Not(Box::new(parts.remove(0).expr)), Type::Bool)
            }
            (operators::NEGATE, 1) => {
                let part = parts.remove(0);
                if !matches!(part.type_, Type::Dyn | Type::Int | Type::Double) {
                    let given = part.type_.article();
                    self.report(part.at, format!("`-` takes a number, not {given}."));
                }
                (Expr::Negate(Box::new(part.expr)), part.type_)
            }
            (operators::CONDITIONAL, 3) => {
                self.want_bool("`?`", &parts[0]);
                let [test, yes, no] = three(parts);
                let type_ = yes.type_.join(no.type_);
                (Expr::If(Box::new([test.expr, yes.expr, no.expr])), type_)
            }
            (operators::LOGICAL_AND | operators::LOGICAL_OR, 2) => {
                let is_and = name == operators::LOGICAL_AND;
                let sign = if is_and { "`&&`" } else { "`||`" };
                parts.iter().for_each(|part| self.want_bool(sign, part));
                let both = Box::new(two(parts).map(|part| part.expr));
                (if is_and { Expr::And(both) } else { Expr::Or(both) }, Type::Bool)
            }
            (_, 2) => match binary(name) {
                Some(operator) => self.binary(id, operator, two(parts)),
                None => self.refuse(self.places.at(id), "This operator is not known."),
            },
            _ => self.refuse(self.places.at(id), "This operator is not known."),
        }
    }

    pub(super) fn want_bool(&mut self, sign: &str, part: &Part) {
        if !matches!(part.type_, Type::Bool | Type::Dyn) {
            let given = part.type_.article();
            self.report(part.at, format!("{sign} takes true or false, not {given}."));
        }
    }

    fn binary(&mut self, id: u64, operator: Operator, [left, right]: [Part; 2]) -> (Expr, Type) {
        let (one, other) = (&left.type_, &right.type_);
        let outcome = match operator {
            Operator::Equal | Operator::Unequal => equality(one, other),
            Operator::In => membership(one, other),
            Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
                order(one, other)
            }
            _ => arithmetic(operator, one, other),
        };
        match outcome {
            Ok(type_) => (Expr::Binary(operator, Box::new([left.expr, right.expr])), type_),
            Err(message) => {
                let at = self.places.at(id);
                self.refuse(at, format!("{} {message}", operator.sign()))
            }
        }
    }
}

fn two(parts: Vec<Part>) -> [Part; 2] {
    let mut parts = parts.into_iter();
    std::array::from_fn(|_| next(&mut parts))
}

fn three(parts: Vec<Part>) -> [Part; 3] {
    let mut parts = parts.into_iter();
    std::array::from_fn(|_| next(&mut parts))
}

/// The callers counted them.
fn next(parts: &mut impl Iterator<Item = Part>) -> Part {
    parts.next().unwrap_or_else(|| Part {
        expr: Expr::List(Vec::new()),
        type_: Type::Dyn,
        at: Default::default(),
    })
}

fn equality(one: &Type, other: &Type) -> Result<Type, String> {
    match (one, other) {
        _ if one.may_equal(other) => Ok(Type::Bool),
        (Type::Null, known) | (known, Type::Null) => Err(format!(
            "compares {} with null, which it never is; ask has(…) whether it is there.",
            known.article()
        )),
        (Type::Object(Object::Entity), Type::Text) | (Type::Text, Type::Object(Object::Entity)) => {
            Err("compares an entity with a text; compare its `ref`.".to_owned())
        }
        _ => Err(format!(
            "compares {} with {}, which are never equal.",
            one.article(),
            other.article()
        )),
    }
}

fn membership(one: &Type, other: &Type) -> Result<Type, String> {
    let never = |item: &Type| {
        Err(format!(
            "looks for {} among what is {}.",
            one.article(),
            item.article()
        ))
    };
    match other {
        Type::Dyn => Ok(Type::Bool),
        Type::List(item) if one.may_equal(item) => Ok(Type::Bool),
        Type::List(item) => never(item),
        Type::Map(key, _) if one.may_equal(key) => Ok(Type::Bool),
        Type::Map(key, _) => never(key),
        Type::Object(object) if object.is_open() && matches!(one, Type::Text | Type::Dyn) => Ok(Type::Bool),
        Type::Text => Err("looks into lists and maps; of a text ask contains(…).".to_owned()),
        _ => Err(format!(
            "looks into lists and maps, not into {}.",
            other.article()
        )),
    }
}

fn order(one: &Type, other: &Type) -> Result<Type, String> {
    let fits = |type_: &Type| type_.is_number() || matches!(type_, Type::Dyn | Type::Text | Type::Bool);
    match fits(one) && fits(other) && one.may_equal(other) {
        true => Ok(Type::Bool),
        false => Err(format!(
            "compares two numbers or two texts, not {} with {}.",
            one.article(),
            other.article()
        )),
    }
}

fn arithmetic(operator: Operator, one: &Type, other: &Type) -> Result<Type, String> {
    let takes = |type_: &Type| match type_ {
        Type::Dyn | Type::Int | Type::Uint => true,
        Type::Double => operator != Operator::Remainder,
        Type::Text | Type::List(_) => operator == Operator::Add,
        _ => false,
    };
    let words = match operator {
        Operator::Add => "takes two numbers, two texts or two lists",
        Operator::Remainder => "takes two whole numbers",
        _ => "takes two numbers",
    };
    match (one, other) {
        _ if !takes(one) || !takes(other) => {}
        (Type::List(one), Type::List(other)) => {
            return Ok(Type::list((**one).clone().join((**other).clone())));
        }
        (Type::Dyn, Type::List(_)) | (Type::List(_), Type::Dyn) => return Ok(Type::list(Type::Dyn)),
        (Type::Dyn, known) | (known, Type::Dyn) => return Ok(known.clone()),
        _ if one == other => return Ok(one.clone()),
        _ if one.is_number() && other.is_number() => {
            return Err(format!(
                "{words} of one sort; make them so with int(…) or double(…)."
            ));
        }
        _ => {}
    }
    let hint = match (operator, one, other) {
        (Operator::Add, Type::Text, _) | (Operator::Add, _, Type::Text) => "; make a text with string(…)",
        _ => "",
    };
    Err(format!(
        "{words}, not {} and {}{hint}.",
        one.article(),
        other.article()
    ))
}
