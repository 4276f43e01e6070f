//! What is asked again after a change gives what asking everything gives.

use std::sync::Arc;

use muster::model::catalog::{Builder, Catalog, FileCounts, descriptor};
use muster::model::vision::radar::Stage;
use muster::model::vision::{Judged, KnownBy, Radar, Ring, Rule, Scope, Technology, Vision};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::{documents, rule, rule_of, today};

/// An entity of a made-up catalog; every one has few names to choose from, so that they meet.
#[derive(Clone, Debug)]
struct Made {
    kind: usize,
    name: usize,
    file: usize,
    type_: usize,
    owner: usize,
    system: usize,
    tag: bool,
    needs: Vec<usize>,
    lead: Option<usize>,
}

const KINDS: [&str; 5] = ["Component", "Resource", "System", "Group", "User"];

impl Made {
    fn yaml(&self) -> String {
        let needs: Vec<String> = self.needs.iter().map(|n| need(*n)).collect();
        let tags = if self.tag { "[mongo, x]" } else { "[y]" };
        let lead = match self.lead {
            Some(lead) => format!("{{muster/lead: u{lead}, muster/contact: u{lead}}}"),
            None => "{}".to_owned(),
        };
        let kind = KINDS[self.kind];
        let more = match kind {
            "User" => format!("memberOf: [g{}]", self.owner),
            "Group" => format!("parent: g{}", self.system),
            _ => format!("owner: g{}, system: s{}", self.owner, self.system),
        };
        format!(
            "{{kind: {kind}, metadata: {{name: {}{}, tags: {tags}, annotations: {lead}}}, \
             spec: {{type: t{}, {more}, dependsOn: [{}]}}}}",
            kind.to_lowercase().chars().next().unwrap_or_default(),
            self.name,
            self.type_,
            needs.join(", "),
        )
    }
}

/// Some without a kind, some of another kind, some that nobody defines.
fn need(n: usize) -> String {
    match n % 3 {
        0 => format!("c{}", n / 3),
        1 => format!("r{}", n / 3),
        _ => format!("resource:r{}", n / 3),
    }
}

fn made() -> impl Strategy<Value = Made> {
    (
        (0..5usize, 0..6usize, 0..3usize, 0..3usize),
        (0..3usize, 0..3usize, any::<bool>()),
        proptest::collection::vec(0..18usize, 0..4),
        proptest::option::of(0..6usize),
    )
        .prop_map(
            |((kind, name, file, type_), (owner, system, tag), needs, lead)| Made {
                kind,
                name,
                file,
                type_,
                owner,
                system,
                tag,
                needs,
                lead,
            },
        )
}

fn build(all: &[Made]) -> Catalog {
    let mut builder = Builder::new(None);
    let files: Vec<_> = (0..3)
        .map(|n| builder.file(&format!("f{n}.yaml"), FileCounts::default()))
        .collect();
    for made in all {
        let document = &documents(&made.yaml())[0];
        let version = Sha256::digest(document.canonical_json()).into();
        let record = descriptor::read(document, Default::default(), version, &mut Vec::new());
        builder.add(files[made.file], &record.expect("an entity"));
    }
    builder.finish()
}

fn rules() -> Vec<Rule> {
    let components = Scope {
        kinds: vec!["Component".to_owned()],
        ..Scope::default()
    };
    vec![
        rule("own", "entity.spec.type == 't1' || 'x' in entity.metadata.tags"),
        rule("file", "entity.file != 'f1.yaml'"),
        rule("technology", "!('mongo' in entity.technologies)"),
        rule(
            "neighbours",
            "relations.dependsOn.all(x, x.known && x.spec.type != 't2')",
        ),
        rule(
            "theirs",
            "relations.dependencyOf.all(x, !('mongo' in x.technologies) && x.file == entity.file)",
        ),
        rule(
            "stated",
            "relations.dependsOn.all(x, x.spec.dependsOn.all(y, y.startsWith('resource:')))",
        ),
        rule(
            "answers",
            "responsible.accountable != responsible.contact || responsible.ownerLead == ''",
        ),
        rule(
            "lead",
            "responsible.ownerLead in ['user:default/u1', 'user:default/u2', '']",
        ),
        rule(
            "guess",
            "entity.spec.dependsOn.all(x, x.startsWith('component:'))",
        ),
        rule_of(
            "each",
            components,
            Some("dependsOn"),
            "other.spec.owner == entity.spec.owner",
        ),
        rule_of(
            "back",
            Scope::default(),
            Some("ownerOf"),
            "other.spec.type != 't0'",
        ),
    ]
}

fn vision() -> Arc<Vision> {
    let mongo = Technology {
        id: "mongo".to_owned(),
        title: "Mongo".to_owned(),
        timeline: vec![Stage::default()],
        known_by: KnownBy {
            tags: vec!["mongo".to_owned()],
            dependencies: vec!["resource:*/r1".to_owned()],
            ..KnownBy::default()
        },
        ..Technology::default()
    };
    Arc::new(Vision {
        rules: rules(),
        radar: Radar {
            rings: vec![Ring::default()],
            technologies: vec![mongo],
            ..Radar::default()
        },
        ..Vision::default()
    })
}

#[derive(Clone, Debug)]
enum Edit {
    Add(Made),
    Remove(usize),
    Change(usize, Made),
    Move(usize, usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        made().prop_map(Edit::Add),
        any::<usize>().prop_map(Edit::Remove),
        (any::<usize>(), made()).prop_map(|(at, made)| Edit::Change(at, made)),
        (any::<usize>(), 0..3usize).prop_map(|(at, file)| Edit::Move(at, file)),
    ]
}

fn apply(all: &mut Vec<Made>, edit: Edit) {
    let length = all.len().max(1);
    match edit {
        Edit::Add(made) => all.push(made),
        Edit::Remove(at) if !all.is_empty() => {
            all.remove(at % length);
        }
        Edit::Change(at, made) if !all.is_empty() => all[at % length] = made,
        Edit::Move(at, file) if !all.is_empty() => all[at % length].file = file,
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn after_any_edits_the_verdicts_are_those_of_a_whole_judgement(
        mut all in proptest::collection::vec(made(), 0..24),
        edits in proptest::collection::vec(edit(), 1..6),
    ) {
        let vision = vision();
        let mut judged = Judged::new(vision.clone(), Arc::new(build(&all)), Vec::new(), today(), None);
        for edit in edits {
            apply(&mut all, edit);
            let catalog = Arc::new(build(&all));
            let again = Judged::new(vision.clone(), catalog.clone(), Vec::new(), today(), Some(&judged));
            let whole = Judged::new(vision.clone(), catalog, Vec::new(), today(), None);
            prop_assert_eq!(&again.verdicts, &whole.verdicts);
            judged = again;
        }
    }
}
