//! The names of categories: few letters, so that the same sort of task has one name however it is typed.

use std::fmt;

/// The longest name in characters.
const LONGEST: usize = 40;

/// Why a text cannot name a category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nameless {
    pub text: String,
}

impl fmt::Display for Nameless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` cannot name a category; use letters, digits and dashes, at most {LONGEST}, such as repo-access",
            self.text
        )
    }
}

impl std::error::Error for Nameless {}

/// The category that a text names: in lower case, with dashes for what stands between words.
pub fn category_name(text: &str) -> Result<String, Nameless> {
    let mut name = String::new();
    for c in text.trim().chars() {
        match c {
            ' ' | '_' | '-' | '/' | '.' | ':' => {
                if !name.is_empty() && !name.ends_with('-') {
                    name.push('-');
                }
            }
            c if c.is_alphanumeric() => name.extend(c.to_lowercase()),
            _ => {
                return Err(Nameless {
                    text: text.to_owned(),
                });
            }
        }
    }
    let name = name.trim_end_matches('-').to_owned();
    if name.is_empty() || name.chars().count() > LONGEST {
        return Err(Nameless {
            text: text.to_owned(),
        });
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (text, expected) in [
            ("repo-access", Some("repo-access")),
            (" Repo  Access ", Some("repo-access")),
            ("db_restore/prod", Some("db-restore-prod")),
            ("Zugang", Some("zugang")),
            ("", None),
            ("--", None),
            ("a\u{1b}[31m", None),
            ("what?", None),
        ] {
            assert_eq!(category_name(text).ok().as_deref(), expected, "{text}");
        }
    }
}
