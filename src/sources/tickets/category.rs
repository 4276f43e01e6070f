//! How a ticket of another system gets its category: from its labels, components, type or any column, by a small table.

use std::collections::{BTreeMap, BTreeSet};

use super::words::category_name;

/// Which words of a ticket say what sort of task it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CategoryFrom {
    Labels,
    Components,
    IssueType,
    /// A column of a file, by its name.
    Column(String),
}

/// The rule of one system, as in `category = { from = "labels", map = { "access" = "repo-access" } }`.
///
/// The first word that the map knows decides. A word that it does not know counts where it is the name of a category that
/// is known, or where there is no map and `from` says that these words are categories.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CategoryRule {
    pub from: Option<CategoryFrom>,
    /// Words in lower case, and the categories they stand for.
    pub map: BTreeMap<String, String>,
    /// The categories that there are already.
    pub known: BTreeSet<String>,
}

impl CategoryRule {
    /// The category that some words of a ticket stand for.
    pub fn category<'w>(&self, words: impl IntoIterator<Item = &'w str> + Clone) -> Option<String> {
        let mapped = words
            .clone()
            .into_iter()
            .find_map(|word| self.map.get(&word.trim().to_lowercase()));
        if let Some(category) = mapped {
            return Some(category.clone());
        }
        let mut names = words.into_iter().filter_map(category_name);
        if self.from.is_some() && self.map.is_empty() {
            return names.next();
        }
        names.find(|name| self.is_known(name))
    }

    fn is_known(&self, name: &str) -> bool {
        self.known.contains(name) || self.map.values().any(|category| category == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_tells_the_category_by_the_words_of_a_ticket() {
        let map = BTreeMap::from([("access".to_owned(), "repo-access".to_owned())]);
        let known = BTreeSet::from(["vpn".to_owned()]);
        let by_label = CategoryRule {
            from: Some(CategoryFrom::Labels),
            map,
            known: known.clone(),
        };
        let as_it_is = CategoryRule {
            from: Some(CategoryFrom::Components),
            ..CategoryRule::default()
        };
        let only_known = CategoryRule {
            known,
            ..CategoryRule::default()
        };
        for (rule, words, expected) in [
            (&by_label, vec!["urgent", "Access"], Some("repo-access")),
            (&by_label, vec!["urgent", "VPN"], Some("vpn")),
            (&by_label, vec!["repo access"], Some("repo-access")),
            (&by_label, vec!["urgent"], None),
            (&as_it_is, vec!["Kafka Topics", "x"], Some("kafka-topics")),
            (&only_known, vec!["x", "vpn"], Some("vpn")),
            (&only_known, vec!["x"], None),
        ] {
            assert_eq!(
                rule.category(words.iter().copied()).as_deref(),
                expected,
                "{words:?}"
            );
        }
    }
}
