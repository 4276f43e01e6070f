//! A look at an organisation: what is seen of it, with how many questions, whatever goes wrong on the way.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use muster::model::access::AccessSurvey;
use muster::model::discovery::{Sort, Survey};
use muster::providers::sandbox::Sandbox;
use muster::providers::sandbox::github::{GitHub, Seeds};
use muster::remote::{HeaderMap, HeaderValue, Method, Request, Response, SendError, Transport};
use muster::sources::discovery::github::GitHubSurveyor;
use muster::sources::discovery::{Surveyor, Watch};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::stage::Exchange;

type Answer = Result<Response, SendError>;
type Change = Box<dyn Fn(usize, &Request, Answer) -> Answer + Send + Sync>;

/// The sandbox behind something that goes wrong: what is asked, counted from 1, and what comes back instead.
struct Between {
    sandbox: Sandbox<GitHub>,
    asked: AtomicUsize,
    seen: Mutex<Vec<Exchange>>,
    change: Change,
    _folder: TempDir,
}

impl Transport for Between {
    fn send(&self, request: &Request) -> Answer {
        let number = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
        let answer = (self.change)(number, request, self.sandbox.send(request));
        self.seen.lock().unwrap().push(Exchange {
            request: request.clone(),
            answer: answer.clone(),
        });
        answer
    }

    fn address(&self) -> &str {
        self.sandbox.address()
    }
}

/// Stops after so many pages.
struct Patience {
    pages: usize,
    kept: Vec<String>,
}

impl Watch for Patience {
    fn seen(&mut self, _: usize, _: Option<usize>) {}

    fn keep(&mut self, so_far: &Survey) {
        self.pages = self.pages.saturating_sub(1);
        self.kept.push(serde_json::to_string(so_far).unwrap());
    }

    fn stopped(&self) -> bool {
        self.pages == 0
    }
}

fn component(name: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{ name: {name} }}\nspec: {{ type: service, lifecycle: production, owner: shop }}\n"
    )
}

const LOCATION: &str = "---\napiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: { name: all }\nspec: { targets: [./deep/one.yaml, ../out.yaml, 'https://evil.io/x.yaml', ./gone.yaml] }\n";

fn seeds(count: usize) -> Seeds {
    let mut seeds = Seeds {
        owners: ["acme".to_owned()].into(),
        teams: ["shop".to_owned(), "pay".to_owned()].into(),
        users: ["ana".to_owned()].into(),
        ..Seeds::default()
    };
    for i in 0..count {
        let name = format!("acme/service-{i:04}");
        let mut files = BTreeMap::from([(
            "catalog-info.yaml".to_owned(),
            component(&format!("service-{i:04}")),
        )]);
        if i % 10 == 0 {
            files.insert(
                "catalog-info.yaml".to_owned(),
                component(&format!("service-{i:04}")) + LOCATION,
            );
            files.insert("deep/one.yaml".to_owned(), component(&format!("deep-{i:04}")));
        }
        if i % 3 == 0 {
            files.insert(".github/CODEOWNERS".to_owned(), "* @acme/shop\n".to_owned());
        }
        seeds.files.insert(name.clone(), files);
        seeds.repositories.insert(name);
    }
    seeds
}

fn between(
    count: usize,
    change: impl Fn(usize, &Request, Answer) -> Answer + Send + Sync + 'static,
) -> Arc<Between> {
    planted(seeds(count), change)
}

fn planted(
    seeds: Seeds,
    change: impl Fn(usize, &Request, Answer) -> Answer + Send + Sync + 'static,
) -> Arc<Between> {
    let folder = tempfile::tempdir().unwrap();
    let address = "https://api.github.com";
    let github = GitHub::new("github.com", address, move || seeds.clone()).with_lag(0);
    Arc::new(Between {
        sandbox: Sandbox::new(folder.path().join("github"), address, github),
        asked: AtomicUsize::new(0),
        seen: Mutex::default(),
        change: Box::new(change),
        _folder: folder,
    })
}

fn look(hub: &Arc<Between>, earlier: Option<&Survey>, pages: usize) -> (Survey, Patience) {
    let mut patience = Patience { pages, kept: vec![] };
    let survey = GitHubSurveyor::new(hub.clone(), "acme").survey(earlier, &mut patience);
    (survey, patience)
}

fn whole(hub: &Arc<Between>) -> Survey {
    let mut survey = look(hub, None, usize::MAX).0;
    survey.taken = None;
    survey
}

