//! How an entity is named: Backstage's entity ref, `[kind:][namespace/]name`.
//! Knows only text; whether the entity exists is the catalog's business.

use std::fmt;

/// Namespace of an entity that names none.
pub const DEFAULT_NAMESPACE: &str = "default";

/// The longest reference that Backstage's own database can hold (backstage/backstage #24958).
pub const MAX_REF_LENGTH: usize = 250;

/// A complete reference in its canonical form, all lower case: `kind:namespace/name`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityRef {
    text: Box<str>,
    colon: u32,
    slash: u32,
}

/// Why a text is not an entity reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefError {
    /// The kind, the namespace or the name is empty.
    EmptyPart,
    /// No kind is written, and the place where it stands implies none.
    NoKind,
    /// A blank, a control character or an `@`: this is free text or an address.
    NotAName,
}

impl fmt::Display for RefError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EmptyPart => "a part of the reference is empty",
            Self::NoKind => "the reference names no kind",
            Self::NotAName => "this is not a reference such as group:default/payments",
        })
    }
}

impl std::error::Error for RefError {}

impl EntityRef {
    /// The canonical reference made of its three parts.
    pub fn new(kind: &str, namespace: &str, name: &str) -> Self {
        let text = format!("{kind}:{namespace}/{name}").to_lowercase();
        // Lower-casing can change lengths, so the marks are found again in the result.
        let colon = text.find(':').unwrap_or(0);
        let slash = text[colon..].find('/').map_or(colon, |at| colon + at);
        Self {
            text: text.into(),
            colon: colon as u32,
            slash: slash as u32,
        }
    }

    /// Reads `[kind:][namespace/]name`; what is left out comes from the place where the reference stands.
    ///
    /// The rule is Backstage's (catalog-model `ref.ts`): the first `:` ends the kind unless a `/` comes before it.
    pub fn parse(text: &str, default_kind: Option<&str>, default_namespace: &str) -> Result<Self, RefError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(RefError::EmptyPart);
        }
        if text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || c == '@')
        {
            return Err(RefError::NotAName);
        }
        let (kind, rest) = match (text.find(':'), text.find('/')) {
            (Some(colon), slash) if slash.is_none_or(|slash| colon < slash) => {
                (Some(&text[..colon]), &text[colon + 1..])
            }
            _ => (None, text),
        };
        let (namespace, name) = rest.split_once('/').unwrap_or((default_namespace, rest));
        let kind = kind.or(default_kind).ok_or(RefError::NoKind)?;
        if kind.is_empty() || namespace.is_empty() || name.is_empty() {
            return Err(RefError::EmptyPart);
        }
        Ok(Self::new(kind, namespace, name))
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn kind(&self) -> &str {
        &self.text[..self.colon as usize]
    }

    pub fn namespace(&self) -> &str {
        self.text
            .get(self.colon as usize + 1..self.slash as usize)
            .unwrap_or_default()
    }

    pub fn name(&self) -> &str {
        self.text.get(self.slash as usize + 1..).unwrap_or_default()
    }
}

impl fmt::Display for EntityRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for EntityRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Whether a text is a valid `metadata.name`: 1 to 63 of `[A-Za-z0-9]`, in runs joined by single `-`, `_` or `.`.
pub fn is_valid_name(text: &str) -> bool {
    is_runs(
        text,
        |c| matches!(c, '-' | '_' | '.'),
        |c| c.is_ascii_alphanumeric(),
    )
}

/// Whether a text is a valid `metadata.namespace`: runs of `[A-Za-z0-9]` joined by single `-`.
pub fn is_valid_namespace(text: &str) -> bool {
    is_runs(text, |c| c == '-', |c| c.is_ascii_alphanumeric())
}

/// Whether a text is a valid tag: runs of `[a-z0-9:+#]` joined by single `-`.
pub fn is_valid_tag(text: &str) -> bool {
    is_runs(
        text,
        |c| c == '-',
        |c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, ':' | '+' | '#'),
    )
}

fn is_runs(text: &str, joins: impl Fn(char) -> bool, belongs: impl Fn(char) -> bool) -> bool {
    text.len() <= 63
        && text
            .split(joins)
            .all(|run| !run.is_empty() && run.chars().all(&belongs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_each_shape() {
        for (text, kind, expected) in [
            ("component:default/ledger", None, Ok("component:default/ledger")),
            ("Component:Pay/Ledger", None, Ok("component:pay/ledger")),
            ("ledger", Some("group"), Ok("group:here/ledger")),
            ("pay/ledger", Some("group"), Ok("group:pay/ledger")),
            ("api:ledger", Some("group"), Ok("api:here/ledger")),
            ("pay/a:b", Some("api"), Ok("api:pay/a:b")),
            ("ledger", None, Err(RefError::NoKind)),
            ("", Some("group"), Err(RefError::EmptyPart)),
            (":x", Some("group"), Err(RefError::EmptyPart)),
            ("group:", None, Err(RefError::EmptyPart)),
            ("group:/x", None, Err(RefError::EmptyPart)),
            ("team a", Some("group"), Err(RefError::NotAName)),
            ("ana@example.com", Some("group"), Err(RefError::NotAName)),
        ] {
            let read = EntityRef::parse(text, kind, "here");
            assert_eq!(
                read.as_ref().map(EntityRef::as_str).map_err(|e| *e),
                expected,
                "{text:?}"
            );
        }
    }

    #[test]
    fn names_follow_backstage() {
        for (name, valid) in [
            ("a", true),
            ("a-b_c.d", true),
            ("", false),
            ("-a", false),
            ("a--b", false),
            ("ä", false),
        ] {
            assert_eq!(is_valid_name(name), valid, "{name:?}");
        }
        assert!(!is_valid_name(&"a".repeat(64)));
        assert!(is_valid_tag("c++") && is_valid_tag("java:17") && !is_valid_tag("Java"));
    }

    proptest! {
        #[test]
        fn canonical_form_reads_back_as_itself(kind in "[a-zA-Z]{1,9}", ns in "[a-z0-9-]{1,9}", name in "[A-Za-z0-9._-]{1,20}") {
            let made = EntityRef::new(&kind, &ns, &name);
            let read = EntityRef::parse(made.as_str(), None, "other").unwrap();
            prop_assert_eq!(&made, &read);
            prop_assert_eq!(made.kind(), kind.to_lowercase());
            prop_assert_eq!(made.namespace(), ns);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = EntityRef::parse(&text, Some("component"), "default").map(|r| (r.name().len(), r.namespace().len()));
        }
    }
}
