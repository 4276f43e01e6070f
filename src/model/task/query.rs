//! What is asked of the tasks, as one line that a person types: `category:repo-access assignee:me ledger`. Read and
//! written here, answered by `list`. Knows no table, no clock.

use std::fmt;

use super::status::{Priority, Status};
use crate::model::text::nearest;

/// Which tasks, in which order. With none of `status:`, `is:open`, `is:closed`, `is:snoozed`, `is:new` and `is:all` it
/// asks for those that are open and do not rest; with `is:overdue` also for those that rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskQuery {
    /// Terms of one key are alternatives; terms of different keys must all hold.
    pub terms: Vec<Term>,
    /// Each must be found somewhere in the task.
    pub words: Vec<String>,
    pub sort: SortBy,
    /// The other way round.
    pub reversed: bool,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    Status(Status),
    Priority(Priority),
    Is(Is),
    /// A field that holds this text.
    Field(Field, Wanted),
}

/// A field that holds a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Category,
    Assignee,
    Requester,
    Team,
    Entity,
    Label,
    Source,
}

/// What a field is to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The person who asks.
    Me,
    /// Nothing.
    None,
    /// This text, in any case: exactly, or as the name in a reference; where no task has it so, as a part.
    Text(String),
}

/// A state that is more than one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Is {
    /// There is something to do about it, now.
    Open,
    /// Nobody has judged it yet.
    New,
    Closed,
    /// It rests.
    Snoozed,
    /// Whatever its state.
    All,
    /// The person who asks has it.
    Mine,
    /// It is open later than was promised.
    Overdue,
    /// A clock runs on it.
    Running,
}

/// What comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortBy {
    /// What needs me: the task on which my clock runs, what is overdue, then by priority, promised time and age.
    #[default]
    Need,
    /// The most urgent.
    Priority,
    /// The oldest.
    Age,
    /// What is promised soonest.
    Due,
    /// What changed last.
    Changed,
    Category,
    Requester,
    Assignee,
    Status,
}

/// Why a line is not understood, and what would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryError {
    /// The key is nearly one that there is.
    UnknownKey { key: String, nearest: &'static str },
    /// The key takes other words.
    UnknownValue {
        key: &'static str,
        value: String,
        expected: Vec<&'static str>,
    },
    /// There is nothing behind the colon yet.
    NoValue {
        key: &'static str,
        expected: Vec<&'static str>,
    },
}

impl Field {
    pub const ALL: [Field; 7] = [
        Field::Category,
        Field::Assignee,
        Field::Requester,
        Field::Team,
        Field::Entity,
        Field::Label,
        Field::Source,
    ];

    pub fn key(self) -> &'static str {
        match self {
            Field::Category => "category",
            Field::Assignee => "assignee",
            Field::Requester => "requester",
            Field::Team => "team",
            Field::Entity => "entity",
            Field::Label => "label",
            Field::Source => "source",
        }
    }
}

impl Is {
    pub const ALL: [Is; 8] = [
        Is::Open,
        Is::New,
        Is::Closed,
        Is::Snoozed,
        Is::All,
        Is::Mine,
        Is::Overdue,
        Is::Running,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Is::Open => "open",
            Is::New => "new",
            Is::Closed => "closed",
            Is::Snoozed => "snoozed",
            Is::All => "all",
            Is::Mine => "mine",
            Is::Overdue => "overdue",
            Is::Running => "running",
        }
    }

    /// Whether it says which states are asked for, rather than something beside that.
    pub fn is_scope(self) -> bool {
        matches!(self, Is::Open | Is::New | Is::Closed | Is::Snoozed | Is::All)
    }
}

impl SortBy {
    pub const ALL: [SortBy; 9] = [
        SortBy::Need,
        SortBy::Priority,
        SortBy::Age,
        SortBy::Due,
        SortBy::Changed,
        SortBy::Category,
        SortBy::Requester,
        SortBy::Assignee,
        SortBy::Status,
    ];

    pub fn word(self) -> &'static str {
        match self {
            SortBy::Need => "need",
            SortBy::Priority => "priority",
            SortBy::Age => "age",
            SortBy::Due => "due",
            SortBy::Changed => "changed",
            SortBy::Category => "category",
            SortBy::Requester => "requester",
            SortBy::Assignee => "assignee",
            SortBy::Status => "status",
        }
    }
}

/// Every key that a line can have.
const KEYS: [&str; 11] = [
    "status",
    "priority",
    "is",
    "sort",
    "category",
    "assignee",
    "requester",
    "team",
    "entity",
    "label",
    "source",
];

impl TaskQuery {
    /// Reads a line. A value with blanks is written in quotes; what has a colon but no key before it is a word.
    pub fn parse(line: &str) -> Result<TaskQuery, QueryError> {
        let mut query = TaskQuery::default();
        for token in tokens(line) {
            query.add(&token)?;
        }
        Ok(query)
    }

    /// The query with one more condition, for whoever leads here.
    pub fn with(mut self, term: Term) -> TaskQuery {
        self.terms.push(term);
        self
    }

    /// Whether some states are asked for by name; else it is what is open and does not rest.
    pub fn has_scope(&self) -> bool {
        self.terms.iter().any(|term| match term {
            Term::Status(_) => true,
            Term::Is(is) => is.is_scope(),
            _ => false,
        })
    }

    /// Whether nothing is asked for in particular.
    pub fn is_everything(&self) -> bool {
        self.terms.is_empty() && self.words.is_empty()
    }

