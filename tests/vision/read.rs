//! `vision.yaml` read: what is right counts, what is wrong is told of with its place.

use std::collections::BTreeMap;

use muster::model::vision::{Origin, Severity, Vision};
use muster::sources::vision::{Unread, read_with, weights};

/// The vision of a file.
fn vision(text: &str) -> Vision {
    vision_of(&[("vision.yaml", text)])
}

/// The vision of several files.
fn vision_of(files: &[(&str, &str)]) -> Vision {
    let files: BTreeMap<&str, &str> = files.iter().copied().collect();
    read_with(&|path| {
        let text = files.get(path).ok_or(Unread::Missing)?;
        Ok((*text).to_owned())
    })
}

/// `line:column: message`, with `odd` in front of what counts all the same.
fn complaints(vision: &Vision) -> Vec<String> {
    let told = vision.complaints.iter().map(|complaint| {
        let odd = if complaint.is_error { "" } else { "odd " };
        let at = complaint.at;
        format!("{odd}{}:{}: {}", at.line, at.column, complaint.message)
    });
    told.collect()
}

/// A rule with these lines besides what every rule needs.
fn rule_with(lines: &str) -> String {
    let mut text = String::from("rules:\n  - id: r\n    title: T\n");
    for line in lines.lines() {
        text.push_str(&format!("    {line}\n"));
    }
    text + "    examples: {pass: [{kind: System}], fail: [{kind: Component}]}\n"
}

