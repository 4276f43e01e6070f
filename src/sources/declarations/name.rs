//! Names of other tools made fit for the catalog. Pure.

use sha2::{Digest, Sha256};

use crate::model::catalog::is_valid_name;
use crate::model::text::hex;

/// Of `metadata.name`.
const LONGEST: usize = 63;

/// A name as `metadata.name` may hold it: what fits stays as it is; else runs of other signs become one `-`, and what is too
/// long is cut and told apart by a digest of the whole.
pub fn entity_name(text: &str) -> String {
    if is_valid_name(text) {
        return text.to_owned();
    }
    let mut name = String::with_capacity(text.len());
    for sign in text.chars() {
        let joins = |name: &str| name.ends_with(['-', '_', '.']);
        if sign.is_ascii_alphanumeric() {
            name.push(sign);
        } else if !name.is_empty() && !joins(&name) {
            name.push(if matches!(sign, '_' | '.') { sign } else { '-' });
        }
    }
    let name = name.trim_end_matches(['-', '_', '.']);
    if !name.is_empty() && name.len() <= LONGEST {
        return name.to_owned();
    }
    let digest = Sha256::digest(text.as_bytes());
    let digest = hex(&digest[..4]);
    let room = LONGEST - digest.len() - 1;
    let start = name.get(..room.min(name.len())).unwrap_or_default();
    let start = start.trim_end_matches(['-', '_', '.']);
    if start.is_empty() {
        digest
    } else {
        format!("{start}-{digest}")
    }
}

/// Whether Kafka takes a text as the name of a topic (org.apache.kafka.common.internals.Topic).
pub fn is_topic_name(text: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    (1..=249).contains(&text.len()) && text.chars().all(is_sign) && !matches!(text, "." | "..")
}

/// The name in a principal: `cart` of `User:cart` and of `User:CN=cart,O=acme`. None where everybody or nobody is meant.
pub(super) fn principal_name(principal: &str) -> Option<&str> {
    let name = principal
        .split_once(':')
        .map_or(principal, |(_, name)| name)
        .trim();
    let common = name.split(',').find_map(|part| {
        let (key, value) = part.split_once('=')?;
        key.trim().eq_ignore_ascii_case("CN").then_some(value.trim())
    });
    let name = common.unwrap_or(name);
    (!name.is_empty() && name != "*" && name != "ANONYMOUS").then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_become_fit() {
        for (text, name) in [
            ("orders.placed", "orders.placed"),
            ("MY_TOPIC", "MY_TOPIC"),
            ("__consumer_offsets", "consumer_offsets"),
            ("a..b--c", "a.b-c"),
            ("Streetlights Kafka API", "Streetlights-Kafka-API"),
            ("größe", "gr-e"),
            ("trailing-", "trailing"),
        ] {
            assert_eq!(entity_name(text), name);
        }
    }

    #[test]
    fn principals_name_whom_they_mean() {
        for (principal, name) in [
            ("User:cart", Some("cart")),
            ("cart", Some("cart")),
            ("User:CN=cart,OU=shop,O=acme", Some("cart")),
            ("User:*", None),
            ("User:ANONYMOUS", None),
            ("", None),
        ] {
            assert_eq!(principal_name(principal), name, "{principal}");
        }
    }

    proptest! {
        #[test]
        fn every_name_is_valid_and_long_ones_stay_apart(text in "\\PC{0,90}", other in "[a-z.]{70,90}") {
            prop_assert!(is_valid_name(&entity_name(&text)), "{:?}", entity_name(&text));
            let longer = format!("{other}x");
            prop_assert_ne!(entity_name(&other), entity_name(&longer));
        }
    }
}
