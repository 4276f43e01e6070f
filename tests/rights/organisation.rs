//! A look at an organisation: who may do what in each repository, with how many questions, whatever goes wrong on the way.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use muster::model::access::AccessSurvey;
use muster::providers::sandbox::Sandbox;
use muster::providers::sandbox::github::{GitHub, Seeds};
use muster::remote::{HeaderMap, HeaderValue, Method, Request, Response, SendError, Transport};
use muster::sources::access::github;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::access::{Patience, all_told};

type Answer = Result<Response, SendError>;
type Change = Box<dyn Fn(usize, &Request, Answer) -> Answer + Send + Sync>;

/// The sandbox behind something that goes wrong: what is asked, counted from 1, and what comes back instead.
struct Between {
    sandbox: Sandbox<GitHub>,
    asked: AtomicUsize,
    paths: Mutex<Vec<String>>,
    change: Change,
    _folder: TempDir,
}

impl Transport for Between {
    fn send(&self, request: &Request) -> Answer {
        assert_eq!(request.method, Method::GET, "a look changes nothing");
        let number = self.asked.fetch_add(1, Ordering::Relaxed) + 1;
        self.paths.lock().unwrap().push(request.path.clone());
        (self.change)(number, request, self.sandbox.send(request))
    }

    fn address(&self) -> &str {
        self.sandbox.address()
    }
}

fn between(
    seeds: Seeds,
    change: impl Fn(usize, &Request, Answer) -> Answer + Send + Sync + 'static,
) -> Arc<Between> {
    let folder = tempfile::tempdir().unwrap();
    let address = "https://api.github.com";
    let service = GitHub::new("github.com", address, move || seeds.clone()).with_lag(0);
    Arc::new(Between {
        sandbox: Sandbox::new(folder.path().join("github"), address, service),
        asked: AtomicUsize::new(0),
        paths: Mutex::default(),
        change: Box::new(change),
        _folder: folder,
    })
}

fn named(names: &[(&str, &str)]) -> BTreeMap<String, String> {
    names
        .iter()
        .map(|(name, permission)| ((*name).to_owned(), (*permission).to_owned()))
        .collect()
}

/// Two repositories and one that nobody was let into; Zoe is in no organisation.
fn small() -> Seeds {
    Seeds {
        owners: ["acme".to_owned()].into(),
        users: ["ana", "ben", "zoe"].map(str::to_owned).into(),
        outside: ["zoe".to_owned()].into(),
        teams: ["shop", "pay"].map(str::to_owned).into(),
        repositories: ["acme/Cart", "acme/basket", "acme/notes"]
            .map(str::to_owned)
            .into(),
        people_in: [
            (
                "acme/cart".to_owned(),
                named(&[("ana", "admin"), ("zoe", "push")]),
            ),
            ("acme/basket".to_owned(), named(&[("ben", "pull")])),
        ]
        .into(),
        teams_in: [(
            "acme/cart".to_owned(),
            named(&[("shop", "maintain"), ("pay", "pull")]),
        )]
        .into(),
        ..Seeds::default()
    }
}

/// Many of everything: each list has several pages.
fn large() -> Seeds {
    let numbered = |start: &str, count: usize| {
        (0..count)
            .map(move |i| format!("{start}-{i:03}"))
            .collect::<Vec<_>>()
    };
    let (people, teams) = (numbered("dev", 230), numbered("team", 130));
    let permission = |i: usize| ["pull", "triage", "push", "maintain", "admin"][i % 5].to_owned();
    let all = |names: &[String]| {
        names
            .iter()
            .enumerate()
            .map(|(i, name)| (name.clone(), permission(i)))
            .collect()
    };
    let repositories: Vec<String> = numbered("acme/service", 130);
    let mut seeds = Seeds {
        owners: ["acme".to_owned()].into(),
        outside: people.iter().take(110).cloned().collect(),
        users: people.iter().cloned().collect(),
        teams: teams.iter().cloned().collect(),
        repositories: repositories.iter().cloned().collect(),
        ..Seeds::default()
    };
    seeds
        .people_in
        .insert("acme/service-007".to_owned(), all(&people));
    seeds.teams_in.insert("acme/service-121".to_owned(), all(&teams));
    for (i, repository) in repositories.iter().enumerate().filter(|(i, _)| i % 10 == 0) {
        seeds.people_in.insert(repository.clone(), all(&people[i..i + 2]));
    }
    seeds
}

