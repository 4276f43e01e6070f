//! A secret reaches the one place that sends it and no other: not the journal, not the log, not the plan, not the screen.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use muster::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use muster::model::run::{Order, RunStatus};
use muster::model::secret::{self, Secret};
use muster::providers::Actions;
use muster::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned};
use serde_json::{Value, json};

use crate::fake::FakeWorld;
use crate::stage::{BLUEPRINT, Stage, Stops, Time};

const CANARY: &str = "c4n4ry/&+text";

/// An action that says all it knows, everywhere it can.
struct Blabber {
    spec: ActionSpec,
    sent: Arc<Mutex<Vec<String>>>,
}

impl Action for Blabber {
    fn spec(&self) -> &ActionSpec {
        &self.spec
    }
    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        Ok(Planned {
            summary: secret::shown(call.input["token"].as_str().unwrap_or_default()),
            ..Planned::default()
        })
    }
    fn observe(&self, _: &Call<'_>) -> Result<Observed, ActionError> {
        Ok(Observed::Absent)
    }
    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let token = call.input["token"].as_str().unwrap_or_default();
        let text = secret::replaced(token, |name| call.world.secret(name).unwrap().reveal().to_owned());
        self.sent.lock().unwrap().push(text.clone());
        log.line(&format!("sent {text} \u{1b}[31m"));
        Ok(Applied::Done(Done {
            output: json!({ "echo": format!("<{text}>"), text.clone(): 1, "marks": token }),
            ..Done::default()
        }))
    }
    fn undo(&self, _: &Call<'_>, _: &Value, _: &mut dyn Log) -> Result<(), ActionError> {
        Ok(())
    }
}

#[test]
fn a_secret_is_nowhere_but_where_it_is_sent() {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let spec = ActionSpec {
        id: "fake:blab",
        summary: "says all it knows",
        input: json!({}),
        output: json!({}),
        settlement: Settlement::Repeat,
        undo: UndoSpec::Nothing,
    };
    let blabber = Blabber {
        spec,
        sent: sent.clone(),
    };
    let document = json!({
        "kind": "Template",
        "metadata": { "name": "all" },
        "spec": {
            "parameters": { "properties": { "name": { "type": "string" } } },
            "steps": [
                { "id": "a", "action": "fake:blab", "input": { "token": "Bearer ${{ secrets.token }}" } },
                { "id": "b", "action": "fake:human2", "if": false, "input": { "x": "${{ parameters.name }}" } },
            ],
            "output": { "text": [{ "title": "t", "content": "${{ secrets.token }} ${{ steps.a.output.echo }}" }] },
        },
    });
    let actions = Actions::new([Box::new(blabber) as Box<dyn Action>]);
    let stage = Stage::new(
        document,
        actions,
        Arc::new(FakeWorld),
        Time::new(),
        Stops::at(&[]),
    );
    let runs = stage.program();
    let mut order = Order {
        blueprint: BLUEPRINT.to_owned(),
        // Whoever types what stands for a secret gets a text.
        values: json!({ "name": secret::reference("token") }),
        ..Order::default()
    };
    let missing = runs.plan(&order).unwrap();
    assert!(
        missing
            .findings
            .iter()
            .any(|finding| finding.blocking && finding.message.contains("token"))
    );
    order.secrets.insert("token".to_owned(), Secret::new(CANARY));
    let plan = runs.plan(&order).unwrap();
    assert_eq!(plan.values["name"], "token");
    let id = runs.start(&order, &plan.hash).unwrap();
    let kept = stage.path().join("runs").join(&id).join("secrets.json");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&kept), mode(kept.parent().unwrap())), (0o600, 0o700));
    }
    let run = stage.drive(&runs, &id).unwrap();
    assert_eq!(run.status, RunStatus::Succeeded, "{:?}", run.steps[0].failure);
    assert_eq!(*sent.lock().unwrap(), [format!("Bearer {CANARY}")]);
    assert!(!kept.exists(), "it is gone with the end of the run");
    assert!(!format!("{run:?}{plan:?}").contains("c4n4ry"));
    let (log, _) = runs.log(&id, 100);
    assert!(
        log[0].1.contains("‹secret token›") && !log[0].1.contains('\u{1b}'),
        "{log:?}"
    );
    drop((runs, run));
    search(stage.path());
}

fn search(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search(&path);
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let found = bytes.windows(6).any(|window| window == b"c4n4ry");
        assert!(!found, "{} holds the secret", path.display());
    }
}
