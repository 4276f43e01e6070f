//! The language of rules: the Common Expression Language (github.com/google/cel-spec), checked before it runs and run within
//! a budget. Knows what a rule may ask about; knows no rules.

mod asked;
mod check;
mod eval;
mod expr;
mod facts;
mod fault;
mod fold;
mod function;
mod number;
mod parse;
mod schema;
mod types;
mod value;

pub use asked::{Asked, Blueprint, Facts};
use eval::Evaluator;
use expr::Expr;
use value::Value;

use crate::model::catalog::Position;

/// What an expression may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Setting {
    /// `entity`, `relations`, `responsible`.
    Entity,
    /// Those, and `other`: the far end of the relation.
    Each,
    /// `blueprint`, `values`, `requester`, and `entity` where the wizard was opened on one.
    Approval,
}

/// What an expression must yield.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Yield {
    Bool,
    Text,
}

/// The steps that one evaluation may take. A step is a part of the expression, a turn of a comprehension, or a few bytes of
/// text that is built or searched.
pub const STEPS: u64 = 1_000_000;

/// An expression that was checked.
#[derive(Clone, Debug)]
pub struct Program {
    source: String,
    setting: Setting,
    yields: Yield,
    expr: Expr,
}

impl PartialEq for Program {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source && self.setting == other.setting && self.yields == other.yields
    }
}

/// What is wrong with an expression. The position counts from 1, from the expression's own beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub at: Position,
    pub message: String,
}

/// Why an expression that was checked gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub message: String,
}

/// What came of an evaluation, and what it cost.
pub(super) struct Outcome {
    /// None where there is no answer.
    pub holds: Option<bool>,
    pub steps: u64,
}

impl Program {
    /// Parses and checks an expression. Says all that is wrong with it, in the order of its text.
    pub fn compile(source: &str, setting: Setting, yields: Yield) -> Result<Self, Vec<Wrong>> {
        let expr = parse::with_tree(source, |tree, places| check::check(tree, places, setting, yields))?;
        Ok(Self {
            source: source.to_owned(),
            setting,
            yields,
            expr,
        })
    }

    pub fn source(&self) -> &str {
        &self.source
    }

    pub fn setting(&self) -> Setting {
        self.setting
    }

    /// Whether it is so; for expressions that yield a truth value.
    pub fn holds(&self, asked: Asked<'_>) -> Result<bool, Trouble> {
        match Evaluator::new(asked, STEPS).eval(&self.expr) {
            Ok(Value::Bool(holds)) => Ok(holds),
            Ok(other) => Err(Trouble {
                message: format!(
                    "The expression gives {}, not true or false.",
                    other.kind().article()
                ),
            }),
            Err(fault) => Err(Trouble {
                message: fault.sentence(),
            }),
        }
    }

    /// The text that it gives; for expressions that yield a text.
    pub fn says(&self, asked: Asked<'_>) -> Result<String, Trouble> {
        let value = Evaluator::new(asked, STEPS).eval(&self.expr);
        match &value {
            Ok(value) => match value.text() {
                Some(text) => Ok(text.to_owned()),
                None => Err(Trouble {
                    message: format!("The expression gives {}, not a text.", value.kind().article()),
                }),
            },
            Err(fault) => Err(Trouble {
                message: fault.sentence(),
            }),
        }
    }

    /// As [`Program::holds`], for many evaluations: without a sentence, with the cost.
    pub(super) fn outcome(&self, asked: Asked<'_>) -> Outcome {
        let mut evaluator = Evaluator::new(asked, STEPS);
        let holds = match evaluator.eval(&self.expr) {
            Ok(Value::Bool(holds)) => Some(holds),
            _ => None,
        };
        Outcome {
            holds,
            steps: STEPS - evaluator.left(),
        }
    }
}