fn look(hub: &Arc<Between>, earlier: Option<&AccessSurvey>) -> AccessSurvey {
    github("acme", hub.clone(), earlier, &mut Patience::endless())
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

fn refused() -> Answer {
    answer(
        403,
        &[],
        json!({"message": "Must have push access to view collaborators."}),
    )
}

const OWNERS: &str =
    "Owners of acme may administer every repository, and what it gives all its members is not listed.";

#[test]
fn people_teams_and_who_is_from_outside_are_seen() {
    let hub = between(small(), |_, _, answer| answer);
    let survey = look(&hub, None);
    assert_eq!(
        all_told(&survey),
        [
            "github:acme/basket ben pull",
            "github:acme/cart @acme/pay pull (for all members of the team)",
            "github:acme/cart @acme/shop maintain (for all members of the team)",
            "github:acme/cart ana admin",
            "github:acme/cart zoe push (from outside the organisation)",
        ]
    );
    assert!(survey.complete && survey.cursor.is_none() && survey.taken.is_some());
    assert_eq!(
        (survey.place.as_str(), survey.problems.as_slice()),
        ("github:acme", &[OWNERS.to_owned()][..])
    );
    // Two lists, and three of each repository.
    assert_eq!(hub.asked.load(Ordering::Relaxed), 2 + 3 * 3);
    // Nothing was made of repositories that were only looked at.
    assert!(!hub._folder.path().join("github/git").exists());
}

#[test]
fn an_invitation_is_seen_as_one_until_it_is_taken_back() {
    let hub = between(small(), |_, _, answer| answer);
    let put = Request::write(
        Method::PUT,
        "/repos/acme/notes/collaborators/zoe",
        Some(json!({"permission": "push"})),
    );
    assert_eq!(hub.sandbox.send(&put).unwrap().status, 201);
    let of_notes = |survey: &AccessSurvey| {
        let all = all_told(survey).into_iter();
        all.filter(|line| line.contains("notes")).collect::<Vec<_>>()
    };
    assert_eq!(
        of_notes(&look(&hub, None)),
        ["github:acme/notes zoe push (invited, not come yet)"]
    );
}

#[test]
fn affiliation_and_pages_are_as_github_has_them() {
    let hub = between(large(), |_, _, answer| answer);
    let count = |path: &str| {
        let response = hub.sandbox.send(&Request::get(path)).unwrap();
        let list: Value = serde_json::from_slice(&response.body).unwrap();
        list.as_array().map(Vec::len).unwrap()
    };
    for (path, expected) in [
        (
            "/repos/acme/service-007/collaborators?affiliation=direct&per_page=100",
            100,
        ),
        (
            "/repos/acme/service-007/collaborators?affiliation=direct&per_page=100&page=3",
            30,
        ),
        (
            "/repos/acme/service-007/collaborators?affiliation=outside&per_page=100&page=2",
            10,
        ),
        ("/repos/acme/service-121/teams", 30),
        ("/repos/acme/service-121/teams?per_page=100&page=2", 30),
        ("/repos/acme/service-121/teams?per_page=100&page=3", 0),
        ("/orgs/acme/outside_collaborators?per_page=100&page=2", 10),
    ] {
        assert_eq!(count(path), expected, "{path}");
    }
}

#[test]
fn every_page_of_every_list_is_read() {
    let hub = between(large(), |_, _, answer| answer);
    let mut patience = Patience::endless();
    let survey = github("acme", hub.clone(), None, &mut patience);
    let in_one = |name: &str| {
        survey
            .rights
            .iter()
            .filter(|right| right.target.ends_with(name))
            .count()
    };
    assert_eq!((in_one("service-007"), in_one("service-121")), (230, 130));
    assert_eq!(survey.rights.len(), 230 + 130 + 13 * 2);
    let outside = survey
        .rights
        .iter()
        .filter(|right| right.through.contains("outside"));
    assert!(outside.count() >= 110);
    assert!(survey.complete, "{:?}", survey.problems);
    // 2 pages of repositories, 2 of those outside; 2 more of people, 1 more of teams.
    assert_eq!(hub.asked.load(Ordering::Relaxed), 2 + 2 + 130 * 3 + 2 + 1);
    assert_eq!(patience.kept.len(), 6);
    assert!(
        patience
            .kept
            .iter()
            .all(|kept| !kept.complete && kept.cursor.is_some())
    );
}

#[test]
fn whatever_fails_at_any_question_costs_no_right() {
    let whole = look(&between(small(), |_, _, answer| answer), None).rights;
    type Fault = fn() -> Answer;
    let faults: [(&str, Fault, bool); 5] = [
        ("server", || answer(502, &[], json!({})), true),
        ("lost", || Err(SendError::Lost("reset".to_owned())), true),
        ("garbage", || answer(200, &[], json!({"not": "a list"})), false),
        (
            "limited",
            || {
                answer(
                    403,
                    &[
                        ("retry-after", "0".to_owned()),
                        ("x-ratelimit-remaining", "0".to_owned()),
                    ],
                    json!({"message": "API rate limit exceeded"}),
                )
            },
            false,
        ),
        (
            "abuse",
            || {
                answer(
                    429,
                    &[("retry-after", "0".to_owned())],
                    json!({"message": "secondary rate limit"}),
                )
            },
            false,
        ),
    ];
    for (what, fault, is_asked_again) in faults {
        for at in 1..=11 {
            // Once: the next try has it.
            let hub = between(small(), move |number, _, answer| match number == at {
                true => fault(),
                false => answer,
            });
            let mut survey = look(&hub, None);
            if is_asked_again {
                assert!(survey.complete, "{what} at {at}: {:?}", survey.problems);
            } else {
                assert!(!survey.complete, "{what} at {at}");
                assert!(
                    !survey.problems.is_empty() && survey.cursor.is_some(),
                    "{what} at {at}: {survey:?}"
                );
                survey = look(&hub, Some(&survey));
            }
            assert!(survey.complete, "{what} at {at}: {:?}", survey.problems);
            assert_eq!(survey.rights, whole, "{what} at {at}");
        }
    }
}

#[test]
fn a_repository_that_always_fails_is_gone_past_and_told() {
    let hub = between(small(), |_, request, answer_| {
        match request.path.contains("/repos/acme/cart/collaborators") {
            true => answer(500, &[], json!({})),
            false => answer_,
        }
    });
    let first = look(&hub, None);
    assert!(!first.complete);
    assert_eq!(all_told(&first), ["github:acme/basket ben pull"]);
    assert_eq!(
        first.problems[1],
        "Looked at up to basket. GitHub says 500. Look again: it goes on where it stopped."
    );
    let second = look(&hub, Some(&first));
    assert!(!second.complete && second.cursor.is_none());
    assert_eq!(second.rights.len(), 3);
    assert_eq!(
        second.problems,
        [
            OWNERS,
            "The collaborators of cart cannot be seen: GitHub says 500."
        ]
    );
}

#[test]
fn what_may_not_be_seen_is_told_and_asked_for_no_more_than_ten_times() {
    let hub = between(large(), |_, request, answer| {
        match request.path.contains("/invitations") || request.path.contains("outside_collaborators") {
            true => refused(),
            false => answer,
        }
    });
    let survey = look(&hub, None);
    assert!(!survey.complete && survey.cursor.is_none());
    assert_eq!(survey.rights.len(), 230 + 130 + 13 * 2);
    assert_eq!(
        survey.problems[1..],
        [
            "Who is from outside acme cannot be told: GitHub says 403, Must have push access to view collaborators..",
            "The invitations of service-000, service-001, service-002 and 127 more cannot be seen: GitHub says 403, Must have push access to view collaborators..",
        ]
    );
    let paths = hub.paths.lock().unwrap();
    let asked = paths.iter().filter(|path| path.contains("/invitations"));
    assert_eq!(asked.count(), 10);
}

#[test]
fn a_look_that_is_stopped_goes_on_with_what_was_kept() {
    let hub = between(large(), |_, _, answer| answer);
    let whole = look(&hub, None).rights;
    let mut patience = Patience::of(45);
    let first = github("acme", hub.clone(), None, &mut patience);
    assert!(!first.complete);
    assert!(
        first.problems[1].starts_with("Looked at up to service-044."),
        "{:?}",
        first.problems
    );
    for earlier in [&first, &patience.kept[1]] {
        let before = hub.asked.load(Ordering::Relaxed);
        let text = serde_json::to_string(earlier).unwrap();
        let earlier: AccessSurvey = serde_json::from_str(&text).unwrap();
        let rest = look(&hub, Some(&earlier));
        // What was given since may be in the part that was seen before.
        assert_eq!(rest.taken, earlier.taken);
        assert!(rest.complete);
        assert_eq!(rest.rights, whole);
        assert!(hub.asked.load(Ordering::Relaxed) - before < 300);
    }
    // Nobody goes on with somebody else's cursor, or with a look that was finished.
    let odd = AccessSurvey {
        cursor: Some("nonsense".to_owned()),
        ..first.clone()
    };
    assert_eq!(look(&hub, Some(&odd)).rights, whole);
    let elsewhere = AccessSurvey {
        place: "github:other".to_owned(),
        ..first
    };
    assert_eq!(look(&hub, Some(&elsewhere)).rights, whole);
}

#[test]
fn a_person_has_no_teams_and_nobody_is_outside() {
    let mut seeds = small();
    seeds.owners.clear();
    seeds.repositories = ["dana/site".to_owned()].into();
    seeds.people_in = [(
        "dana/site".to_owned(),
        named(&[("dana", "admin"), ("ana", "push")]),
    )]
    .into();
    let hub = between(seeds, |_, request, answer_| {
        // The sandbox has organisations only, where there are repositories.
        match request.path.starts_with("/orgs/") {
            true => answer(404, &[], json!({"message": "Not Found"})),
            false => answer_,
        }
    });
    let survey = github("dana", hub.clone(), None, &mut Patience::endless());
    assert_eq!(
        all_told(&survey),
        [
            "github:dana/site ana push",
            "github:dana/site dana admin (as its owner)"
        ]
    );
    assert!(survey.complete && survey.problems.is_empty());
    let paths = hub.paths.lock().unwrap();
    assert!(
        !paths
            .iter()
            .any(|path| path.contains("/teams") || path.contains("outside"))
    );
}

#[test]
fn names_that_are_none_are_refused_before_anybody_is_asked() {
    let hub = between(small(), |_, _, answer| answer);
    for owner in ["", "../etc", "a b", "acme/cart"] {
        let survey = github(owner, hub.clone(), None, &mut Patience::endless());
        assert!(!survey.complete && survey.rights.is_empty());
        assert!(survey.problems[0].contains("is no name of an organisation"));
    }
    assert_eq!(hub.asked.load(Ordering::Relaxed), 0);
    // Whatever GitHub calls somebody who is nobody makes no right.
    let odd = between(small(), |_, request, answer_| {
        match request.path.contains("/collaborators") {
            true => answer(
                200,
                &[],
                json!([{"login": "a\u{1b}[31m"}, {"login": ""}, {"role_name": "admin"}, 7, {"login": "ok", "role_name": null}]),
            ),
            false => answer_,
        }
    });
    let survey = look(&odd, None);
    let people = all_told(&survey).into_iter().filter(|line| !line.contains('@'));
    assert_eq!(
        people.collect::<Vec<_>>(),
        [
            "github:acme/basket ok pull",
            "github:acme/cart ok pull",
            "github:acme/notes ok pull"
        ]
    );
}
