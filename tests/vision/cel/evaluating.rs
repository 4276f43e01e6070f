//! What expressions say of entities.

use muster::model::catalog::Catalog;
use muster::model::vision::cel::{Asked, Blueprint, Facts, Program, Setting, Yield};
use muster::model::vision::{Radar, Technologies};
use serde_json::json;

use super::{ask, catalog, find};

const COMPANY: &str = "
kind: Component
apiVersion: backstage.io/v1alpha1
metadata:
  name: Ledger
  title: The Ledger
  tags: [java, kafka]
  labels: {tier: gold, weight: 3}
  annotations: {pagerduty.com/service-id: PX1, muster/deputy: ben}
  links: [{url: https://x, title: X}]
spec:
  type: service
  lifecycle: production
  owner: payments
  system: money
  replicas: 3
  ratio: 0.5
  public: true
  nested: {deep: [1, 2]}
  dependsOn: [resource:db, component:gone]
  providesApis: [ledger-api]
---
kind: Resource
metadata: {name: db}
spec: {type: database, owner: user:ben}
---
kind: API
metadata: {name: ledger-api}
spec: {type: openapi, owner: payments}
---
kind: System
metadata: {name: money}
spec: {owner: payments}
---
kind: Group
metadata: {name: payments, annotations: {muster/lead: ana}}
spec: {type: team, children: []}
---
kind: User
metadata: {name: ana}
spec: {memberOf: [payments]}
---
kind: User
metadata: {name: ben}
spec: {memberOf: [payments]}
";

fn company() -> Catalog {
    catalog(COMPANY)
}

const LEDGER: &str = "component:default/ledger";

#[test]
fn entities_answer_as_their_documents_say() {
    let company = company();
    for source in [
        "entity.ref == 'component:default/ledger' && entity.kind == 'Component'",
        "entity.metadata.name == 'Ledger' && entity.metadata.namespace == 'default'",
        "entity.metadata.title == 'The Ledger' && !has(entity.metadata.description)",
        "entity.metadata.tags == ['java', 'kafka'] && 'kafka' in entity.metadata.tags",
        "entity.metadata.tags[1] == 'kafka' && size(entity.metadata.tags) == 2",
        "entity.metadata.labels.tier == 'gold' && entity.metadata.labels['weight'] == '3'",
        "entity.metadata.annotations['pagerduty.com/service-id'].startsWith('P')",
        "'pagerduty.com/service-id' in entity.metadata.annotations",
        "!('other' in entity.metadata.annotations) && !has(entity.metadata.annotations.other)",
        "entity.metadata.annotations.exists(key, key.startsWith('pagerduty'))",
        "entity.metadata.labels.map(key, entity.metadata.labels[key]) == ['gold', '3']",
        "entity.metadata.labels == {'weight': '3', 'tier': 'gold'}",
        "entity.metadata.links[0].url == 'https://x'",
        "entity.spec.type == 'service' && entity.spec.lifecycle == 'production'",
        "entity.spec.owner == 'group:default/payments' && entity.spec.system == 'system:default/money'",
        "entity.spec.dependsOn == ['resource:default/db', 'component:default/gone']",
        "has(entity.spec.dependsOn) && !has(entity.spec.consumesApis) && entity.spec.consumesApis == []",
        "entity.spec.replicas == 3 && entity.spec.replicas + 1 > 3.5 && entity.spec.ratio < 1",
        "entity.spec.public && entity.spec['public'] && 'public' in entity.spec",
        "entity.spec.nested.deep[1] == 2 && has(entity.spec.nested.deep) && !has(entity.spec.nested.x)",
        "!has(entity.spec.unheard) && !('unheard' in entity.spec) && 'type' in entity.spec",
        "!entity.declared && !entity.stale && entity.known && entity.file == 'catalog-info.yaml'",
        "entity.technologies == [] && !has(entity.technologies)",
        "relations.dependsOn.size() == 2 && relations.dependsOn.exists(x, !x.known)",
        "relations.dependsOn.filter(x, x.known).map(x, x.metadata.name) == ['db']",
        "relations.dependsOn.exists_one(x, x.kind == 'Component' && x.metadata.name == 'gone')",
        "relations.partOf.all(x, x.kind == 'System') && relations.partOf[0].ref == entity.spec.system",
        "relations.providesApi[0].spec.type == 'openapi' && relations.hasPart == []",
        "relations.ownedBy[0] == relations.partOf[0] || relations.ownedBy[0].spec.type == 'team'",
        "responsible.accountable == 'user:default/ana' && responsible.deputy == 'user:default/ben'",
        "responsible.contact == responsible.accountable && responsible.ownerLead == 'user:default/ana'",
        "responsible.owner == entity.spec.owner",
        "entity.metadata.name.lowerAscii() == 'ledger' && 'a-b'.upperAscii() == 'A-B'",
        "'a,b,c'.split(',') == ['a', 'b', 'c'] && 'a,b,c'.split(',', 2) == ['a', 'b,c'] && 'ab'.split('') == ['a', 'b']",
        "['a', 'b'].join('-') == 'a-b' && ['a', 'b'].join() == 'ab' && entity.metadata.tags.join(' ') == 'java kafka'",
        "' a '.trim() == 'a' && 'aaa'.replace('a', 'b') == 'bbb' && 'aaa'.replace('a', 'b', 2) == 'bba'",
        "entity.metadata.name.matches('^L.*r$') && matches('abc', 'b')",
        "int('3') == 3 && string(3) == '3' && double('1.5') == 1.5 && uint(3) == 3u && bool('true')",
        "type(1) == int && type('a') == string && type(entity.spec.replicas) == int && type([]) == list",
        "1 == 1.0 && 1u == 1 && 2 > 1.5 && !(1 == 2) && 9223372036854775807 < 9223372036854775808.0",
        "-7 / 2 == -3 && -7 % 2 == -1 && -(3) == -3",
        "[1, 2, 3].map(x, x > 1, x * 2) == [4, 6] && [1, 2].map(x, [x].map(y, x + y)) == [[2], [4]]",
        "{'a': 1}.a == 1 && {'a': 1}['a'] == 1 && 'a' in {'a': 1} && {'a': 1, 'b': 2}.size() == 2",
        "(entity.spec.unheard == 1 || true) && !(entity.spec.unheard == 1 && false)",
        "[1, 0].exists(x, 1 / x == 1) && ![0, 1].all(x, 1 / x == 2)",
        "true ? true : entity.spec.unheard",
        "'ü🦀'.size() == 2",
    ] {
        assert_eq!(ask(&company, LEDGER, source), Ok(true), "{source}");
    }
}

#[test]
fn what_gives_no_answer_says_why() {
    let company = company();
    for (source, said) in [
        (
            "entity.metadata.description == ''",
            "There is no `metadata.description`; ask has(…) first.",
        ),
        (
            "entity.spec.unheard == 1",
            "There is no `spec.unheard`; ask has(…) first.",
        ),
        (
            "entity.spec.lifecyle == 'production'",
            "There is no `spec.lifecyle`; did you mean `spec.lifecycle`?",
        ),
        ("entity.spec.nested.x == 1", "There is no `x`; ask has(…) first."),
        (
            "entity.metadata.annotations.x == ''",
            "There is no `annotations.x`; ask has(…) first.",
        ),
        (
            "entity.metadata.labels['a' + 'b'] == ''",
            "There is no `ab`; ask has(…) first.",
        ),
        (
            "relations.hasPart[0].known",
            "The list is shorter than the index asks.",
        ),
        ("1 / int('0') == 1", "A number was divided by zero."),
        (
            "9223372036854775807 + 1 == 1",
            "The result is too large for a whole number.",
        ),
        ("int('x') == 1", "The value could not be made a whole number."),
        ("entity.spec.replicas + 'a' == ''", "`+` does not take a text."),
        (
            "entity.spec.replicas",
            "The expression gives a whole number, not true or false.",
        ),
        (
            "entity.spec.replicas && true",
            "`&&` does not take a whole number.",
        ),
        (
            "entity.spec.replicas.contains('a')",
            "`contains` does not take a whole number.",
        ),
        (
            "'a'.matches(entity.spec.type + '[')",
            "The pattern is no regular expression.",
        ),
        ("[0, 1].all(x, 1 / x == 1)", "A number was divided by zero."),
    ] {
        assert_eq!(ask(&company, LEDGER, source), Err(said.to_owned()), "{source}");
    }
}

#[test]
fn a_domain_is_part_of_a_domain_and_a_system_of_one() {
    let catalog = catalog(
        "
{kind: Domain, metadata: {name: all}, spec: {owner: group:x}}
---
{kind: Domain, metadata: {name: some}, spec: {owner: free text, subdomainOf: all}}
---
{kind: System, metadata: {name: one}, spec: {domain: some}}
---
{kind: Component, metadata: {name: two}, spec: {dependsOn: [db]}}
---
{kind: Resource, metadata: {name: db}}
",
    );
    for (entity_ref, source) in [
        (
            "domain:default/some",
            "entity.spec.subdomainOf == 'domain:default/all' && !has(entity.spec.domain)",
        ),
        (
            "domain:default/some",
            "entity.spec.owner == 'free text' && responsible.owner == ''",
        ),
        (
            "system:default/one",
            "entity.spec.domain == 'domain:default/some' && !has(entity.spec.subdomainOf)",
        ),
        (
            "component:default/two",
            "entity.spec.dependsOn == ['resource:default/db']",
        ),
        (
            "resource:default/db",
            "relations.dependencyOf[0].metadata.name == 'two' && !has(entity.spec.dependencyOf)",
        ),
    ] {
        assert_eq!(ask(&catalog, entity_ref, source), Ok(true), "{source}");
    }
}

#[test]
fn approvals_are_asked_of_plain_values() {
    let company = company();
    let radar = Radar::default();
    let technologies = Technologies::of(&company, &radar);
    let values = json!({"name": "orders", "partitions": 24, "share": 0.5, "options": {"compact": true}, "tags": ["a"]});
    let asked = |entity: Option<&str>| Asked::Approval {
        facts: Facts {
            catalog: &company,
            technologies: &technologies,
            radar: &radar,
        },
        blueprint: Blueprint {
            entity_ref: "template:default/kafka-topic",
            name: "kafka-topic",
            type_: "topic",
        },
        values: &values,
        requester: Some(find(&company, "user:default/ana")),
        entity: entity.map(|entity_ref| find(&company, entity_ref)),
    };
    for (source, entity, said) in [
        ("values.partitions > 12", None, Ok(true)),
        ("values.partitions > 24.5 || values.share > 0.4", None, Ok(true)),
        ("values['options'].compact && 'a' in values.tags", None, Ok(true)),
        ("has(values.missing) || 'missing' in values", None, Ok(false)),
        (
            "values.missing > 1",
            None,
            Err("There is no `missing`; ask has(…) first."),
        ),
        (
            "blueprint.name == 'kafka-topic' && blueprint.type == 'topic'",
            None,
            Ok(true),
        ),
        (
            "requester.kind == 'User' && requester.spec.memberOf == ['group:default/payments']",
            None,
            Ok(true),
        ),
        ("has(entity.ref)", None, Ok(false)),
        (
            "has(entity.ref) && entity.spec.type == 'service'",
            Some(LEDGER),
            Ok(true),
        ),
        (
            "entity.ref == ''",
            None,
            Err("There is no `entity`; ask has(…) first."),
        ),
    ] {
        let program = Program::compile(source, Setting::Approval, Yield::Bool).expect(source);
        let given = program.holds(asked(entity)).map_err(|trouble| trouble.message);
        assert_eq!(given, said.map_err(str::to_owned), "{source}");
    }
}
