//! The nearest action to one that muster does not have.

use crate::model::text::nearest;

/// Beginnings of actions of other systems, and what comes nearest to them here, the best first. Longer ones come first.
const NEAREST: [(&str, &[&str]); 35] = [
    ("publish:gitlab:merge-request", &["publish:github:pull-request"]),
    (
        "publish:bitbucketServer:pull-request",
        &["publish:github:pull-request"],
    ),
    (
        "publish:bitbucketCloud:pull-request",
        &["publish:github:pull-request"],
    ),
    ("gitlab:issue", &["github:issues:create"]),
    ("gitlab:", &["publish:git", "publish:github"]),
    ("publish:", &["publish:git", "publish:github"]),
    ("azure:repo:pr", &["publish:github:pull-request"]),
    ("azure:", &["publish:git", "publish:github"]),
    ("fetch:plain", &["fetch:plain"]),
    ("fetch:", &["fetch:template"]),
    ("fs:", &["fs:readdir", "fs:rename", "fs:delete"]),
    ("roadiehq:utils:fs:delete", &["fs:delete"]),
    ("roadiehq:utils:fs", &["fetch:template"]),
    ("roadiehq:utils:sleep", &["debug:wait"]),
    ("roadiehq:utils:serialize", &["fetch:template"]),
    ("github:repo:create", &["publish:github"]),
    ("github:repo:push", &["publish:github"]),
    ("github:actions", &["github:actions:dispatch"]),
    ("github:branch", &["github:branch-protection:create"]),
    ("github:deployKey", &["task:human"]),
    ("github:environment", &["github:environment:create"]),
    ("github:issues", &["github:issues:create"]),
    ("github:team", &["github:repo:access"]),
    ("github:webhook", &["task:human"]),
    ("catalog:template:version", &["task:human"]),
    ("catalog:fetch", &["task:human"]),
    ("catalog:", &["catalog:register", "catalog:write"]),
    ("debug:", &["debug:log"]),
    ("notification", &["task:human"]),
    ("slack", &["task:human"]),
    ("approval", &["approval"]),
    ("jenkins", &["github:actions:dispatch", "task:human"]),
    ("sleep", &["debug:wait"]),
    ("http:", &["http:request"]),
    ("jira:", &["jira:issue:create"]),
];

/// What to use in place of an action: those that are there.
pub(super) fn instead<'k>(action: &str, known: &[&'k str]) -> Vec<&'k str> {
    let found = |name: &&str| known.iter().find(|known| *known == name).copied();
    let listed = NEAREST
        .iter()
        .find(|(beginning, _)| action.starts_with(beginning));
    let listed: Vec<&str> = listed
        .into_iter()
        .flat_map(|(_, names)| names.iter().filter_map(found))
        .collect();
    if !listed.is_empty() {
        return listed;
    }
    // A misspelling; what is only alike in its letters does something else.
    let near = nearest(action, known.iter().copied());
    let near = near.filter(|near| near.split(':').next() == action.split(':').next());
    match near.or(found(&"task:human")) {
        Some(near) => vec![near],
        None => Vec::new(),
    }
}
