//! `muster keys`: every action of the screens with its keys, as they are for this person.

use color_eyre::Result;
use serde::Serialize;

use super::{Context, Outcome, Table};
use crate::app::intent::keymap::Keymap;
use crate::app::intent::{Danger, Entry, table};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Item {
    action: &'static str,
    keys: Vec<String>,
    /// Where on the screen it is live.
    scope: &'static str,
    text: &'static str,
    synonyms: &'static [&'static str],
    writes: bool,
}

impl Item {
    fn of(entry: &Entry, keymap: &Keymap) -> Self {
        Self {
            action: entry.name,
            keys: keymap.keys_of(entry).iter().map(ToString::to_string).collect(),
            scope: entry.scope.title(),
            text: entry.text,
            synonyms: entry.synonyms,
            writes: entry.danger == Danger::Writes,
        }
    }
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let keymap = context.keymap()?;
    let items: Vec<Item> = table().iter().map(|entry| Item::of(entry, &keymap)).collect();
    if args.json {
        context.output().json(&items)?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&["ACTION", "KEYS", "DOES", "WHERE"]);
    for item in items {
        table.row(vec![
            item.action.into(),
            item.keys.join(", "),
            item.text.into(),
            item.scope.into(),
        ]);
    }
    context.output().table(&table)?;
    Ok(Outcome::Done)
}
