//! Who reads and writes which topics, as rules say it: one topic, or all whose names begin so. Pure.

use std::collections::BTreeSet;

use crate::model::catalog::Position;

/// That somebody may or does use topics.
#[derive(Clone, Debug)]
pub(super) struct Use {
    pub name: String,
    pub pattern: Pattern,
    pub reads: bool,
    pub writes: bool,
    pub at: Position,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    Literal,
    Prefixed,
}

impl Use {
    pub(super) fn reading(name: &str, at: Position) -> Self {
        Self {
            name: name.to_owned(),
            pattern: Pattern::Literal,
            reads: true,
            writes: false,
            at,
        }
    }

    pub(super) fn writing(name: &str, at: Position) -> Self {
        Self {
            reads: false,
            writes: true,
            ..Self::reading(name, at)
        }
    }

    /// A rule that allows operations; none where they neither read nor write, or where every topic there is may be used, which
    /// says of no topic that it is needed.
    pub(super) fn allowed<'o>(
        name: &str,
        pattern: Pattern,
        operations: impl IntoIterator<Item = &'o str>,
        at: Position,
    ) -> Option<Self> {
        let (mut reads, mut writes) = (false, false);
        for operation in operations {
            let is = |name: &str| operation.eq_ignore_ascii_case(name);
            reads |= is("READ") || is("ALL");
            writes |= is("WRITE") || is("ALL");
        }
        let everything = name == "*" || name.is_empty();
        (!everything && (reads || writes)).then(|| Self {
            name: name.to_owned(),
            pattern,
            reads,
            writes,
            at,
        })
    }

    /// The topics that are meant, those of a prefix among the known ones.
    pub(super) fn topics<'a>(&'a self, known: &'a BTreeSet<String>) -> Vec<&'a str> {
        match self.pattern {
            Pattern::Literal => vec![&self.name],
            Pattern::Prefixed => {
                let from = known.range::<String, _>(&self.name..);
                from.map(String::as_str)
                    .take_while(|topic| topic.starts_with(&self.name))
                    .collect()
            }
        }
    }
}

/// A regular expression that means a prefix or one name, as rules by `MATCH` do nearly always; none for any other.
pub(super) fn of_expression(expression: &str) -> Option<(String, Pattern)> {
    let text = expression.strip_prefix('^').unwrap_or(expression);
    let text = text.strip_suffix('$').unwrap_or(text);
    let (text, pattern) = match text.strip_suffix(".*").or_else(|| text.strip_suffix(".+")) {
        Some(prefix) => (prefix, Pattern::Prefixed),
        None => (text, Pattern::Literal),
    };
    let name = text.replace("\\.", ".").replace("\\-", "-");
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    name.chars().all(is_plain).then_some((name, pattern))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_reaches_the_topics_it_means() {
        let known: BTreeSet<String> = ["a", "orders.paid", "orders.placed", "ordersx", "z"]
            .map(str::to_owned)
            .into();
        let at = Position::default();
        let topics = |name: &str, pattern, operations: &[&str]| {
            let rule = Use::allowed(name, pattern, operations.iter().copied(), at);
            rule.map(|rule| {
                let topics: Vec<String> = rule.topics(&known).into_iter().map(str::to_owned).collect();
                (rule.reads, rule.writes, topics.join(" "))
            })
        };
        for (name, pattern, operations, expected) in [
            (
                "orders.",
                Pattern::Prefixed,
                &["Read"][..],
                Some((true, false, "orders.paid orders.placed")),
            ),
            (
                "other",
                Pattern::Literal,
                &["WRITE", "DESCRIBE"],
                Some((false, true, "other")),
            ),
            ("a", Pattern::Literal, &["all"], Some((true, true, "a"))),
            ("a", Pattern::Literal, &["DESCRIBE"], None),
            ("*", Pattern::Literal, &["READ"], None),
            ("", Pattern::Prefixed, &["READ"], None),
        ] {
            let expected = expected.map(|(reads, writes, topics)| (reads, writes, topics.to_owned()));
            assert_eq!(
                topics(name, pattern, operations),
                expected,
                "{name} {operations:?}"
            );
        }
    }

    #[test]
    fn expressions_that_mean_a_prefix() {
        for (expression, expected) in [
            ("^my-topic-.*", Some(("my-topic-", Pattern::Prefixed))),
            ("^a\\.b$", Some(("a.b", Pattern::Literal))),
            ("orders.+$", Some(("orders", Pattern::Prefixed))),
            ("(a|b)", None),
        ] {
            let expected = expected.map(|(name, pattern)| (name.to_owned(), pattern));
            assert_eq!(of_expression(expression), expected, "{expression}");
        }
    }
}
