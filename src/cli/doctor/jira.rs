//! The Jira that blueprints write to: which one, whether a sandbox answers for it, whether there is a token; and, only when
//! that is asked for, whether it takes the token.

use std::sync::Arc;

use super::Area;
use crate::cli::Context;
use crate::config::{Paths, PersonSettings, Workspace};
use crate::engine::{Outside, jira};
use crate::providers::action::World;
use crate::remote::{Request, words};

pub(super) fn look(context: &Context, online: bool) -> Area {
    let mut area = Area::new("Jira");
    match (context.paths(), context.find_workspace()) {
        (Ok(paths), Ok(Ok(workspace))) => describe(paths, &workspace, online, &mut area),
        _ => area.ok("not looked for, as there is no workspace"),
    }
    area
}

fn describe(paths: &Paths, workspace: &Workspace, online: bool, area: &mut Area) {
    let settings = &workspace.settings.tickets.jira;
    if settings.sandbox {
        return area.ok("a sandbox inside muster answers for it; nothing leaves this machine");
    }
    let Some(url) = &settings.url else {
        return area.ok("none is set up; url in [tickets.jira] of muster.toml names one");
    };
    // What is wrong with the person's settings is said above.
    let person = PersonSettings::load(&paths.settings_file()).unwrap_or_default();
    let places = jira::token_places(settings, person.jira.as_ref(), url, None);
    match places.find(|name| std::env::var(name).ok()) {
        Err(error) => area.problem(format!("{url}: {error}"), error.hint()),
        Ok(None) => area.warning(
            format!("{url}: no token, so blueprints cannot write to it"),
            "set JIRA_TOKEN, or name a file of mode 600 in [jira] of config.toml",
        ),
        Ok(Some(_)) if !online => area.ok(format!(
            "{url}: there is a token (`muster doctor --online` asks whether it works)"
        )),
        Ok(Some(_)) => ask(paths, workspace, url, area),
    }
}

/// Asks whose token it is, which changes nothing.
fn ask(paths: &Paths, workspace: &Workspace, url: &str, area: &mut Area) {
    let answer = Outside::open(workspace, paths, Arc::default())
        .map_err(|error| error.to_string())
        .and_then(|outside| outside.jira().map_err(|error| error.message))
        .and_then(|transport| {
            let whose = Request::get("/rest/api/2/myself");
            transport.send(&whose).map_err(|error| error.to_string())
        });
    match answer {
        Err(cause) => area.problem(
            format!("{url} does not answer: {cause}"),
            "check the network and [tickets.jira] in muster.toml",
        ),
        Ok(response) if response.status == 200 => {
            let user: serde_json::Value = serde_json::from_slice(&response.body).unwrap_or_default();
            let name = user["displayName"].as_str().unwrap_or("somebody");
            area.ok(format!("{url}: the token is {name}'s"));
        }
        Ok(response) => area.problem(
            format!(
                "{url} refuses the token with status {}: {}",
                response.status,
                words(&response)
            ),
            "make a new token, or see that it and the user are the right ones",
        ),
    }
}
