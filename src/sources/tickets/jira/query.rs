//! JQL put together from what a person asks for and what is needed for paging. Knows no more of the language than its quotes
//! and its `ORDER BY`.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A condition, without an order of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jql {
    condition: Option<String>,
}

impl Jql {
    pub fn new(text: Option<&str>) -> Self {
        let condition = text
            .map(without_order)
            .map(str::trim)
            .filter(|text| !text.is_empty());
        Self {
            condition: condition.map(str::to_owned),
        }
    }

    /// The whole query: the least recently changed first, so that an import that was interrupted knows how far it came.
    pub fn since(&self, since: Option<Timestamp>) -> String {
        let since = since.map(|since| {
            let wall = since.to_zoned(TimeZone::UTC);
            format!("updated >= \"{}\"", wall.strftime("%Y-%m-%d %H:%M"))
        });
        let condition = match (&self.condition, since) {
            (Some(asked), Some(since)) => format!("({asked}) AND {since}"),
            (Some(asked), None) => asked.clone(),
            (None, Some(since)) => since,
            // Cloud refuses a query without any bound.
            (None, None) => "updated >= \"1970-01-01 00:00\"".to_owned(),
        };
        format!("{condition} ORDER BY updated ASC, key ASC")
    }
}

/// What stands before `ORDER BY`, wherever that is not quoted.
fn without_order(jql: &str) -> &str {
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in jql.char_indices() {
        match (quote, c) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, 'o' | 'O') if begins_order(&jql[at..]) && follows_word_end(jql, at) => return &jql[..at],
            (None, _) => {}
        }
    }
    jql
}

fn begins_order(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let is =
        |word: Option<&str>, expected: &str| word.is_some_and(|word| word.eq_ignore_ascii_case(expected));
    is(words.next(), "order") && is(words.next(), "by")
}

fn follows_word_end(text: &str, at: usize) -> bool {
    text[..at]
        .chars()
        .next_back()
        .is_none_or(|before| before.is_whitespace() || before == ')')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_query_is_bounded_and_in_the_order_of_changes() {
        let since: Timestamp = "2024-03-05T09:12:59Z".parse().unwrap();
        for (asked, since, expected) in [
            (Some("project = OPS"), None, "project = OPS"),
            (
                Some("project = OPS OR labels = x order  BY rank"),
                Some(since),
                "(project = OPS OR labels = x) AND updated >= \"2024-03-05 09:12\"",
            ),
            (
                Some("summary ~ \"order by\" ORDER BY key"),
                None,
                "summary ~ \"order by\"",
            ),
            (Some("reorder by = 1"), None, "reorder by = 1"),
            (Some("ORDER BY created"), None, "updated >= \"1970-01-01 00:00\""),
            (None, Some(since), "updated >= \"2024-03-05 09:12\""),
        ] {
            let query = Jql::new(asked).since(since);
            assert_eq!(query, format!("{expected} ORDER BY updated ASC, key ASC"));
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_asked_for(text in "\\PC{0,40}") {
            let _ = Jql::new(Some(&text)).since(None);
        }
    }
}
