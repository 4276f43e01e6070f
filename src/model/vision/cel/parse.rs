//! From text to the tree of the `cel` crate, with limits that no text can get around, and sentences for what does not parse.

use cel::common::ast::{Expr, IdedExpr, SourceInfo};
use cel::parser::{ParseError, Parser};

use super::Wrong;
use crate::model::catalog::Position;

/// Longer expressions are refused, in bytes.
pub(super) const LONGEST: usize = 8_000;
/// Brackets within brackets.
const DEEPEST: usize = 32;
/// The parser goes as deep as the text is long, so it gets a stack of its own that is surely large enough, in bytes.
const STACK: usize = 64 << 20;

/// Where the parts of an expression stand.
pub(super) struct Places {
    info: SourceInfo,
}

/// Parses an expression and hands its tree to `make`, which may go as deep as the tree does.
pub(super) fn with_tree<T: Send>(
    source: &str,
    make: impl FnOnce(&IdedExpr, &Places) -> Result<T, Vec<Wrong>> + Send,
) -> Result<T, Vec<Wrong>> {
    limits(source).map_err(|wrong| vec![wrong])?;
    let work = move || {
        let parser = Parser::default().enable_ident_escape_syntax(true);
        match parser.parse_with_source_info(source) {
            Ok((tree, info)) => make(&tree, &Places { info }),
            Err(errors) => Err(vec![first(source, &errors.errors)]),
        }
    };
    let made = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        let thread = thread.spawn_scoped(scope, work).ok()?;
        thread.join().ok()
    });
    made.unwrap_or_else(|| {
        Err(vec![Wrong {
            at: Position { line: 1, column: 1 },
            message: "The expression could not be read.".to_owned(),
        }])
    })
}

fn limits(source: &str) -> Result<(), Wrong> {
    let wrong = |offset: usize, message: String| {
        Err(Wrong {
            at: position(source, offset),
            message,
        })
    };
    if source.trim().is_empty() {
        return wrong(0, "The expression is empty.".to_owned());
    }
    if source.len() > LONGEST {
        return wrong(
            LONGEST,
            format!("The expression is longer than {LONGEST} bytes; split the rule."),
        );
    }
    match deep_bracket(source) {
        Some(at) => wrong(
            at,
            format!("More than {DEEPEST} brackets are open here; split the rule."),
        ),
        None => Ok(()),
    }
}

