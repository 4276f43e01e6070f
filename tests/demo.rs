//! The demo company as a specification: any size and seed gives a catalog that is whole but for the flaws it lists.

use granit_parser::{Event, Parser};
use muster::demo::{self, DemoError, File, Options};
use proptest::prelude::*;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

// A light reading of the files, enough to hold them to their word.

/// The documents of a file that parse, and where others do not.
fn documents(text: &str) -> (Vec<Value>, Vec<String>) {
    let (mut parser, mut found, mut broken) = (Parser::new_from_str(text), Vec::new(), Vec::new());
    let mut open: Vec<Node> = Vec::new();
    while let Some(next) = parser.next_event() {
        match next {
            Err(error) => {
                broken.push(error.to_string());
                open.clear();
                parser
                    .proceed_next_document()
                    .expect("the next document is found");
            }
            Ok((Event::MappingStart(..), _)) => open.push(Node::Map(Map::new(), None)),
            Ok((Event::SequenceStart(..), _)) => open.push(Node::List(Vec::new())),
            Ok((Event::MappingEnd | Event::SequenceEnd, _)) => {
                let node = open.pop().expect("what ends has begun");
                place(node.finished(), &mut open, &mut found);
            }
            Ok((event, _)) => {
                if let Some((text, _)) = event.scalar() {
                    place(Value::String(text.to_string()), &mut open, &mut found);
                }
            }
        }
    }
    (found, broken)
}

enum Node {
    Map(Map<String, Value>, Option<String>),
    List(Vec<Value>),
}

impl Node {
    fn finished(self) -> Value {
        match self {
            Node::Map(map, _) => Value::Object(map),
            Node::List(items) => Value::Array(items),
        }
    }
}

fn place(value: Value, open: &mut [Node], found: &mut Vec<Value>) {
    match open.last_mut() {
        None => found.push(value),
        Some(Node::List(items)) => items.push(value),
        Some(Node::Map(_, key @ None)) => *key = Some(value.as_str().unwrap_or_default().to_owned()),
        Some(Node::Map(map, key)) => {
            let key = key.take().unwrap_or_default();
            assert!(map.insert(key.clone(), value).is_none(), "{key} is said twice");
        }
    }
}

#[derive(Clone, Debug)]
struct Entity {
    path: String,
    kind: String,
    name: String,
    body: Value,
}

impl Entity {
    fn reference(&self) -> String {
        format!("{}:default/{}", self.kind.to_lowercase(), self.name)
    }

    fn spec(&self, key: &str) -> &Value {
        &self.body["spec"][key]
    }

    /// Everything it refers to, canonical: (field, target).
    fn references(&self) -> Vec<(&'static str, String)> {
        let mut all = Vec::new();
        for (field, kind) in [
            ("owner", "group"),
            ("system", "system"),
            ("domain", "domain"),
            ("subdomainOf", "domain"),
            ("parent", "group"),
            ("providesApis", "api"),
            ("consumesApis", "api"),
            ("dependsOn", ""),
            ("dependencyOf", ""),
            ("memberOf", "group"),
            ("leaderOf", "group"),
            ("children", "group"),
            ("members", "user"),
        ] {
            let value = self.spec(field);
            let items = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
            all.extend(
                items
                    .iter()
                    .filter_map(Value::as_str)
                    .map(|text| (field, canonical(text, kind))),
            );
        }
        let annotations = self.body["metadata"]["annotations"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        for (key, field) in [
            ("muster/accountable", "accountable"),
            ("muster/deputy", "deputy"),
            ("muster/contact", "contact"),
            ("muster/change-approver", "approver"),
            ("muster/cost-owner", "cost owner"),
            ("muster/lead", "lead"),
        ] {
            all.extend(
                annotations
                    .get(key)
                    .and_then(Value::as_str)
                    .map(|text| (field, canonical(text, "user"))),
            );
        }
        all
    }
}

fn canonical(text: &str, kind: &str) -> String {
    let (kind, rest) = text.split_once(':').unwrap_or((kind, text));
    assert!(!kind.is_empty(), "{text} needs a kind");
    if rest.contains('/') {
        format!("{kind}:{rest}")
    } else {
        format!("{kind}:default/{rest}")
    }
}

struct Company {
    files: BTreeMap<String, String>,
    entities: Vec<Entity>,
    broken: Vec<String>,
}

impl Company {
    fn of(options: &Options) -> Company {
        Company::read(demo::generate(options))
    }

