//! `vision.yaml` as a document, made a [`Vision`]: every section, and everything that is wrong with it, each at its place. A
//! wrong part costs itself alone. Knows no files: `sources::vision` brings the document and the radars that it names.

mod demands;
mod examples;
mod people;
mod principles;
mod quote;
mod radar;
mod reader;
mod restricted;
mod rules;
mod scalar;
mod work;

use super::{Complaint, Radar, Rule, Vision};
use crate::model::catalog::{Key, Node, Position};
use crate::model::insight::Fits;
use reader::Reader;

/// A file that was parsed.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// Relative to the workspace, with `/`.
    pub file: &'a str,
    pub text: &'a str,
    pub root: &'a Node,
    /// Keys that stand twice in one mapping.
    pub duplicate_keys: &'a [Key],
}

/// Every section of the file.
const SECTIONS: [&str; 11] = [
    "statement",
    "principles",
    "radar",
    "rules",
    "naming",
    "required",
    "automation",
    "promises",
    "approvals",
    "waivers",
    "grantors",
];

/// More rules than any company reads.
const MOST_RULES: usize = 1000;

/// What the file says. `radars` are those of the files that it names, in their order.
pub fn read(written: &Written<'_>, radars: Vec<Radar>) -> Vision {
    let mut reader = Reader::new(written);
    let root = written.root;
    for key in written.duplicate_keys {
        let message = format!(
            "`{}` stands here twice, and only the last one counts; keep one",
            key.text
        );
        reader.wrong(key.at, message);
    }
    if !root.is_null() && reader.is_mapping(root, "the vision") {
        reader.knows(root, &SECTIONS);
    }
    let mut vision = Vision {
        statement: reader.text(root, "statement").map(str::to_owned),
        principles: principles::read(&mut reader, root),
        ..Vision::default()
    };
    let placed = radar::read(&mut reader, root.get("radar"), radars);
    vision.rules = rules::read(&mut reader, root);
    vision.rules.extend(demands::naming(&mut reader, root));
    vision.rules.extend(demands::required(&mut reader, root));
    vision.rules.extend(restricted::rules(&mut reader, &placed));
    vision.radar = placed.radar;
    once_each(&mut reader, &mut vision.rules);
    rules::technologies_are_there(&mut reader, root, &vision.radar);
    vision.fits = work::weights(&mut reader, root);
    vision.promises = work::promises(&mut reader, root);
    vision.approvals = people::approvals(&mut reader, root);
    vision.waivers = people::waivers(&mut reader, root, &vision.rules);
    vision.grantors = people::grantors(&mut reader, root);
    (vision.complaints, vision.mentions) = reader.finish();
    vision
}

/// The order of automation alone, and what is wrong with that.
pub fn weights(written: &Written<'_>) -> (Fits, Vec<Complaint>) {
    let mut reader = Reader::new(written);
    let fits = work::weights(&mut reader, written.root);
    (fits, reader.finish().0)
}

/// One rule that is being written: a mapping, or a list whose first item it is.
pub fn rule(written: &Written<'_>) -> (Option<Rule>, Vec<Complaint>) {
    let mut reader = Reader::trying(written);
    let root = written.root;
    let first = root.get("rules").unwrap_or(root);
    let rule = rules::one(&mut reader, first.items().first().unwrap_or(first));
    (rule, reader.finish().0)
}

/// The radar files that the vision names, each with its place.
pub fn radar_files(root: &Node) -> Vec<(String, Position)> {
    let files = root.at_path(&["radar", "files"]);
    let items = files.map_or(&[][..], |files| match files.items() {
        [] => std::slice::from_ref(files),
        items => items,
    });
    let named = items
        .iter()
        .filter_map(|item| Some((item.text()?.trim().to_owned(), item.at)));
    named.filter(|(file, _)| !file.is_empty()).collect()
}

/// Keeps the first rule of each id, and no more than can be judged.
fn once_each(reader: &mut Reader<'_>, rules: &mut Vec<Rule>) {
    let mut seen = std::collections::HashSet::new();
    rules.retain(|rule| {
        let is_first = seen.insert(rule.id.clone());
        if !is_first {
            let message = format!("there is a rule `{}` already; give this one another id", rule.id);
            reader.wrong(rule.at, message);
        }
        is_first
    });
    if let Some(first_left_out) = rules.get(MOST_RULES) {
        let message = format!("there are more than {MOST_RULES} rules; those from here on are left out");
        reader.wrong(first_left_out.at, message);
        rules.truncate(MOST_RULES);
    }
}