/// The first bracket that is too deep, outside of texts and comments.
fn deep_bracket(source: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut quote = None;
    let mut bytes = source.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        match (quote, byte) {
            (Some(_), b'\\') => {
                bytes.next();
            }
            (Some(open), _) => {
                if byte == open {
                    quote = None;
                }
            }
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'/') if bytes.peek().is_some_and(|(_, next)| *next == b'/') => {
                while bytes.next_if(|(_, byte)| *byte != b'\n').is_some() {}
            }
            (None, b'(' | b'[' | b'{') => {
                depth += 1;
                if depth > DEEPEST {
                    return Some(at);
                }
            }
            (None, b')' | b']' | b'}') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The first of the parser's errors; the others mostly follow from it.
fn first(source: &str, errors: &[ParseError]) -> Wrong {
    let Some(error) = errors.first() else {
        return Wrong {
            at: position(source, 0),
            message: "The expression could not be read.".to_owned(),
        };
    };
    let number = |n: isize| u32::try_from(n).unwrap_or(1).max(1);
    Wrong {
        at: Position {
            line: number(error.pos.0),
            column: number(error.pos.1),
        },
        message: sentence(&error.msg),
    }
}

fn sentence(message: &str) -> String {
    let message = message.strip_prefix("Syntax error: ").unwrap_or(message);
    let named = |before: &str| {
        let (_, rest) = message.split_once(before)?;
        let (name, _) = rest
            .rsplit_once('\'')
            .filter(|_| !rest.contains("expecting"))
            .or_else(|| rest.split_once('\''))?;
        Some(name)
    };
    if let Some(name) = message.strip_prefix("reserved identifier: ") {
        return format!("`{name}` is a reserved word; choose another name.");
    }
    if message.contains("has() macro") {
        return "has(…) takes a field, such as has(entity.spec.type).".to_owned();
    }
    if message.contains("must be a simple name") {
        return "The first argument is a name for each item, such as x.".to_owned();
    }
    if message == "UNKNOWN" || message.contains("ecursion limit") {
        return "The expression is nested too deeply; split the rule.".to_owned();
    }
    if let Some(text) = named("token recognition error at: '") {
        return match text.starts_with(['"', '\'']) {
            true => "The text that begins here has no closing quote.".to_owned(),
            false => format!("`{text}` means nothing in an expression."),
        };
    }
    if let Some(text) = message.strip_prefix("missing '") {
        let sign = text.split('\'').next().unwrap_or_default();
        return format!("`{sign}` is missing here.");
    }
    match named("input '") {
        Some(text) if text.ends_with("<EOF>") => "The expression ends too early.".to_owned(),
        Some(text) => format!("`{text}` does not fit here."),
        None => format!("{}.", message.trim_end_matches('.')),
    }
}

impl Places {
    /// Where a part was found: of an operator its sign, of a call its bracket.
    fn offset(&self, id: u64) -> usize {
        self.info.offset_for(id).map_or(0, |(start, _)| start as usize)
    }

    pub fn at(&self, id: u64) -> Position {
        position(&self.info.source, self.offset(id))
    }

    /// Where the name after the dot stands.
    pub fn field(&self, id: u64) -> Position {
        let dot = self.offset(id);
        let rest = self.info.source.get(dot..).unwrap_or_default();
        let name = rest.find(|c: char| c != '.' && !c.is_whitespace()).unwrap_or(0);
        position(&self.info.source, dot + name)
    }

    /// Where the name of the field stands that `has(…)` asks for.
    pub fn tested(&self, id: u64) -> Position {
        let bracket = self.offset(id);
        let inside = self.info.source.get(bracket..).unwrap_or_default();
        let mut depth = 0usize;
        let end = inside.find(|c| {
            match c {
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
        });
        let asked = &inside[..end.unwrap_or(inside.len())];
        let name = asked.rfind('.').map_or(0, |dot| dot + 1);
        let blanks = asked[name..].len() - asked[name..].trim_start().len();
        position(&self.info.source, bracket + name + blanks)
    }

    /// Where the name before the bracket of a call stands.
    pub fn call(&self, id: u64) -> Position {
        let bracket = self.offset(id);
        let before = self.info.source.get(..bracket).unwrap_or_default().trim_end();
        let name = before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_');
        position(&self.info.source, name.len())
    }

    /// Where a part begins.
    pub fn start(&self, tree: &IdedExpr) -> Position {
        let mut leftmost = tree;
        loop {
            leftmost = match &leftmost.expr {
                Expr::Select(select) => &select.operand,
                Expr::Comprehension(fold) => &fold.iter_range,
                Expr::Call(call) => match (&call.target, call.args.first()) {
                    (Some(target), _) => target,
                    (None, Some(first)) if call.args.len() > 1 && call.func_name.starts_with(['_', '@']) => {
                        first
                    }
                    (None, Some(_)) if call.func_name.starts_with(['!', '-']) => return self.at(leftmost.id),
                    _ => return self.call(leftmost.id),
                },
                _ => return self.at(leftmost.id),
            };
        }
    }
}

fn position(source: &str, offset: usize) -> Position {
    let before = &source[..source.floor_char_boundary(offset)];
    let line = before.matches('\n').count() as u32 + 1;
    let last = before.rsplit('\n').next().unwrap_or_default();
    Position {
        line,
        column: last.chars().count() as u32 + 1,
    }
}
