//! As much of JQL as muster itself asks for: conditions joined by AND and OR, and an order. Whatever else is asked is refused
//! rather than answered wrongly.

use std::cmp::Ordering;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::state::Issue;
use super::workflow;

/// A search.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Query {
    condition: Condition,
    /// Fields by which it is sorted, and whether the last comes first.
    order: Vec<(String, bool)>,
}

#[derive(Clone, Debug, PartialEq)]
enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    /// A field in lower case, `=`, `!=`, `~`, `>=`, `<=`, `>` or `<`, and a value.
    One(String, String, String),
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Sign(String),
}

impl Query {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let tokens = tokens(text)?;
        let mut parser = Parser { tokens, at: 0 };
        let condition = match parser.peek() {
            None => Condition::All(vec![]),
            Some(_) if parser.is_word(0, "order") => Condition::All(vec![]),
            Some(_) => parser.any()?,
        };
        let mut order = vec![];
        if parser.is_word(0, "order") && parser.is_word(1, "by") {
            parser.at += 2;
            while let Some(Token::Word(field)) = parser.next() {
                let is_last_first = parser.is_word(0, "desc");
                if is_last_first || parser.is_word(0, "asc") {
                    parser.at += 1;
                }
                order.push((field.to_lowercase(), is_last_first));
                if !parser.takes(",") {
                    break;
                }
            }
        }
        match parser.peek() {
            None => Ok(Self { condition, order }),
            Some(token) => Err(format!(
                "Error in the JQL Query: the sandbox does not understand {token:?}."
            )),
        }
    }

    /// The projects that are named.
    pub(super) fn projects(&self) -> Vec<String> {
        let mut found = vec![];
        self.condition.projects(&mut found);
        found
    }

    pub(super) fn matches(&self, issue: &Issue) -> bool {
        self.condition.matches(issue)
    }

    pub(super) fn sort(&self, issues: &mut [Issue]) {
        let number = |issue: &Issue| {
            let number = issue.key.rsplit('-').next();
            number.and_then(|number| number.parse::<u64>().ok())
        };
        issues.sort_by(|a, b| {
            for (field, is_last_first) in &self.order {
                let order = match field.as_str() {
                    "updated" => a.updated.cmp(&b.updated),
                    "created" => a.created.cmp(&b.created),
                    _ => number(a).cmp(&number(b)),
                };
                let order = if *is_last_first { order.reverse() } else { order };
                if order != Ordering::Equal {
                    return order;
                }
            }
            Ordering::Equal
        });
    }
}

impl Condition {
    fn projects(&self, found: &mut Vec<String>) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.projects(found)),
            Self::One(field, sign, value) if field == "project" && sign == "=" => found.push(value.clone()),
            Self::One(..) => {}
        }
    }

    fn matches(&self, issue: &Issue) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.matches(issue)),
            Self::Any(parts) => parts.iter().any(|part| part.matches(issue)),
            Self::One(field, sign, value) => holds(issue, field, sign, value),
        }
    }
}

fn holds(issue: &Issue, field: &str, sign: &str, value: &str) -> bool {
    let text = |name: &str| issue.fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let is_same = |found: &str| found.eq_ignore_ascii_case(value);
    let found = match field {
        "project" => is_same(issue.key.rsplit_once('-').map_or("", |(project, _)| project)),
        "key" | "issuekey" | "id" => is_same(&issue.key) || is_same(&issue.id),
        "status" => is_same(&issue.status),
        "statuscategory" => is_same("done") == workflow::is_done(&issue.status),
        "issuetype" | "type" => is_same(&issue.issue_type),
        "labels" => issue.fields.get("labels").is_some_and(|labels| {
            let labels = labels.as_array().into_iter().flatten();
            labels.filter_map(Value::as_str).any(|label| label == value)
        }),
        "summary" | "description" => says(text(field), value),
        "text" => says(text("summary"), value) || says(text("description"), value),
        "updated" => return is_when(issue.updated.as_second(), sign, value),
        "created" => return is_when(issue.created.as_second(), sign, value),
        _ => false,
    };
    found == (sign != "!=")
}

/// Whether a text has all words, or in quotes the words in this order.
fn says(text: &str, wanted: &str) -> bool {
    let text = text.to_lowercase();
    let wanted = wanted.to_lowercase();
    match wanted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(phrase) => text.contains(phrase),
        None => wanted.split_whitespace().all(|word| text.contains(word)),
    }
}

fn is_when(found: i64, sign: &str, value: &str) -> bool {
    let Some(bound) = moment(value) else {
        return false;
    };
    match sign {
        ">=" => found >= bound,
        ">" => found > bound,
        "<=" => found <= bound,
        "<" => found < bound,
        _ => found == bound,
    }
}

/// `2026-01-31 09:00` or `2026-01-31`, in UTC.
fn moment(text: &str) -> Option<i64> {
    let whole = match text.len() {
        10 => format!("{text}T00:00"),
        _ => text.replace(' ', "T"),
    };
    let civil: DateTime = whole.parse().ok()?;
    Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second())
}

