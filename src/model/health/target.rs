//! What a probe asks, as people declare it in an annotation or in `muster.toml`: a target, and options after blanks. Pure: it
//! says what is meant, not whether anybody is there.

use std::fmt;

use jiff::SignedDuration;

pub use super::options::parse_interval;
use super::options::{Options, words};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// `https://cart.example.com/healthz`
    Http {
        /// Without a name or a password; it may hold a query, which is never shown.
        url: String,
        method: Method,
        /// The statuses that are well; never empty.
        expect: Vec<StatusRange>,
        /// What the body has to hold.
        contains: Option<String>,
    },
    /// `tcp://db.example.com:5432`: whether somebody listens there, and nothing more.
    Tcp {
        /// An IPv6 address has no brackets.
        host: String,
        port: u16,
    },
    /// `kafka:CLUSTER/GROUP`: how far a consumer group is behind.
    KafkaLag {
        /// By its name in the settings.
        cluster: String,
        group: String,
        /// In records, over all its partitions.
        max_lag: u64,
    },
    /// `github:OWNER/REPO/WORKFLOW.yml`: how a workflow's latest run ended.
    Workflow {
        owner: String,
        repo: String,
        /// The name of its file.
        workflow: String,
        /// The repository's default branch where none is named.
        branch: Option<String>,
    },
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Method {
    #[default]
    Get,
    Head,
}

/// Statuses from one to another, both among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StatusRange {
    pub from: u16,
    pub to: u16,
}

/// A target with what its declaration says of how it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    pub target: Target,
    pub every: Option<SignedDuration>,
    pub timeout: Option<SignedDuration>,
    pub fall: Option<u32>,
    pub rise: Option<u32>,
}

/// How often anything is asked at most, and at least.
pub const EVERY: (SignedDuration, SignedDuration) =
    (SignedDuration::from_secs(1), SignedDuration::from_hours(24));
/// How long is waited for an answer, at least and at most.
pub const TIMEOUT: (SignedDuration, SignedDuration) =
    (SignedDuration::from_millis(100), SignedDuration::from_secs(60));
/// Longer texts are no declarations.
const LONGEST: usize = 4096;

impl StatusRange {
    pub const WELL: Self = Self { from: 200, to: 299 };

    pub fn holds(self, status: u16) -> bool {
        (self.from..=self.to).contains(&status)
    }
}

impl fmt::Display for StatusRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (from, to) if from == to => write!(f, "{from}"),
            (from, to) if from.is_multiple_of(100) && to == from + 99 => write!(f, "{}xx", from / 100),
            (from, to) => write!(f, "{from}-{to}"),
        }
    }
}

impl Target {
    /// Who is asked, as far as it tells whether this machine reaches anybody: a host, a cluster, GitHub.
    pub fn host(&self) -> &str {
        match self {
            Self::Http { url, .. } => {
                let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
                let authority = rest.split(['/', '?']).next().unwrap_or_default();
                host_and_port(authority).map_or(authority, |(host, _)| host)
            }
            Self::Tcp { host, .. } => host,
            Self::KafkaLag { cluster, .. } => cluster,
            Self::Workflow { .. } => "github",
        }
    }
}

/// For people: without the query of an address, which may hold what nobody is to see.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http { url, .. } => match url.split_once('?') {
                Some((path, _)) => write!(f, "{path}?…"),
                None => f.write_str(url),
            },
            Self::Tcp { host, port } if host.contains(':') => write!(f, "tcp://[{host}]:{port}"),
            Self::Tcp { host, port } => write!(f, "tcp://{host}:{port}"),
            Self::KafkaLag { cluster, group, .. } => write!(f, "kafka:{cluster}/{group}"),
            Self::Workflow {
                owner,
                repo,
                workflow,
                ..
            } => write!(f, "github:{owner}/{repo}/{workflow}"),
        }
    }
}

