//! Servers shaped like Jira and GitHub, a journal, and time that passes by itself.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use jiff::Timestamp;
use muster::engine::import::{IntoJournal, Marks, People, Summary, import};
use muster::remote::{Caller, GitHubTransport, HttpTransport, Secret, Waiter};
use muster::sources::tickets::Source;
use muster::store::Journal;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The moment of every test.
pub fn now() -> Timestamp {
    at("2024-06-01T12:00:00Z")
}

/// Lets no time pass but notes how much it would have been.
#[derive(Clone, Default)]
pub struct NoTime(Arc<Mutex<Vec<u64>>>);

impl NoTime {
    pub fn waits(&self) -> Vec<u64> {
        self.0.lock().unwrap().clone()
    }
}

impl Waiter for NoTime {
    fn now(&self) -> Timestamp {
        let passed: u64 = self.waits().iter().sum();
        now() + Duration::from_secs(passed)
    }

    fn wait(&mut self, time: Duration, why: &str) {
        assert!(!why.contains("s3cret"), "{why}");
        self.0.lock().unwrap().push(time.as_secs());
    }
}

/// A folder with a journal.
pub struct Home {
    pub folder: TempDir,
    pub journal: Journal,
}

impl Home {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(&folder.path().join("journal.db"), folder.path()).unwrap();
        Self { folder, journal }
    }

    pub fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Reads a source into the journal.
    pub fn import(&self, source: &mut dyn Source) -> Summary {
        let marks = Marks::load(&self.path("imports.json"), self.journal.journal_id());
        let mut sink = IntoJournal {
            journal: &self.journal,
            actor: "test".to_owned(),
            time: now(),
            mark: Some((marks, "scope".to_owned())),
        };
        import(source, &People::default(), &mut sink, &mut |_| {})
    }

    pub fn mark(&self) -> Option<Timestamp> {
        Marks::load(&self.path("imports.json"), self.journal.journal_id()).get("scope")
    }

    /// The keys of all tasks that follow tickets, sorted.
    pub fn keys(&self) -> Vec<String> {
        let tasks = self.journal.tasks().unwrap();
        let mut keys: Vec<String> = tasks
            .iter()
            .filter_map(|task| task.key().map(str::to_owned))
            .collect();
        keys.sort();
        keys
    }
}

/// What came of an import: read, created, changed, unchanged.
pub fn numbers(summary: &Summary) -> [u64; 4] {
    assert!(summary.stopped.is_none(), "{:?}", summary.stopped);
    let progress = summary.progress;
    [
        progress.read,
        progress.created,
        progress.changed,
        progress.unchanged,
    ]
}

type Change = Box<dyn FnMut(&mut Vec<Value>, usize) + Send>;

/// What a server knows, and how it misbehaves.
#[derive(Default)]
pub struct World {
    pub issues: Vec<Value>,
    /// Answers that are given first, whatever is asked.
    pub faults: VecDeque<ResponseTemplate>,
    /// Happens after a page was given, by the number of pages so far.
    pub change: Option<Change>,
    /// What was asked, as `METHOD path?query`.
    pub asked: Vec<String>,
    pub authorisation: Option<String>,
    pub pages: usize,
    /// A post is carried out, but the answer to it is lost.
    pub loses_answers: bool,
    pub is_cloud: bool,
}

/// A server on this machine.
pub struct Server {
    _runtime: Runtime,
    server: MockServer,
    world: Arc<Mutex<World>>,
}

pub type Answer = fn(&mut World, &Request, &str) -> ResponseTemplate;

impl Server {
    pub fn start(answer: Answer, world: World) -> Self {
        let runtime = Runtime::new().unwrap();
        let server = runtime.block_on(MockServer::start());
        let world = Arc::new(Mutex::new(world));
        let (shared, address) = (world.clone(), server.uri());
        let respond = move |request: &Request| {
            let mut world = shared.lock().unwrap();
            let path = request.url.path();
            let query = request
                .url
                .query()
                .map(|query| format!("?{query}"))
                .unwrap_or_default();
            world.asked.push(format!("{} {path}{query}", request.method));
            world.authorisation = request
                .headers
                .get("authorization")
                .map(|value| value.to_str().unwrap().to_owned());
            if let Some(fault) = world.faults.pop_front() {
                return fault;
            }
            let given = answer(&mut world, request, &address);
            if world.loses_answers && request.method.as_str() == "POST" {
                return ResponseTemplate::new(502);
            }
            given
        };
        runtime.block_on(Mock::given(any()).respond_with(respond).mount(&server));
        Self {
            _runtime: runtime,
            server,
            world,
        }
    }