    fn read(files: impl IntoIterator<Item = File>) -> Company {
        let files: BTreeMap<_, _> = files.into_iter().map(|file| (file.path, file.contents)).collect();
        let mut company = Company {
            files: BTreeMap::new(),
            entities: Vec::new(),
            broken: Vec::new(),
        };
        let skeletons = |path: &str| path.contains("/skeleton/");
        for (path, text) in files
            .iter()
            .filter(|(path, _)| path.ends_with(".yaml") && !skeletons(path))
        {
            let (documents, broken) = documents(text);
            company.broken.extend(broken.iter().map(|_| path.clone()));
            for body in documents {
                let version = body["apiVersion"].as_str().unwrap_or_default();
                if version.starts_with("backstage.io/") || version.starts_with("scaffolder.backstage.io/") {
                    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                    let (kind, name) = (text(&body["kind"]), text(&body["metadata"]["name"]));
                    company.entities.push(Entity {
                        path: path.clone(),
                        kind,
                        name,
                        body,
                    });
                }
            }
        }
        company.files = files;
        company
    }

    fn after_the_week(options: &Options) -> Company {
        let mut files: BTreeMap<_, _> = demo::generate(options)
            .map(|file| (file.path, file.contents))
            .collect();
        files.extend(
            demo::later_edits(options)
                .into_iter()
                .map(|edit| (edit.file.path, edit.file.contents)),
        );
        Company::read(files.into_iter().map(|(path, contents)| File { path, contents }))
    }

    fn by_reference(&self) -> HashMap<String, &Entity> {
        self.entities
            .iter()
            .map(|entity| (entity.reference(), entity))
            .collect()
    }

    fn entity(&self, reference: &str) -> &Entity {
        self.by_reference()[reference]
    }

    /// References to what does not exist: (from, field, to).
    fn dangling(&self) -> BTreeSet<(String, &'static str, String)> {
        let known = self.by_reference();
        let all = self
            .entities
            .iter()
            .flat_map(|from| from.references().into_iter().map(move |(f, to)| (from, f, to)));
        all.filter(|(_, _, to)| !known.contains_key(to))
            .map(|(from, f, to)| (from.reference(), f, to))
            .collect()
    }

