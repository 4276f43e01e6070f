//! A repository as it was told of, made into what discovery knows: facts, hints of an owner, catalog files and what they
//! declare. Pure; trusts no text.

use super::cursor::Lead;
use crate::model::catalog::descriptor::{self, Sort as DocumentSort};
use crate::model::catalog::{Node, Place};
use crate::model::discovery::{CatalogFile, Hint, Sighting, Sort};
use crate::sources::files::documents_of;

/// Where GitHub looks for CODEOWNERS, the first that is there.
pub(super) const CODE_OWNERS: [&str; 3] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];
/// Names of catalog files.
pub(super) const CATALOG: [&str; 2] = ["catalog-info.yaml", "catalog-info.yml"];
/// The largest file that is read, in bytes.
pub(super) const LARGEST: usize = 1_000_000;
/// Files of one repository, and Locations that lead to Locations.
const MOST_FILES: usize = 50;
const DEEPEST: u32 = 4;
const MOST_ENTITIES: usize = 1000;
const LONGEST_FACT: usize = 200;

/// A repository as both ways tell of it.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub name: String,
    pub url: String,
    pub description: Option<String>,
    pub is_private: bool,
    pub is_archived: bool,
    pub is_fork: bool,
    pub is_empty: bool,
    pub pushed: Option<String>,
    pub language: Option<String>,
    pub topics: Vec<String>,
    pub code_owners: Option<String>,
    /// Path and text; no text where the file is too large or no text.
    pub catalog: Vec<(String, Option<String>)>,
}

/// What a repository is seen as, and where its catalog files lead. Problems are added to the survey's.
pub(super) fn sighting(
    owner: &str,
    told: Told,
    leads: &mut Vec<Lead>,
    problems: &mut Vec<String>,
) -> Option<Sighting> {
    if !is_name(&told.name) {
        problems.push(format!(
            "A repository of {owner} has a name that no repository has, and is left out."
        ));
        return None;
    }
    let mut sighting = Sighting {
        id: format!("github:{owner}/{}", told.name).to_lowercase(),
        sort: Sort::Repository,
        facts: facts(&told),
        url: is_address(&told.url).then(|| told.url.clone()),
        hints: told.code_owners.as_deref().map(hints).unwrap_or_default(),
        ..Sighting::default()
    };
    for (path, text) in told.catalog {
        let lead = Lead {
            repository: told.name.clone(),
            path,
            depth: 0,
        };
        take_file(&mut sighting, &lead, text.as_deref(), leads, problems);
    }
    sighting.name = told.name;
    Some(sighting)
}

fn facts(told: &Told) -> Vec<(String, String)> {
    let flag = |name: &str, is_so: bool| is_so.then(|| (name.to_owned(), "yes".to_owned()));
    let mut facts = vec![(
        "visibility".to_owned(),
        if told.is_private { "private" } else { "public" }.to_owned(),
    )];
    facts.extend(flag("archived", told.is_archived));
    facts.extend(flag("fork", told.is_fork));
    facts.extend(flag("empty", told.is_empty));
    let day = told
        .pushed
        .as_deref()
        .and_then(|moment| moment.get(..10))
        .map(str::to_owned);
    let topics = (!told.topics.is_empty()).then(|| told.topics.join(", "));
    for (name, text) in [
        ("language", told.language.clone()),
        ("pushed", day),
        ("topics", topics),
        ("description", told.description.clone()),
    ] {
        let text = text.filter(|text| !text.trim().is_empty());
        facts.extend(text.map(|text| (name.to_owned(), shortened(&text))));
    }
    facts
}

pub(super) fn shortened(text: &str) -> String {
    text.chars().take(LONGEST_FACT).collect()
}

/// The owners of everything: the last rule counts that is for all files (docs.github.com, about code owners). A last rule
/// without owners says that nobody owns it.
fn hints(text: &str) -> Vec<Hint> {
    let mut owners: Vec<&str> = vec![];
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default();
        let mut words = line.split_whitespace();
        if let Some("*" | "**" | "/**" | "/") = words.next() {
            owners = words.collect();
        }
    }
    let is_owner = |owner: &&str| owner.len() <= 140 && (owner.starts_with('@') || owner.contains('@'));
    let owners = owners.into_iter().filter(is_owner).take(20);
    owners.map(|owner| Hint::CodeOwner(owner.to_owned())).collect()
}