    pub fn address(&self) -> String {
        self.server.uri()
    }

    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    /// Jira's way to it, with an account.
    pub fn jira(&self, time: &NoTime) -> Caller {
        let token = Secret::new("s3cret");
        let transport = HttpTransport::new(&self.address(), Some("ana@acme.io"), Some(&token)).unwrap();
        Caller::new(Box::new(transport), Box::new(time.clone()))
    }

    pub fn github(&self, time: &NoTime) -> Caller {
        let token = Secret::new("s3cret");
        let transport = GitHubTransport::new(&self.address(), Some(&token)).unwrap();
        Caller::new(Box::new(transport), Box::new(time.clone()))
    }
}

pub fn parameter(request: &Request, name: &str) -> Option<String> {
    let mut pairs = request.url.query_pairs();
    pairs
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// Tickets a page of these servers.
pub const PAGE: usize = 2;

/// Answers as Jira does: <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/> and the
/// REST API of Jira Server 9.
pub fn jira(world: &mut World, request: &Request, address: &str) -> ResponseTemplate {
    let api = if world.is_cloud { "3" } else { "2" };
    let search = if world.is_cloud {
        "/rest/api/3/search/jql"
    } else {
        "/rest/api/2/search"
    };
    let path = request.url.path().to_owned();
    let kind = if world.is_cloud { "Cloud" } else { "Server" };
    if path == "/rest/api/2/serverInfo" {
        return ok(&json!({"baseUrl": address, "version": "9.12.0", "deploymentType": kind}));
    }
    if path == search {
        return jira_search(world, request);
    }
    if path == format!("/rest/api/{api}/issue") {
        let mut issue: Value = request.body_json().unwrap();
        let key = format!("OPS-{}", world.issues.len() + 1);
        issue["key"] = json!(key);
        issue["fields"]["created"] = json!("2024-06-01T12:00:00.000+0000");
        issue["fields"]["updated"] = json!("2024-06-01T12:00:00.000+0000");
        world.issues.push(issue);
        let made = json!({"id": "1", "key": key, "self": format!("{address}/rest/api/2/issue/1")});
        return ResponseTemplate::new(201).set_body_json(made);
    }
    let one = path.strip_prefix(&format!("/rest/api/{api}/issue/"));
    match one.and_then(|key| world.issues.iter().find(|issue| issue["key"] == key)) {
        Some(issue) => ok(issue),
        None => ResponseTemplate::new(404)
            .set_body_json(json!({"errorMessages": ["Issue does not exist"], "errors": {}})),
    }
}

fn jira_search(world: &mut World, request: &Request) -> ResponseTemplate {
    let jql = parameter(request, "jql").unwrap();
    let most: usize = parameter(request, "maxResults").unwrap().parse().unwrap();
    if jql.contains("nonsense") {
        let complaint = json!({"errorMessages": ["Field 'nonsense' does not exist"], "warningMessages": []});
        return ResponseTemplate::new(400).set_body_json(complaint);
    }
    let after = |start: &str| jql.split_once(start).map(|(_, rest)| rest.to_owned());
    let since = after("updated >= \"").map(|rest| rest[..16].to_owned());
    let phrase = after("description ~ \"\\\"").and_then(|rest| Some(rest.split_once('\\')?.0.to_owned()));
    let fits = |issue: &&Value| {
        let updated = issue["fields"]["updated"].as_str().unwrap().replace('T', " ");
        since.as_ref().is_none_or(|since| updated[..16] >= since[..])
            && phrase
                .as_ref()
                .is_none_or(|phrase| issue["fields"]["description"].to_string().contains(phrase))
    };
    let mut found: Vec<Value> = world.issues.iter().filter(fits).cloned().collect();
    found.sort_by_key(|issue| issue["fields"]["updated"].as_str().unwrap().to_owned());
    let token = parameter(request, "nextPageToken");
    let start = match (&token, parameter(request, "startAt")) {
        (Some(token), None) if world.is_cloud => token.parse().unwrap(),
        (None, None) => 0,
        (None, Some(start)) if !world.is_cloud => start.parse().unwrap(),
        _ => return ResponseTemplate::new(400),
    };
    let size = most.min(PAGE);
    let page: Vec<Value> = found.iter().skip(start).take(size).cloned().collect();
    let end = start + page.len();
    turn(world);
    if world.is_cloud {
        let mut answer = json!({"issues": page, "isLast": end >= found.len()});
        if end < found.len() {
            answer["nextPageToken"] = json!(end.to_string());
        }
        return ok(&answer);
    }
    ok(&json!({"startAt": start, "maxResults": size, "total": found.len(), "issues": page}))
}

/// Answers as GitHub does: <https://docs.github.com/en/rest/issues/issues>
pub fn github(world: &mut World, request: &Request, address: &str) -> ResponseTemplate {
    let path = request.url.path().to_owned();
    if path == "/search/issues" {
        // The search lags behind: it finds nothing yet.
        return ok(&json!({"total_count": 0, "incomplete_results": false, "items": []}));
    }
    if path == "/repos/acme/ops/issues" && request.method.as_str() == "POST" {
        let mut issue: Value = request.body_json().unwrap();
        let number = world.issues.len() + 1;
        issue["number"] = json!(number);
        issue["state"] = json!("open");
        issue["html_url"] = json!(format!("https://github.example/acme/ops/issues/{number}"));
        issue["created_at"] = json!("2024-06-01T12:00:00Z");
        issue["updated_at"] = json!("2024-06-01T12:00:00Z");
        world.issues.push(issue.clone());
        return ResponseTemplate::new(201).set_body_json(issue);
    }
    if path == "/repos/acme/ops/issues" {
        return github_list(world, request, address);
    }
    let one = path.strip_prefix("/repos/acme/ops/issues/");
    match one.and_then(|number| {
        world
            .issues
            .iter()
            .find(|issue| issue["number"].as_u64() == number.parse().ok())
    }) {
        Some(issue) => ok(issue),
        None => ResponseTemplate::new(404).set_body_json(json!({"message": "Not Found"})),
    }
}

fn github_list(world: &mut World, request: &Request, address: &str) -> ResponseTemplate {
    let since = parameter(request, "since");
    let by_creation = parameter(request, "sort").as_deref() == Some("created");
    let fits = |issue: &&Value| {
        since
            .as_ref()
            .is_none_or(|since| issue["updated_at"].as_str().unwrap() >= &since[..])
    };
    let mut found: Vec<Value> = world.issues.iter().filter(fits).cloned().collect();
    found.sort_by_key(|issue| issue["updated_at"].as_str().unwrap().to_owned());
    if by_creation {
        return ok(&json!(found));
    }
    let page: usize = parameter(request, "page").map_or(1, |page| page.parse().unwrap());
    let given: Vec<Value> = found.iter().skip((page - 1) * PAGE).take(PAGE).cloned().collect();
    turn(world);
    let mut answer = ok(&json!(given));
    if page * PAGE < found.len() {
        let since = since.map(|since| format!("&since={since}")).unwrap_or_default();
        let next = page + 1;
        let link = format!(
            "<{address}/repos/acme/ops/issues?state=all&sort=updated&direction=asc&page=1>; rel=\"first\", \
             <{address}/repos/acme/ops/issues?state=all&sort=updated&direction=asc{since}&page={next}>; rel=\"next\""
        );
        answer = answer.insert_header("link", link);
    }
    answer
}

fn turn(world: &mut World) {
    world.pages += 1;
    if let Some(mut change) = world.change.take() {
        change(&mut world.issues, world.pages);
        world.change = Some(change);
    }
}

fn ok(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

/// An issue of Jira's, updated on a day of May.
pub fn jira_issue(number: usize, day: usize) -> Value {
    json!({
        "id": number.to_string(), "key": format!("OPS-{number}"),
        "fields": {
            "summary": format!("Request {number}"), "description": "please",
            "status": {"name": "Open", "statusCategory": {"key": "new"}}, "resolution": null, "resolutiondate": null,
            "created": "2024-05-01T08:00:00.000+0000", "updated": format!("2024-05-{day:02}T08:00:00.000+0000"),
            "reporter": {"displayName": "Ana"}, "assignee": null, "priority": {"name": "Medium"},
            "labels": [], "components": [], "issuetype": {"name": "Task"}, "timespent": null,
            "comment": {"comments": [], "total": 0},
        }
    })
}

/// An issue of GitHub's, updated on a day of May.
pub fn github_issue(number: usize, day: usize) -> Value {
    json!({
        "number": number, "title": format!("Request {number}"), "body": "please", "state": "open", "state_reason": null,
        "html_url": format!("https://github.example/acme/ops/issues/{number}"), "user": {"login": "ana"}, "assignee": null,
        "assignees": [], "labels": [], "comments": 0, "created_at": "2024-05-01T08:00:00Z",
        "updated_at": format!("2024-05-{day:02}T08:00:00Z"), "closed_at": null,
    })
}

/// A file for its owner only.
pub fn private_file(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
}
