//! Edits of entity files: one's own at once, somebody else's once they agree, each exactly as it was shown and journaled once.

mod answering;
mod undo;

use std::sync::Arc;

use jiff::SignedDuration;
use muster::config::Paths;
use muster::engine::Outside;
use muster::engine::blueprints::Shelf;
use muster::engine::edit::{Edit, Looked, Way, Why};
use muster::engine::run::{Asking, Folders, Runs, RunsError};
use muster::model::catalog::Catalog;
use muster::model::catalog::edit::Change;
use muster::model::journal::{EntityEdited, Fact};
use muster::model::run::{Order, Run, RunAct, RunStatus, Undo};
use muster::providers;
use serde_json::{Value, json};

use crate::files::{CART, Stage};
use crate::stage::{Stops, Time, approve};
use crate::{ANA, BO};

const CART_REF: &str = "component:default/cart";
const FILE: &str = "catalog/cart.yaml";
const MORE: &str = "
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: bo}
spec: {memberOf: []}
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: till}
spec: {type: openapi, lifecycle: production, owner: shop, definition: {$text: ./till.yaml}}
";

fn company() -> Stage {
    let stage = Stage::new();
    stage.write("catalog/more.yaml", MORE);
    stage.write("catalog/till.yaml", "openapi: 3.1.0\n");
    stage
}

fn set(path: &str, value: &str) -> Change {
    Change::Set {
        path: path.split(' ').map(str::to_owned).collect(),
        value: value.to_owned(),
    }
}

fn put(path: &str, value: Value) -> Change {
    let path = path.split(' ').map(str::to_owned).collect();
    Change::Put { path, value }
}

fn unset(path: &str) -> Change {
    let path = path.split(' ').map(str::to_owned).collect();
    Change::Remove { path }
}

fn edit(change: Change) -> Edit {
    Edit {
        entity: CART_REF.to_owned(),
        changes: vec![change],
        reason: "it is old".to_owned(),
    }
}

fn old() -> Edit {
    edit(set("spec lifecycle", "deprecated"))
}

const OLD: [&str; 2] = [
    "lifecycle: production\n  owner: shop #",
    "lifecycle: deprecated\n  owner: shop #",
];

/// An edit, looked at by somebody.
fn look(stage: &Stage, catalog: &Catalog, who: &str, edit: &Edit) -> Result<Looked, String> {
    let edits = muster::engine::edit::Edits {
        actor: who,
        ..stage.edits(catalog)
    };
    edits.look(edit, true).map_err(|why| why.to_string())
}

/// The program of bo, started: it knows only what is on the disk.
struct Program {
    runs: Runs,
    time: Time,
}

impl Program {
    fn of(stage: &Stage, time: &Time, stops: &Arc<Stops>) -> Self {
        let catalog = stage.catalog();
        let data = stage.folder.path().join("data");
        let outside = Outside::open(&stage.workspace, &Paths::below(&data), Arc::clone(&catalog)).unwrap();
        let folders = Folders {
            runs: data.join("runs"),
            lock: data.join("effects.lock"),
        };
        let library = Shelf::new(catalog, stage.workspace.scope());
        let asking = Asking {
            answer: SignedDuration::from_hours(48),
            leaving: std::collections::BTreeMap::new(),
        };
        let (time, now) = (time.clone(), time.clone());
        let runs = Runs::new(
            stage.journal.clone(),
            Arc::new(providers::all()),
            Arc::new(outside),
            Arc::new(library),
            folders,
            BO,
        );
        Self {
            runs: runs
                .asking(Some(asking))
                .under_test(Arc::new(move || now.now()), stops.clone()),
            time,
        }
    }

    fn drive(&self, id: &str) -> Result<Arc<Run>, RunsError> {
        use muster::engine::run::Drove;
        for _ in 0..200 {
            match self.runs.drive(None, &|| false, &mut |_| {})? {
                Drove::Idle { next: Some(moment) } => self.time.jump_to(moment),
                Drove::Idle { next: None } => break,
                Drove::Busy => std::thread::yield_now(),
                Drove::Stopped => panic!("nobody stopped it"),
            }
        }
        Ok(self.runs.run(id)?.unwrap())
    }
}

