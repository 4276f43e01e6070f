//! `github:actions:dispatch`: starts a workflow and follows it until it ends. GitHub says which run it is when it starts one;
//! where that answer is lost, the run is known only by its title, if the workflow puts the input `muster` there. Otherwise a
//! person is asked: a deploy is not guessed.

use std::time::Duration;

use serde_json::{Value, json};

use super::client::Client;
use super::repo::{Repo, one_segment, refuse_unknown, schema, short};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::run::{Change, Effect, Undo};
use crate::providers::action::{Action, ActionError, Applied, Call, Log, Observed, Planned};
use crate::providers::input::{Input, wrong};
use crate::providers::note;
use crate::remote::Method;

const NO_UNDO: &str = "what a workflow did is its own business; it is not taken back";

pub(super) struct Dispatch(ActionSpec);

impl Dispatch {
    pub(super) fn new() -> Self {
        let text = |words: &str| json!({"type": "string", "description": words});
        Self(ActionSpec {
            id: "github:actions:dispatch",
            summary: "Starts a workflow of a repository, and waits until it has ended well",
            input: schema(
                &["repoUrl", "workflowId"],
                json!({
                    "repoUrl": text("github.com?owner=OWNER&repo=NAME"),
                    "workflowId": {"type": ["string", "integer"], "description": "The name of its file, or its number"},
                    "branchOrTagName": text("The default branch if not given"),
                    "workflowInputs": {"type": "object", "description": "By name"},
                }),
            ),
            output: schema(
                &[],
                json!({"runId": {"type": "integer"}, "runUrl": text("Of the run"), "conclusion": text("How it ended")}),
            ),
            settlement: Settlement::Observe,
            undo: UndoSpec::Not(NO_UNDO),
        })
    }
}

struct Wanted {
    repo: Repo,
    workflow: String,
    reference: Option<String>,
    inputs: Value,
}

impl Wanted {
    fn of(call: &Call<'_>, spec: &ActionSpec) -> Result<Self, ActionError> {
        let input = Input::without_secrets(call.input)?;
        refuse_unknown(call.input, &spec.input)?;
        let workflow = match input.get("workflowId") {
            Some(Value::Number(number)) => number.to_string(),
            _ => input.required("workflowId")?.to_owned(),
        };
        let mut inputs = json!({});
        for (name, value) in input
            .get("workflowInputs")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            // GitHub takes texts only.
            inputs[name] = json!(value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        }
        Ok(Self {
            repo: Repo::of(&input)?,
            workflow,
            reference: input.text("branchOrTagName")?.map(str::to_owned),
            inputs,
        })
    }

    fn path(&self, rest: &str) -> String {
        let workflow = one_segment(&self.workflow);
        self.repo.path(&format!("/actions/workflows/{workflow}{rest}"))
    }

    fn reference(&self, shown: &Value) -> String {
        let default = || shown["default_branch"].as_str().unwrap_or("main").to_owned();
        self.reference.clone().unwrap_or_else(default)
    }

    /// What a run says of itself by now.
    fn follow(&self, call: &Call<'_>, run: &Value) -> Observed {
        let output = json!({"runId": run["id"], "runUrl": run["html_url"]});
        if run["status"] != "completed" {
            return Observed::Running {
                output,
                look_after: pause(call, &self.repo),
            };
        }
        match run["conclusion"].as_str() {
            Some(conclusion @ ("success" | "neutral" | "skipped")) => {
                let mut output = output;
                output["conclusion"] = json!(conclusion);
                Observed::Done { output }
            }
            conclusion => Observed::Ended {
                message: format!(
                    "{} ended with {}: {}",
                    self.workflow,
                    conclusion.unwrap_or("nothing"),
                    run["html_url"].as_str().unwrap_or_default()
                ),
            },
        }
    }

    /// Runs that a lost answer may have been about: started by hand on this branch since the run was asked for. A while is
    /// added for clocks that differ: better one too many, for then a person is asked.
    fn candidates(
        &self,
        call: &Call<'_>,
        client: &Client<'_>,
        reference: &str,
    ) -> Result<Vec<Value>, ActionError> {
        let since = call.asked - jiff::SignedDuration::from_mins(5);
        let branch = one_segment(reference);
        let path = self.path(&format!("/runs?event=workflow_dispatch&branch={branch}"));
        let runs = client.list(&path, Some("workflow_runs"))?;
        let is_young = |run: &Value| {
            let created = run["created_at"]
                .as_str()
                .and_then(|text| text.parse::<jiff::Timestamp>().ok());
            created.is_none_or(|created| created >= since)
        };
        Ok(runs.into_iter().filter(is_young).collect())
    }
}

/// How long until the next look.
fn pause(call: &Call<'_>, repo: &Repo) -> Duration {
    Duration::from_secs(if call.world.is_sandbox(&repo.0.host) {
        1
    } else {
        10
    })
}

/// What the workflow's input `muster` holds, where it has one.
fn mark(op_key: &str) -> String {
    format!("muster {}", short(op_key, 16))
}

