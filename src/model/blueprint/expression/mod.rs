//! Expressions: `${{ parameters.name | upper }}` in the inputs of steps, and whole files with `{% if %}` and `{% for %}`.
//! Written for Nunjucks, which is JavaScript; rendered by minijinja, with JavaScript's rules where they differ
//! (plugins/scaffolder-backend/src/lib/templating/SecureTemplater.ts, …/tasks/NunjucksWorkflowRunner.ts).

mod emit;
mod environment;
mod error;
mod filters;
mod lexer;
mod lists;
mod methods;
mod operators;
mod references;
mod scope;
mod syntax;
#[cfg(test)]
mod tests;
mod text;
mod value;

use serde_json::{Map, Value};

use environment::Renderer;
pub use error::{ExpressionError, SyntaxError};
pub use references::{Reference, references};
pub use scope::Scope;
pub use text::Style;

/// What rendering one text may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Instructions of the template engine.
    pub fuel: u64,
    /// The longest text that may come of it, in bytes.
    pub output: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            fuel: 200_000,
            output: value::LARGEST,
        }
    }
}

/// A value with every text in it rendered. A text that is one whole expression becomes what the expression is, with its
/// type; one that gives nothing, and one that renders to nothing, is left out, as Backstage does. A lone value that gives
/// nothing is null.
pub fn render(value: &Value, scope: &Scope) -> Result<Value, ExpressionError> {
    let renderer = Renderer::new(scope.value(), Limits::default());
    Ok(rendered(value, &renderer)?.unwrap_or(Value::Null))
}

fn rendered(value: &Value, renderer: &Renderer) -> Result<Option<Value>, ExpressionError> {
    Ok(Some(match value {
        Value::String(text) => return renderer.value_of(text, &Style::default()),
        Value::Array(items) => {
            let mut array = Vec::with_capacity(items.len());
            for (at, item) in items.iter().enumerate() {
                let item = rendered(item, renderer).map_err(|error| error.below(&at.to_string()))?;
                array.extend(item);
            }
            Value::Array(array)
        }
        Value::Object(pairs) => {
            let mut object = Map::with_capacity(pairs.len());
            for (key, item) in pairs {
                if let Some(item) = rendered(item, renderer).map_err(|error| error.below(key))? {
                    object.insert(key.clone(), item);
                }
            }
            Value::Object(object)
        }
        value => value.clone(),
    }))
}

/// Whether a rendered condition (`if`) is met: false, nothing, 0, an empty text and an empty list are not.
pub fn holds(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(_) => true,
    }
}

/// The items that a step with `each` is done for, from its rendered list or map: the key and the value of each.
pub fn each(value: &Value) -> Vec<(Value, Value)> {
    match value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(at, item)| (Value::from(at), item.clone()))
            .collect(),
        Value::Object(pairs) => pairs
            .iter()
            .map(|(key, item)| (Value::from(key.as_str()), item.clone()))
            .collect(),
        _ => Vec::new(),
    }
}

/// A whole text, as a file of a skeleton, with `scope`'s names.
pub fn render_text(source: &str, scope: &Value, limits: Limits) -> Result<String, ExpressionError> {
    render_styled(source, scope, limits, &Style::default())
}

/// A whole text that is written in another style than Backstage's own.
pub fn render_styled(
    source: &str,
    scope: &Value,
    limits: Limits,
    style: &Style,
) -> Result<String, ExpressionError> {
    if !source.contains(style.begin) && !source.contains("{%") && !source.contains("{#") {
        return Ok(source.to_owned());
    }
    Renderer::new(scope, limits).text_of(source, style)
}

/// Whether a text holds an expression or a tag, so that its value is not known before it is rendered.
pub fn is_dynamic(text: &str) -> bool {
    text.contains("${{") || text.contains("{%")
}

/// What is wrong with a text before anything is rendered.
pub fn syntax(text: &str) -> Result<(), SyntaxError> {
    let pieces = text::pieces(text, &Style::default())?;
    emit::template(&pieces).map(|_| ())
}
