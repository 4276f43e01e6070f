//! Findings of the vision in `muster vision check` and `muster catalog check`.

use muster::model::catalog::Catalog;
use muster::model::vision::Vision;
use muster::sources::vision::{Unread, read_with};

fn vision(text: &str) -> Vision {
    read_with(&|path| match path {
        "vision.yaml" => Ok(text.to_owned()),
        _ => Err(Unread::Missing),
    })
}

/// A rule about services with these examples.
fn with_examples(pass: &str, fail: &str) -> Vision {
    vision(&format!(
        "rules:\n  - id: r\n    title: No components\n    for: {{type: service}}\n    each: dependsOn\n    \
         require: other.kind != \"Component\"\n    examples:\n      pass: [{pass}]\n      fail: [{fail}]\n"
    ))
}

#[test]
fn examples_are_asked() {
    let good = "{kind: Component, spec: {type: service, dependsOn: ['resource:x']}}";
    let bad = "[{kind: Component, metadata: {name: a}, spec: {type: service, dependsOn: ['component:b']}}, {kind: Component, metadata: {name: b}}]";
    let other = "{kind: System}";
    for (pass, fail, expected) in [
        (good, bad, vec![]),
        // What the rule is not about passes.
        (other, bad, vec![]),
        (bad, bad, vec![(true, "it falls short: No components")]),
        (good, good, vec![(false, "it passes")]),
        (
            good,
            other,
            vec![(false, "the rule is not about it: `for` leaves it out")],
        ),
    ] {
        let vision = with_examples(pass, fail);
        assert!(vision.complaints.is_empty(), "{:?}", vision.complaints);
        let refuted = vision.refuted();
        let told: Vec<_> = refuted
            .iter()
            .map(|refuted| (refuted.must_pass, refuted.outcome.as_str()))
            .collect();
        assert_eq!(told, expected);
    }
}

#[test]
fn demands_keep_what_their_examples_promise() {
    let vision = vision(
        "naming:\n  - {kind: Component, type: service, pattern: '^[a-z]\\d\"?$', examples: {pass: [a1], fail: [A]}}\n\
         required:\n  - kind: API\n    tags: [{pattern: '^tier-[123]$'}]\n    annotations: [a.b/c, {name: d, pattern: '^P'}]\n    labels: [tier]\n    \
         examples:\n      pass: [{kind: API, metadata: {tags: [tier-1], labels: {tier: x}, annotations: {a.b/c: x, d: P1}}}]\n      \
         fail:\n        - {kind: API}\n        - {kind: API, metadata: {tags: [tier-1], labels: {tier: x}, annotations: {a.b/c: x, d: Q1}}}\n",
    );
    assert!(vision.complaints.is_empty(), "{:?}", vision.complaints);
    assert_eq!(vision.refuted(), []);
}

#[test]
fn who_is_named_and_not_there_is_told() {
    let vision = vision("grantors: [group:default/platform]\n");
    let strangers = vision.strangers(&Catalog::default());
    assert_eq!(
        strangers[0].message,
        "group:default/platform is not in the catalog"
    );
    assert_eq!((strangers[0].at.line, strangers[0].at.column), (1, 12));
}