impl Action for Dispatch {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        let client = wanted.repo.client(call)?;
        let mut planned = Planned {
            effect: Effect::Create,
            target: Some(format!("{} {}", wanted.repo.0, wanted.workflow)),
            summary: format!("Starts {} in {} and waits for it", wanted.workflow, wanted.repo.0),
            undo: Undo::Not(NO_UNDO.to_owned()),
            ..Planned::default()
        };
        for (name, value) in wanted.inputs.as_object().into_iter().flatten() {
            planned.changes.push(Change {
                what: format!("input {name}"),
                before: None,
                after: value.as_str().map(str::to_owned),
            });
        }
        if wanted.repo.look(&client)?.is_none() {
            planned.effect = Effect::Ask;
            planned.summary.push_str(", once it is there");
            return Ok(planned);
        }
        match client.find(&wanted.path(""))? {
            None => planned
                .blocking
                .push(format!("{} has no workflow `{}`", wanted.repo.0, wanted.workflow)),
            Some(workflow) if workflow["state"] != "active" => {
                planned.blocking.push(format!(
                    "the workflow `{}` of {} is switched off",
                    wanted.workflow, wanted.repo.0
                ));
            }
            Some(_) => {}
        }
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        let client = wanted.repo.client(call)?;
        let note = note::find(call)?;
        if let Some(id) = note.as_ref().and_then(|note| note["runId"].as_u64()) {
            let run = client.get(&wanted.repo.path(&format!("/actions/runs/{id}")))?;
            return Ok(wanted.follow(call, &run));
        }
        // Without a note nothing was asked for yet.
        if note.is_none() {
            return Ok(Observed::Absent);
        }
        let Some(shown) = wanted.repo.look(&client)? else {
            return Ok(Observed::Unknowable);
        };
        let candidates = wanted.candidates(call, &client, &wanted.reference(&shown))?;
        let is_ours = |run: &&Value| {
            run["display_title"]
                .as_str()
                .is_some_and(|title| title.contains(&mark(call.op_key)))
        };
        if let Some(run) = candidates.iter().find(is_ours) {
            note::put(call, &json!({"runId": run["id"]}))?;
            return Ok(wanted.follow(call, run));
        }
        Ok(if candidates.is_empty() {
            Observed::Absent
        } else {
            Observed::Unknowable
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        let client = wanted.repo.client(call)?;
        let shown = wanted.repo.must_be_there(&client)?;
        if let Some(id) = note::find(call)?.and_then(|note| note["runId"].as_u64()) {
            let run = client.get(&wanted.repo.path(&format!("/actions/runs/{id}")))?;
            if run["status"] != "completed" {
                return Ok(running(call, &wanted, &run["id"], &run["html_url"]));
            }
            // It ended badly, and a person asked for another try.
            log.line("the last run has ended; another one is started");
        }
        let mut inputs = wanted.inputs.clone();
        let reference = wanted.reference(&shown);
        if takes_mark(&client, &wanted, &reference)? {
            inputs["muster"] = json!(mark(call.op_key));
        }
        note::put(call, &json!({"asked": call.now.to_string()}))?;
        let body = json!({"ref": reference, "inputs": inputs, "return_run_details": true});
        let path = wanted.path("/dispatches");
        let mut answer = client.attempt(Method::POST, &path, Some(body))?;
        if let Err(refusal) = &answer
            && refusal.status == 422
            && refusal.words.contains("return_run_details")
        {
            // An older GitHub does not say which run it starts.
            let body = json!({"ref": reference, "inputs": inputs});
            answer = client.attempt(Method::POST, &path, Some(body))?;
        }
        let started = answer.map_err(|refusal| client.refused(&refusal, "does not start", &path))?;
        let (id, url) = if started["workflow_run_id"].is_u64() {
            (started["workflow_run_id"].clone(), started["html_url"].clone())
        } else {
            let run = client.await_shown("the run of the workflow", || {
                let mut candidates = wanted.candidates(call, &client, &reference)?;
                Ok(if candidates.len() == 1 {
                    candidates.pop()
                } else {
                    None
                })
            });
            match run {
                Ok(run) => (run["id"].clone(), run["html_url"].clone()),
                // It was started; which run it is, only a person can tell.
                Err(_) => {
                    return Err(ActionError::new(
                        crate::providers::action::ErrorKind::Unknown,
                        format!(
                            "{} was started, but which run it is cannot be told",
                            wanted.workflow
                        ),
                    ));
                }
            }
        };
        note::put(call, &json!({"runId": id}))?;
        log.line(&format!(
            "{} is started: {}",
            wanted.workflow,
            url.as_str().unwrap_or_default()
        ));
        Ok(running(call, &wanted, &id, &url))
    }

    fn undo(&self, _: &Call<'_>, _: &Value, _: &mut dyn Log) -> Result<(), ActionError> {
        Err(wrong(NO_UNDO))
    }
}

fn running(call: &Call<'_>, wanted: &Wanted, id: &Value, url: &Value) -> Applied {
    Applied::Running {
        output: json!({"runId": id, "runUrl": url}),
        look_after: pause(call, &wanted.repo),
    }
}

/// Whether the workflow declares an input `muster`, by the text of its file.
fn takes_mark(client: &Client<'_>, wanted: &Wanted, reference: &str) -> Result<bool, ActionError> {
    use base64::Engine;
    let Some(workflow) = client.find(&wanted.path(""))? else {
        return Ok(false);
    };
    let path = workflow["path"].as_str().unwrap_or_default();
    let at = one_segment(reference);
    let shown = client.find(
        &wanted
            .repo
            .path(&format!("/contents/{}?ref={at}", super::repo::escaped(path))),
    )?;
    let text = shown.and_then(|shown| Some(shown["content"].as_str()?.replace('\n', "")));
    let bytes = text.and_then(|text| base64::engine::general_purpose::STANDARD.decode(text).ok());
    let text = String::from_utf8(bytes.unwrap_or_default()).unwrap_or_default();
    Ok(text.lines().any(|line| line.trim() == "muster:"))
}
