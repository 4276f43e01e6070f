//! A text as a template of minijinja. What JavaScript does otherwise than minijinja becomes a call of a function of ours.
//! Each piece has a line of its own, so that an error's line says which piece it is about.

use std::fmt::Write as _;

use super::error::SyntaxError;
use super::syntax::{Arguments, Expr, expression, for_head, macro_head, set_head};
use super::text::Piece;

/// A template for minijinja.
#[derive(Debug, Default)]
pub(super) struct Emitted {
    pub source: String,
    /// Where the piece of each line begins in the original text.
    pub places: Vec<usize>,
}

/// The template of these pieces of a text.
pub(super) fn template(pieces: &[Piece<'_>]) -> Result<Emitted, SyntaxError> {
    let mut emitted = Emitted::default();
    let mut at = 0;
    for piece in pieces {
        match piece {
            Piece::Text(text) => {
                let _ = writeln!(emitted.source, "{{{{ {}", literal(text));
                emitted.source.push_str("}}");
            }
            Piece::Print { source, at: begin } => {
                at = *begin;
                emitted.source.push_str("{{ ");
                value(&mut emitted.source, &expression(source, at)?);
                emitted.source.push_str("\n}}");
            }
            Piece::Tag {
                word,
                rest,
                at: begin,
            } => {
                at = *begin;
                emitted.source.push_str("{% ");
                tag(&mut emitted.source, word, rest, at)?;
                emitted.source.push_str("\n%}");
            }
        }
        emitted.places.push(at);
    }
    Ok(emitted)
}

/// One expression, as minijinja writes it.
pub(super) fn expression_source(expr: &Expr) -> String {
    let mut out = String::new();
    value(&mut out, expr);
    out
}

fn tag(out: &mut String, word: &str, rest: &str, at: usize) -> Result<(), SyntaxError> {
    match word {
        "if" | "elif" | "elseif" => {
            out.push_str(if word == "if" { "if " } else { "elif " });
            value(out, &expression(rest, at)?);
        }
        "for" | "asyncEach" | "asyncAll" => {
            let (names, list) = for_head(rest, at)?;
            let _ = write!(out, "for {} in ", names.join(", "));
            call(out, if names.len() > 1 { "__pairs" } else { "__items" }, [&list]);
        }
        "set" => {
            let (names, set) = set_head(rest, at)?;
            match set {
                Some(set) if names.len() == 1 => {
                    let _ = write!(out, "set {} = ", names[0]);
                    value(out, &set);
                }
                Some(set) => {
                    let _ = write!(out, "set ({}) = [", names.join(", "));
                    for _ in &names {
                        value(out, &set);
                        out.push(',');
                    }
                    out.push(']');
                }
                None => {
                    let _ = write!(out, "set {}", names.join(", "));
                }
            }
        }
        "macro" => {
            let (name, parameters) = macro_head(rest, at)?;
            let _ = write!(out, "macro {name}");
            macro_parameters(out, &parameters, at)?;
        }
        "call" => {
            let rest = rest.trim_start();
            out.push_str("call ");
            value(out, &expression(rest, at)?);
        }
        "filter" => {
            let applied = format!("x|{}", rest.trim());
            let mut source = expression_source(&expression(&applied, at)?);
            source.replace_range(..source.find('|').map_or(0, |bar| bar + 1), "");
            let _ = write!(out, "filter {source}");
        }
        "else" | "endif" | "endfor" | "endset" | "endmacro" | "endcall" | "endfilter" | "break"
        | "continue" => {
            out.push_str(word);
        }
        "endeach" | "endall" => out.push_str("endfor"),
        "include" | "import" | "from" | "extends" | "block" => {
            return Err(SyntaxError::new(
                at.saturating_sub(word.len()),
                format!("`{word}` is not supported: a text has nothing but itself"),
            ));
        }
        _ => {
            return Err(SyntaxError::new(
                at.saturating_sub(word.len()),
                format!("there is no tag `{word}`"),
            ));
        }
    }
    Ok(())
}

fn macro_parameters(out: &mut String, parameters: &Arguments, at: usize) -> Result<(), SyntaxError> {
    out.push('(');
    for parameter in &parameters.positional {
        let Expr::Name { name, .. } = parameter else {
            return Err(SyntaxError::new(at, "the parameters of a macro are names"));
        };
        let _ = write!(out, "{name}, ");
    }
    for (name, default) in &parameters.named {
        let _ = write!(out, "{name}=");
        value(out, default);
        out.push_str(", ");
    }
    out.push(')');
    Ok(())
}

/// A text as a literal of minijinja, which reads JSON's escapes.
fn literal(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn call<'e>(out: &mut String, function: &str, operands: impl IntoIterator<Item = &'e Expr>) {
    out.push_str(function);
    out.push('(');
    for operand in operands {
        value(out, operand);
        out.push(',');
    }
    out.push(')');
}

fn value(out: &mut String, expr: &Expr) {
    match expr {
        Expr::Undefined => out.push_str("__undefined"),
        Expr::Null => out.push_str("none"),
        Expr::Bool(truth) => {
            let _ = write!(out, "{truth}");
        }
        Expr::Number(number) => {
            let _ = write!(out, "{number}");
        }
        Expr::Text(text) => out.push_str(&literal(text)),
        Expr::Name { name, .. } => out.push_str(name),
        Expr::List(items) => call(out, "__list", items),
        Expr::Map(pairs) => call(out, "__map", pairs.iter().flat_map(|(key, item)| [key, item])),
        Expr::Attribute(of, key) if key == "length" => call(out, "__length", [of.as_ref()]),
        Expr::Attribute(of, key) => {
            operand(out, of);
            let _ = write!(out, "[{}]", literal(key));
        }
        Expr::Item(of, key) => {
            operand(out, of);
            out.push('[');
            value(out, key);
            out.push(']');
        }
        Expr::Call { callee, arguments } => called(out, callee, arguments),
        Expr::Filter {
            value: of,
            name,
            arguments,
            ..
        } => {
            operand(out, of);
            let _ = write!(out, "|{name}");
            given(out, arguments);
        }
        Expr::Test {
            value: of,
            name,
            arguments,
        } => {
            let _ = write!(out, "__is({},", literal(name));
            value(out, of);
            for argument in arguments {
                out.push(',');
                value(out, argument);
            }
            out.push(')');
        }
        Expr::Not(of) => {
            out.push_str("(not ");
            value(out, of);
            out.push(')');
        }
        Expr::Minus(of) => call(out, "__minus", [of.as_ref()]),
        Expr::Chain(mark, operands) => chain(out, mark, operands),
        Expr::If {
            condition,
            then,
            otherwise,
        } => {
            out.push('(');
            value(out, then);
            out.push_str(" if ");
            value(out, condition);
            out.push_str(" else ");
            match otherwise {
                Some(otherwise) => value(out, otherwise),
                None => out.push_str("__undefined"),
            }
            out.push(')');
        }
    }
}

/// A value that something is attached to.
fn operand(out: &mut String, expr: &Expr) {
    out.push('(');
    value(out, expr);
    out.push(')');
}

fn called(out: &mut String, callee: &Expr, arguments: &Arguments) {
    match callee {
        Expr::Attribute(of, method) if !matches!(&**of, Expr::Name { name, .. } if name == "loop") => {
            let _ = write!(out, "__call({},", literal(method));
            value(out, of);
            for argument in &arguments.positional {
                out.push(',');
                value(out, argument);
            }
            out.push(')');
        }
        Expr::Attribute(of, method) => {
            value(out, of);
            let _ = write!(out, ".{method}");
            given(out, arguments);
        }
        Expr::Name { name, .. } => {
            out.push_str(name);
            given(out, arguments);
        }
        callee => {
            operand(out, callee);
            given(out, arguments);
        }
    }
}

fn given(out: &mut String, arguments: &Arguments) {
    out.push('(');
    for argument in &arguments.positional {
        value(out, argument);
        out.push(',');
    }
    for (name, argument) in &arguments.named {
        let _ = write!(out, "{name}=");
        value(out, argument);
        out.push(',');
    }
    out.push(')');
}

fn chain(out: &mut String, mark: &str, operands: &[Expr]) {
    match mark {
        "and" | "or" => {
            out.push('(');
            for (i, operand) in operands.iter().enumerate() {
                if i > 0 {
                    let _ = write!(out, " {mark} ");
                }
                value(out, operand);
            }
            out.push(')');
        }
        "+" => call(out, "__add", operands),
        "~" => call(out, "__join", operands),
        "in" => call(out, "__in", operands),
        _ => {
            let _ = write!(out, "__do({}", literal(mark));
            for operand in operands {
                out.push(',');
                value(out, operand);
            }
            out.push(')');
        }
    }
}