    fn counts(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        let unique: BTreeMap<_, _> = self
            .entities
            .iter()
            .map(|entity| (entity.reference(), entity))
            .collect();
        for entity in unique.values() {
            *counts.entry(entity.kind.as_str()).or_default() += 1;
        }
        counts
    }
}

fn default_company() -> Company {
    Company::of(&Options::default())
}

fn sized(entities: usize) -> Options {
    Options {
        entities: Some(entities),
        seed: 11,
    }
}

// Size and sameness

#[test]
fn the_default_company_has_about_600_people_and_every_kind() {
    let company = default_company();
    let counts = company.counts();
    assert_eq!(counts["User"], 600);
    for kind in [
        "API",
        "Component",
        "Domain",
        "Group",
        "Location",
        "Resource",
        "System",
        "Template",
        "User",
    ] {
        assert!(counts[kind] > 0, "no {kind}");
    }
    let total: usize = counts.values().sum();
    assert!((2_000..=2_500).contains(&total), "{total} entities: {counts:?}");
}

#[test]
fn a_company_has_exactly_the_size_that_was_asked_for() {
    for asked in [Options::LEAST, 1_000, 2_200, 2_600, 5_000, 20_000] {
        let total: usize = Company::of(&sized(asked)).counts().values().sum();
        assert_eq!(total, asked);
    }
}

#[test]
fn the_same_options_give_the_same_bytes_and_another_seed_gives_others() {
    let files = |seed| {
        demo::generate(&Options {
            entities: Some(1_000),
            seed,
        })
        .collect::<Vec<_>>()
    };
    assert!(files(1) == files(1));
    assert!(files(1) != files(2));
}

/// A change of these numbers changes every demo and every bench: do it knowingly.
#[test]
fn the_bytes_are_the_same_on_every_machine() {
    let digest = |options: &Options| {
        let bytes =
            demo::generate(options).flat_map(|file| [file.path.into_bytes(), file.contents.into_bytes()]);
        // FNV-1a
        bytes.flatten().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    };
    insta::assert_snapshot!(format!("{:x} {:x}", digest(&Options::default()), digest(&sized(5_000))), @"");
}

#[test]
fn at_scale_files_and_entities_have_the_size_of_real_ones() {
    let company = Company::of(&sized(20_000));
    let files: BTreeSet<_> = company.entities.iter().map(|entity| &entity.path).collect();
    let each = company.entities.len() / files.len();
    assert!((15..=25).contains(&each), "{each} entities a file");
    let bytes: usize = files.iter().map(|path| company.files[*path].len()).sum();
    let size = bytes / company.entities.len();
    assert!((400..=700).contains(&size), "{size} bytes an entity");
    let people = company.counts()["User"] * 100 / company.entities.len();
    assert!((10..=27).contains(&people), "{people} % people");
}

// Wholeness

#[test]
fn every_file_parses_but_one() {
    assert_eq!(default_company().broken, ["catalog/care/cases/catalog-info.yaml"]);
}

#[test]
fn names_keep_the_rules_of_backstage() {
    let part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric());
    for company in [default_company(), Company::of(&sized(20_000))] {
        for entity in &company.entities {
            let name = &entity.name;
            assert!(
                name.len() <= 63 && name.split(['-', '_', '.']).all(part),
                "{name}"
            );
            for tag in entity.body["metadata"]["tags"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
            {
                assert!(
                    tag.split('-')
                        .all(|part| part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()))
                );
            }
        }
    }
}

#[test]
fn required_fields_are_there() {
    for entity in &default_company().entities {
        let required: &[&str] = match entity.kind.as_str() {
            "Component" => &["type", "lifecycle", "owner"],
            "API" => &["type", "lifecycle", "owner", "definition"],
            "Resource" => &["type", "owner"],
            "System" | "Domain" => &["owner"],
            "Group" => &["type", "children"],
            "User" => &["memberOf"],
            "Template" => &["type", "steps", "parameters"],
            _ => &[],
        };
        for field in required {
            assert!(
                !entity.spec(field).is_null(),
                "{} has no {field}",
                entity.reference()
            );
        }
    }
}

#[test]
fn references_lead_somewhere_but_for_the_flaws() {
    let expected = [
        ("component:default/ftp-dropbox", "owner", "group:default/unknown"),
        (
            "component:default/notifications-api",
            "accountable",
            "user:default/marit.solheim",
        ),
        (
            "component:default/price-comparison-feed",
            "owner",
            "group:default/growth-squad",
        ),
        (
            "component:default/push-sender",
            "owner",
            "user:default/marit.solheim",
        ),
        (
            "component:default/return-portal",
            "owner",
            "group:default/returns-team@quayside.example",
        ),
        (
            "component:default/shipments-api",
            "dependsOn",
            "resource:default/oracle-tms",
        ),
    ];
    let expected: BTreeSet<_> = expected
        .map(|(from, field, to)| (from.to_owned(), field, to.to_owned()))
        .into();
    for options in [Options::default(), sized(700), sized(5_000)] {
        assert_eq!(Company::of(&options).dangling(), expected);
    }
}

#[test]
fn definitions_in_files_of_their_own_exist() {
    let company = default_company();
    let mut files = 0;
    for api in company.entities.iter().filter(|entity| entity.kind == "API") {
        if let Some(path) = api.spec("definition")["$text"].as_str() {
            let folder = api
                .path
                .rsplit_once('/')
                .map(|(folder, _)| folder)
                .unwrap_or_default();
            assert!(
                company
                    .files
                    .contains_key(&format!("{folder}/{}", path.trim_start_matches("./"))),
                "{path}"
            );
            files += 1;
        }
    }
    assert!(files > 10, "{files} definitions by $text");
}

