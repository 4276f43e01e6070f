//! The program itself, killed with no chance to say goodbye while it runs a blueprint, and started again until the run is at
//! its end: one repository, one commit, one run.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

const BLUEPRINT: &str = "apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata:
  name: repo
spec:
  owner: user:default/ana
  type: service
  parameters:
    required: [name]
    properties:
      name: {type: string}
  steps:
    - {id: files, action: fetch:template, input: {url: ./skeleton, values: {name: '${{ parameters.name }}'}}}
    - {id: log, action: debug:log, input: {message: 'making ${{ parameters.name }}'}}
    - {id: publish, action: publish:git, input: {repoUrl: 'local?owner=acme&repo=${{ parameters.name }}'}}
    - {id: after, action: debug:log, input: {message: '${{ steps.publish.output.remoteUrl }}'}}
";

fn muster(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_muster"));
    command
        .args(arguments)
        .env("MUSTER_HOME", home.join("home"))
        .env("MUSTER_WORKSPACE", home.join("company"))
        .current_dir(home)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn document(home: &Path, arguments: &[&str]) -> Value {
    let output = muster(home, arguments).stdout(Stdio::piped()).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!(
            "{arguments:?}: {error}: {}",
            String::from_utf8_lossy(&output.stdout)
        )
    })
}

fn company(home: &Path) {
    let folder = home.join("company/blueprints/repo");
    fs::create_dir_all(folder.join("skeleton/docs")).unwrap();
    fs::write(home.join("company/muster.toml"), "[workspace]\nname = \"Acme\"\n").unwrap();
    fs::write(folder.join("template.yaml"), BLUEPRINT).unwrap();
    fs::write(folder.join("skeleton/README.md"), "# ${{ values.name }}\n").unwrap();
    fs::write(folder.join("skeleton/docs/a.md"), "text\n").unwrap();
}

fn bare_repositories(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.join("HEAD").is_file() && path.join("objects").is_dir() {
            found.push(path);
        } else if path.is_dir() {
            bare_repositories(&path, found);
        }
    }
}

#[test]
fn a_program_that_is_killed_anywhere_makes_one_repository() {
    for round in 0..12u64 {
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path();
        company(home);
        // Never the same moment twice, from before the plan to after the end.
        let mut new = muster(home, &["new", "repo", "--set", "name=cart", "--yes"])
            .spawn()
            .unwrap();
        sleep(Duration::from_millis(15 + round * 35));
        let _ = new.kill();
        new.wait().unwrap();
        for life in 0..4 {
            let mut resume = muster(home, &["run", "resume"]).spawn().unwrap();
            sleep(Duration::from_millis(20 + life * 40 + round * 3));
            let _ = resume.kill();
            resume.wait().unwrap();
        }
        let begun = document(home, &["run", "list", "--json"]);
        if begun.as_array().is_none_or(Vec::is_empty) {
            // It ended before the run was asked for: nothing was promised, nothing was made.
            let status = muster(home, &["new", "repo", "--set", "name=cart", "--yes"])
                .status()
                .unwrap();
            assert!(status.success());
        }
        let status = muster(home, &["run", "resume"]).status().unwrap();
        assert!(status.success());
        let runs = document(home, &["run", "list", "--json"]);
        assert_eq!(runs.as_array().map(Vec::len), Some(1));
        assert_eq!(runs[0]["status"], "succeeded", "{runs:#}");
        let mut found = Vec::new();
        bare_repositories(home, &mut found);
        assert_eq!(found.len(), 1, "{found:?}");
        let verified = document(home, &["journal", "verify", "--json"]);
        assert_eq!(verified["ok"], true, "{verified:#}");
    }
}
