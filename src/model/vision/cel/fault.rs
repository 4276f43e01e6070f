//! Why an evaluation gives no answer. Made often and seldom read, so a sentence is only built when it is asked for.

use std::borrow::Cow;

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
            Self::Missing(name) => format!("There is no `{name}`; ask has(…) first."),
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
