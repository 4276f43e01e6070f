//! The functions that rules have, what they take and what they give.

use cel::common::ast::IdedExpr;

use super::super::expr::{Const, Expr, Function};
use super::super::function::pattern;
use super::super::types::Type;
use super::{Checker, Part};
use crate::model::text::nearest;

/// What an argument must be.
#[derive(Clone, Copy)]
enum Want {
    Any,
    Text,
    Texts,
    Int,
    /// A number or a text.
    Number,
    /// What can be written as a text.
    Plain,
    /// True or false, or a text that says so.
    Truth,
    /// What has a size.
    Sized,
}

/// Whether a function is called as `f(x)` or `x.f()`.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    Global,
    Method,
    Either,
}

struct Signature {
    name: &'static str,
    function: Function,
    style: Style,
    takes: &'static [Want],
    /// How many of the last ones may be left out.
    optional: usize,
    gives: Type,
}

use Style::{Either, Global, Method};

/// The last `optional` arguments may be left out.
const fn signature(
    name: &'static str,
    function: Function,
    style: Style,
    takes: &'static [Want],
    optional: usize,
    gives: Type,
) -> Signature {
    Signature {
        name,
        function,
        style,
        takes,
        optional,
        gives,
    }
}

const TEXTS: [Want; 2] = [Want::Text, Want::Text];
const REPLACE: [Want; 4] = [Want::Text, Want::Text, Want::Text, Want::Int];

static FUNCTIONS: [Signature; 18] = [
    signature("size", Function::Size, Either, &[Want::Sized], 0, Type::Int),
    signature("contains", Function::Contains, Method, &TEXTS, 0, Type::Bool),
    signature("startsWith", Function::StartsWith, Method, &TEXTS, 0, Type::Bool),
    signature("endsWith", Function::EndsWith, Method, &TEXTS, 0, Type::Bool),
    signature("matches", Function::Matches, Either, &TEXTS, 0, Type::Bool),
    signature(
        "lowerAscii",
        Function::LowerAscii,
        Method,
        &[Want::Text],
        0,
        Type::Text,
    ),
    signature(
        "upperAscii",
        Function::UpperAscii,
        Method,
        &[Want::Text],
        0,
        Type::Text,
    ),
    signature("trim", Function::Trim, Method, &[Want::Text], 0, Type::Text),
    signature(
        "split",
        Function::Split,
        Method,
        &[Want::Text, Want::Text, Want::Int],
        1,
        Type::Dyn,
    ),
    signature("replace", Function::Replace, Method, &REPLACE, 1, Type::Text),
    signature(
        "join",
        Function::Join,
        Method,
        &[Want::Texts, Want::Text],
        1,
        Type::Text,
    ),
    signature("int", Function::ToInt, Global, &[Want::Number], 0, Type::Int),
    signature("uint", Function::ToUint, Global, &[Want::Number], 0, Type::Uint),
    signature(
        "double",
        Function::ToDouble,
        Global,
        &[Want::Number],
        0,
        Type::Double,
    ),
    signature("string", Function::ToText, Global, &[Want::Plain], 0, Type::Text),
    signature("bool", Function::ToBool, Global, &[Want::Truth], 0, Type::Bool),
    signature("dyn", Function::ToDyn, Global, &[Want::Any], 0, Type::Dyn),
    signature("type", Function::TypeOf, Global, &[Want::Any], 0, Type::Kind),
];

/// The macros of the language, and how each one is written.
const MACROS: [(&str, &str); 6] = [
    ("has", "has(entity.spec.type)"),
    ("all", "list.all(x, …)"),
    ("exists", "list.exists(x, …)"),
    ("exists_one", "list.exists_one(x, …)"),
    ("map", "list.map(x, …)"),
    ("filter", "list.filter(x, …)"),
];