/// A declaration as it is written: `https://host/path expect=2xx every=30s`. A value with blanks is put in quotes:
/// `contains="all is well"`. The error is a sentence that says what is wrong and
/// what is possible.
pub fn parse(text: &str) -> Result<Declared, String> {
    if text.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    if let Some(c) = text.chars().find(|c| c.is_control() && !c.is_whitespace()) {
        return Err(format!("it holds the character {}", c.escape_unicode()));
    }
    let mut words = words(text)?.into_iter();
    let Some(target) = words.next() else {
        return Err(format!("it is empty; {FORMS}"));
    };
    let mut options = Options::of(words)?;
    let target = match target.split_once(':') {
        Some((scheme @ ("http" | "https"), _)) => http(scheme, &target, &mut options)?,
        Some(("tcp", rest)) => tcp(rest)?,
        Some(("kafka", rest)) => kafka(rest, &mut options)?,
        Some(("github", rest)) => workflow(rest, &mut options)?,
        _ => return Err(format!("it begins with no sort of target; {FORMS}")),
    };
    let declared = Declared {
        target,
        every: options.interval("every", EVERY)?,
        timeout: options.interval("timeout", TIMEOUT)?,
        fall: options.in_a_row("fall")?,
        rise: options.in_a_row("rise")?,
    };
    options.finish()?;
    Ok(declared)
}

const FORMS: &str = "write https://HOST/PATH, tcp://HOST:PORT, kafka:CLUSTER/GROUP max-lag=1000 or github:OWNER/REPO/WORKFLOW.yml";

fn http(scheme: &str, url: &str, options: &mut Options) -> Result<Target, String> {
    options.sort = "an address";
    options.known = &["expect", "contains", "method"];
    let Some(rest) = url.strip_prefix(scheme).and_then(|rest| rest.strip_prefix("://")) else {
        return Err(format!("an address goes on with //, as {scheme}://HOST/PATH"));
    };
    if url.contains('#') {
        return Err("a part after # is never sent; leave it out".to_owned());
    }
    if url.contains('\\') || !url.is_ascii() {
        return Err("an address holds only ASCII; write other characters as %C3%A4".to_owned());
    }
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err("it holds a name or a password, which would be shown; leave them out".to_owned());
    }
    checked_authority(authority)?;
    let method = match options.take("method").as_deref() {
        None => Method::Get,
        Some(word) if word.eq_ignore_ascii_case("get") => Method::Get,
        Some(word) if word.eq_ignore_ascii_case("head") => Method::Head,
        Some(word) => return Err(format!("method={word} is not possible, only GET and HEAD")),
    };
    let expect = options.take("expect").map(|text| statuses(&text)).transpose()?;
    let contains = options.take("contains");
    if contains.as_deref() == Some("") {
        return Err("contains= needs the text that the answer has to hold".to_owned());
    }
    if contains.is_some() && method == Method::Head {
        return Err("an answer to method=HEAD has no body that could hold contains=".to_owned());
    }
    Ok(Target::Http {
        url: url.to_owned(),
        method,
        expect: expect.unwrap_or_else(|| vec![StatusRange::WELL]),
        contains,
    })
}

fn tcp(rest: &str) -> Result<Target, String> {
    let no = || "a TCP target is written tcp://HOST:PORT".to_owned();
    let rest = rest.strip_prefix("//").ok_or_else(no)?;
    if rest.contains('@') {
        return Err("it holds a name or a password, which would be shown; leave them out".to_owned());
    }
    let (host, port) = host_and_port(rest).ok_or_else(no)?;
    let port = port.ok_or_else(|| format!("{}; the port is missing", no()))?;
    if !is_host(host) {
        return Err(no());
    }
    Ok(Target::Tcp {
        host: host.to_lowercase(),
        port,
    })
}

fn kafka(rest: &str, options: &mut Options) -> Result<Target, String> {
    options.sort = "a Kafka consumer group";
    options.known = &["max-lag"];
    let Some((cluster, group)) = rest
        .split_once('/')
        .filter(|(cluster, group)| !cluster.is_empty() && !group.is_empty())
    else {
        return Err("a Kafka consumer group is written kafka:CLUSTER/GROUP max-lag=1000".to_owned());
    };
    let Some(most) = options.take("max-lag") else {
        return Err("it does not say how many records the group may be behind; add max-lag=1000".to_owned());
    };
    let max_lag = most
        .parse()
        .map_err(|_| format!("max-lag={most} is no number of records; write max-lag=1000"))?;
    Ok(Target::KafkaLag {
        cluster: cluster.to_owned(),
        group: group.to_owned(),
        max_lag,
    })
}

