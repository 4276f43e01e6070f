//! A CODEOWNERS from the catalog: each entity's folder is its owner's. It stands in a marked block, so that what is written
//! by hand around it stays, to the byte. Knows text and the catalog; writes no file.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::catalog::{Catalog, Entity};

/// The first line of the block begins so.
const BEGIN: &str = "# muster begins";
const END: &str = "# muster ends";

/// What the catalog says of the paths of a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// Patterns with their owners, folders before what is in them: the last line that fits counts.
    pub lines: Vec<(String, Vec<String>)>,
    /// Entities whose owner cannot be named, each with the reason.
    pub left_out: Vec<(String, String)>,
}

/// The lines for the files whose names begin with `prefix`, which is the tree's folder. Teams that do not say how GitHub
/// names them are taken to be the organisation's.
pub fn draw(catalog: &Catalog, prefix: &str, organisation: Option<&str>) -> Drawn {
    let mut drawn = Drawn::default();
    // By folder, by file.
    let mut folders: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for entity in catalog.entities() {
        let Some(path) = entity
            .file()
            .strip_prefix(prefix)
            .filter(|path| !path.starts_with('/'))
        else {
            continue;
        };
        let is_owned = !["User", "Group", "Location"]
            .iter()
            .any(|kind| entity.is_kind(kind));
        // What a CODEOWNERS says is not written back into it.
        if !is_owned || entity.is_declared() || entity.code_owner().is_some() {
            continue;
        }
        match handle(catalog, entity, organisation) {
            Ok(_) if path.contains(['*', '?', '[', ']', '\\', '#', '!']) => {
                let why = format!("{path} cannot be written as a pattern");
                drawn.left_out.push((entity.entity_ref().to_owned(), why));
            }
            Ok(owner) => {
                let (folder, _) = path.rsplit_once('/').unwrap_or_default();
                let files = folders.entry(folder.to_owned()).or_default();
                files.entry(path.to_owned()).or_default().insert(owner);
            }
            Err(why) => drawn.left_out.push((entity.entity_ref().to_owned(), why)),
        }
    }
    for (folder, files) in folders {
        let mut all = files.values();
        let first = all.next().cloned().unwrap_or_default();
        if first.len() == 1 && all.all(|owners| *owners == first) {
            let pattern = match folder.as_str() {
                "" => "*".to_owned(),
                folder => format!("/{}/", escaped(folder)),
            };
            drawn.lines.push((pattern, first.into_iter().collect()));
            continue;
        }
        for (file, owners) in files {
            drawn
                .lines
                .push((format!("/{}", escaped(&file)), owners.into_iter().collect()));
        }
    }
    drawn
}

fn escaped(path: &str) -> String {
    path.replace(' ', "\\ ")
}

/// How GitHub names the owner of an entity: `github.com/team-slug`, `github.com/user-login`, else by its name; an address as it is.
fn handle(catalog: &Catalog, entity: Entity<'_>, organisation: Option<&str>) -> Result<String, String> {
    let Some(node) = entity.owner() else {
        // An address that nobody of the catalog has is an owner to GitHub all the same.
        let address = entity
            .owner_text()
            .filter(|text| text.contains('@') && !text.contains(char::is_whitespace));
        let address = address.filter(|text| !text.starts_with('@'));
        return address
            .map(str::to_owned)
            .ok_or_else(|| "it states no owner".to_owned());
    };
    let Some(owner) = catalog.entity_of(node) else {
        return Err(format!("{} is not in the catalog", catalog.node_ref(node)));
    };
    let said = |annotation: &str| {
        owner
            .attribute_of("annotations", annotation)
            .map(|(text, _)| text.trim())
    };
    if owner.is_kind("User") {
        return Ok(format!(
            "@{}",
            said("github.com/user-login").unwrap_or(owner.name())
        ));
    }
    let team = said("github.com/team-slug").unwrap_or(owner.name());
    match (team.contains('/'), organisation) {
        (true, _) => Ok(format!("@{team}")),
        (false, Some(organisation)) => Ok(format!("@{organisation}/{team}")),
        (false, None) => Err(format!(
            "{} has no `github.com/team-slug`, and `[github] owners` names no organisation",
            owner.entity_ref()
        )),
    }
}

/// A file's text with the block renewed: where it is already, else before all that is written by hand, whose lines count
/// more as they come later.
pub fn with_block(text: &str, lines: &[(String, Vec<String>)]) -> String {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let width = lines
        .iter()
        .map(|(pattern, _)| pattern.chars().count())
        .max()
        .unwrap_or(0);
    let mut block = format!(
        "{BEGIN}: these lines come from the catalog, by `muster own codeowners --write`; those outside stay as they are{newline}"
    );
    for (pattern, owners) in lines {
        let gap = width - pattern.chars().count();
        block.push_str(&format!("{pattern}{:gap$} {}{newline}", "", owners.join(" ")));
    }
    block.push_str(END);
    block.push_str(newline);
    let (mut start, mut end, mut at) = (None, None, 0);
    for line in text.split_inclusive('\n') {
        let next = at + line.len();
        if line.starts_with(BEGIN) {
            start.get_or_insert(at);
        } else if line.trim_end() == END && start.is_some() {
            end.get_or_insert(next);
        }
        at = next;
    }
    match (start, end) {
        (Some(start), Some(end)) => [&text[..start], &block, &text[end..]].concat(),
        // A mark at the beginning of the file stays there.
        _ => match text.strip_prefix('\u{feff}') {
            Some(rest) => ["\u{feff}", &block, rest].concat(),
            None => [&block, text].concat(),
        },
    }
}
