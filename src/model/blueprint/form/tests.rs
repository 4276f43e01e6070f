//! Forms as public templates write them.

use serde_json::{Value, json};

use super::*;
use crate::model::blueprint::field::{Belonging, Choice, Matcher, Occasion, OccasionEntity, Review};

fn page(schema: Value) -> Page {
    Page {
        schema,
        ..Page::default()
    }
}

fn asked(schema: Value, values: Value) -> Vec<String> {
    fields(&page(schema), &values)
        .into_iter()
        .map(|field| field.pointer)
        .collect()
}

fn input(property: Value) -> Input {
    let schema = json!({"properties": {"x": property}});
    fields(&page(schema), &json!({}))
        .into_iter()
        .next()
        .map_or(Input::Group, |field| field.input)
}

fn choices(values: &[(&str, &str)]) -> Vec<Choice> {
    let choice = |(value, label): &(&str, &str)| Choice {
        value: json!(value),
        label: (*label).to_owned(),
    };
    values.iter().map(choice).collect()
}

#[test]
fn every_sort_of_property_has_its_input() {
    for (property, expected) in [
        (json!({"type": "string"}), Input::Text { multiline: false }),
        (json!({}), Input::Text { multiline: false }),
        (
            json!({"type": ["string", "null"]}),
            Input::Text { multiline: false },
        ),
        (
            json!({"type": "string", "ui:widget": "textarea"}),
            Input::Text { multiline: true },
        ),
        (
            json!({"type": "string", "ui:options": {"widget": "textarea", "rows": 5}}),
            Input::Text { multiline: true },
        ),
        (
            json!({"type": "string", "ui:widget": "password"}),
            Input::Secret { name: "x".into() },
        ),
        (
            json!({"type": "string", "ui:field": "Secret"}),
            Input::Secret { name: "x".into() },
        ),
        (json!({"type": "integer"}), Input::Number { integer: true }),
        (
            json!({"type": "number", "ui:widget": "range"}),
            Input::Number { integer: false },
        ),
        (json!({"type": "boolean", "ui:widget": "radio"}), Input::Toggle),
        (
            json!({"enum": ["a", "b"], "enumNames": ["A", "B"]}),
            Input::Choice(choices(&[("a", "A"), ("b", "B")])),
        ),
        (
            json!({"enum": ["a"], "ui:enumNames": ["A"]}),
            Input::Choice(choices(&[("a", "A")])),
        ),
        (
            json!({"type": "string", "oneOf": [{"const": "a", "title": "A"}, {"enum": ["b"]}]}),
            Input::Choice(choices(&[("a", "A"), ("b", "b")])),
        ),
        (
            json!({"type": "array", "items": {"type": "string", "enum": ["a"]}, "uniqueItems": true, "ui:widget": "checkboxes"}),
            Input::Choices(choices(&[("a", "a")])),
        ),
        (
            json!({"type": "array", "items": {"type": "string"}, "maxItems": 3}),
            Input::List {
                least: 0,
                most: Some(3),
            },
        ),
        (
            json!({"type": "array", "ui:field": "EntityTagsPicker", "ui:options": {"kinds": ["API"]}}),
            Input::Tags {
                kinds: vec!["API".into()],
            },
        ),
        (
            json!({"type": "string", "ui:field": "EntityNamePicker"}),
            Input::EntityName,
        ),
        (
            json!({"type": "string", "ui:field": "RepoBranchPicker"}),
            Input::Text { multiline: false },
        ),
        (
            json!({"ui:field": "RepoOwnerPicker", "ui:options": {"host": "github.com", "excludedOwners": ["a"]}}),
            Input::RepositoryOwner {
                host: Some("github.com".into()),
                excluded: vec!["a".into()],
            },
        ),
        (
            json!({"ui:field": "GitlabRepoPicker"}),
            Input::Unknown {
                name: "GitlabRepoPicker".into(),
                nearest: Some("RepoUrlPicker"),
            },
        ),
        (
            json!({"type": "object"}),
            Input::Unknown {
                name: "object".into(),
                nearest: None,
            },
        ),
        (json!({"type": "object", "properties": {}}), Input::Group),
    ] {
        assert_eq!(input(property.clone()), expected, "{property}");
    }
}

