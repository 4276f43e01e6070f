//! `[[catalog.declarations]]` of `muster.toml`: which declaration files of other tools are part of the catalog, and what is said
//! of all that they declare.

use super::company::take_globs;
use super::document::{Item, Table};
use super::place::Located;
use super::tickets::text;
use crate::model::catalog::{DEFAULT_NAMESPACE, EntityRef, is_valid_namespace};
use crate::sources::declarations::Settings;

/// Some declaration files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declarations {
    /// Files, folders and globs inside the workspace; never empty.
    pub files: Vec<Located<String>>,
    pub settings: Settings,
}

/// All of them, in the order of the file: the first that names a file speaks for it.
pub(super) fn take_declarations(item: Option<Item<'_, '_>>) -> Vec<Declarations> {
    let items = item.map(Item::list).unwrap_or_default();
    let tables = items
        .into_iter()
        .filter_map(|item| Some((item.clone(), item.table()?)));
    tables
        .filter_map(|(whole, table)| declarations(&whole, table))
        .collect()
}

fn declarations(whole: &Item<'_, '_>, mut table: Table<'_, '_>) -> Option<Declarations> {
    let files = take_globs(&mut table, "files");
    let settings = Settings {
        cluster: text(&mut table, "cluster"),
        owner: table.take("owner").and_then(|item| reference(item, "group")),
        system: table.take("system").and_then(|item| reference(item, "system")),
        namespace: table.take("namespace").and_then(namespace),
    };
    table.finish();
    if files.is_empty() {
        whole.complain("declarations name their `files`, as [\"kafka/**/*.yaml\"]".to_owned());
        return None;
    }
    Some(Declarations { files, settings })
}

/// A reference as written, if it is one.
fn reference(item: Item<'_, '_>, kind: &str) -> Option<String> {
    let at = item.clone();
    let written = item.text()?.value;
    if let Err(error) = EntityRef::parse(&written, Some(kind), DEFAULT_NAMESPACE) {
        at.complain(format!(
            "`{written}` is no reference, such as {kind}:default/payments: {error}"
        ));
        return None;
    }
    Some(written)
}

fn namespace(item: Item<'_, '_>) -> Option<String> {
    let at = item.clone();
    let written = item.text()?.value;
    if !is_valid_namespace(&written) {
        at.complain(format!(
            "`{written}` is no namespace; use letters and digits, joined by single `-`"
        ));
        return None;
    }
    Some(written)
}
