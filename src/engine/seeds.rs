//! What a sandbox of GitHub begins with: the repositories, people and teams that the catalog names.

use std::path::Path;

use crate::model::catalog::Catalog;
use crate::providers::sandbox::github::Seeds;

/// Annotations are found by their lines: a sandbox needs no more, and 100,000 documents need not be parsed for it.
const REPOSITORY: &str = "github.com/project-slug:";
const USER: &str = "github.com/user-login:";
const TEAM: &str = "github.com/team-slug:";

pub(super) fn of_catalog(workspace: &Path, catalog: &Catalog, owners: &[String]) -> Seeds {
    let mut seeds = Seeds {
        owners: owners.iter().cloned().collect(),
        ..Seeds::default()
    };
    for entity in catalog.entities() {
        let named = entity.entity_ref();
        let name = named.rsplit('/').next().unwrap_or(named).to_owned();
        if named.starts_with("user:") {
            // Logins have no dots.
            seeds.users.insert(name.replace('.', "-"));
            seeds.users.insert(name);
        } else if named.starts_with("group:") {
            seeds.teams.insert(name);
        }
    }
    for file in catalog.files() {
        // An absolute path stays itself.
        let Ok(text) = std::fs::read_to_string(workspace.join(file.path)) else {
            continue;
        };
        for line in text.lines() {
            if let Some(slug) = annotation(line, REPOSITORY).filter(|slug| slug.split('/').count() == 2) {
                seeds.repositories.insert(slug.to_owned());
            } else if let Some(login) = annotation(line, USER) {
                seeds.users.insert(login.to_lowercase());
            } else if let Some(team) = annotation(line, TEAM) {
                let slug = team.rsplit('/').next().unwrap_or(team);
                seeds.teams.insert(slug.to_lowercase());
            }
        }
    }
    seeds
}

/// The value of an annotation on a line of YAML.
fn annotation<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let value = line
        .trim_start()
        .trim_start_matches(['"', '\''])
        .strip_prefix(name);
    let value = value.or_else(|| {
        let bare = name.trim_end_matches(':');
        let rest = line
            .trim_start()
            .trim_start_matches(['"', '\''])
            .strip_prefix(bare)?;
        rest.trim_start_matches(['"', '\'']).strip_prefix(':')
    })?;
    let value = value.split(" #").next().unwrap_or(value);
    let value = value.trim().trim_matches(['"', '\'']);
    (!value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annotation_is_read_from_its_line() {
        for (line, value) in [
            ("    github.com/project-slug: acme/cart", Some("acme/cart")),
            (
                "    'github.com/project-slug': \"acme/cart\" # the shop",
                Some("acme/cart"),
            ),
            ("    github.com/project-slug:", None),
            ("    github.com/team-slug: acme/shop", None),
        ] {
            assert_eq!(annotation(line, REPOSITORY), value, "{line}");
        }
    }
}
