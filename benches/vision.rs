//! Figures of the vision: a hundred rules held against companies made by the demo's generator, wholly, after one file was
//! saved, and for drafts.
//!
//! `cargo bench --bench vision`; `MUSTER_BENCH_SIZES=1000,1000000` chooses other sizes. Prints a table in Markdown.

#[path = "support/figures.rs"]
mod figures;

use std::fs;
use std::hint::black_box;
use std::sync::Arc;

use figures::{Row, company, median, print_table, sizes, thousands};
use muster::model::catalog::{Catalog, Position};
use muster::model::vision::cel::{Program, Setting, Yield};
use muster::model::vision::radar::Stage;
use muster::model::vision::{
    By, Each, Examples, Judged, KnownBy, Origin, Radar, Ring, Rule, Scope, Severity, Technology, Vision,
};
use muster::sources::files::{self, Scope as Folder, documents_of};

const RULES: usize = 100;
const TECHNOLOGIES: usize = 40;

/// Kinds, the relation that is asked one by one, and what is asked: what companies state, from the cheapest to the dearest.
const ASKED: [(&str, Option<&str>, &str); 15] = [
    ("", None, "has(entity.metadata.description)"),
    ("", None, "entity.metadata.name.matches('^[a-z][a-z0-9-]{2,40}$')"),
    (
        "Component",
        None,
        "entity.spec.type in ['service', 'website', 'library', 'worker']",
    ),
    (
        "Component",
        None,
        "'pagerduty.com/service-id' in entity.metadata.annotations || entity.spec.type == 'library'",
    ),
    (
        "Component",
        None,
        "entity.metadata.tags.size() > 0 && entity.metadata.tags.all(t, t == t.lowerAscii())",
    ),
    (
        "Component",
        None,
        "responsible.accountable != '' && responsible.deputy != ''",
    ),
    (
        "Component",
        None,
        "entity.spec.lifecycle != 'deprecated' || relations.dependencyOf.size() == 0",
    ),
    ("Component", Some("dependsOn"), "other.kind != 'Component'"),
    (
        "Component",
        None,
        "relations.dependsOn.all(x, x.known && (x.kind != 'Resource' || x.spec.owner == entity.spec.owner))",
    ),
    (
        "Component",
        None,
        "relations.providesApi.size() <= 5 && relations.consumesApi.size() <= 20",
    ),
    (
        "API",
        None,
        "relations.apiProvidedBy.size() == 1 && entity.spec.lifecycle in ['production', 'experimental']",
    ),
    (
        "Resource",
        None,
        "relations.dependencyOf.exists(x, x.spec.owner == entity.spec.owner) || relations.dependencyOf == []",
    ),
    (
        "System",
        None,
        "has(entity.spec.domain) && relations.hasPart.exists(x, x.kind == 'Component')",
    ),
    (
        "",
        None,
        "!entity.stale && entity.spec.owner.startsWith('group:')",
    ),
    (
        "Component",
        Some("consumesApi"),
        "other.spec.lifecycle != 'deprecated' || other.spec.owner == entity.spec.owner",
    ),
];

fn main() {
    let columns: Vec<(usize, Vec<Row>)> = sizes().into_iter().map(|size| (size, measure(size))).collect();
    print_table("vision", &columns);
}