impl Checker<'_> {
    pub(super) fn function(
        &mut self,
        id: u64,
        name: &str,
        target: Option<&IdedExpr>,
        args: &[IdedExpr],
    ) -> (Expr, Type) {
        let at = self.places.call(id);
        let name = name.strip_prefix('.').unwrap_or(name);
        let is_method = target.is_some();
        let parts: Vec<Part> = target.into_iter().chain(args).map(|arg| self.part(arg)).collect();
        let Some(signature) = FUNCTIONS.iter().find(|known| known.name == name) else {
            let message = unknown(name);
            return self.refuse(at, message);
        };
        match (signature.style, is_method) {
            (Global, true) => return self.refuse(at, format!("Write {name}(…), not ….{name}().")),
            (Method, false) => return self.refuse(at, format!("Write ….{name}(…), not {name}(…).")),
            _ => {}
        }
        let most = signature.takes.len();
        if parts.len() > most || parts.len() + signature.optional < most {
            let own = usize::from(is_method);
            let message = wrong_count(signature, own, parts.len() - own.min(parts.len()));
            return self.refuse(at, message);
        }
        for (part, want) in parts.iter().zip(signature.takes) {
            if let Some(words) = want.missing(&part.type_) {
                let given = part.type_.article();
                self.report(part.at, format!("`{name}` takes {words}, not {given}."));
            }
        }
        self.called(signature, parts)
    }

    fn called(&mut self, signature: &Signature, mut parts: Vec<Part>) -> (Expr, Type) {
        let type_ = match signature.function {
            Function::Split => Type::list(Type::Text),
            _ => signature.gives.clone(),
        };
        if signature.function == Function::Matches
            && let Some(Part {
                expr: Expr::Const(Const::Text(text)),
                at,
                ..
            }) = parts.get(1)
        {
            match pattern(text) {
                Ok(pattern) => return (Expr::Matches(Box::new(parts.swap_remove(0).expr), pattern), type_),
                Err(message) => return self.refuse(*at, message),
            }
        }
        let args = parts.into_iter().map(|part| part.expr).collect();
        (Expr::Call(signature.function, args), type_)
    }
}

/// `own` is 1 where the function is asked of a value, which is no argument then.
fn wrong_count(signature: &Signature, own: usize, given: usize) -> String {
    let most = signature.takes.len() - own;
    let least = most - signature.optional;
    let name = signature.name;
    let is_are = if given == 1 { "is" } else { "are" };
    match (least, most) {
        (1, 1) => format!("`{name}` takes 1 argument; here {is_are} {given}."),
        (least, most) if least == most => format!("`{name}` takes {most} arguments; here {is_are} {given}."),
        (least, most) => format!("`{name}` takes {least} to {most} arguments; here {is_are} {given}."),
    }
}

fn unknown(name: &str) -> String {
    if let Some((_, form)) = MACROS.iter().find(|(known, _)| *known == name) {
        return format!("`{name}` is written {form}.");
    }
    let known = FUNCTIONS.iter().map(|known| known.name);
    match nearest(name, known.chain(MACROS.map(|(name, _)| name))) {
        Some(meant) => format!("There is no function `{name}`; did you mean `{meant}`?"),
        None => format!("There is no function `{name}`."),
    }
}

impl Want {
    /// What is asked for in words, where a type is something else.
    fn missing(self, type_: &Type) -> Option<&'static str> {
        let text = matches!(type_, Type::Text);
        let (fits, words) = match self {
            Self::Any => (true, "anything"),
            Self::Text => (text, "a text"),
            Self::Texts => (
                matches!(type_, Type::List(item) if matches!(**item, Type::Text | Type::Dyn)),
                "a list of texts",
            ),
            Self::Int => (matches!(type_, Type::Int), "a whole number"),
            Self::Number => (text || type_.is_number(), "a number or a text"),
            Self::Plain => (
                text || type_.is_number() || matches!(type_, Type::Bool),
                "a text, a number or a truth value",
            ),
            Self::Truth => (text || matches!(type_, Type::Bool), "a truth value or a text"),
            Self::Sized => (
                text || matches!(type_, Type::List(_) | Type::Map(..)),
                "a text, a list or a map",
            ),
        };
        (!fits && !type_.is_dyn()).then_some(words)
    }
}
