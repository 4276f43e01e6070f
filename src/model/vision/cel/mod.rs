//! The language of rules: the Common Expression Language (github.com/google/cel-spec), checked before it runs and run within
//! a budget. Knows what a rule may ask about; knows no rules.

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

/// An expression that was checked.
#[derive(Clone, Debug)]
pub struct Program {
    source: String,
    setting: Setting,
}

impl PartialEq for Program {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source && self.setting == other.setting
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

impl Program {
    pub fn compile(source: &str, setting: Setting, yields: Yield) -> Result<Self, Vec<Wrong>> {
        let _ = yields;
        let parsed = cel::parser::Parser::default().parse(source);
        match parsed {
            Ok(_) => Ok(Self {
                source: source.to_owned(),
                setting,
            }),
            Err(errors) => Err(errors
                .errors
                .iter()
                .map(|error| Wrong {
                    at: Position {
                        line: u32::try_from(error.pos.0).unwrap_or(1),
                        column: u32::try_from(error.pos.1).unwrap_or(1),
                    },
                    message: error.msg.clone(),
                })
                .collect()),
        }
    }

    pub fn source(&self) -> &str {
        &self.source
    }
}