/// A company whose cart bo wants to have changed.
struct Asked {
    stage: Stage,
    program: Program,
    order: Order,
}

fn asked() -> Asked {
    asked_with(&Stops::at(&[]))
}

fn asked_with(stops: &Arc<Stops>) -> Asked {
    let stage = company();
    let program = Program::of(&stage, &Time::new(), stops);
    let catalog = stage.catalog();
    let looked = look(&stage, &catalog, BO, &old()).unwrap();
    assert_eq!(looked.way, Way::Ask);
    let order = stage.edits(&catalog).order(&old(), &looked.edited.unwrap());
    Asked {
        stage,
        program,
        order,
    }
}

impl Asked {
    fn start(&self) -> String {
        let plan = self.program.runs.plan(&self.order).unwrap();
        let id = self.program.runs.start(&self.order, &plan.hash).unwrap();
        assert_eq!(self.program.drive(&id).unwrap().status, RunStatus::Waiting);
        assert_eq!(self.stage.read(FILE), CART);
        id
    }

    fn approve(&self, id: &str) {
        let ana = self.program.runs.clone().acting_as(ANA);
        approve(&ana, id).unwrap();
    }
}

fn edits(stage: &Stage) -> Vec<(String, EntityEdited)> {
    let events = stage.events().into_iter();
    let edits = events.map(|event| match event.fact() {
        Ok(Fact::EntityEdited(edited)) => (event.actor.clone(), edited),
        other => panic!("{other:?}"),
    });
    edits.collect()
}

#[test]
fn ones_own_is_written_at_once() {
    let stage = company();
    let catalog = stage.catalog();
    let looked = look(&stage, &catalog, ANA, &old()).unwrap();
    assert_eq!(looked.way, Way::Write(Why::Own));
    assert_eq!(stage.read(FILE), CART, "looking writes nothing");
    let edited = looked.edited.unwrap();
    let written = stage
        .edits(&catalog)
        .write_looked(&old(), &edited, &stage.journal);
    assert_eq!(written.unwrap().as_deref(), Ok(FILE));
    assert_eq!(stage.read(FILE), CART.replace(OLD[0], OLD[1]));
    let [(who, edited)] = &edits(&stage)[..] else {
        panic!("one edit")
    };
    assert_eq!(
        (who.as_str(), edited.run.as_ref(), edited.reason.as_str()),
        (ANA, None, "it is old")
    );
}

#[test]
fn what_was_changed_since_it_was_looked_at_is_left_alone() {
    let stage = company();
    let catalog = stage.catalog();
    let edited = look(&stage, &catalog, ANA, &old()).unwrap().edited.unwrap();
    let theirs = format!("{CART}# Somebody wrote this meanwhile.\n");
    stage.write(FILE, &theirs);
    let written = stage
        .edits(&catalog)
        .write_looked(&old(), &edited, &stage.journal);
    let why = written.unwrap().unwrap_err();
    assert!(why.contains("has changed since it was read"), "{why}");
    assert_eq!(stage.read(FILE), theirs);
    assert!(stage.events().is_empty());
}

#[test]
fn somebody_elses_asks_them_and_a_plan_writes_nothing() {
    let Asked {
        stage,
        program,
        order,
    } = asked();
    let head = stage.journal.head().unwrap();
    let plan = program.runs.plan(&order).unwrap();
    let [approval] = &plan.approvals[..] else {
        panic!("{:?}", plan.approvals)
    };
    assert_eq!(
        (approval.by.as_slice(), approval.role.as_deref()),
        (&[ANA.to_owned()][..], Some("accountable"))
    );
    let step = plan.steps.iter().find(|step| step.id == "edit").unwrap();
    assert!(step.summary.ends_with(": it is old"), "{}", step.summary);
    assert!(matches!(step.undo, Undo::By(_)));
    // Only the entity's document is shown, and kept.
    let [change] = &step.changes[..] else {
        panic!("{:?}", step.changes)
    };
    assert!(
        change
            .after
            .as_ref()
            .is_some_and(|after| !after.contains("basket") && after.contains("deprecated"))
    );
    assert_eq!(
        (stage.read(FILE).as_str(), stage.journal.head().unwrap()),
        (CART, head)
    );
}