#[test]
fn pickers_know_which_entities_fit() {
    let picked = |property: Value| match input(property) {
        Input::Entity(picker) | Input::Entities(picker) => picker,
        other => panic!("{other:?}"),
    };
    let of = |value: &str| Matcher::OneOf(vec![value.to_owned()]);
    let any = picked(json!({"ui:field": "EntityPicker"}));
    assert!(any.filters.is_empty() && any.arbitrary);
    let filtered = picked(
        json!({"ui:field": "EntityPicker", "ui:options": {"allowArbitraryValues": false, "defaultKind": "System", "catalogFilter": [
            {"kind": ["System", "Domain"], "spec.type": "x"},
            {"metadata.annotations.a/b": {"exists": true}},
        ]}}),
    );
    assert!(!filtered.arbitrary);
    assert_eq!(filtered.default_kind.as_deref(), Some("System"));
    assert_eq!(filtered.filters[0]["spec.type"], of("x"));
    assert_eq!(
        filtered.filters[1]["metadata.annotations.a/b"],
        Matcher::Exists(true)
    );
    let owner = picked(json!({"ui:field": "OwnerPicker", "ui:options": {"allowedKinds": ["Group"]}}));
    assert_eq!(owner.filters[0]["kind"], of("Group"));
    assert_eq!(
        picked(json!({"ui:field": "OwnedEntityPicker"})).of,
        Some(Belonging::Owned)
    );
    assert_eq!(
        picked(json!({"ui:field": "MyGroupsPicker"})).of,
        Some(Belonging::Teams)
    );
    assert!(matches!(
        input(json!({"type": "array", "ui:field": "MultiEntityPicker"})),
        Input::Entities(_)
    ));
}

#[test]
fn what_is_asked_depends_on_the_answers() {
    let dependent = json!({
        "properties": {"kind": {"enum": ["db", "topic"]}, "name": {}},
        "dependencies": {
            "name": ["alias"],
            "kind": {"oneOf": [
                {"properties": {"kind": {"enum": ["db"]}, "size": {"type": "integer"}}, "required": ["size"]},
                {"properties": {"kind": {"const": "topic"}, "partitions": {"type": "integer"}}},
            ]},
        },
    });
    let conditional = json!({
        "properties": {"on": {"type": "boolean"}},
        "allOf": [{"if": {"properties": {"on": {"const": true}}, "required": ["on"]}, "then": {"properties": {"more": {}}}, "else": {"properties": {"less": {}}}}],
    });
    let branches = json!({
        "oneOf": [
            {"properties": {"how": {"const": "new"}, "name": {}}},
            {"properties": {"how": {"const": "old"}, "ref": {}}},
        ],
    });
    let referring = json!({
        "definitions": {"name": {"type": "string"}, "all": {"properties": {"b": {"$ref": "#/definitions/all"}}}},
        "properties": {"a": {"$ref": "#/definitions/name"}, "deep": {"$ref": "#/definitions/all"}},
    });
    let ordered = json!({"properties": {"a": {}, "b": {}, "c": {}, "d": {"ui:widget": "hidden"}}, "ui:order": ["c", "*", "a"]});
    let nested = json!({"properties": {"o": {"type": "object", "properties": {"x": {}}}, "l": {"type": "array", "items": {"type": "object", "properties": {"y": {}}}}}});
    for (schema, values, expected) in [
        (&dependent, json!({}), vec!["/kind", "/name"]),
        (&dependent, json!({"kind": "db"}), vec!["/kind", "/name", "/size"]),
        (
            &dependent,
            json!({"kind": "topic"}),
            vec!["/kind", "/name", "/partitions"],
        ),
        (&conditional, json!({}), vec!["/on", "/less"]),
        (&conditional, json!({"on": true}), vec!["/on", "/more"]),
        (&branches, json!({}), vec!["/how"]),
        (&branches, json!({"how": "new"}), vec!["/how", "/name"]),
        (&branches, json!({"how": "old"}), vec!["/how", "/ref"]),
        (&ordered, json!({}), vec!["/c", "/b", "/a"]),
        (&nested, json!({}), vec!["/o", "/o/x", "/l"]),
        (
            &nested,
            json!({"l": [{}, {}]}),
            vec!["/o", "/o/x", "/l", "/l/0", "/l/0/y", "/l/1", "/l/1/y"],
        ),
    ] {
        assert_eq!(
            asked(schema.clone(), values.clone()),
            expected,
            "{schema} {values}"
        );
    }
    assert!(
        asked(referring, json!({})).len() < 20,
        "what refers to itself ends"
    );
}

