//! `muster catalog export`: all entities with their relations, for whatever reads Backstage's format.

use clap::ValueEnum;
use color_eyre::Result;
use serde::ser::{SerializeSeq, Serializer};
use serde_json::{Map, Value as Json};

use super::document;
use crate::cli::{Context, Outcome, Reading};
use crate::model::catalog::Entity;
use crate::model::text::yaml;

/// Of when an exported entity is, where that is not now.
const AS_OF: &str = "muster/as-of";

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
    let everything = Everything {
        reading,
        at: context.at()?.map(|at| at.to_string()),
    };
    match if args.json { Format::Json } else { args.format } {
        Format::Json => context.output().json(&everything)?,
        Format::Yaml => context.output().write(|out| {
            for entity in reading.catalog().entities() {
                out.write_all(yaml(&everything.document(entity)).as_bytes())?;
            }
            Ok(())
        })?,
    }
    Ok(Outcome::Done)
}

/// The array of all entities, one in memory at a time.
struct Everything<'a> {
    reading: &'a Reading,
    /// The moment of the past that they are of, as in RFC 3339.
    at: Option<String>,
}

impl Everything<'_> {
    /// An entity; one of the past says of when it is, in an annotation, as Backstage's format has no other room for it.
    fn document(&self, entity: Entity<'_>) -> Json {
        let mut document = document::whole(self.reading, entity);
        let metadata = document.get_mut("metadata").and_then(Json::as_object_mut);
        if let (Some(at), Some(metadata)) = (&self.at, metadata) {
            let annotations = metadata.entry("annotations").or_insert(Json::Null);
            if annotations.is_null() {
                *annotations = Json::Object(Map::new());
            }
            if let Some(annotations) = annotations.as_object_mut() {
                annotations.insert(AS_OF.to_owned(), at.as_str().into());
            }
        }
        document
    }
}

impl serde::Serialize for Everything<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entities = self.reading.catalog().entities();
        let mut array = serializer.serialize_seq(Some(entities.len()))?;
        for entity in entities {
            array.serialize_element(&self.document(entity))?;
        }
        array.end()
    }
}