/// Adds a catalog file, and what its Locations lead to within the repository.
pub(super) fn take_file(
    sighting: &mut Sighting,
    at: &Lead,
    text: Option<&str>,
    leads: &mut Vec<Lead>,
    problems: &mut Vec<String>,
) {
    let Lead {
        repository,
        path,
        depth,
    } = at;
    if sighting.files.len() >= MOST_FILES || sighting.files.iter().any(|file| file.path == *path) {
        return;
    }
    let mut file = CatalogFile {
        path: path.clone(),
        url: format!("{}/blob/HEAD/{path}", sighting.url.as_deref().unwrap_or_default()),
        entities: vec![],
    };
    let documents = text.filter(|text| text.len() <= LARGEST).map(documents_of);
    if documents.is_none() {
        problems.push(format!(
            "{path} of {repository} is larger than 1 MB, or no text, and is not read."
        ));
    }
    for document in documents.into_iter().flatten() {
        match document {
            Ok(node) if descriptor::sort(&node) == DocumentSort::Entity => {
                let Some(record) = descriptor::read(&node, Place::default(), [0; 32], &mut Vec::new()) else {
                    continue;
                };
                if record.entity_ref.kind() == "location" {
                    let targets = targets(&node, path);
                    let new = targets.filter(|_| *depth < DEEPEST).take(MOST_FILES);
                    leads.extend(new.map(|path| Lead {
                        repository: repository.to_owned(),
                        path,
                        depth: depth + 1,
                    }));
                } else if file.entities.len() < MOST_ENTITIES {
                    file.entities.push(record.entity_ref.as_str().to_owned());
                }
            }
            Ok(_) => {}
            Err(why) => problems.push(format!("{path} of {repository} cannot be read whole: {why}.")),
        }
    }
    sighting.files.push(file);
}

/// The files of the same repository that a Location names. Addresses and patterns are not followed.
fn targets<'n>(document: &'n Node, from: &'n str) -> impl Iterator<Item = String> + use<'n> {
    let spec = document.get("spec");
    let single = spec.and_then(|spec| spec.get("target")).into_iter();
    let several = spec
        .and_then(|spec| spec.get("targets"))
        .map(Node::items)
        .unwrap_or_default();
    let texts = single.chain(several).filter_map(Node::text);
    texts.filter_map(|text| beside(from, text))
}

/// A path relative to a file of a repository, as a path of the repository; none that leaves it or that could mean anything but
/// a file.
fn beside(from: &str, target: &str) -> Option<String> {
    let is_sign = |c: char| c.is_alphanumeric() || "-_./ +@,=".contains(c);
    if target.len() > 500 || target.starts_with('/') || !target.chars().all(is_sign) {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// Whether a text is a login as GitHub gives them; those of old accounts and of a company's own GitHub may have `_`.
pub(in crate::sources) fn is_login(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && !text.starts_with('-')
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// Whether a text is the name of a repository.
pub(in crate::sources) fn is_name(text: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    (1..=100).contains(&text.len()) && text.chars().all(is_sign) && !text.chars().all(|c| c == '.')
}

/// Whether a text may be opened as an address.
pub(super) fn is_address(text: &str) -> bool {
    text.len() <= 500
        && text.starts_with("https://")
        && text
            .chars()
            .all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_last_rule_for_everything_names_the_owners() {
        for (text, owners) in [
            ("* @acme/shop @ana\n", &["@acme/shop", "@ana"][..]),
            ("* @acme/shop\n/docs/ @acme/writers\n", &["@acme/shop"]),
            ("* @acme/old\n* ana@acme.io # now\n", &["ana@acme.io"]),
            ("* @acme/shop\n*\n", &[]),
            ("# * @acme/shop\n*.rs @acme/rust\n", &[]),
        ] {
            let expected: Vec<Hint> = owners
                .iter()
                .map(|owner| Hint::CodeOwner((*owner).to_owned()))
                .collect();
            assert_eq!(hints(text), expected, "{text}");
        }
    }

    #[test]
    fn a_location_leads_to_files_of_its_repository_only() {
        for (from, target, path) in [
            ("catalog-info.yaml", "./a/b.yaml", Some("a/b.yaml")),
            ("a/catalog-info.yaml", "../b.yaml", Some("b.yaml")),
            ("catalog-info.yaml", "../b.yaml", None),
            ("catalog-info.yaml", "https://evil.io/b.yaml", None),
            ("catalog-info.yaml", "/etc/passwd", None),
            ("catalog-info.yaml", "./*/x.yaml", None),
            ("catalog-info.yaml", "a?ref=x", None),
        ] {
            assert_eq!(beside(from, target).as_deref(), path, "{target}");
        }
    }

    proptest! {
        #[test]
        fn no_text_of_others_panics(owners in "\\PC{0,60}", file in "[a-z:\\-/ \n{}\\[\\]*&]{0,80}", target in "\\PC{0,30}") {
            hints(&owners);
            let header = "kind: Location\nmetadata: {name: x}\n";
            let (mut leads, mut problems) = (vec![], vec![]);
            let text = format!("{header}spec: {{target: {target:?}}}\n{file}");
            let at = Lead { repository: "r".to_owned(), path: "catalog-info.yaml".to_owned(), depth: 0 };
            take_file(&mut Sighting::default(), &at, Some(&text), &mut leads, &mut problems);
            prop_assert!(leads.iter().all(|lead| !lead.path.contains("..") || !lead.path.starts_with("..")));
        }
    }
}