#[test]
fn inline_definitions_are_what_they_say() {
    for api in default_company()
        .entities
        .iter()
        .filter(|entity| entity.kind == "API")
    {
        let Some(definition) = api.spec("definition").as_str() else {
            continue;
        };
        let opening = match api.spec("type").as_str() {
            Some("openapi") => "openapi: 3.",
            Some("asyncapi") => "asyncapi: 3.",
            Some("grpc") => "syntax = \"proto3\";",
            Some("graphql") => "type Query {",
            other => panic!("{other:?} is no type of API"),
        };
        assert!(definition.starts_with(opening), "{}", api.reference());
        if opening.ends_with("3.") {
            assert!(
                documents(definition).1.is_empty(),
                "{}: {definition}",
                api.reference()
            );
        }
    }
}

// The story

#[test]
fn a_topic_has_a_producer_and_the_bus_below_it() {
    let company = default_company();
    let producers: Vec<_> = company
        .entities
        .iter()
        .filter(|e| e.kind == "Component" && !e.spec("providesApis").is_null())
        .collect();
    for topic in company
        .entities
        .iter()
        .filter(|entity| entity.spec("type") == "kafka-topic")
    {
        assert!(
            topic
                .references()
                .contains(&("dependsOn", "resource:default/event-bus".into())),
            "{}",
            topic.name
        );
        let produces = |e: &&&Entity| e.references().contains(&("dependsOn", topic.reference()));
        assert!(
            topic.name.ends_with(".dlq") || producers.iter().any(|e| produces(&e)),
            "{} has no producer",
            topic.name
        );
    }
}

#[test]
fn a_few_things_have_hundreds_of_dependants_and_most_have_few() {
    let company = default_company();
    let mut dependants: HashMap<String, usize> = HashMap::new();
    for entity in &company.entities {
        for (_, to) in entity
            .references()
            .iter()
            .filter(|(field, _)| matches!(*field, "dependsOn" | "consumesApis"))
        {
            *dependants.entry(to.clone()).or_default() += 1;
        }
    }
    assert!(dependants["resource:default/event-bus"] > 200);
    assert!(dependants["api:default/identity-api"] > 80);
    assert!(dependants["resource:default/checkout.order.v1"] > 8);
    let few = dependants.values().filter(|count| **count <= 3).count();
    assert!(
        few * 10 > dependants.len() * 7,
        "{few} of {} have few",
        dependants.len()
    );
}

#[test]
fn leads_are_named_in_all_three_ways() {
    let company = default_company();
    let (mut by_group, mut by_user, mut alone, mut nobody) = (0, 0, 0, Vec::new());
    for group in company.entities.iter().filter(|entity| entity.kind == "Group") {
        let in_it = |field, user: &&Entity| user.references().contains(&(field, group.reference()));
        let users = || company.entities.iter().filter(|entity| entity.kind == "User");
        if !group.body["metadata"]["annotations"]["muster/lead"].is_null() {
            by_group += 1;
        } else if users().filter(|user| in_it("leaderOf", user)).count() == 1 {
            by_user += 1;
        } else if users().filter(|user| in_it("memberOf", user)).count() == 1 {
            alone += 1;
        } else {
            nobody.push(group.name.clone());
        }
    }
    assert!(
        by_group > 10 && by_user > 10 && alone > 10,
        "{by_group} {by_user} {alone}"
    );
    assert_eq!(nobody, ["data-engineering"]);
}