#[test]
fn agreed_to_it_is_done_and_can_be_taken_back() {
    let asked = asked();
    let id = asked.start();
    assert!(asked.stage.events().is_empty(), "nothing is changed yet");
    let own = approve(&asked.program.runs, &id);
    assert!(matches!(own, Err(RunsError::Refused(_))), "{own:?}");
    asked.approve(&id);
    assert_eq!(asked.program.drive(&id).unwrap().status, RunStatus::Succeeded);
    assert_eq!(asked.stage.read(FILE), CART.replace(OLD[0], OLD[1]));
    let steps = vec!["edit".to_owned()];
    asked.program.runs.act(&id, RunAct::Undo { steps }).unwrap();
    assert_eq!(asked.program.drive(&id).unwrap().status, RunStatus::Undone);
    assert_eq!(asked.stage.read(FILE), CART);
    let told: Vec<(String, Option<String>, Value)> = edits(&asked.stage)
        .into_iter()
        .map(|(who, edited)| (who, edited.run, serde_json::to_value(edited.fields).unwrap()))
        .collect();
    let fields = |before: &str, after: &str| json!({ "spec.lifecycle": [before, after] });
    assert_eq!(
        told,
        [
            (
                BO.to_owned(),
                Some(id.clone()),
                fields("production", "deprecated")
            ),
            (BO.to_owned(), Some(id), fields("deprecated", "production")),
        ]
    );
}

#[test]
fn denied_nothing_is_done() {
    let asked = asked();
    let id = asked.start();
    let ana = asked.program.runs.clone().acting_as(ANA);
    let empty = ana.act(
        &id,
        RunAct::Deny {
            reason: " ".to_owned(),
        },
    );
    assert!(
        matches!(empty, Err(RunsError::Refused(_))),
        "a refusal needs a reason"
    );
    let reason = "it is not".to_owned();
    ana.act(&id, RunAct::Deny { reason }).unwrap();
    assert_eq!(asked.program.drive(&id).unwrap().status, RunStatus::Failed);
    assert_eq!(asked.stage.read(FILE), CART);
    assert!(asked.stage.events().is_empty());
}

#[test]
fn what_was_agreed_to_is_what_is_changed() {
    // The entity says something else by now: nobody has agreed to a change of that.
    let asked = self::asked();
    let id = asked.start();
    let theirs = CART.replace("type: service\n", "type: website\n");
    asked.stage.write(FILE, &theirs);
    asked.approve(&id);
    let run = asked.program.drive(&id).unwrap();
    let failure = run.step("edit").unwrap().failure.clone().unwrap();
    assert_eq!(run.status, RunStatus::Failed);
    assert!(
        failure
            .message
            .contains("something else of component:default/cart"),
        "{failure:?}"
    );
    assert_eq!(asked.stage.read(FILE), theirs);
    assert!(asked.stage.events().is_empty());
    // Another entity of the same file is no matter.
    let asked = self::asked();
    let id = asked.start();
    let theirs = CART.replace("{name: basket}", "{name: basket, title: Basket}");
    asked.stage.write(FILE, &theirs);
    asked.approve(&id);
    assert_eq!(asked.program.drive(&id).unwrap().status, RunStatus::Succeeded);
    assert_eq!(asked.stage.read(FILE), theirs.replace(OLD[0], OLD[1]));
}

#[test]
fn killed_anywhere_it_is_done_once_and_journaled_once() {
    let counting = Stops::at(&[]);
    let whole = asked_with(&counting);
    let id = whole.start();
    let first = counting.reached();
    whole.approve(&id);
    whole.program.drive(&id).unwrap();
    assert!(counting.reached() > first + 3, "there is something to stop");
    for place in first..counting.reached() {
        let asked = asked_with(&Stops::at(&[place]));
        let id = asked.start();
        asked.approve(&id);
        let halted = asked.program.drive(&id);
        assert!(matches!(halted, Err(RunsError::Halted)), "{place}: {halted:?}");
        let again = Program::of(&asked.stage, &asked.program.time, &Stops::at(&[]));
        assert_eq!(again.drive(&id).unwrap().status, RunStatus::Succeeded, "{place}");
        assert_eq!(asked.stage.read(FILE), CART.replace(OLD[0], OLD[1]), "{place}");
        assert_eq!(edits(&asked.stage).len(), 1, "{place}");
    }
}