    fn add(&mut self, token: &Token) -> Result<(), QueryError> {
        let text = &token.text;
        let parts = token
            .colon
            .and_then(|at| Some((text.get(..at)?, text.get(at + 1..)?)));
        let Some((key, value)) = parts else {
            self.words.extend(text.split_whitespace().map(str::to_owned));
            return Ok(());
        };
        let lower = key.to_ascii_lowercase();
        match lower.as_str() {
            "status" => {
                let status = chosen("status", value, Status::ALL, Status::word)?;
                self.terms.push(Term::Status(status));
            }
            "priority" => {
                let priority = chosen("priority", value, Priority::ALL, Priority::word)?;
                self.terms.push(Term::Priority(priority));
            }
            "is" => self.terms.push(Term::Is(chosen("is", value, Is::ALL, Is::word)?)),
            "sort" => {
                let (reversed, value) = match value.strip_prefix('-') {
                    Some(value) => (true, value),
                    None => (false, value),
                };
                self.sort = chosen("sort", value, SortBy::ALL, SortBy::word)?;
                self.reversed = reversed;
            }
            key => match Field::ALL.into_iter().find(|field| field.key() == key) {
                Some(field) => self.terms.push(Term::Field(field, wanted(field, value)?)),
                None => return self.add_unknown(key, text),
            },
        }
        Ok(())
    }

    /// A word with a colon in it, unless it is nearly a key.
    fn add_unknown(&mut self, key: &str, text: &str) -> Result<(), QueryError> {
        match nearest(key, KEYS).and_then(|near| KEYS.into_iter().find(|key| *key == near)) {
            Some(nearest) => Err(QueryError::UnknownKey {
                key: key.to_owned(),
                nearest,
            }),
            None => {
                self.words.extend(text.split_whitespace().map(str::to_owned));
                Ok(())
            }
        }
    }
}

fn wanted(field: Field, value: &str) -> Result<Wanted, QueryError> {
    let is_person = matches!(field, Field::Assignee | Field::Requester);
    match value.trim() {
        "" => Err(QueryError::NoValue {
            key: field.key(),
            expected: if is_person {
                vec!["me", "none", "a name"]
            } else {
                vec!["none", "a name"]
            },
        }),
        "me" if is_person => Ok(Wanted::Me),
        "none" => Ok(Wanted::None),
        text => Ok(Wanted::Text(text.to_owned())),
    }
}

fn chosen<T: Copy, const N: usize>(
    key: &'static str,
    value: &str,
    all: [T; N],
    word: fn(T) -> &'static str,
) -> Result<T, QueryError> {
    let begins = |known: &T| {
        let beginning = word(*known).get(..value.len());
        beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(value))
    };
    let mut beginning = all.into_iter().filter(begins).filter(|_| !value.is_empty());
    let exact = all
        .into_iter()
        .find(|known| word(*known).eq_ignore_ascii_case(value));
    // A beginning is enough where only one word has it, so that typing narrows at once.
    let found = exact.or_else(|| beginning.next().filter(|_| beginning.next().is_none()));
    let expected = || all.into_iter().map(word).collect();
    match found {
        Some(found) => Ok(found),
        None if value.is_empty() => Err(QueryError::NoValue {
            key,
            expected: expected(),
        }),
        None => Err(QueryError::UnknownValue {
            key,
            value: value.to_owned(),
            expected: expected(),
        }),
    }
}

/// A part of a line between blanks, without its quotes.
struct Token {
    text: String,
    /// The byte of the first colon outside quotes, where there is something before it.
    colon: Option<usize>,
}

fn tokens(line: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut open: Option<Token> = None;
    let mut quoted = false;
    for c in line.chars() {
        if c.is_whitespace() && !quoted {
            found.extend(open.take());
            continue;
        }
        let token = open.get_or_insert_with(|| Token {
            text: String::new(),
            colon: None,
        });
        match c {
            '"' => quoted = !quoted,
            ':' if !quoted && token.colon.is_none() && !token.text.is_empty() => {
                token.colon = Some(token.text.len());
                token.text.push(c);
            }
            c => token.text.push(c),
        }
    }
    found.extend(open);
    found
}

impl fmt::Display for TaskQuery {
    /// The line that reads back as this query.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = self.terms.iter().map(ToString::to_string).collect();
        if self.sort != SortBy::default() || self.reversed {
            let sign = if self.reversed { "-" } else { "" };
            parts.push(format!("sort:{sign}{}", self.sort.word()));
        }
        parts.extend(self.words.iter().map(|word| quoted(word, word.contains(':'))));
        f.write_str(&parts.join(" "))
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Term::Status(status) => write!(f, "status:{status}"),
            Term::Priority(priority) => write!(f, "priority:{priority}"),
            Term::Is(is) => write!(f, "is:{}", is.word()),
            Term::Field(field, Wanted::Me) => write!(f, "{}:me", field.key()),
            Term::Field(field, Wanted::None) => write!(f, "{}:none", field.key()),
            Term::Field(field, Wanted::Text(text)) => write!(f, "{}:{}", field.key(), quoted(text, false)),
        }
    }
}

fn quoted(text: &str, always: bool) -> String {
    if always || text.contains(char::is_whitespace) {
        format!("\"{text}\"")
    } else {
        text.to_owned()
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            QueryError::UnknownKey { key, nearest } => {
                write!(f, "there is no `{key}:`; did you mean `{nearest}:`?")
            }
            QueryError::UnknownValue { key, value, expected } => {
                match nearest(value, expected.iter().copied()) {
                    Some(near) => write!(f, "`{key}:{value}` is unknown; did you mean `{key}:{near}`?"),
                    None => write!(
                        f,
                        "`{key}:{value}` is unknown; {key}: takes {}",
                        expected.join(", ")
                    ),
                }
            }
            QueryError::NoValue { key, expected } => write!(f, "{key}: takes {}", expected.join(", ")),
        }
    }
}

impl std::error::Error for QueryError {}
