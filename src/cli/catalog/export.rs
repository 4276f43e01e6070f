//! `muster catalog export`: all entities with their relations, for whatever reads Backstage's format.

use clap::ValueEnum;
use color_eyre::Result;
use serde::ser::{SerializeSeq, Serializer};

use super::document;
use crate::cli::{Context, Outcome, Reading};
use crate::model::text::yaml;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,

    /// As --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One array
    Json,
    /// A document for each entity
    Yaml,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let reading = context.reading()?;
    let entities = || {
        reading
            .catalog()
            .entities()
            .map(|entity| document::whole(reading, entity))
    };
    match if args.json { Format::Json } else { args.format } {
        Format::Json => context.output().json(&Everything(reading))?,
        Format::Yaml => context.output().write(|out| {
            for entity in entities() {
                out.write_all(yaml(&entity).as_bytes())?;
            }
            Ok(())
        })?,
    }
    Ok(Outcome::Done)
}

/// The array of all entities, one in memory at a time.
struct Everything<'a>(&'a Reading);

impl serde::Serialize for Everything<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entities = self.0.catalog().entities();
        let mut array = serializer.serialize_seq(Some(entities.len()))?;
        for entity in entities {
            array.serialize_element(&document::whole(self.0, entity))?;
        }
        array.end()
    }
}