#[test]
fn dependencies_form_the_one_circle_that_was_drawn() {
    for options in [Options::default(), sized(5_000)] {
        let company = Company::of(&options);
        // Calls count too: whoever consumes an API depends on those who provide it.
        let mut providers: HashMap<String, Vec<String>> = HashMap::new();
        for entity in &company.entities {
            for (_, api) in entity
                .references()
                .into_iter()
                .filter(|(field, _)| *field == "providesApis")
            {
                providers.entry(api).or_default().push(entity.reference());
            }
        }
        let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for entity in &company.entities {
            let on = edges.entry(entity.reference()).or_default();
            for (field, to) in entity.references() {
                match field {
                    "dependsOn" => drop(on.insert(to)),
                    "consumesApis" => on.extend(providers.get(&to).into_iter().flatten().cloned()),
                    _ => {}
                }
            }
        }
        // What is left when leaves are plucked, downwards and upwards, is the circle and what lies on a way around it.
        for _ in 0..2 {
            while let Some(leaf) = edges
                .iter()
                .find(|(_, on)| on.iter().all(|to| !edges.contains_key(to)))
            {
                let leaf = leaf.0.clone();
                edges.remove(&leaf);
            }
            let kept: BTreeSet<_> = edges.keys().cloned().collect();
            let mut turned: BTreeMap<String, BTreeSet<String>> =
                kept.iter().map(|name| (name.clone(), BTreeSet::new())).collect();
            for (from, on) in &edges {
                for to in on.intersection(&kept) {
                    turned.entry(to.clone()).or_default().insert(from.clone());
                }
            }
            edges = turned;
        }
        let circle: Vec<_> = edges.keys().map(String::as_str).collect();
        let drawn = [
            "component:default/inventory-api",
            "component:default/orders-api",
            "component:default/prices-api",
        ];
        assert_eq!(circle, drawn);
    }
}

#[test]
fn people_come_from_everywhere() {
    let company = default_company();
    let shown: String = company
        .entities
        .iter()
        .filter_map(|e| e.spec("profile")["displayName"].as_str())
        .collect();
    for sample in ['佐', '王', '김', 'ł', 'ø', 'ş', 'ễ', 'Ш', 'ί'] {
        assert!(shown.contains(sample), "no {sample}");
    }
}

// The flaws

#[test]
fn every_flaw_is_where_the_list_says() {
    for options in [Options::default(), sized(Options::LEAST)] {
        let company = Company::of(&options);
        let folder = tempfile::tempdir().expect("a folder");
        let flaws = demo::write(folder.path(), &options).expect("a demo").flaws;
        let mut codes: Vec<_> = flaws.iter().map(|flaw| flaw.code).collect();
        codes.dedup();
        assert_eq!(codes.len(), 14);

        for flaw in flaws {
            let text = &company.files[&flaw.where_];
            let holds = match flaw.code {
                "someone left" => text.contains("user:default/marit.solheim"),
                "orphan" => text.contains("owner: unknown"),
                "disbanded team" => text.contains("growth-squad"),
                "team without a lead" => text.contains("name: data-engineering"),
                "address as owner" => text.contains("returns-team@quayside.example"),
                "circle" => text.contains("component:inventory-api"),
                "dangling dependency" => text.contains("resource:default/oracle-tms"),
                "dead location" => text.contains("./acquired/boxbridge/catalog-info.yaml"),
                "broken YAML" => documents(text).1.len() == 1 && documents(text).0.len() > 10,
                "claimed twice" => {
                    company
                        .entities
                        .iter()
                        .filter(|e| e.reference() == "component:default/listings-api")
                        .count()
                        == 2
                }
                "Kubernetes in between" => text.contains("kind: ConfigMap"),
                "unknown kind" => text.contains("kind: Dashboard"),
                "Windows line ends" => text.contains("\r\n"),
                "skeleton" => text.contains("${{ values.name }}"),
                other => panic!("{other} is not checked"),
            };
            assert!(holds, "{}: {}", flaw.code, flaw.what);
            assert!(company.files["README.md"].contains(&flaw.what));
        }
    }
}

#[test]
fn nothing_is_claimed_twice_and_no_file_has_crlf_but_for_the_flaws() {
    let company = Company::of(&sized(5_000));
    let mut seen = BTreeSet::new();
    let twice: Vec<_> = company
        .entities
        .iter()
        .map(Entity::reference)
        .filter(|r| !seen.insert(r.clone()))
        .collect();
    assert_eq!(twice, ["component:default/listings-api"]);
    let crlf: Vec<_> = company
        .files
        .iter()
        .filter(|(_, text)| text.contains('\r'))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(crlf, ["catalog/accounts/profiles/catalog-info.yaml"]);
}

// The week