#[test]
fn answers_to_what_is_no_longer_asked_are_left_out() {
    let blueprint = Blueprint {
        pages: vec![page(json!({
            "properties": {"on": {"type": "boolean"}, "secretly": {"ui:widget": "hidden"}, "empty": {}, "o": {"properties": {"x": {}}}},
            "dependencies": {"on": {"oneOf": [{"properties": {"on": {"const": true}, "more": {}}}, {"properties": {"on": {"const": false}}}]}},
        }))],
        ..Blueprint::default()
    };
    let values = json!({"on": false, "more": "x", "secretly": 1, "empty": "", "stray": 2, "o": {}});
    assert_eq!(active(&blueprint, &values), json!({"on": false, "secretly": 1}));
    let values = json!({"on": true, "more": "x", "o": {"x": "y"}});
    assert_eq!(
        active(&blueprint, &values),
        json!({"on": true, "o": {"x": "y"}, "more": "x"})
    );
}

#[test]
fn complaints_are_for_people() {
    for (property, value, expected) in [
        (
            json!({"minLength": 3}),
            json!("ab"),
            Some("needs at least 3 characters"),
        ),
        (
            json!({"maxLength": 1}),
            json!("ab"),
            Some("has at most 1 character"),
        ),
        (
            json!({"pattern": "^[a-z0-9-]+$"}),
            json!("A b"),
            Some("only small letters, digits and dashes (^[a-z0-9-]+$)"),
        ),
        (
            json!({"pattern": "^([a-z]|x)+$"}),
            json!("A"),
            Some("does not fit ^([a-z]|x)+$"),
        ),
        (json!({"pattern": "([a-z"}), json!("A"), None),
        (json!({"pattern": "/^a$/"}), json!("a"), None),
        (
            json!({"type": "integer", "minimum": 3}),
            json!(2),
            Some("is at least 3"),
        ),
        (json!({"type": "integer"}), json!("x"), Some("is a whole number")),
        (
            json!({"type": "string", "format": "email"}),
            json!("x"),
            Some("is not an e-mail address"),
        ),
        (json!({"enum": ["a", "b"]}), json!("c"), Some("is one of a, b")),
        (
            json!({"type": "array", "items": {}, "minItems": 2}),
            json!(["a"]),
            Some("needs at least 2 items"),
        ),
        (
            json!({"ui:field": "EntityNamePicker"}),
            json!("a b"),
            Some("letters and digits, joined by single - _ or ."),
        ),
        (
            json!({"type": "array", "ui:field": "EntityTagsPicker"}),
            json!(["A"]),
            Some("`A` is no tag: small letters, digits and : + #, joined by single -"),
        ),
        (
            json!({"ui:field": "RepoUrlPicker"}),
            json!("github.com?owner=a"),
            Some("the name of the repository is needed"),
        ),
        (
            json!({"ui:field": "RepoUrlPicker"}),
            json!("github.com?owner=a&repo=b"),
            None,
        ),
        (
            json!({"ui:field": "RepoUrlPicker", "ui:options": {"allowedHosts": ["git.acme"]}}),
            json!("github.com?owner=a&repo=b"),
            Some("only on git.acme"),
        ),
        (
            json!({"ui:field": "EntityPicker", "ui:options": {"allowArbitraryValues": false}}),
            json!("a b"),
            Some("this is no entity: this is not a reference such as group:default/payments"),
        ),
        (json!({"ui:field": "EntityPicker"}), json!("free text"), None),
        (
            json!({}),
            json!("\u{E000}x\u{E000}"),
            Some("it has a character that stands for secrets"),
        ),
        (json!({"required": true}), json!(""), Some("this is needed")),
        (json!({"ui:field": "Secret", "required": true}), json!(null), None),
    ] {
        let found = complaints(
            &page(json!({"properties": {"x": property}})),
            &json!({"x": value}),
        );
        assert_eq!(
            found.first().map(|complaint| complaint.message.as_str()),
            expected,
            "{property} {value}"
        );
    }
}

