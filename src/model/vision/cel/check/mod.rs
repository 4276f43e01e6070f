//! The checker: gives each part of an expression its type, says what is wrong, and makes the tree that runs.

mod fold;
mod function;
mod name;
mod operator;

use cel::common::ast::{CallExpr, EntryExpr, Expr as Tree, IdedExpr, LiteralValue, operators};

use super::expr::{Const, Expr};
use super::parse::Places;
use super::types::Type;
use super::{Setting, Wrong, Yield};
use crate::model::catalog::Position;

/// Deeper trees are refused: what runs goes as deep.
const DEEPEST: usize = 80;

struct Checker<'t> {
    places: &'t Places,
    setting: Setting,
    wrong: Vec<Wrong>,
    /// Those of the comprehensions that are open, the innermost last.
    variables: Vec<(String, Type)>,
    depth: usize,
}

/// A part that was checked.
struct Part {
    expr: Expr,
    type_: Type,
    at: Position,
}

pub(super) fn check(
    tree: &IdedExpr,
    places: &Places,
    setting: Setting,
    yields: Yield,
) -> Result<Expr, Vec<Wrong>> {
    let mut checker = Checker {
        places,
        setting,
        wrong: Vec::new(),
        variables: Vec::new(),
        depth: 0,
    };
    let part = checker.part(tree);
    let (wanted, words) = match yields {
        Yield::Bool => (Type::Bool, "true or false"),
        Yield::Text => (Type::Text, "a text"),
    };
    if !part.type_.is_dyn() && part.type_ != wanted {
        let given = part.type_.article();
        checker.report(part.at, format!("This gives {given}; {words} is asked for."));
    }
    match checker.wrong.is_empty() {
        true => Ok(part.expr),
        false => {
            checker.wrong.sort_by_key(|wrong| wrong.at);
            checker.wrong.dedup();
            Err(checker.wrong)
        }
    }
}

impl Checker<'_> {
    fn report(&mut self, at: Position, message: impl Into<String>) {
        let message = message.into();
        self.wrong.push(Wrong { at, message });
    }

    /// Says what is wrong with a part; nothing follows from what it would have been.
    fn refuse(&mut self, at: Position, message: impl Into<String>) -> (Expr, Type) {
        self.report(at, message);
        (Expr::Const(Const::Null), Type::Dyn)
    }

    fn part(&mut self, tree: &IdedExpr) -> Part {
        let at = self.places.start(tree);
        if self.depth >= DEEPEST {
            let (expr, type_) = match self.wrong.iter().any(|wrong| wrong.message == TOO_DEEP) {
                true => (Expr::Const(Const::Null), Type::Dyn),
                false => self.refuse(at, TOO_DEEP),
            };
            return Part { expr, type_, at };
        }
        self.depth += 1;
        let (expr, type_) = self.tree(tree);
        self.depth -= 1;
        Part { expr, type_, at }
    }

    fn tree(&mut self, tree: &IdedExpr) -> (Expr, Type) {
        match &tree.expr {
            Tree::Ident(name) => self.name(tree.id, name),
            Tree::Literal(literal) => self.literal(tree.id, literal),
            Tree::Select(select) => {
                let of = self.part(&select.operand);
                let at = match select.test {
                    true => self.places.tested(tree.id),
                    false => self.places.field(tree.id),
                };
                self.select(at, of, &select.field, select.test)
            }
            Tree::Call(call) => self.call(tree.id, call),
            Tree::Comprehension(fold) => self.fold(tree.id, fold),
            Tree::List(list) => {
                let mut items = Vec::with_capacity(list.elements.len());
                let mut of = None;
                for element in &list.elements {
                    let part = self.part(element);
                    items.push(part.expr);
                    of = Some(match of {
                        None => part.type_,
                        Some(of) => part.type_.join(of),
                    });
                }
                (Expr::List(items), Type::list(of.unwrap_or(Type::Dyn)))
            }
            Tree::Map(map) => self.map(&map.entries),
            Tree::Struct(_) => self.refuse(
                self.places.at(tree.id),
                "Rules know no messages, only maps: {\"key\": value}.",
            ),
            Tree::Unspecified => self.refuse(self.places.at(tree.id), "The expression could not be read."),
        }
    }

    fn literal(&mut self, id: u64, literal: &LiteralValue) -> (Expr, Type) {
        let (value, type_) = match literal {
            LiteralValue::Null => (Const::Null, Type::Null),
            LiteralValue::Boolean(value) => (Const::Bool(*value.inner()), Type::Bool),
            LiteralValue::Int(value) => (Const::Int(*value.inner()), Type::Int),
            LiteralValue::UInt(value) => (Const::Uint(*value.inner()), Type::Uint),
            LiteralValue::Double(value) => (Const::Double(*value.inner()), Type::Double),
            LiteralValue::String(value) => (Const::Text(value.inner().into()), Type::Text),
            LiteralValue::Bytes(_) => {
                return self.refuse(
                    self.places.at(id),
                    "Rules know no bytes; leave out the b before the text.",
                );
            }
        };
        (Expr::Const(value), type_)
    }

    fn map(&mut self, entries: &[cel::common::ast::IdedEntryExpr]) -> (Expr, Type) {
        let mut pairs = Vec::with_capacity(entries.len());
        let mut of: Option<(Type, Type)> = None;
        for entry in entries {
            let EntryExpr::MapEntry(entry) = &entry.expr else {
                continue;
            };
            let key = self.part(&entry.key);
            if !matches!(
                key.type_,
                Type::Dyn | Type::Text | Type::Bool | Type::Int | Type::Uint
            ) {
                let given = key.type_.article();
                self.report(
                    key.at,
                    format!("The key of a map is a text, a whole number or a truth value, not {given}."),
                );
            }
            let value = self.part(&entry.value);
            pairs.push((key.expr, value.expr));
            of = Some(match of {
                None => (key.type_, value.type_),
                Some((keys, values)) => (key.type_.join(keys), value.type_.join(values)),
            });
        }
        let (key, value) = of.unwrap_or((Type::Dyn, Type::Dyn));
        (Expr::Map(pairs), Type::map(key, value))
    }

    fn call(&mut self, id: u64, call: &CallExpr) -> (Expr, Type) {
        match (&call.target, call.args.as_slice()) {
            (None, [of, index]) if call.func_name == operators::INDEX => {
                let of = self.part(of);
                let index = self.part(index);
                self.index(id, of, index)
            }
            (None, args) if operator::is_operator(&call.func_name) => {
                self.operator(id, &call.func_name, args)
            }
            (target, args) => self.function(id, &call.func_name, target.as_deref(), args),
        }
    }
}

const TOO_DEEP: &str = "The expression is nested too deeply; split the rule.";
