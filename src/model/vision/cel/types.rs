//! The types of the language, as the checker knows them before anything runs.

/// What a part of an expression will be.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Type {
    /// Known only when it runs.
    Dyn,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    Text,
    List(Box<Type>),
    Map(Box<Type>, Box<Type>),
    Object(Object),
    /// The type of a value, as `type(…)` gives it.
    Kind,
}

/// Something of the catalog, with fields of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Object {
    Entity,
    Metadata,
    Spec,
    Relations,
    Responsible,
    Blueprint,
}

impl Object {
    /// For sentences: what it is that has no such field.
    pub fn article(self) -> &'static str {
        match self {
            Self::Entity => "an entity",
            Self::Metadata => "the metadata of an entity",
            Self::Spec => "the spec of an entity",
            Self::Relations => "`relations`",
            Self::Responsible => "`responsible`",
            Self::Blueprint => "`blueprint`",
        }
    }
}

impl Type {
    pub fn list(of: Type) -> Type {
        Type::List(Box::new(of))
    }

    pub fn map(key: Type, value: Type) -> Type {
        Type::Map(Box::new(key), Box::new(value))
    }

    pub fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Uint | Self::Double)
    }

    pub fn is_dyn(&self) -> bool {
        matches!(self, Self::Dyn)
    }

    /// Whether a value of one may equal a value of the other.
    pub fn may_equal(&self, other: &Type) -> bool {
        match (self, other) {
            (Self::Dyn, _) | (_, Self::Dyn) => true,
            (Self::List(one), Self::List(other)) => one.may_equal(other),
            (Self::Map(key, value), Self::Map(other_key, other_value)) => {
                key.may_equal(other_key) && value.may_equal(other_value)
            }
            (one, other) => one == other || one.is_number() && other.is_number(),
        }
    }

    /// What either of two is.
    pub fn join(self, other: Type) -> Type {
        match (self, other) {
            (one, other) if one == other => one,
            (Self::List(one), Self::List(other)) => Self::list(one.join(*other)),
            (Self::Map(key, value), Self::Map(other_key, other_value)) => {
                Self::map(key.join(*other_key), value.join(*other_value))
            }
            _ => Self::Dyn,
        }
    }

    /// For sentences.
    pub fn article(&self) -> &'static str {
        match self {
            Self::Dyn => "anything",
            Self::Null => "null",
            Self::Bool => "true or false",
            Self::Int | Self::Uint => "a whole number",
            Self::Double => "a number",
            Self::Text => "a text",
            Self::List(_) => "a list",
            Self::Map(..) => "a map",
            Self::Object(object) => object.article(),
            Self::Kind => "a type",
        }
    }
}
