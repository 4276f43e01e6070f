//! Why an evaluation gives no answer. Made often and seldom read, so a sentence is only built when it is asked for.

use std::borrow::Cow;

use super::types::Object;
use crate::model::text::nearest;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fault<'a> {
    /// What is read is not there.
    Missing(Cow<'a, str>),
    /// It is there, and too long for the catalog to keep.
    Omitted(Cow<'a, str>),
    /// A list is shorter.
    OutOfRange,
    /// All steps are used up.
    Budget,
    /// An operator or a function does not take what it was given.
    Unfit(&'static str, &'static str),
    DividedByZero,
    TooLarge,
    NotConverted(&'static str),
    BadPattern,
}

impl Fault<'_> {
    pub fn sentence(&self) -> String {
        match self {
            Self::Missing(path) => match meant(path) {
                Some(meant) => format!("There is no `{path}`; did you mean `{meant}`?"),
                None => format!("There is no `{path}`; ask has(…) first."),
            },
            Self::Omitted(name) => format!("`{name}` is too long to be kept in the catalog."),
            Self::OutOfRange => "The list is shorter than the index asks.".to_owned(),
            Self::Budget => format!(
                "The expression was stopped after {} steps; make it simpler.",
                super::STEPS
            ),
            Self::Unfit(what, given) => format!("{what} does not take {given}."),
            Self::DividedByZero => "A number was divided by zero.".to_owned(),
            Self::TooLarge => "The result is too large for a whole number.".to_owned(),
            Self::NotConverted(into) => format!("The value could not be made {into}."),
            Self::BadPattern => "The pattern is no regular expression.".to_owned(),
        }
    }
}

/// The known field that is spelled nearly like what is not there: documents may have any fields, so only now it is sure that
/// this one was not meant.
fn meant(path: &str) -> Option<String> {
    let (map, name) = path.split_once('.')?;
    let object = match map {
        "metadata" => Object::Metadata,
        "spec" => Object::Spec,
        _ => return None,
    };
    let known = nearest(name, object.names()).filter(|known| *known != name)?;
    Some(format!("{map}.{known}"))
}