const FIELDS: [&str; 14] = [
    "project",
    "key",
    "issuekey",
    "id",
    "status",
    "statuscategory",
    "issuetype",
    "type",
    "labels",
    "summary",
    "description",
    "text",
    "updated",
    "created",
];

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn is_word(&self, ahead: usize, word: &str) -> bool {
        matches!(self.tokens.get(self.at + ahead), Some(Token::Word(found)) if found.eq_ignore_ascii_case(word))
    }

    fn takes(&mut self, sign: &str) -> bool {
        let is_next = matches!(self.peek(), Some(Token::Sign(found)) if found == sign);
        self.at += usize::from(is_next);
        is_next
    }

    fn any(&mut self) -> Result<Condition, String> {
        let mut parts = vec![self.all()?];
        while self.is_word(0, "or") {
            self.at += 1;
            parts.push(self.all()?);
        }
        Ok(Condition::Any(parts))
    }

    fn all(&mut self) -> Result<Condition, String> {
        let mut parts = vec![self.one()?];
        while self.is_word(0, "and") {
            self.at += 1;
            parts.push(self.one()?);
        }
        Ok(Condition::All(parts))
    }

    fn one(&mut self) -> Result<Condition, String> {
        if self.takes("(") {
            let inner = self.any()?;
            return match self.takes(")") {
                true => Ok(inner),
                false => Err("Error in the JQL Query: a parenthesis is not closed.".to_owned()),
            };
        }
        let field = match self.next() {
            Some(Token::Word(field) | Token::Text(field)) => field.to_lowercase(),
            _ => return Err("Error in the JQL Query: a field is missing.".to_owned()),
        };
        if !FIELDS.contains(&field.as_str()) {
            return Err(format!("The sandbox does not know the field '{field}'."));
        }
        if self.is_word(0, "in") {
            self.at += 1;
            return self.list(&field);
        }
        match (self.next(), self.next()) {
            (Some(Token::Sign(sign)), Some(Token::Word(value) | Token::Text(value)))
                if !matches!(sign.as_str(), "(" | ")" | ",") =>
            {
                Ok(Condition::One(field, sign, value))
            }
            _ => Err(format!("Error in the JQL Query after '{field}'.")),
        }
    }

    fn list(&mut self, field: &str) -> Result<Condition, String> {
        let mut parts = vec![];
        if self.takes("(") {
            while let Some(Token::Word(value) | Token::Text(value)) = self.next() {
                parts.push(Condition::One(field.to_owned(), "=".to_owned(), value));
                if self.takes(")") {
                    return Ok(Condition::Any(parts));
                }
                if !self.takes(",") {
                    break;
                }
            }
        }
        Err(format!(
            "Error in the JQL Query: the list after '{field}' is not closed."
        ))
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = vec![];
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            c if c.is_whitespace() => {}
            '"' | '\'' => {
                let mut value = String::new();
                loop {
                    match chars.next() {
                        Some('\\') => value.extend(chars.next()),
                        Some(end) if end == c => break,
                        Some(other) => value.push(other),
                        None => return Err("Error in the JQL Query: a quote is not closed.".to_owned()),
                    }
                }
                tokens.push(Token::Text(value));
            }
            '(' | ')' | ',' => tokens.push(Token::Sign(c.to_string())),
            '=' | '!' | '~' | '<' | '>' => {
                let mut sign = c.to_string();
                if let Some(more) = chars.next_if(|next| matches!(next, '=' | '~')) {
                    sign.push(more);
                }
                tokens.push(Token::Sign(sign));
            }
            c => {
                let mut word = c.to_string();
                while let Some(more) =
                    chars.next_if(|next| !next.is_whitespace() && !"()=!~<>,\"'".contains(*next))
                {
                    word.push(more);
                }
                tokens.push(Token::Word(word));
            }
        }
    }
    Ok(tokens)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    #[test]
    fn a_search_finds_what_it_asks_for_and_refuses_what_it_does_not_know() {
        let fields = BTreeMap::from([
            ("labels".to_owned(), json!(["shop", "muster-0123"])),
            ("summary".to_owned(), json!("It is down")),
            ("description".to_owned(), json!("since noon\n\nmuster task 17")),
        ]);
        let issue = Issue {
            id: "10001".to_owned(),
            key: "OPS-7".to_owned(),
            issue_type: "Bug".to_owned(),
            status: "To Do".to_owned(),
            updated: "2026-01-31T09:00:00Z".parse().unwrap(),
            fields,
            ..Issue::default()
        };
        for (jql, found) in [
            ("", Ok(true)),
            ("project = OPS", Ok(true)),
            ("project = \"ops\" AND labels = \"muster-0123\"", Ok(true)),
            ("project = OPS AND labels = muster", Ok(false)),
            (
                r#"description ~ "\"muster task 17\"" ORDER BY created ASC"#,
                Ok(true),
            ),
            (r#"description ~ "\"task muster\"""#, Ok(false)),
            ("description ~ \"noon muster\"", Ok(true)),
            ("project = X AND (labels = shop OR labels = y)", Ok(false)),
            ("project = X OR labels = shop", Ok(true)),
            (
                "(project = OPS) AND updated >= \"2026-01-31 08:00\" ORDER BY updated ASC, key ASC",
                Ok(true),
            ),
            ("updated >= \"2026-01-31 10:00\"", Ok(false)),
            ("key in (OPS-1, \"OPS-7\")", Ok(true)),
            ("status != Done", Ok(true)),
            ("sprint = 7", Err("The sandbox does not know the field 'sprint'.")),
            (
                "project = OPS AND",
                Err("Error in the JQL Query: a field is missing."),
            ),
            (
                "labels = \"x",
                Err("Error in the JQL Query: a quote is not closed."),
            ),
        ] {
            let answer = Query::parse(jql).map(|query| query.matches(&issue));
            assert_eq!(answer, found.map_err(str::to_owned), "{jql}");
        }
    }
}
