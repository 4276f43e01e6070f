//! The GitHub that blueprints write to: which one, whether a sandbox answers for it, where its token is; and, only when that
//! is asked for, whether it takes the token.

use super::Area;
use crate::cli::Context;
use crate::config::{GitHubConnection, Paths, PersonSettings};
use crate::engine::token_places;
use crate::remote::{GitHubTransport, Request, Secret, Transport, words};

pub(super) fn look(context: &Context, online: bool) -> Area {
    let mut area = Area::new("GitHub");
    match (context.paths(), context.find_workspace()) {
        (Ok(paths), Ok(Ok(workspace))) => describe(paths, &workspace.settings.github, online, &mut area),
        _ => area.ok("not looked for, as there is no workspace"),
    }
    area
}

fn describe(paths: &Paths, github: &GitHubConnection, online: bool, area: &mut Area) {
    let shown = format!("{}  {}", github.host, github.api());
    if github.sandbox {
        return area.ok(format!(
            "{shown}: a sandbox inside muster answers for it; nothing leaves this machine"
        ));
    }
    // What is wrong with the person's settings is said above.
    let person = PersonSettings::load(&paths.settings_file()).unwrap_or_default();
    let token = token_places(github, person.github_token.as_ref()).find(|name| std::env::var(name).ok());
    match token {
        Err(error) => area.problem(format!("{shown}: {error}"), error.hint()),
        Ok(None) => area.warning(
            format!("{shown}: no token, so blueprints cannot write to it"),
            format!(
                "run `gh auth login --hostname {}`, or set {}",
                github.host,
                github.variables().join(" or ")
            ),
        ),
        Ok(Some(_)) if !online => {
            area.ok(format!(
                "{shown}: there is a token (`muster doctor --online` asks whether it works)"
            ));
        }
        Ok(Some(token)) => ask(&shown, &github.api(), &token, area),
    }
}

/// Asks whose token it is, which changes nothing.
fn ask(shown: &str, api: &str, token: &Secret, area: &mut Area) {
    let answer = GitHubTransport::new(api, Some(token))
        .map_err(|error| error.to_string())
        .and_then(|transport| {
            transport
                .send(&Request::get("/user"))
                .map_err(|error| error.to_string())
        });
    match answer {
        Err(cause) => area.problem(
            format!("{shown} does not answer: {cause}"),
            "check the network and [github] in muster.toml",
        ),
        Ok(response) if response.status == 200 => {
            let user: serde_json::Value = serde_json::from_slice(&response.body).unwrap_or_default();
            let login = user["login"].as_str().unwrap_or("somebody");
            let left = response.header("x-ratelimit-remaining").unwrap_or("?");
            area.ok(format!(
                "{shown}: the token is {login}'s; {left} requests are left this hour"
            ));
        }
        // A token of an app belongs to nobody.
        Ok(response) if response.status == 403 => {
            area.ok(format!("{shown}: the token works, and belongs to no person"))
        }
        Ok(response) => area.problem(
            format!(
                "{shown} refuses the token with status {}: {}",
                response.status,
                words(&response)
            ),
            "make a new token, or see that it is the right one",
        ),
    }
}