#[test]
fn what_may_not_be_asked_for_is_refused_in_a_sentence() {
    let stage = company();
    let catalog = stage.catalog();
    for (change, words) in [
        (
            set("spec lifecyle", "x"),
            "a Component has no `spec.lifecyle`; did you mean `spec.lifecycle`?",
        ),
        (set("lifecycle", "x"), "did you mean `spec.lifecycle`?"),
        (set("metadata colour", "red"), "is begun by hand"),
        (set("metadata name", "till"), "makes the entity what it is"),
        (set("kind", "API"), "makes the entity what it is"),
        (unset("metadata namespace"), "makes the entity what it is"),
        (unset("spec owner"), "a Component needs `spec.owner`"),
        (unset("metadata annotations"), "name one annotation"),
        (set("spec", "x"), "name one field of `spec`"),
        (set("metadata tags", "go"), "is a list"),
        (put("metadata tags", json!([1])), "is a list of texts"),
        (put("spec owner", json!(["shop"])), "is a text, not a list"),
        (put("metadata labels", json!({ "a": 1 })), "is a mapping of texts"),
        (set("spec owner", "who ever"), "names an entity"),
        (
            set("spec owner", "nobody"),
            "group:default/nobody is not in the catalog",
        ),
        (set("spec owner", "component:basket"), "names a group or a user"),
        (
            set("metadata annotations muster/contact", "zoe"),
            "user:default/zoe is not in the catalog",
        ),
        (
            set("metadata annotations muster/accountable", "user:bo"),
            "changed by a hand-over",
        ),
        (
            unset("metadata annotations muster/accountable"),
            "changed by a hand-over",
        ),
    ] {
        let refused = look(&stage, &catalog, ANA, &edit(change.clone())).unwrap_err();
        assert!(refused.contains(words), "{change:?}: {refused}");
    }
    let read_from = Edit {
        entity: "api:default/till".to_owned(),
        ..edit(set("spec definition", "openapi: 3.0.0"))
    };
    let refused = look(&stage, &catalog, ANA, &read_from).unwrap_err();
    assert!(
        refused.contains("is read from ./till.yaml by `$text`: change it there"),
        "{refused}"
    );
    let another = Edit {
        changes: vec![set("spec definition $text", "./other.yaml")],
        ..read_from
    };
    let after = look(&stage, &catalog, ANA, &another)
        .unwrap()
        .edited
        .unwrap()
        .after;
    assert!(after.contains("definition: {$text: ./other.yaml}"), "{after}");
    assert_eq!(stage.read(FILE), CART);
}

#[test]
fn every_other_byte_stays() {
    for (text, change, before, after) in [
        (
            CART.replace('\n', "\r\n"),
            set("spec type", "website"),
            "type: service\r\n",
            "type: website\r\n",
        ),
        (
            CART.to_owned(),
            set("metadata title", "The Cart"),
            "  name: cart\n",
            "  name: cart\n  title: The Cart\n",
        ),
        (
            CART.replace("type: service\n", "'type': \"service\"  # of what sort\n"),
            set("spec type", "website"),
            "\"service\"",
            "\"website\"",
        ),
        (
            CART.replace(
                "owner: shop # for now\n",
                "owner: shop # for now\n  dependsOn: [ 'a:b' , \"c:d\" ] # both\n",
            ),
            put("spec dependsOn", json!(["c:d"])),
            "[ 'a:b' , \"c:d\" ]",
            "[ \"c:d\" ]",
        ),
        (
            CART.trim_end().to_owned(),
            unset("metadata annotations github.com/project-slug"),
            "  annotations:\n    github.com/project-slug: acme/cart # here\n",
            "",
        ),
    ] {
        let stage = company();
        stage.write(FILE, &text);
        let catalog = stage.catalog();
        let edit = edit(change);
        let edited = look(&stage, &catalog, ANA, &edit).unwrap().edited.unwrap();
        let written = stage.edits(&catalog).write_looked(&edit, &edited, &stage.journal);
        assert!(written.unwrap().is_ok());
        assert_eq!(stage.read(FILE), text.replacen(before, after, 1), "{edit:?}");
    }
}