fn workflow(rest: &str, options: &mut Options) -> Result<Target, String> {
    options.sort = "a workflow";
    options.known = &["branch"];
    let is_name = |part: &&str| {
        let usual = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        !matches!(*part, "" | "." | "..") && part.chars().all(usual)
    };
    let parts: Vec<&str> = rest.split('/').collect();
    let [owner, repo, workflow] = parts[..] else {
        return Err("a workflow is written github:OWNER/REPO/WORKFLOW.yml".to_owned());
    };
    if let Some(part) = parts.iter().find(|part| !is_name(part)) {
        return Err(format!(
            "`{part}` is no name on GitHub; a workflow is written github:OWNER/REPO/WORKFLOW.yml"
        ));
    }
    let is_file = [".yml", ".yaml"].iter().any(|end| workflow.ends_with(end));
    if !is_file && !workflow.chars().all(|c| c.is_ascii_digit()) {
        return Err(format!("`{workflow}` is no workflow's file; it ends with .yml"));
    }
    let branch = options.take("branch");
    if let Some(branch) = branch
        .as_deref()
        .filter(|branch| branch.is_empty() || branch.contains(char::is_whitespace))
    {
        return Err(format!(
            "branch={branch} is no branch; leave it out for the default one"
        ));
    }
    Ok(Target::Workflow {
        owner: owner.to_owned(),
        repo: repo.to_owned(),
        workflow: workflow.to_owned(),
        branch,
    })
}

/// `2xx`, `200`, `200-204`, several of them with commas.
fn statuses(text: &str) -> Result<Vec<StatusRange>, String> {
    let wrong = |part: &str| {
        format!("expect={part} is no status; write expect=2xx, expect=200,204 or expect=200-299")
    };
    let status = |text: &str| text.parse().ok().filter(|status| (100..=599).contains(status));
    let range = |part: &str| match (part.strip_suffix("xx"), part.split_once('-')) {
        (Some(hundreds), _) => {
            let from = status(&format!("{hundreds}00"))?;
            Some(StatusRange { from, to: from + 99 })
        }
        (_, Some((from, to))) => Some(StatusRange {
            from: status(from)?,
            to: status(to)?,
        }),
        _ => status(part).map(|status| StatusRange {
            from: status,
            to: status,
        }),
    };
    let parts = text.split(',').map(str::trim);
    parts
        .map(|part| {
            range(part)
                .filter(|range| range.from <= range.to)
                .ok_or_else(|| wrong(part))
        })
        .collect()
}

fn checked_authority(authority: &str) -> Result<(), String> {
    match host_and_port(authority) {
        Some((host, _)) if is_host(host) => Ok(()),
        _ => Err(
            "it has no host, or one that is none; an address is written https://HOST:PORT/PATH".to_owned(),
        ),
    }
}

/// `example.com:8080` or `[::1]:8080`, in two; the host without brackets. None where it is neither.
fn host_and_port(text: &str) -> Option<(&str, Option<u16>)> {
    let port = |text: &str| text.parse::<u16>().ok().filter(|port| *port > 0);
    if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']')?;
        host.parse::<core::net::Ipv6Addr>().ok()?;
        return match rest.strip_prefix(':') {
            Some(number) => Some((host, Some(port(number)?))),
            None => rest.is_empty().then_some((host, None)),
        };
    }
    match text.split_once(':') {
        Some((host, number)) => Some((host, Some(port(number)?))),
        None => Some((text, None)),
    }
}

fn is_host(host: &str) -> bool {
    let usual = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    let is_name = !host.is_empty() && !host.starts_with(['.', '-']) && host.chars().all(usual);
    is_name || host.parse::<core::net::Ipv6Addr>().is_ok()
}