fn answer(status: u16, headers: &[(&'static str, String)], body: Value) -> Answer {
    let mut response = Response {
        status,
        headers: HeaderMap::new(),
        body: body.to_string().into_bytes(),
    };
    for (name, value) in headers {
        response
            .headers
            .insert(*name, HeaderValue::from_str(value).unwrap());
    }
    Ok(response)
}

fn is_graphql(request: &Request, name: &str) -> bool {
    request.path == "/graphql"
        && request
            .body
            .as_ref()
            .is_some_and(|body| body["operationName"] == name)
}

/// Each sighting in a line.
fn told(survey: &Survey) -> Vec<String> {
    let line = |sighting: &muster::model::discovery::Sighting| {
        let facts: Vec<String> = sighting
            .facts
            .iter()
            .filter(|(name, _)| name != "pushed" && name != "members")
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let files: Vec<String> = sighting
            .files
            .iter()
            .map(|file| format!("{}={}", file.path, file.entities.join("+")))
            .collect();
        format!(
            "{} [{}] {:?} {}",
            sighting.id,
            facts.join(" "),
            sighting.hints,
            files.join(" ")
        )
    };
    survey.sightings.iter().map(line).collect()
}

/// Small, with a team that administers, an archived repository, and a public one without anything.
fn small() -> Arc<Between> {
    let hub = between(2, |_, _, answer| answer);
    let send = |method, path: &str, body| {
        let status = hub
            .sandbox
            .send(&Request::write(method, path, Some(body)))
            .unwrap()
            .status;
        assert!(status < 300, "{path}: {status}");
    };
    send(
        Method::PUT,
        "/orgs/acme/teams/pay/repos/acme/service-0001",
        json!({"permission": "admin"}),
    );
    send(
        Method::POST,
        "/orgs/acme/repos",
        json!({"name": "Bare", "description": "Nothing here"}),
    );
    send(Method::PATCH, "/repos/acme/Bare", json!({"archived": true}));
    hub
}

const SMALL: [&str; 5] = [
    "github:acme/bare [visibility=public archived=yes description=Nothing here] [] ",
    "github:acme/service-0000 [visibility=private] [CodeOwner(\"@acme/shop\")] catalog-info.yaml=component:default/service-0000 deep/one.yaml=component:default/deep-0000",
    "github:acme/service-0001 [visibility=private] [AdminTeam(\"pay\")] catalog-info.yaml=component:default/service-0001",
    "github:acme/team/pay [] [] ",
    "github:acme/team/shop [] [] ",
];

#[test]
fn repositories_teams_owners_and_catalog_files_are_seen() {
    let survey = whole(&small());
    assert_eq!(told(&survey), SMALL);
    assert_eq!(survey.place, "github:acme");
    assert!(survey.complete && survey.cursor.is_none());
    assert_eq!(
        survey.problems,
        ["gone.yaml of service-0000 is named by a Location and not there."]
    );
    let cart = &survey.sightings[1];
    assert_eq!(cart.url.as_deref(), Some("https://github.com/acme/service-0000"));
    assert_eq!(
        cart.files[1].url,
        "https://github.com/acme/service-0000/blob/HEAD/deep/one.yaml"
    );
    assert_eq!(survey.sightings[3].sort, Sort::Team);
}

/// Without GraphQL the same is seen; the exchanges are held against GitHub's description.
pub fn looked_at_by_rest() -> Vec<Exchange> {
    let inner = small();
    let hub = between(0, move |_, request, _| match request.path.as_str() {
        "/graphql" => answer(404, &[], json!({"message": "Not Found"})),
        _ => inner.sandbox.send(request),
    });
    let survey = whole(&hub);
    assert_eq!(told(&survey), SMALL);
    assert!(survey.complete, "{:?}", survey.problems);
    let mut seen = hub.seen.lock().unwrap().clone();
    seen.retain(|exchange| exchange.request.path != "/graphql");
    seen
}

impl muster::sources::access::Watch for Patience {
    fn seen(&mut self, _: usize, _: Option<usize>) {}

    fn keep(&mut self, _: &AccessSurvey) {}

    fn stopped(&self) -> bool {
        false
    }
}

/// Who may do what there, a team, a person and somebody who is invited: the exchanges are held against GitHub's description.
pub fn looked_at_for_access() -> Vec<Exchange> {
    let mut seeds = seeds(2);
    seeds.users.insert("zoe".to_owned());
    seeds.outside.insert("zoe".to_owned());
    let hub = planted(seeds, |_, _, answer| answer);
    for path in [
        "/repos/acme/service-0000/collaborators/ana",
        "/repos/acme/service-0000/collaborators/zoe",
        "/orgs/acme/teams/pay/repos/acme/service-0001",
    ] {
        let request = Request::write(Method::PUT, path, Some(json!({"permission": "push"})));
        assert!(hub.sandbox.send(&request).unwrap().status < 300, "{path}");
    }
    let mut patience = Patience {
        pages: usize::MAX,
        kept: vec![],
    };
    let survey = muster::sources::access::github("acme", hub.clone(), None, &mut patience);
    assert_eq!((survey.rights.len(), survey.complete), (3, true), "{survey:?}");
    hub.seen.lock().unwrap().clone()
}

#[test]
fn rest_serves_where_graphql_does_not() {
    assert!(looked_at_by_rest().len() > 8);
}

#[test]
fn two_thousand_repositories_take_sixty_questions() {
    let hub = between(2000, |_, _, answer| answer);
    let survey = whole(&hub);
    let asked = hub.asked.load(Ordering::Relaxed);
    assert!(survey.complete && asked <= 60, "{asked} questions");
    assert_eq!(survey.sightings.len(), 2002);
    let files: usize = survey.sightings.iter().map(|sighting| sighting.files.len()).sum();
    assert_eq!(files, 2200);
}

#[test]
fn whoever_is_stopped_goes_on_where_they_were() {
    for by_rest in [false, true] {
        let refuse =
            move |_: usize, request: &Request, found: Answer| match by_rest && request.path == "/graphql" {
                true => answer(404, &[], json!({})),
                false => found,
            };
        let count = if by_rest { 45 } else { 130 };
        let expected = whole(&between(count, refuse));
        let hub = between(count, refuse);
        let mut earlier: Option<Survey> = None;
        let mut rounds = 0;
        loop {
            let (survey, patience) = look(&hub, earlier.as_ref(), 1);
            if survey.complete {
                let survey = Survey {
                    taken: None,
                    ..survey
                };
                assert_eq!(survey, expected);
                break;
            }
            assert!(survey.cursor.is_some());
            // What a kill leaves is what was kept last.
            earlier = patience
                .kept
                .last()
                .map(|kept| serde_json::from_str(kept).unwrap());
            rounds += 1;
            assert!(rounds < 60);
        }
        assert!(rounds >= 3, "{rounds}");
    }
}

#[test]
fn a_limit_is_kept_and_said() {
    let reset = jiff::Timestamp::now().as_second() + 1800;
    for (status, headers) in [
        (
            403,
            vec![
                ("x-ratelimit-remaining", "0".to_owned()),
                ("x-ratelimit-reset", reset.to_string()),
            ],
        ),
        (429, vec![("retry-after", "60".to_owned())]),
        (
            200,
            vec![
                ("x-ratelimit-remaining", "0".to_owned()),
                ("x-ratelimit-reset", reset.to_string()),
            ],
        ),
    ] {
        let body = json!({"message": "API rate limit exceeded", "errors": [{"type": "RATE_LIMITED", "message": "wait"}]});
        let hub = between(130, move |number, _, found| match number {
            2 => answer(status, &headers, body.clone()),
            _ => found,
        });
        let (survey, _) = look(&hub, None, usize::MAX);
        assert_eq!(hub.asked.load(Ordering::Relaxed), 2, "nobody asks on");
        assert!(!survey.complete && survey.sightings.len() == 50);
        assert_eq!(survey.problems.len(), 1);
        assert!(
            survey.problems[0].starts_with("GitHub answers no more for now: look again after "),
            "{:?}",
            survey.problems
        );
        let (rest, _) = look(&hub, Some(&survey), usize::MAX);
        assert!(
            rest.complete && rest.sightings.len() == 132,
            "{:?}",
            rest.problems
        );
        assert!(
            !rest
                .problems
                .iter()
                .any(|problem| problem.contains("no more for now"))
        );
    }
}

#[test]
fn the_last_answer_that_is_allowed_counts() {
    let reset = (jiff::Timestamp::now().as_second() + 1800).to_string();
    let hub = between(130, move |number, _, found| {
        found.map(|mut response| {
            if number == 1 {
                response
                    .headers
                    .insert("x-ratelimit-remaining", HeaderValue::from_static("0"));
                response
                    .headers
                    .insert("x-ratelimit-reset", HeaderValue::from_str(&reset).unwrap());
            }
            response
        })
    });
    let (survey, _) = look(&hub, None, usize::MAX);
    assert_eq!(
        (hub.asked.load(Ordering::Relaxed), survey.sightings.len()),
        (1, 50)
    );
}

#[test]
fn what_goes_wrong_on_the_way_is_asked_again_or_told() {
    let expected = whole(&between(60, |_, _, answer| answer));
    // Cut in the middle, lost, too much at once: the same is seen in the end.
    let cut = |number: usize, _: &Request, found: Answer| {
        found.map(|mut response| {
            if number % 2 == 1 {
                let half = response.body.len() / 2;
                response.body.truncate(half);
            }
            response
        })
    };
    let lost = |number: usize, _: &Request, found: Answer| match number % 2 {
        1 => Err(SendError::Lost("reset".to_owned())),
        _ => found,
    };
    let large = |_: usize, request: &Request, found: Answer| {
        let first = request
            .body
            .as_ref()
            .and_then(|body| body["variables"]["first"].as_u64());
        match first.is_some_and(|first| first > 20) && is_graphql(request, "Repositories") {
            true => answer(502, &[], json!({"message": "Something went wrong"})),
            false => found,
        }
    };
    for hub in [between(60, cut), between(60, lost), between(60, large)] {
        assert_eq!(whole(&hub), expected);
    }
}

#[test]
fn what_may_not_be_seen_is_told_and_costs_nothing_else() {
    let scopes = "Your token has not been granted the required scopes";
    let teams = between(2, move |_, request, found| match is_graphql(request, "Teams") {
        true => answer(
            200,
            &[],
            json!({"data": {"organization": null}, "errors": [{"type": "INSUFFICIENT_SCOPES", "message": scopes}]}),
        ),
        false => found,
    });
    let survey = whole(&teams);
    assert_eq!(survey.sightings.len(), 2);
    // What was not seen is not gone.
    assert!(!survey.complete && survey.cursor.is_none());
    assert!(
        survey.problems.iter().any(|problem| problem.contains(scopes)),
        "{:?}",
        survey.problems
    );

    let renamed = between(2, |_, _, answer| answer);
    let survey = GitHubSurveyor::new(renamed.clone(), "nobody").survey(
        None,
        &mut Patience {
            pages: 9,
            kept: vec![],
        },
    );
    assert!(
        !survey.complete && survey.problems[0].contains("was it renamed"),
        "{:?}",
        survey.problems
    );

    let token = between(2, |_, _, _| {
        answer(401, &[], json!({"message": "Bad credentials"}))
    });
    let survey = whole(&token);
    assert!(
        !survey.complete && survey.problems[0].contains("401, Bad credentials"),
        "{:?}",
        survey.problems
    );
    let odd = GitHubSurveyor::new(token, "../admin").survey(
        None,
        &mut Patience {
            pages: 9,
            kept: vec![],
        },
    );
    assert!(odd.problems[0].contains("is no name"));
}

#[test]
fn what_others_write_is_no_more_than_text() {
    let hub = between(0, |_, request, found| {
        if !is_graphql(request, "Repositories") {
            return found;
        }
        let large = "x".repeat(1_000_001);
        let blob = |text: &str| json!({"text": text, "byteSize": text.len(), "isTruncated": false, "isBinary": false});
        let nodes = json!([
            {"name": "../../etc", "url": "https://github.com/acme/x"},
            {"name": "a\u{1b}[31m", "url": "javascript:alert(1)"},
            null, 7, {},
            {"name": "good", "url": "javascript:alert(1)", "pushedAt": "soon", "owners1": {"text": null, "isBinary": true},
                "catalog0": blob(&large), "catalog1": blob("a: [\n---\nkind: Component\nmetadata: {name: x}\n")},
        ]);
        let page =
            json!({"totalCount": -1, "pageInfo": {"hasNextPage": true, "endCursor": "same"}, "nodes": nodes});
        answer(
            200,
            &[],
            json!({"data": {"repositoryOwner": {"__typename": "Organization", "repositories": page}}, "errors": [{"message": "partly"}]}),
        )
    });
    let survey = whole(&hub);
    assert_eq!(
        told(&survey),
        ["github:acme/good [visibility=public] [] catalog-info.yaml= catalog-info.yml=component:default/x"]
    );
    assert_eq!(survey.sightings[0].url, None);
    assert!(!survey.complete);
    assert!(
        survey
            .problems
            .iter()
            .any(|problem| problem.contains("leads to itself")),
        "{:#?}",
        survey.problems
    );
    assert!(hub.asked.load(Ordering::Relaxed) < 10);

    let forged = Survey {
        place: "github:acme".to_owned(),
        cursor: Some("{\"phase\":7}".to_owned()),
        ..Survey::default()
    };
    let (survey, _) = look(&between(2, |_, _, answer| answer), Some(&forged), usize::MAX);
    assert!(survey.complete && survey.sightings.len() == 4);
}
