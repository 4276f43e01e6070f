//! What Kafka takes as names of topics and principals. Pure.

/// Characters of a topic's name at most (`org.apache.kafka.common.internals.Topic`).
const LONGEST: usize = 249;

/// What is wrong with a topic's name; none where Kafka takes it.
pub fn complaint(name: &str) -> Option<String> {
    let is_legal = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if name.is_empty() {
        Some("the name of a topic is empty".to_owned())
    } else if matches!(name, "." | "..") {
        Some(format!("a topic cannot be called `{name}`"))
    } else if name.len() > LONGEST {
        Some(format!(
            "the name of a topic has {LONGEST} characters at most, and this one {}",
            name.chars().count()
        ))
    } else {
        name.chars().find(|c| !is_legal(*c)).map(|c| {
            format!("the name of a topic has letters, digits, `.`, `_` and `-` only, and `{name}` has {c:?}")
        })
    }
}

/// A topic's name in Kafka's metrics, where `.` and `_` are the same: two topics cannot share it.
pub fn in_metrics(name: &str) -> String {
    name.replace('.', "_")
}

/// Whether a text is a principal: `User:cart`, `User:CN=cart,OU=shop`.
pub fn is_principal(text: &str) -> bool {
    text.split_once(':').is_some_and(|(kind, name)| {
        !kind.is_empty() && kind.chars().all(|c| c.is_ascii_alphanumeric()) && !name.trim().is_empty()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_called_as_kafka_takes_it() {
        for name in ["orders", "a.b_c-D.9", &"x".repeat(249)] {
            assert_eq!(complaint(name), None, "{name}");
        }
        for (name, begins) in [
            ("", "the name of a topic is empty"),
            (".", "a topic cannot be called"),
            ("..", "a topic cannot be called"),
            ("a/b", "the name of a topic has letters"),
            ("ä", "the name of a topic has letters"),
            (&"x".repeat(250), "the name of a topic has 249"),
        ] {
            let found = complaint(name).unwrap_or_default();
            assert!(found.starts_with(begins), "{name}: {found}");
        }
    }

    #[test]
    fn a_principal_has_a_sort_and_a_name() {
        for (text, is) in [
            ("User:cart", true),
            ("User:*", true),
            ("User:CN=cart,OU=shop", true),
            ("cart", false),
            ("User:", false),
            (":cart", false),
        ] {
            assert_eq!(is_principal(text), is, "{text}");
        }
    }
}