#[test]
fn what_is_needed_is_said_where_it_would_be() {
    let schema = json!({"required": ["name", "on"], "properties": {"name": {}, "on": {"type": "boolean"}, "o": {"type": "object", "required": ["x"], "properties": {"x": {}}}}});
    let pointers: Vec<_> = complaints(&page(schema), &json!({}))
        .into_iter()
        .map(|complaint| complaint.pointer)
        .collect();
    assert_eq!(pointers, ["/name", "/on", "/o/x"]);
}

#[test]
fn forms_begin_with_what_is_known_and_say_why() {
    let blueprint = Blueprint {
        pages: vec![page(json!({
            "properties": {
                "owner": {"ui:field": "OwnerPicker"},
                "on": {"type": "boolean", "default": false},
                "component": {"ui:field": "EntityPicker", "ui:options": {"catalogFilter": {"kind": "Component"}}},
                "system": {"ui:field": "EntityPicker", "ui:options": {"catalogFilter": {"kind": "System"}}},
                "repo": {"ui:field": "RepoUrlPicker"},
                "plain": {},
            },
            "dependencies": {"on": {"oneOf": [{"properties": {"on": {"const": true}, "size": {"default": 3}}}]}},
        }))],
        ..Blueprint::default()
    };
    let mut occasion = Occasion {
        me: Some("user:default/ann".into()),
        teams: vec!["group:default/shop".into()],
        hosts: vec!["github.com".into()],
        owners: vec!["acme".into()],
        entity: None,
    };
    let begins = |occasion: &Occasion| start(&presets(&blueprint, occasion));
    assert_eq!(
        begins(&occasion),
        json!({"owner": "group:default/shop", "on": false, "repo": "github.com?owner=acme", "size": 3})
    );
    occasion.entity = Some(OccasionEntity {
        entity_ref: "component:default/cart".into(),
        name: "cart".into(),
        owner: Some("group:default/carts".into()),
        system: Some("system:default/sales".into()),
        project_slug: Some("acme/cart-service".into()),
    });
    assert_eq!(
        begins(&occasion),
        json!({
            "owner": "group:default/carts", "on": false, "component": "component:default/cart",
            "system": "system:default/sales", "repo": "github.com?owner=acme&repo=cart-service", "size": 3,
        })
    );
    assert!(
        presets(&blueprint, &occasion)
            .iter()
            .all(|preset| !preset.reason.is_empty())
    );
}

#[test]
fn values_are_put_and_taken_by_pointer() {
    let mut values = json!({});
    for (pointer, value) in [("/a/b", json!(1)), ("/l/1/x", json!(2)), ("/a~1b", json!(3))] {
        put(&mut values, pointer, value);
    }
    assert_eq!(values, json!({"a": {"b": 1}, "l": [null, {"x": 2}], "a/b": 3}));
    assert_eq!(remove(&mut values, "/l/0"), Some(json!(null)));
    assert_eq!(remove(&mut values, "/a~1b"), Some(json!(3)));
    assert_eq!(remove(&mut values, "/l/9"), None);
    assert_eq!(values, json!({"a": {"b": 1}, "l": [{"x": 2}]}));
}

#[test]
fn reviews_show_mask_or_hide() {
    for (property, expected) in [
        (json!({}), Review::Shown),
        (
            json!({"ui:backstage": {"review": {"show": false}}}),
            Review::Hidden,
        ),
        (
            json!({"ui:backstage.review": {"mask": "***"}}),
            Review::Masked("***".into()),
        ),
        (json!({"ui:widget": "password"}), Review::Masked("******".into())),
    ] {
        let schema = json!({"properties": {"x": property}});
        assert_eq!(fields(&page(schema), &json!({}))[0].review, expected);
    }
}
