//! Whatever stands in a declaration file, reading it ends well.

use muster::model::catalog::Standing;
use muster::sources::declarations::{self, Settings};
use muster::sources::files::documents_of;
use proptest::prelude::*;

/// The words of all formats, put together at random.
fn any_value() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        "[a-z.*{}$#/:-]{0,12}",
        Just("topic".to_owned()),
        Just("User:CN=a,O=b".to_owned()),
        Just("#/channels/a".to_owned()),
        Just("PREFIXED".to_owned()),
        Just("-1".to_owned()),
        Just(String::new()),
    ]
    .prop_map(|text| format!("{text:?}"));
    scalar.prop_recursive(6, 64, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5)
                .prop_map(|items| format!("[{}]", items.join(", "))),
            proptest::collection::vec((key(), inner), 0..6).prop_map(|pairs| {
                let pairs: Vec<String> = pairs
                    .into_iter()
                    .map(|(key, value)| format!("{key:?}: {value}"))
                    .collect();
                format!("{{{}}}", pairs.join(", "))
            }),
        ]
    })
}

fn key() -> impl Strategy<Value = String> {
    const KNOWN: &[&str] = &[
        "metadata",
        "name",
        "spec",
        "items",
        "acls",
        "resource",
        "type",
        "pattern",
        "operations",
        "topics",
        "services",
        "users",
        "settings",
        "files",
        "customServiceAcls",
        "produces",
        "consumes",
        "connectors",
        "context",
        "projects",
        "consumers",
        "principal",
        "channels",
        "operations",
        "servers",
        "bindings",
        "kafka",
        "address",
        "parameters",
        "enum",
        "$ref",
        "info",
        "title",
        "resources",
        "containers",
        "id",
        "class",
        "authorization",
        "annotations",
        "labels",
        "owner",
        "a",
    ];
    prop_oneof![
        9 => proptest::sample::select(KNOWN).prop_map(str::to_owned),
        1 => "\\PC{0,8}".prop_map(|text| text.replace(['"', '\\'], "")),
    ]
}

fn header() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(
        &[
            "\"apiVersion\": kafka.strimzi.io/v1, \"kind\": KafkaTopic",
            "\"apiVersion\": kafka.strimzi.io/v1, \"kind\": KafkaUser",
            "\"apiVersion\": kafka.jikkou.io/v1, \"kind\": KafkaTopicList",
            "\"apiVersion\": kafka.jikkou.io/v1, \"kind\": KafkaPrincipalRole",
            "\"apiVersion\": kafka.jikkou.io/v1, \"kind\": KafkaPrincipalAuthorization",
            "\"apiVersion\": score.dev/v1b1",
            "\"asyncapi\": 3.0.0",
            "\"asyncapi\": 2.6.0",
            "\"context\": c",
            "\"topics\": {}",
        ][..],
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_panics_and_every_document_is_an_entity(
        header in header(),
        pairs in proptest::collection::vec((key(), any_value()), 0..6),
    ) {
        let pairs: String = pairs.into_iter().map(|(key, value)| format!(", {key:?}: {value}")).collect();
        let nodes: Vec<_> = documents_of(&format!("{{{header}{pairs}}}")).into_iter().flatten().collect();
        let nodes: Vec<_> = nodes.iter().collect();
        let settings = Settings { cluster: Some("main".to_owned()), ..Settings::default() };
        for declaration in declarations::read(&nodes, &settings).into_iter().flatten() {
            for made in declaration.entities {
                let text = |path: &[&str]| made.document.at_path(path).and_then(|node| node.text());
                let name = text(&["metadata", "name"]).expect("a name");
                prop_assert!(muster::model::catalog::is_valid_name(name), "{name}");
                prop_assert_eq!(text(&["metadata", "annotations", "muster/declared-by"]), Some(declaration.format.name()));
                prop_assert!(made.standing != Standing::Written);
                prop_assert!(made.document.at.line >= 1);
            }
            for problem in declaration.problems {
                prop_assert!(problem.at.line >= 1, "{problem:?}");
            }
        }
    }

    #[test]
    fn no_text_panics(text in "[a-z:\\-\\[\\]{}&*<\n \"'#|>%é]{0,80}") {
        let nodes: Vec<_> = documents_of(&format!("context: c\nprojects: []\n{text}")).into_iter().flatten().collect();
        declarations::read(&nodes.iter().collect::<Vec<_>>(), &Settings::default());
    }
}