fn measure(size: usize) -> Vec<Row> {
    let folder = company(size);
    let scope = Folder::folder(&folder.canonicalize().expect("the company's folder"));
    let snapshot = files::read(&scope, None)
        .snapshot
        .expect("a first reading gives a snapshot");
    let vision = Arc::new(vision());
    let judge = |catalog: &Arc<Catalog>, before: Option<&Judged>| {
        let today = jiff::civil::date(2026, 6, 1);
        Judged::new(vision.clone(), catalog.clone(), Vec::new(), today, before)
    };
    let catalog = Arc::new(snapshot.catalog.clone());
    let whole = median(3, || judge(&catalog, None));
    let judged = judge(&catalog, None);

    let path = scope.path(catalog.entities().next().map_or("", |entity| entity.file()));
    let text = fs::read_to_string(&path).expect("a file of the company");
    let edited = text.replacen("metadata:", "metadata:\n  benched: true", 1);
    fs::write(&path, edited).expect("a file that can be written");
    let after = files::read(&scope, Some(&snapshot)).snapshot;
    fs::write(&path, text).expect("a file that can be written");
    let after = Arc::new(after.expect("a file was changed").catalog);
    assert!(after.digest() != catalog.digest(), "the edit changes the catalog");
    let again = median(5, || judge(&after, Some(&judged)));
    assert!(judge(&after, Some(&judged)).verdicts == judge(&after, None).verdicts);

    let draft = "{kind: Component, metadata: {name: drafted}, spec: {type: service, owner: platform}}";
    let drafts: Vec<_> = documents_of(draft).into_iter().flatten().collect();
    let drafted = median(5, || black_box(judged.of_drafts(&drafts).len()));
    let scores = median(3, || black_box(judged.scores(By::Owner).len()));
    let tried = median(3, || {
        black_box(judged.try_rule(&vision.rules[TECHNOLOGIES + 8], 10).applies)
    });
    let findings: usize = (0..vision.rules.len())
        .map(|rule| judged.falling_short(rule).count())
        .sum();
    vec![
        Row::new("entities", thousands(catalog.len())),
        Row::new("rules", thousands(vision.rules.len())),
        Row::new("findings", thousands(findings)),
        Row::new("judged wholly", format!("{whole:.2?}")),
        Row::new("judged after one file was saved", format!("{again:.2?}")),
        Row::new("a draft judged", format!("{drafted:.2?}")),
        Row::new("one rule tried", format!("{tried:.2?}")),
        Row::new("scores by owner", format!("{scores:.2?}")),
    ]
}

fn vision() -> Vision {
    let technologies: Vec<Technology> = (0..TECHNOLOGIES).map(technology).collect();
    let of_radar = technologies.iter().map(|technology| {
        let require = format!("!('{}' in entity.technologies)", technology.id);
        rule(&technology.id, "", None, &require)
    });
    let written = (0..RULES - TECHNOLOGIES).map(|at| {
        let (kind, each, require) = ASKED[at % ASKED.len()];
        rule(&format!("rule-{at}"), kind, each, require)
    });
    Vision {
        rules: of_radar.chain(written).collect(),
        radar: Radar {
            rings: vec![Ring::default()],
            technologies: technologies.clone(),
            ..Radar::default()
        },
        ..Vision::default()
    }
}

fn technology(at: usize) -> Technology {
    const NAMES: [&str; 8] = [
        "java",
        "kafka",
        "postgresql",
        "go",
        "redis",
        "react",
        "python",
        "mongodb",
    ];
    let name = NAMES
        .get(at)
        .map_or(format!("technology-{at}"), |name| (*name).to_owned());
    Technology {
        known_by: KnownBy {
            tags: vec![name.clone()],
            types: vec![name.clone()],
            dependencies: vec![format!("resource:*/{name}-*")],
            ..KnownBy::default()
        },
        title: name.clone(),
        id: name,
        timeline: vec![Stage::default()],
        ..Technology::default()
    }
}

fn rule(id: &str, kind: &str, each: Option<&str>, require: &str) -> Rule {
    let setting = if each.is_some() {
        Setting::Each
    } else {
        Setting::Entity
    };
    let message = "entity.ref + ' falls short'";
    Rule {
        id: id.to_owned(),
        title: format!("The title of {id}"),
        severity: Severity::Warning,
        for_new: Severity::Warning,
        origin: Origin::Written,
        only_new: false,
        principles: Vec::new(),
        reason: None,
        scope: Scope {
            kinds: (!kind.is_empty()).then(|| kind.to_owned()).into_iter().collect(),
            ..Scope::default()
        },
        each: each.and_then(Each::parse),
        require: Program::compile(require, setting, Yield::Bool).expect("an expression that is right"),
        message: Program::compile(message, setting, Yield::Text).ok(),
        remedy: None,
        blueprint: None,
        links: Vec::new(),
        examples: Examples::default(),
        file: "vision.yaml".to_owned(),
        at: Position::default(),
    }
}
