//! minijinja, told to behave as JavaScript and to stop in time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use minijinja::value::{Rest, ValueOrKwargs};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value as Known};
use serde_json::Value;

use super::Limits;
use super::emit::{expression_source, template};
use super::error::{ExpressionError, SyntaxError};
use super::filters::{FILTERS, Given};
use super::operators::FUNCTIONS;
use super::syntax::expression;
use super::text::{Piece, Style, pieces};
use super::value::{failed, of_json, text, to_json};

/// How many bytes filters and operators may make for each byte that may be printed: what is thrown away counts too.
const WASTE: usize = 32;

/// How many variables a text may set.
const MOST_SET: usize = 500;

/// Renders the texts of one scope.
pub(super) struct Renderer {
    environment: Environment<'static>,
    scope: Known,
    spent: Arc<Spent>,
}

/// What rendering has cost so far.
struct Spent {
    printed: AtomicUsize,
    made: AtomicUsize,
    output: usize,
}

impl Spent {
    /// Counts what an operator or a filter made.
    fn make(&self, value: Known) -> Result<Known, Error> {
        let size = value.as_str().map_or_else(|| value.len().unwrap_or(0), str::len);
        let made = self.made.fetch_add(size + 1, Ordering::Relaxed);
        match size <= self.output && made <= self.output.saturating_mul(WASTE) {
            true => Ok(value),
            false => Err(too_large()),
        }
    }

    fn print(&self, length: usize) -> Result<(), Error> {
        let printed = self.printed.fetch_add(length, Ordering::Relaxed);
        match printed + length <= self.output {
            true => Ok(()),
            false => Err(too_large()),
        }
    }

    fn begin(&self) {
        self.printed.store(0, Ordering::Relaxed);
        self.made.store(0, Ordering::Relaxed);
    }
}

fn too_large() -> Error {
    failed("it makes more text than is allowed")
}

impl Renderer {
    pub fn new(scope: &Value, limits: Limits) -> Self {
        let spent = Arc::new(Spent {
            printed: AtomicUsize::new(0),
            made: AtomicUsize::new(0),
            output: limits.output,
        });
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Chainable);
        environment.set_fuel(Some(limits.fuel));
        environment.set_recursion_limit(60);
        environment.add_global("__undefined", Known::UNDEFINED);
        for (name, function) in FUNCTIONS {
            let spent = spent.clone();
            environment.add_function(name, move |given: Rest<Known>| spent.make(function(&given)?));
        }
        for (name, filter) in FILTERS {
            let spent = spent.clone();
            environment.add_filter(name, move |value: Known, given: Rest<ValueOrKwargs>| {
                let given = given.0.into_iter().map(Known::from).collect();
                spent.make(filter(&value, &Given::new(given))?)
            });
        }
        let printing = spent.clone();
        environment.set_formatter(move |out, _, value| {
            let written = text(value);
            printing.print(written.len())?;
            out.write_str(&written).map_err(Error::from)
        });
        Self {
            environment,
            scope: of_json(scope),
            spent,
        }
    }

    /// A text of an input: with its type where it is one whole expression.
    pub fn value_of(&self, source: &str, style: &Style) -> Result<Option<Value>, ExpressionError> {
        let parts = pieces(source, style).map_err(|error| invalid(source, error))?;
        if let [Piece::Print { source: inner, at }] = parts.as_slice() {
            let expr = expression(inner, *at).map_err(|error| invalid(source, error))?;
            return self.typed(&expression_source(&expr), source, *at);
        }
        let rendered = self.rendered(source, &parts)?;
        Ok((!rendered.is_empty()).then_some(Value::String(rendered)))
    }

    pub fn text_of(&self, source: &str, style: &Style) -> Result<String, ExpressionError> {
        let parts = pieces(source, style).map_err(|error| invalid(source, error))?;
        self.rendered(source, &parts)
    }

    fn typed(&self, expr: &str, source: &str, at: usize) -> Result<Option<Value>, ExpressionError> {
        self.spent.begin();
        let compiled = self.environment.compile_expression_owned(expr.to_owned());
        compiled
            .and_then(|expr| expr.eval(self.scope.clone()))
            .and_then(|value| to_json(&value))
            .map_err(|error| ExpressionError::at(source, at, sentence(&error)))
    }

    fn rendered(&self, source: &str, parts: &[Piece<'_>]) -> Result<String, ExpressionError> {
        match parts {
            [] => return Ok(String::new()),
            [Piece::Text(text)] => return Ok((*text).to_owned()),
            _ => {}
        }
        let sets = parts
            .iter()
            .filter(|part| matches!(part, Piece::Tag { word: "set", .. }))
            .count();
        if sets > MOST_SET {
            let message = format!("a text sets at most {MOST_SET} variables");
            return Err(ExpressionError::at(source, 0, message));
        }
        let emitted = template(parts).map_err(|error| invalid(source, error))?;
        self.spent.begin();
        self.environment
            .render_str(&emitted.source, self.scope.clone())
            .map_err(|error| {
                let piece = error.line().unwrap_or(1).saturating_sub(1);
                let at = emitted.places.get(piece).copied().unwrap_or(source.len());
                ExpressionError::at(source, at, sentence(&error))
            })
    }
}

fn invalid(source: &str, error: SyntaxError) -> ExpressionError {
    ExpressionError::at(source, error.at, error.message)
}

/// What went wrong, for the person: without the names that only we know.
fn sentence(error: &Error) -> String {
    let detail = error.detail().unwrap_or_default();
    match error.kind() {
        ErrorKind::OutOfFuel => "it takes too long: its loops run too often".to_owned(),
        ErrorKind::UnknownFilter => format!("there is no filter: {detail}"),
        ErrorKind::UnknownFunction => format!("there is no function: {detail}"),
        _ if detail.is_empty() => error.kind().to_string(),
        _ => detail.to_owned(),
    }
}
