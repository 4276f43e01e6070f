//! That all is well but for what is wrong on purpose.

use crate::reader::{Company, documents};
use crate::{default_company, sized};
use muster::demo::{self, Options};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;

#[test]
fn every_file_parses_but_one() {
    assert_eq!(default_company().broken, ["catalog/care/cases/catalog-info.yaml"]);
}

#[test]
fn names_keep_the_rules_of_backstage() {
    let part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric());
    for company in [default_company(), Company::of(&sized(8_000))] {
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

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
