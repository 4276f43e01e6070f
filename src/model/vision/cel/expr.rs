//! An expression after it was checked: small, with all names resolved.

use regex::Regex;

use super::schema::Field;
use super::types::Type;

#[derive(Clone, Debug)]
pub(super) enum Expr {
    Const(Const),
    Root(Root),
    /// The variable of a comprehension, by its place among those that are open.
    Variable(usize),
    Field(Box<Expr>, Field),
    HasField(Box<Expr>, Field),
    Key(Box<Expr>, Key),
    HasKey(Box<Expr>, Key),
    Index(Box<[Expr; 2]>),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    And(Box<[Expr; 2]>),
    Or(Box<[Expr; 2]>),
    If(Box<[Expr; 3]>),
    Binary(Operator, Box<[Expr; 2]>),
    /// With a pattern that is known.
    Matches(Box<Expr>, Regex),
    Call(Function, Vec<Expr>),
    List(Vec<Expr>),
    Map(Vec<(Expr, Expr)>),
    Fold(Box<Fold>),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Const {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    Text(Box<str>),
    Kind(Kind),
}

/// What an expression may begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Root {
    Entity,
    Other,
    Relations,
    Responsible,
    Blueprint,
    Values,
    Requester,
}

/// A key that is written out.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Key {
    pub name: Box<str>,
    /// The attribute that it names, where that is known: `annotations.pagerduty.com/service-id`.
    pub path: Option<Box<str>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    In,
}

impl Operator {
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "`==`",
            Self::Unequal => "`!=`",
            Self::Less => "`<`",
            Self::LessOrEqual => "`<=`",
            Self::Greater => "`>`",
            Self::GreaterOrEqual => "`>=`",
            Self::Add => "`+`",
            Self::Subtract => "`-`",
            Self::Multiply => "`*`",
            Self::Divide => "`/`",
            Self::Remainder => "`%`",
            Self::In => "`in`",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Size,
    Contains,
    StartsWith,
    EndsWith,
    Matches,
    LowerAscii,
    UpperAscii,
    Trim,
    Split,
    Replace,
    Join,
    ToInt,
    ToUint,
    ToDouble,
    ToText,
    ToBool,
    ToDyn,
    TypeOf,
}

/// A macro that goes through a list, or the keys of a map.
#[derive(Clone, Debug)]
pub(super) struct Fold {
    pub over: Expr,
    pub sort: Sort,
    /// The test; of `map`, what becomes of each.
    pub body: Expr,
    /// Of `map` with three arguments: which ones.
    pub filter: Option<Expr>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    All,
    Exists,
    ExistsOne,
    Map,
    Filter,
}

/// The type of a value while it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Bool,
    Int,
    Uint,
    Double,
    Text,
    List,
    Map,
    Object,
    Type,
}

impl Kind {
    pub const NAMED: [Kind; 9] = [
        Self::Null,
        Self::Bool,
        Self::Int,
        Self::Uint,
        Self::Double,
        Self::Text,
        Self::List,
        Self::Map,
        Self::Type,
    ];

    /// As the language names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null_type",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Uint => "uint",
            Self::Double => "double",
            Self::Text => "string",
            Self::List => "list",
            Self::Map => "map",
            Self::Object => "object",
            Self::Type => "type",
        }
    }

    pub fn article(self) -> &'static str {
        match self {
            Self::Null => Type::Null.article(),
            Self::Bool => Type::Bool.article(),
            Self::Int | Self::Uint => Type::Int.article(),
            Self::Double => Type::Double.article(),
            Self::Text => Type::Text.article(),
            Self::List => "a list",
            Self::Map => "a map",
            Self::Object => "an entity or a part of one",
            Self::Type => Type::Kind.article(),
        }
    }
}