const WHOLE: &str = r#"statement: Services meet through events.
principles:
  - id: events-first
    title: Services meet through events
    reason: A team can be down without taking others with it
    links: [https://example.com/events, {url: https://example.com/why, title: Why}]
radar:
  quadrants: [{id: languages, name: Languages}, platforms]
  technologies:
    - {id: postgresql, title: PostgreSQL, quadrant: platforms, ring: adopt}
    - id: mongodb
      title: MongoDB
      quadrant: platforms
      timeline: [{date: 2024-03-01, ring: trial}, {date: 2025-01-15, ring: hold}]
      reason: We keep events, not documents
      principles: [events-first]
      instead: [postgresql]
    - {id: zig, quadrant: languages, ring: assess}
rules:
  - id: meet-through-events
    title: Services meet only through topics or APIs
    new: blocking
    principles: [events-first]
    for: {kind: Component, type: [service, worker], owner: payments}
    each: dependsOn
    require: other.kind != "Component"
    message: '"depends directly on " + other.ref'
    remedy: Publish an event, or give it an API
    blueprint: kafka-topic
    examples:
      pass: [{kind: Component, spec: {type: service, owner: payments}}]
      fail:
        - - {kind: Component, metadata: {name: a}, spec: {type: service, owner: payments, dependsOn: [component:b]}}
          - {kind: Component, metadata: {name: b}}
naming:
  - {kind: Component, type: service, pattern: '^[a-z]\d"?$', reason: Names are DNS labels, examples: {pass: [a1], fail: [A]}}
required:
  - {kind: [Component, Resource], tags: [tier], annotations: [muster/contact, {name: pagerduty.com/service-id, pattern: '^P'}], severity: advice}
automation: [{category: kafka-topic, weight: 1.5, reason: Topics come first}]
promises: [{category: kafka-topic, within: 2d}]
approvals:
  - {id: many-partitions, blueprint: template:default/kafka-topic, when: 'values.partitions > 12', by: [group:default/platform, accountable], reason: Memory}
waivers:
  - {rule: meet-through-events, entity: component:default/legacy, owner: user:default/ana, reason: Gone in autumn, until: 2026-12-31}
  - {rule: radar-mongodb, entity: component:default/legacy, owner: ana, reason: Gone in autumn, until: 2026-12-31}
grantors: [group:default/platform]
"#;

#[test]
fn every_section_is_read() {
    let vision = vision(WHOLE);
    assert_eq!(complaints(&vision), [""; 0]);
    assert_eq!(vision.statement.as_deref(), Some("Services meet through events."));
    assert_eq!(vision.principles[0].links[1].title.as_deref(), Some("Why"));
    let rules: Vec<_> = vision
        .rules
        .iter()
        .map(|rule| {
            (
                rule.id.as_str(),
                rule.severity.name(),
                rule.for_new.name(),
                rule.only_new,
            )
        })
        .collect();
    assert_eq!(
        rules,
        [
            ("meet-through-events", "warning", "blocking", false),
            ("naming-component-service", "warning", "warning", false),
            ("required-component-resource", "advice", "advice", false),
            ("radar-mongodb", "warning", "blocking", false),
            ("radar-zig", "warning", "warning", true),
        ]
    );
    let written = &vision.rules[0];
    assert_eq!(written.scope.owners, ["group:default/payments"]);
    assert_eq!(written.blueprint.as_deref(), Some("template:default/kafka-topic"));
    assert_eq!(written.examples.fail[0].documents.len(), 2);
    assert_eq!((written.at.line, written.at.column), (20, 5));
    assert_eq!(vision.fits.of("kafka-topic").weight.to_string(), "1.50");
    assert_eq!(vision.promises[0].within.as_hours(), 48);
    assert_eq!(vision.approvals[0].blueprints, ["kafka-topic"]);
    assert_eq!(vision.waivers[1].owner, "user:default/ana");
    assert_eq!(vision.grantors, ["group:default/platform"]);
}

#[test]
fn what_is_demanded_becomes_expressions() {
    let vision = vision(WHOLE);
    assert_eq!(
        vision.rules[1].require.source(),
        r#"entity.metadata.name.matches("^[a-z]\\d\"?$")"#
    );
    insta::assert_snapshot!(vision.rules[2].require.source(), @r#"(has(entity.metadata.tags) && "tier" in entity.metadata.tags) && (has(entity.metadata.annotations) && "muster/contact" in entity.metadata.annotations) && (has(entity.metadata.annotations) && "pagerduty.com/service-id" in entity.metadata.annotations && entity.metadata.annotations["pagerduty.com/service-id"].matches("^P"))"#);
    let mongodb = &vision.rules[3];
    assert!(matches!(mongodb.origin, Origin::Technology(_)));
    assert_eq!(mongodb.require.source(), r#"!("mongodb" in entity.technologies)"#);
    assert_eq!(
        mongodb.message.as_ref().map(|message| message.source()),
        Some(r#""uses MongoDB, which is on Hold: We keep events, not documents. Use PostgreSQL instead""#)
    );
    assert_eq!(mongodb.remedy.as_deref(), Some("Use PostgreSQL instead"));
    assert_eq!(mongodb.principles, ["events-first"]);
}

#[test]
fn rings_mean_what_their_names_say_unless_they_are_stated() {
    let technologies = "  technologies:\n    - {id: a, quadrant: q, ring: adopt}\n    - {id: t, quadrant: q, ring: trial}\n    - {id: h, quadrant: q, ring: hold}\n";
    let rules = |rings: &str| {
        let vision = vision(&format!("radar:\n{rings}{technologies}"));
        let told = vision.rules.iter().map(|rule| {
            let there = if rule.only_new { "-" } else { rule.severity.name() };
            format!("{} {there} {}", rule.id, rule.for_new.name())
        });
        told.collect::<Vec<_>>()
    };
    assert_eq!(
        rules(""),
        ["radar-t advice advice", "radar-h warning blocking"]
            .map(|rule| { rule.replacen("radar-t advice", "radar-t -", 1) })
    );
    assert_eq!(rules("  rings: [adopt, trial, hold]\n"), [""; 0]);
    assert_eq!(
        rules("  rings: [adopt, {id: trial, severity: advice}, {id: hold, name: Stop, new: warning}]\n"),
        ["radar-t advice advice", "radar-h - warning"]
    );
}

#[test]
fn a_wrong_part_costs_itself_alone() {
    let text = "principles:\n  - {id: a, title: A, reason: R}\n  - {id: a, title: B, reason: R}\n  - {title: C, reason: R}\nrules:\n  - {id: one, title: One, require: 'true', examples: {pass: [{kind: A}], fail: [{kind: B}]}}\n  - {id: two, title: Two, require: [1], examples: {pass: [{kind: A}], fail: [{kind: B}]}}\nautomation:\n  - {category: a, weight: 11, reason: x}\n  - {category: b, weight: 2, reason: x}\ngrantors: [nobody]\n";
    let vision = vision(text);
    assert_eq!(
        complaints(&vision),
        [
            "3:5: there is a principle `a` already; give this one another id",
            "4:5: there is no `id`; write id: events-first",
            "7:36: `require` is a list; write a text",
            "9:27: `11` is no weight; write a number from 0 to 10 with at most two decimals, 1 is neutral",
            "11:12: `nobody` is nobody; write group:default/platform or user:default/ana",
        ]
    );
    assert_eq!(vision.principles.len(), 1);
    assert_eq!(vision.rules.len(), 1);
    assert_eq!(vision.fits.of("b").weight.to_string(), "2.00");
}

#[test]
fn what_is_wrong_is_told_with_what_would_be_right() {
    let rule = |lines: &str| rule_with(&format!("require: 'true'\n{lines}"));
    for (text, expected) in [
        ("- a\n".to_owned(), "1:1: the vision is a list; write a mapping, `key: value`"),
        ("statment: x\n".into(), "1:1: there is no key `statment` here; did you mean `statement`?"),
        ("statement: a\nstatement: b\n".into(), "2:1: `statement` stands here twice, and only the last one counts; keep one"),
        ("rules: soon\n".into(), "1:8: `rules` is text; write a list of rules"),
        ("rules: [\n".into(), "1:8: this is not YAML:"),
        ("statement: a\n---\nrules: []\n".into(), "2:1: a vision is one document; what begins here is left out"),
        (rule("severity: high"), "5:15: `high` is no severity; write blocking, warning or advice"),
        (rule("each: dependOn"), "5:11: there is no relation `dependOn`; did you mean `dependsOn`?"),
        (rule("for: {kinds: Component}"), "5:11: there is no key `kinds` here; did you mean `kind`?"),
        (rule("for: {kind: Componet}"), "odd 5:17: `Componet` is no kind of Backstage; did you mean `Component`?"),
        (rule("principles: [events]"), "5:18: there is no principle `events`"),
        (rule("blueprint: kafka topic"), "5:16: `kafka topic`: this is not a reference such as group:default/payments; write template:default/name"),
        ("rules: [{title: A, require: 'true', examples: {pass: [{kind: A}], fail: [{kind: B}]}}]\n".into(), "1:9: there is no `id`; write id: meet-through-events"),
        ("rules: [{id: a b, title: A, require: 'true', examples: {pass: [{kind: A}], fail: [{kind: B}]}}]\n".into(), "1:14: `a b` is no id; write letters, digits, - _ and . only"),
        ("rules: [{id: a, title: A, examples: {pass: [{kind: A}], fail: [{kind: B}]}}]\n".into(), "1:9: there is no `require`;"),
        ("rules: [{id: a, title: A, require: 'true', examples: {pass: [{}], fail: [{kind: B}]}}]\n".into(), "odd 1:54: no example must pass; write one below `pass`"),
        ("rules: [{id: a, title: A, require: 'true'}]\n".into(), "odd 1:9: this rule has no examples;"),
        ("naming: [{kind: API, pattern: '('}]\n".into(), "1:31: `pattern` is no regular expression: unclosed group"),
        ("naming: [{kind: API, pattern: a}, {kind: API, pattern: b}]\n".into(), "1:35: there is a rule `naming-api` already; give this one another id"),
        ("required: [{kind: API}]\n".into(), "1:12: nothing is required here; write tags, annotations or labels, a list each"),
        ("radar: {rings: [adopt], technologies: [{id: a, quadrant: q, ring: adpt}]}\n".into(), "1:67: there is no ring `adpt`; did you mean `adopt`?"),
        ("radar: {technologies: [{id: a, ring: adopt}]}\n".into(), "1:24: there is no `quadrant`; write quadrant: platforms"),
        ("radar: {technologies: [{id: a, quadrant: q}]}\n".into(), "1:24: there is no `ring`; write ring: adopt"),
        ("radar: {technologies: [{id: a, quadrant: q, ring: adopt, instead: b}]}\n".into(), "odd 1:67: there is no technology `b`; did you mean `a`?"),
        ("radar: {files: [radar.json]}\n".into(), "1:17: `radar.json`: there is no such file"),
        ("promises: [{category: a, within: soon}]\n".into(), "1:34: `soon` is not a duration; write 30m, 4h, 3d or 2w"),
        ("approvals: [{id: a, by: [boss], reason: x}]\n".into(), "1:26: `boss` is nobody; write group:default/platform or user:default/ana"),
        ("waivers: [{rule: r, entity: component:a, owner: ana, reason: x, until: 2026-12-31}]\n".into(), "1:18: there is no rule `r`"),
        (format!("{}waivers: [{{rule: r, entity: component:a, owner: group:b, reason: x, until: soon}}]\n", rule("")), "6:49: `group:b` is no person; one person answers for an exception: user:default/ana"),
    ] {
        let told = complaints(&vision(&text));
        let first = told.first().map(String::as_str).unwrap_or("nothing");
        assert!(first.starts_with(expected), "{text}\n told: {told:#?}");
    }
}

#[test]
fn places_in_expressions_are_places_in_the_file() {
    // Each has a parenthesis that is never opened.
    for (lines, expected) in [
        ("require: true && entity.kind)", (4, 33)),
        ("require: 'entity.kind == ''a'')'", (4, 35)),
        (r#"require: "entity.kind == \"a\")""#, (4, 35)),
        ("require: |\n  true\n  && entity.knd == true\n", (6, 17)),
        ("require: >-\n  true\n  && true\n  )", (7, 7)),
        ("require: true\n  && true\n\n  )", (7, 7)),
    ] {
        let vision = vision(&rule_with(lines));
        let wrong = vision
            .complaints
            .first()
            .unwrap_or_else(|| panic!("nothing is wrong with {lines}"));
        assert_eq!(
            (wrong.at.line, wrong.at.column),
            expected,
            "{lines}: {}",
            wrong.message
        );
        assert!(wrong.message.starts_with("`require`: "), "{}", wrong.message);
    }
}

#[test]
fn the_order_of_automation_is_read_alone() {
    for text in ["", "principles: []\n", "automation:\n"] {
        assert!(!weights(text).unwrap().is_given());
    }
    let fits = weights("rules: soon\nautomation: [{category: a, weight: 1.5, reason: x}]\n").unwrap();
    assert_eq!(fits.of("a").weight.to_string(), "1.50");
    assert_eq!(fits.of("deploy").reason, "the vision does not name it");
    let wrong = weights(
        "automation:\n  - {category: a, weight: 1, reason: x}\n  - {category: a, weight: 2, reason: y}\n",
    );
    assert_eq!(wrong.unwrap_err()[0].message, "`a` stands here twice; keep one");
}

#[test]
fn equal_files_have_equal_digests() {
    let digest = |text: &str| vision(text).digest;
    assert_eq!(digest(WHOLE), digest(WHOLE));
    assert_ne!(digest(WHOLE), digest("statement: x\n"));
    assert_eq!(digest("statement: x\n").len(), 32);
    assert_eq!(vision_of(&[]), Vision::default());
}

#[test]
fn severities_are_ordered() {
    assert!(Severity::Advice < Severity::Warning && Severity::Warning < Severity::Blocking);
}

mod properties {
    use proptest::prelude::*;

    use super::vision;

    proptest! {
        #[test]
        fn no_text_panics(text in "(rules|naming|radar|waivers|technologies|[a-z:{}\\[\\],'\"|> \n-]|  - id: a\n    require: \"){0,40}") {
            let vision = vision(&text);
            for complaint in &vision.complaints {
                prop_assert!(!complaint.message.is_empty());
            }
        }

        #[test]
        fn no_pattern_leaves_its_quotes(pattern in "\\PC{1,20}") {
            let yaml = serde_json::json!({ "naming": [{ "kind": "API", "pattern": pattern }] }).to_string();
            let vision = vision(&yaml);
            prop_assert_eq!(vision.rules.len() + vision.complaints.len(), 1);
        }
    }
}

#[test]
fn what_a_vision_said_is_in_the_journal_once() {
    use jiff::Timestamp;
    use muster::engine::vision::record;
    use muster::model::journal::{Fact, Filter};
    use muster::store::Journal;

    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(&folder.path().join("journal.db"), folder.path()).unwrap();
    let (first, second) = (vision(WHOLE), vision("statement: Less is more\n"));
    let state =
        |vision: &Vision| record(&journal, vision, "user:default/ana", Timestamp::UNIX_EPOCH).unwrap();
    // Where there never was a vision, there is nothing to say.
    let said = [&Vision::default(), &first, &first, &second, &Vision::default()].map(state);
    assert_eq!(said, [false, true, false, true, true]);
    let events = journal.events(&Filter::default()).unwrap();
    let Ok(Fact::VisionStated(stated)) = events[0].fact() else {
        panic!("{:?}", events[0]);
    };
    assert_eq!((stated.rules, stated.before), (5, None));
    let kept = journal.version_body(stated.files["vision.yaml"]).unwrap();
    assert_eq!(kept.as_deref(), Some(WHOLE.as_bytes()));
}
