//! Workflows and their runs. A run goes on by being watched.

use serde_json::{Value, json};

use super::shape::id_of;
use super::state::{Repository, WorkflowRun};
use super::{GitHub, Handled, ME, not_found, page, shows};
use crate::providers::sandbox::{Answer, Asked, Shelf, refusal};
use crate::remote::Method;

const FOLDER: &str = ".github/workflows/";

impl GitHub {
    pub(super) fn workflows(
        &self,
        rest: &[&str],
        repository: &mut Repository,
        asked: &Asked<'_>,
        shelf: &Shelf,
    ) -> Handled {
        let sort = self.owner_sort(&repository.owner);
        match (asked.method, rest) {
            (method, ["workflows", name, rest @ ..]) => {
                let branch = asked.text("ref").unwrap_or(&repository.default_branch).to_owned();
                let Some(file) = self.workflow_file(name, &branch, repository, shelf)? else {
                    return Ok(not_found());
                };
                match (method, rest) {
                    (&Method::GET, []) => Ok(Answer::new(200, self.at.workflow(repository, &file))),
                    (&Method::POST, ["dispatches"]) => {
                        self.dispatch(&file, &branch, repository, asked, shelf)
                    }
                    (&Method::GET, ["runs"]) => Ok(self.list_runs(&file, repository, asked)),
                    _ => Ok(not_found()),
                }
            }
            (method, ["runs", id, rest @ ..]) => {
                let id: u64 = id.parse().unwrap_or_default();
                let Some(run) = repository.runs.iter_mut().find(|run| run.id == id) else {
                    return Ok(not_found());
                };
                match (method, rest) {
                    (&Method::GET, []) => {
                        run.looks += 1;
                        let run = run.clone();
                        Ok(Answer::new(200, self.at.workflow_run(repository, &run, sort, ME)))
                    }
                    (&Method::POST, ["cancel"]) if run.looks > 3 => {
                        Ok(refusal(409, "Cannot cancel a workflow run that is completed."))
                    }
                    (&Method::POST, ["cancel"]) => {
                        run.cancelled = true;
                        Ok(Answer::new(202, json!({})))
                    }
                    _ => Ok(not_found()),
                }
            }
            _ => Ok(not_found()),
        }
    }

    /// The workflow of a file's name or of a number, if its file is on the branch.
    fn workflow_file(
        &self,
        name: &str,
        branch: &str,
        repository: &Repository,
        shelf: &Shelf,
    ) -> std::io::Result<Option<String>> {
        let objects = self.objects(repository, shelf)?;
        let commit = match objects.branch(branch)? {
            Some(id) => objects.read_commit(id)?,
            None => None,
        };
        let Some(commit) = commit else {
            return Ok(None);
        };
        let files = objects.files(commit.tree)?;
        let mut workflows = files.keys().filter_map(|path| path.strip_prefix(FOLDER));
        let of = |file: &&str| {
            *file == name
                || id_of(&format!("{}/{}/{file}", repository.owner, repository.name)).to_string() == name
        };
        Ok(workflows.find(of).map(str::to_owned))
    }

    fn dispatch(
        &self,
        file: &str,
        branch: &str,
        repository: &mut Repository,
        asked: &Asked<'_>,
        shelf: &Shelf,
    ) -> Handled {
        let objects = self.objects(repository, shelf)?;
        let Some(head) = objects.branch(branch)? else {
            return Ok(refusal(422, &format!("No ref found for: {branch}")));
        };
        let commit = objects.read_commit(head)?;
        let files = commit
            .map(|commit| objects.files(commit.tree))
            .transpose()?
            .unwrap_or_default();
        let text = match files.get(&format!("{FOLDER}{file}")) {
            Some((_, id)) => String::from_utf8_lossy(&objects.content(*id)?).into_owned(),
            None => String::new(),
        };
        if !text.contains("workflow_dispatch") {
            return Ok(refusal(422, "Workflow does not have 'workflow_dispatch' trigger"));
        }
        let inputs = asked.body.get("inputs").cloned().unwrap_or_else(|| json!({}));
        let unexpected: Vec<String> = inputs
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(name, _)| !text.contains(&format!("{name}:")))
            .map(|(name, _)| format!("\"{name}\""))
            .collect();
        if !unexpected.is_empty() {
            return Ok(refusal(
                422,
                &format!("Unexpected inputs provided: [{}]", unexpected.join(", ")),
            ));
        }
        let number = repository.runs.len() + 1;
        let run = WorkflowRun {
            id: id_of(&format!("{}/{}/runs/{number}", repository.owner, repository.name)),
            workflow: file.to_owned(),
            branch: branch.to_owned(),
            sha: head.to_string(),
            inputs,
            created: asked.now,
            lag: self.lag,
            ..WorkflowRun::default()
        };
        repository.runs.push(run.clone());
        if asked.body.get("return_run_details").and_then(Value::as_bool) != Some(true) {
            return Ok(Answer::empty(204));
        }
        let shape = self
            .at
            .workflow_run(repository, &run, self.owner_sort(&repository.owner), ME);
        Ok(Answer::new(
            200,
            json!({"workflow_run_id": run.id, "run_url": shape["url"], "html_url": shape["html_url"]}),
        ))
    }

    fn list_runs(&self, file: &str, repository: &mut Repository, asked: &Asked<'_>) -> Answer {
        let branch = asked.query("branch").map(str::to_owned);
        let mut found = vec![];
        for run in repository.runs.iter_mut().rev() {
            let is_meant = run.workflow == file && branch.as_ref().is_none_or(|branch| *branch == run.branch);
            if is_meant && shows(&mut run.lag) {
                found.push(run.clone());
            }
        }
        let sort = self.owner_sort(&repository.owner);
        let shapes: Vec<Value> = found
            .iter()
            .map(|run| self.at.workflow_run(repository, run, sort, ME))
            .collect();
        Answer::new(
            200,
            json!({"total_count": shapes.len(), "workflow_runs": page(shapes, asked)}),
        )
    }
}
