//! The value of a RepoUrlPicker: where a repository is or is to be, `host?owner=acme&repo=cart`
//! (plugins/scaffolder-node/src/actions/util.ts). Knows text only.

use std::fmt;

use crate::model::text::safe;

/// The host of repositories that muster keeps itself, on disk.
pub const LOCAL: &str = "local";

/// Where a repository is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepoUrl {
    pub host: String,
    pub owner: String,
    pub repo: String,
}

/// Why a text names no repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepoUrlError {
    pub text: String,
    pub why: &'static str,
}

impl fmt::Display for RepoUrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` names no repository: {}; it reads HOST?owner=OWNER&repo=NAME",
            safe(&self.text),
            self.why
        )
    }
}

impl std::error::Error for RepoUrlError {}

impl RepoUrl {
    /// Reads `host?owner=…&repo=…`. Names are those that GitHub takes, so that they are safe as names of folders too:
    /// letters, digits, `-`, `_` and `.`, not beginning with a dot.
    pub fn parse(text: &str) -> Result<Self, RepoUrlError> {
        let wrong = |why| RepoUrlError {
            text: text.to_owned(),
            why,
        };
        let bare = text.trim();
        let bare = bare.strip_prefix("https://").unwrap_or(bare);
        let (host, query) = bare.split_once('?').ok_or_else(|| wrong("it has no `?`"))?;
        let part = |key: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(name, _)| *name == key).map(|(_, value)| value)
        };
        let host = host.trim_end_matches('/');
        if host.is_empty()
            || !host
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-.:".contains(&byte))
        {
            return Err(wrong("its host is no name of a host"));
        }
        let owner = part("owner").unwrap_or_default();
        let repo = part("repo").unwrap_or_default();
        if !is_name(owner) {
            return Err(wrong("its owner is missing or has characters that no owner has"));
        }
        if !is_name(repo) || repo.ends_with(".git") {
            return Err(wrong(
                "its name is missing or has characters that no repository has",
            ));
        }
        Ok(Self {
            host: host.to_lowercase(),
            owner: owner.to_owned(),
            repo: repo.to_owned(),
        })
    }

    pub fn is_local(&self) -> bool {
        self.host == LOCAL
    }
}

/// For people: `github.com/acme/cart`.
impl fmt::Display for RepoUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.host, self.owner, self.repo)
    }
}

fn is_name(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && !text.starts_with('.')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_has_a_host_an_owner_and_a_name() {
        let shown = |text| RepoUrl::parse(text).map(|url| url.to_string());
        assert_eq!(
            shown("github.com?owner=acme&repo=cart"),
            Ok("github.com/acme/cart".into())
        );
        assert_eq!(
            shown("https://GitHub.com/?repo=cart.js&owner=acme&x=1"),
            Ok("github.com/acme/cart.js".into())
        );
        assert!(RepoUrl::parse("local?owner=a&repo=b").is_ok_and(|url| url.is_local()));
        for wrong in [
            "",
            "github.com",
            "github.com?owner=acme",
            "?owner=a&repo=b",
            "h?owner=..&repo=b",
            "h?owner=a&repo=../b",
            "h?owner=a&repo=b%2Fc",
            "h?owner=a/b&repo=c",
            "h?owner=a&repo=.git",
            "h?owner=a&repo=x.git",
            "h/x?owner=a&repo=b",
        ] {
            assert!(RepoUrl::parse(wrong).is_err(), "{wrong}");
        }
    }
}
