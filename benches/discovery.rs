//! Figures of discovery: what was seen outside held against a catalog.
//!
//! `cargo bench --bench discovery`; `MUSTER_BENCH_SIZES=1000,1000000` chooses other sizes. Prints a table in Markdown.

#[path = "support/figures.rs"]
mod figures;

use figures::{Row, median, print_table, sizes, thousands};
use muster::model::catalog::{
    Builder, Catalog, Declared, EntityRef, External, Place, Position, Record, Relation, Standing,
};
use muster::model::discovery::{self, Flow, Hint, Sighting, Sort, Survey, Way, compare};

const TOPICS: usize = 10_000;
const GROUPS: usize = 2_000;
/// Topics that a group reads.
const READ: usize = 10;
const TEAMS: usize = 100;

fn main() {
    let columns: Vec<(usize, Vec<Row>)> = sizes().into_iter().map(|size| (size, measure(size))).collect();
    print_table("discovery", &columns);
}

fn measure(size: usize) -> Vec<Row> {
    let catalog = catalog(size);
    let surveys = [survey()];
    let places = [discovery::Place {
        name: "kafka:main".to_owned(),
        ..discovery::Place::default()
    }];
    let found = compare(&catalog, &surveys, &places);
    let bytes = serde_json::to_vec(&surveys).unwrap_or_default();
    let time = median(5, || compare(&catalog, &surveys, &places).unregistered.len());
    let read = median(5, || {
        serde_json::from_slice::<Vec<Survey>>(&bytes).map_or(0, |surveys| surveys.len())
    });
    vec![
        Row::new("entities", thousands(catalog.len())),
        Row::new(
            "unregistered of 10,000 topics",
            thousands(found.unregistered.len()),
        ),
        Row::new("dependencies of 2,000 groups", thousands(found.observed.len())),
        Row::new("held against the catalog", format!("{time:.2?}")),
        Row::new("survey read from disk's bytes", format!("{read:.2?}")),
    ]
}

fn topic(number: usize) -> String {
    format!("domain-{}.entity-{}.event-{number}", number % 50, number % 700)
}

/// Teams, components, and topics of which every second is registered where there is room for so many.
fn catalog(size: usize) -> Catalog {
    let mut builder = Builder::new(None);
    let file = builder.file("catalog.yaml", Default::default());
    for number in 0..size {
        let owner = format!("group:default/team-{}", number % TEAMS);
        let (kind, name, external) = match number {
            number if number < TEAMS => ("Group", format!("team-{number}"), None),
            number if number % 3 == 0 && number / 3 < TOPICS / 2 => {
                let topic = topic(number / 3 * 2);
                ("Resource", topic.clone(), Some(format!("kafka:main/{topic}")))
            }
            number => ("Component", format!("service-{number}"), None),
        };
        builder.add(file, &record(kind, &name, &owner, external));
    }
    builder.finish()
}

fn record(kind: &str, name: &str, owner: &str, external: Option<String>) -> Record {
    Record {
        entity_ref: EntityRef::new(kind, "default", name),
        kind: kind.to_owned(),
        name: name.to_owned(),
        title: String::new(),
        description: String::new(),
        type_: String::new(),
        lifecycle: String::new(),
        owner_text: owner.to_owned(),
        tags: Vec::new(),
        relations: vec![Declared {
            relation: Relation::OwnedBy,
            reverse: false,
            target: EntityRef::parse(owner, None, "default").expect("a ref"),
            guessed_kind: false,
            at: Position::default(),
        }],
        externals: external.into_iter().map(|id| (External::Id, id)).collect(),
        attributes: Vec::new(),
        standing: Standing::Written,
        place: Place::default(),
        version: [0; 32],
    }
}

fn survey() -> Survey {
    let topics = (0..TOPICS).map(|number| Sighting {
        id: format!("kafka:main/{}", topic(number)),
        name: topic(number),
        facts: vec![("partitions".to_owned(), "12".to_owned())],
        hints: vec![Hint::Writer(format!("User:service-{}", number % 5_000))],
        ..Sighting::default()
    });
    let groups = (0..GROUPS).map(|number| Sighting {
        id: format!("kafka:main/group/service-{}", number * 7),
        sort: Sort::Group,
        name: format!("service-{}", number * 7),
        ..Sighting::default()
    });
    let flows = (0..GROUPS * READ).map(|number| Flow {
        who: format!("service-{}", number / READ * 7),
        way: Way::Reads,
        what: format!("kafka:main/{}", topic(number * 13 % TOPICS)),
        evidence: "group reads now".to_owned(),
    });
    Survey {
        place: "kafka:main".to_owned(),
        complete: true,
        flows: flows.collect(),
        sightings: topics.chain(groups).collect(),
        ..Survey::default()
    }
}
