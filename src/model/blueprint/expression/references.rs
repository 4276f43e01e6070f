//! What a text refers to, so that a blueprint can be checked before it runs.

use super::error::SyntaxError;
use super::filters::FILTERS;
use super::operators::TESTS;
use super::syntax::{Arguments, Expr, expression, for_head, set_head};
use super::text::{Piece, Style, pieces};

/// One thing that a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// A name and the keys below it that are written out: `["steps", "publish", "output", "remoteUrl"]`.
    Path { keys: Vec<String>, at: usize },
    /// A filter that there is not, and the nearest one.
    UnknownFilter {
        name: String,
        nearest: Option<&'static str>,
        at: usize,
    },
    /// A test after `is` that there is not.
    UnknownTest { name: String },
}

/// Everything that a text names, without the variables that it makes itself.
pub fn references(text: &str) -> Result<Vec<Reference>, SyntaxError> {
    let mut found = Found::default();
    for piece in pieces(text, &Style::default())? {
        match piece {
            Piece::Text(_) => {}
            Piece::Print { source, at } => found.expr(&expression(source, at)?),
            Piece::Tag { word, rest, at } => match word {
                "if" | "elif" | "elseif" | "call" => found.expr(&expression(rest, at)?),
                "for" => {
                    let (names, list) = for_head(rest, at)?;
                    found.expr(&list);
                    found.own.extend(names);
                    found.own.push("loop".to_owned());
                }
                "set" => {
                    let (names, value) = set_head(rest, at)?;
                    if let Some(value) = value {
                        found.expr(&value);
                    }
                    found.own.extend(names);
                }
                // What a macro calls its parameters is its own business.
                "macro" => return Ok(Vec::new()),
                _ => {}
            },
        }
    }
    let own = found.own;
    found.references.retain(|reference| match reference {
        Reference::Path { keys, .. } => !keys.first().is_some_and(|name| own.contains(name)),
        _ => true,
    });
    Ok(found.references)
}

#[derive(Default)]
struct Found {
    references: Vec<Reference>,
    own: Vec<String>,
}

impl Found {
    fn all<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) {
        for expr in exprs {
            self.expr(expr);
        }
    }

    fn arguments(&mut self, arguments: &Arguments) {
        self.all(&arguments.positional);
        self.all(arguments.named.iter().map(|(_, value)| value));
    }

    fn expr(&mut self, expr: &Expr) {
        if let Some((keys, at)) = path(expr) {
            self.references.push(Reference::Path { keys, at });
            return;
        }
        match expr {
            Expr::List(items) | Expr::Chain(_, items) => self.all(items),
            Expr::Map(pairs) => self.all(pairs.iter().map(|(_, value)| value)),
            Expr::Attribute(of, _) | Expr::Not(of) | Expr::Minus(of) => self.expr(of),
            Expr::Item(of, key) => self.all([of.as_ref(), key.as_ref()]),
            Expr::Call { callee, arguments } => {
                match callee.as_ref() {
                    Expr::Attribute(of, _) => self.expr(of),
                    // A function's name is looked at when it is called.
                    Expr::Name { .. } => {}
                    callee => self.expr(callee),
                }
                self.arguments(arguments);
            }
            Expr::Filter {
                value,
                name,
                arguments,
                at,
            } => {
                self.expr(value);
                self.arguments(arguments);
                if !FILTERS.iter().any(|(known, _)| known == name) {
                    self.references.push(Reference::UnknownFilter {
                        name: name.clone(),
                        nearest: crate::model::text::nearest(name, FILTERS.iter().map(|(known, _)| *known)),
                        at: *at,
                    });
                }
            }
            Expr::Test {
                value,
                name,
                arguments,
            } => {
                self.expr(value);
                self.all(arguments);
                if !TESTS.contains(&name.as_str()) {
                    self.references
                        .push(Reference::UnknownTest { name: name.clone() });
                }
            }
            Expr::If {
                condition,
                then,
                otherwise,
            } => {
                self.all([condition.as_ref(), then.as_ref()]);
                self.all(otherwise.as_deref());
            }
            Expr::Undefined
            | Expr::Null
            | Expr::Bool(_)
            | Expr::Number(_)
            | Expr::Text(_)
            | Expr::Name { .. } => {}
        }
    }
}

/// `steps['publish'].output.remoteUrl` as its keys; none where a key is not written out.
fn path(expr: &Expr) -> Option<(Vec<String>, usize)> {
    match expr {
        Expr::Name { name, at } => Some((vec![name.clone()], *at)),
        Expr::Attribute(of, key) => {
            let (mut keys, at) = path(of)?;
            keys.push(key.clone());
            Some((keys, at))
        }
        Expr::Item(of, key) => {
            let Expr::Text(key) = key.as_ref() else {
                return None;
            };
            let (mut keys, at) = path(of)?;
            keys.push(key.clone());
            Some((keys, at))
        }
        _ => None,
    }
}