#[test]
fn the_week_has_a_dozen_edits_oldest_first_each_of_which_changes_its_file() {
    for options in [Options::default(), sized(Options::LEAST)] {
        let mut files = Company::of(&options).files;
        let edits = demo::later_edits(&options);
        assert!((12..=15).contains(&edits.len()), "{} edits", edits.len());
        assert!(edits.is_sorted_by(|a, b| a.days_ago >= b.days_ago));
        for edit in edits {
            let before = files.insert(edit.file.path.clone(), edit.file.contents.clone());
            assert!(
                before.is_some_and(|before| before != edit.file.contents),
                "{}",
                edit.what
            );
        }
    }
}

#[test]
fn after_the_week_the_catalog_is_as_whole_as_before() {
    let options = Options::default();
    let (before, after) = (Company::of(&options), Company::after_the_week(&options));
    assert_eq!(after.broken, before.broken);
    let gone: Vec<_> = before
        .by_reference()
        .into_keys()
        .filter(|r| !after.by_reference().contains_key(r))
        .collect();
    assert_eq!(gone.len(), 2, "{gone:?}");
    // Whatever leads nowhere since then leads to the person who left.
    let leaver = gone
        .iter()
        .find(|reference| reference.starts_with("user:"))
        .expect("someone left");
    assert!(
        after
            .dangling()
            .difference(&before.dangling())
            .all(|(_, _, to)| to == leaver)
    );
    assert!(after.entity("component:default/case-summary").spec("lifecycle") == "experimental");
}

// The folder

#[test]
fn what_is_written_is_what_was_generated_and_is_counted_right() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("new/demo");
    let summary = demo::write(&dir, &sized(1_000)).expect("a demo");
    let company = Company::of(&sized(1_000));
    for (path, contents) in &company.files {
        assert_eq!(
            &std::fs::read_to_string(dir.join(path)).expect("a file"),
            contents
        );
    }
    assert_eq!(
        summary.entities.into_iter().collect::<Vec<_>>(),
        company.counts().into_iter().collect::<Vec<_>>()
    );
    assert_eq!(summary.files, company.files.len());
    assert_eq!(summary.people, company.counts()["User"]);
    let teams = company
        .entities
        .iter()
        .filter(|e| e.kind == "Group" && e.spec("type") == "team")
        .count();
    assert_eq!(summary.teams, teams);
}

#[test]
fn edits_are_applied_to_the_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    demo::write(folder.path(), &sized(1_000)).expect("a demo");
    for edit in demo::later_edits(&sized(1_000)) {
        edit.apply(folder.path()).expect("an edit");
        let written = std::fs::read_to_string(folder.path().join(&edit.file.path)).expect("a file");
        assert_eq!(written, edit.file.contents);
    }
}

#[test]
fn an_earlier_demo_is_replaced_and_other_files_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    demo::write(folder.path(), &sized(5_000)).expect("a demo");
    std::fs::write(folder.path().join("notes.txt"), "mine").expect("a note");
    demo::write(folder.path(), &sized(1_000)).expect("a smaller demo");
    assert!(!folder.path().join("catalog/markets").exists());
    assert_eq!(
        std::fs::read_to_string(folder.path().join("notes.txt")).expect("the note"),
        "mine"
    );
}

#[test]
fn a_folder_that_is_not_a_demo_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("muster.toml"), "mine").expect("a file");
    let refused = demo::write(folder.path(), &Options::default());
    assert!(matches!(refused, Err(DemoError::NotADemo { .. })));
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
}

#[test]
fn a_company_that_is_too_small_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = demo::write(folder.path(), &sized(20)).expect_err("too small");
    assert_eq!(
        refused.to_string(),
        "a demo company of 20 entities is too small; ask for 600 or more"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_seed_and_size_gives_a_whole_company(seed: u64, entities in Options::LEAST..4_000) {
        let options = Options { entities: Some(entities), seed };
        let company = Company::of(&options);
        prop_assert_eq!(company.broken.len(), 1);
        prop_assert_eq!(company.dangling().len(), 6);
        prop_assert_eq!(company.counts().values().sum::<usize>(), entities);
        prop_assert!((12..=15).contains(&demo::later_edits(&options).len()));
    }
}
