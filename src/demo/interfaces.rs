//! The APIs of a system with their definitions: OpenAPI, AsyncAPI, gRPC and GraphQL, small but valid. Pure.

use super::document::{Entity, Sheet, Value};
use super::plan::listing;
use super::system::{Site, capitalised, plural, spoken};

const OPENAPI_FILE: &str = "openapi.yaml";

pub(super) fn interfaces(site: &mut Site) -> Vec<Entity> {
    let system = site.place.system;
    let things: Vec<_> = system.things.iter().map(|thing| plural(thing.noun)).collect();
    let things = listing(&things);
    // At home most definitions are files that a tool has written; a new market copies them into its own.
    let in_a_file = site.market.index == 0 && site.random.chance(60);
    let definition = if in_a_file {
        Value::File(format!("./{OPENAPI_FILE}"))
    } else {
        Value::Block(openapi(site))
    };

    let mut apis = vec![api(
        site,
        site.own("api"),
        "openapi",
        format!("Read and change {things} over HTTP."),
        definition,
    )];
    for (index, thing) in system.things.iter().enumerate() {
        let name = site.prefixed(&format!("{}-events", thing.noun));
        let description = format!(
            "The events on {}, for everyone who consumes them.",
            site.topic(index)
        );
        let definition = Value::Block(asyncapi(site, index));
        apis.push(api(site, name, "asyncapi", description, definition));
    }
    if site.shape.grpc {
        let description = format!("{} for services in a hurry.", capitalised(&things));
        let definition = Value::Block(protobuf(site));
        apis.push(api(site, site.own("grpc"), "grpc", description, definition));
    }
    if site.shape.graphql {
        let description = format!("{} as pages need them.", capitalised(&things));
        let definition = Value::Block(graphql(site));
        apis.push(api(site, site.own("graph"), "graphql", description, definition));
    }
    apis
}

fn api(site: &mut Site, name: String, type_: &str, description: String, definition: Value) -> Entity {
    let lifecycle = if site.random.chance(92) {
        "production"
    } else {
        "experimental"
    };
    let mut entity = Entity::typed("API", name, type_, description).spec("lifecycle", lifecycle);
    if site.random.chance(10) {
        entity.annotate("muster/change-approver", site.lead());
    }
    site.belonging(entity).spec("definition", definition)
}

/// The files that the entities of this system refer to.
pub(super) fn definition_files(site: &Site, entities: &[Entity]) -> Vec<Sheet> {
    let refers = |entity: &Entity| {
        entity
            .spec
            .iter()
            .any(|(_, value)| matches!(value, Value::File(_)))
    };
    let file = || Sheet::text(format!("{}/{OPENAPI_FILE}", site.folder), openapi(site));
    entities
        .iter()
        .filter(|entity| refers(entity))
        .map(|_| file())
        .collect()
}

fn openapi(site: &Site) -> String {
    let (system, noun) = (site.place.system, site.place.system.things[0].noun);
    let schema = type_name(noun);
    let plural = plural(noun).replace(' ', "-");
    format!(
        "openapi: 3.0.3
info:
  title: {title} API
  version: '{major}.{minor}.0'
paths:
  /{plural}:
    get:
      operationId: list{schema}s
      responses:
        '200':
          description: A page of them, newest first.
  /{plural}/{{id}}:
    get:
      operationId: get{schema}
      parameters:
        - {{name: id, in: path, required: true, schema: {{type: string, format: uuid}}}}
      responses:
        '200':
          description: The {thing}.
        '404':
          description: There is no such {thing}.
",
        title = system.title,
        major = 1 + system.name.len() % 3,
        minor = system.does.len() % 17,
        thing = spoken(noun),
    )
}

fn asyncapi(site: &Site, thing: usize) -> String {
    let (noun, topic) = (site.place.system.things[thing].noun, site.topic(thing));
    let events = site.place.system.things[thing].events.split_whitespace();
    let events: Vec<_> = events.map(type_name).collect();
    format!(
        "asyncapi: 3.0.0
info:
  title: {title} events
  version: 1.{minor}.0
channels:
  {channel}:
    address: {topic}
    messages:
      {schema}Event:
        contentType: application/avro
        payload:
          type: object
          properties:
            {channel}Id: {{type: string, format: uuid}}
            what: {{type: string, enum: [{events}]}}
operations:
  publish{schema}:
    action: send
    channel:
      $ref: '#/channels/{channel}'
",
        title = capitalised(&spoken(noun)),
        minor = noun.len() % 9,
        channel = field_name(noun),
        schema = type_name(noun),
        events = events.join(", "),
    )
}

fn protobuf(site: &Site) -> String {
    let noun = site.place.system.things[0].noun;
    let (schema, package) = (type_name(noun), site.place.system.name.replace('-', "_"));
    format!(
        "syntax = \"proto3\";
package quayside.{package}.v1;

service {schema}Service {{
  rpc Get{schema}(Get{schema}Request) returns ({schema});
  rpc Watch{schema}(Get{schema}Request) returns (stream {schema});
}}

message Get{schema}Request {{ string id = 1; }}
message {schema} {{ string id = 1; string state = 2; int64 changed_at = 3; }}
"
    )
}

fn graphql(site: &Site) -> String {
    let noun = site.place.system.things[0].noun;
    let (schema, field) = (type_name(noun), field_name(noun));
    format!(
        "type Query {{
  {field}(id: ID!): {schema}
  recent{schema}s(first: Int = 20): [{schema}!]!
}}

type {schema} {{
  id: ID!
  state: String!
  changedAt: String!
}}
"
    )
}

/// "stock-level" as `StockLevel`.
fn type_name(noun: &str) -> String {
    noun.split('-').map(capitalised).collect()
}

/// "stock-level" as `stockLevel`.
fn field_name(noun: &str) -> String {
    let name = type_name(noun);
    name[..1].to_lowercase() + &name[1..]
}
