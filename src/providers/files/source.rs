//! Where skeletons and files come from: the folder of the blueprint itself, or a GitHub. Writes nothing.

use serde::Deserialize;

use crate::model::blueprint::tree::{MOST_BYTES, MOST_FILE_BYTES, TreeFile};
use crate::providers::action::{ActionError, Call, ErrorKind};
use crate::providers::input::wrong;
use crate::providers::read::{get, read_json};
use crate::sources::skeleton::{self, Skeleton};

/// Files that are fetched one by one at most: each is a request.
const MOST_FETCHED: usize = 400;

/// All files of a folder: `./skeleton`, or `https://github.com/acme/templates/tree/main/service`.
pub fn folder(call: &Call<'_>, url: &str) -> Result<Skeleton, ActionError> {
    match GitHubPath::parse(url)? {
        Some(path) => fetch_folder(call, &path),
        None => {
            let folder = beside(call)?;
            skeleton::read(folder, local(url)).map_err(|error| wrong(error.to_string()))
        }
    }
}

/// One file: `./catalog-info.yaml`, or `https://github.com/acme/templates/blob/main/ci.yaml`.
pub fn file(call: &Call<'_>, url: &str) -> Result<TreeFile, ActionError> {
    match GitHubPath::parse(url)? {
        Some(path) => fetch_file(call, &path),
        None => {
            let folder = beside(call)?;
            skeleton::read_file(folder, local(url)).map_err(|error| wrong(error.to_string()))
        }
    }
}

fn local(url: &str) -> &str {
    url.strip_prefix("file:").unwrap_or(url)
}

fn beside<'c>(call: &Call<'c>) -> Result<&'c std::path::Path, ActionError> {
    call.folder.ok_or_else(|| {
        wrong("the blueprint has no folder to read from").hint("write `url` as an address of a repository")
    })
}

/// A place in a repository on a GitHub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitHubPath {
    pub host: String,
    pub owner: String,
    pub repo: String,
    pub reference: String,
    /// From the repository's top; empty for the top itself.
    pub path: String,
}

impl GitHubPath {
    /// Reads an address as the browser shows it, `https://HOST/OWNER/REPO/tree/REF/PATH`. None for what is no address.
    /// A branch with a slash in its name cannot be told from a folder; its first part is taken.
    pub fn parse(url: &str) -> Result<Option<Self>, ActionError> {
        let Some((scheme, rest)) = url.split_once("://") else {
            return Ok(None);
        };
        let refused = || {
            wrong(format!("`{url}` is not a place in a GitHub repository"))
                .hint("write it as https://github.com/OWNER/REPO/tree/BRANCH/FOLDER, or ./FOLDER beside the blueprint")
        };
        if !matches!(scheme, "https" | "http") {
            return Err(refused());
        }
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let mut parts = rest.split('/').filter(|part| !part.is_empty());
        let mut next = || parts.next().map(decoded);
        let (Some(host), Some(owner), Some(repo)) = (next(), next(), next()) else {
            return Err(refused());
        };
        let reference = match next().as_deref() {
            None => "HEAD".to_owned(),
            Some("tree" | "blob" | "raw") => next().ok_or_else(refused)?,
            Some(_) => return Err(refused()),
        };
        let path: Vec<String> = parts.map(decoded).collect();
        if path.iter().any(|name| name == ".." || name == ".") {
            return Err(refused());
        }
        Ok(Some(Self {
            host,
            owner,
            repo: repo.trim_end_matches(".git").to_owned(),
            reference,
            path: path.join("/"),
        }))
    }

    fn api(&self) -> String {
        format!("/repos/{}/{}", escaped(&self.owner), escaped(&self.repo))
    }
}

/// A part of an address with its `%20` read.
fn decoded(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

use crate::remote::query_escaped as escaped;

#[derive(Deserialize)]
struct Listing {
    tree: Vec<Entry>,
    #[serde(default)]
    truncated: bool,
}

#[derive(Deserialize)]
struct Entry {
    path: String,
    mode: String,
    #[serde(rename = "type")]
    sort: String,
    sha: String,
    #[serde(default)]
    size: usize,
}

#[derive(Deserialize)]
struct Blob {
    content: String,
}

/// A tree by `GET /repos/{owner}/{repo}/git/trees/{ref}?recursive=1`, then a request for each file.
fn fetch_folder(call: &Call<'_>, from: &GitHubPath) -> Result<Skeleton, ActionError> {
    let github = call.world.github(&from.host)?;
    let (api, reference) = (from.api(), escaped(&from.reference));
    let listing: Listing = get(&*github, &format!("{api}/git/trees/{reference}?recursive=1"))?;
    if listing.truncated {
        return Err(wrong(format!(
            "{}/{} has more files than GitHub lists at once",
            from.owner, from.repo
        ))
        .hint("keep skeletons in a repository of their own, or beside the blueprint"));
    }
    let prefix = match from.path.as_str() {
        "" => String::new(),
        path => format!("{path}/"),
    };
    let wanted: Vec<(&Entry, &str)> = listing
        .tree
        .iter()
        .filter(|entry| entry.sort != "tree")
        .filter_map(|entry| Some((entry, entry.path.strip_prefix(&prefix)?)))
        .collect();
    refuse_unfit(from, &wanted)?;
    let mut skeleton = Skeleton::default();
    for (entry, path) in wanted {
        if (call.cancelled)() {
            return Err(wrong("stopped"));
        }
        let blob: Blob = get(&*github, &format!("{api}/git/blobs/{}", escaped(&entry.sha)))?;
        let file = TreeFile {
            bytes: bytes_of(&blob.content)?.into(),
            executable: entry.mode == "100755",
        };
        skeleton.files.insert(path.to_owned(), file);
    }
    Ok(skeleton)
}

fn refuse_unfit(from: &GitHubPath, wanted: &[(&Entry, &str)]) -> Result<(), ActionError> {
    let place = format!("{}/{}/{}", from.owner, from.repo, from.path);
    if wanted.is_empty() {
        return Err(wrong(format!(
            "there are no files in {place} at {}",
            from.reference
        )));
    }
    if wanted.len() > MOST_FETCHED {
        return Err(wrong(format!("{place} has more than {MOST_FETCHED} files"))
            .hint("keep large skeletons beside the blueprint"));
    }
    if let Some((_, path)) = wanted
        .iter()
        .find(|(entry, _)| entry.sort != "blob" || entry.mode == "120000")
    {
        return Err(wrong(format!(
            "`{path}` in {place} is a link or another repository, which are not copied"
        )));
    }
    if let Some((_, path)) = wanted.iter().find(|(entry, _)| entry.size > MOST_FILE_BYTES) {
        return Err(wrong(format!("`{path}` in {place} is too large")));
    }
    match wanted.iter().map(|(entry, _)| entry.size).sum::<usize>() > MOST_BYTES {
        true => Err(wrong(format!("the files in {place} are too large together"))),
        false => Ok(()),
    }
}

/// One file by `GET /repos/{owner}/{repo}/contents/{path}?ref={ref}`.
fn fetch_file(call: &Call<'_>, from: &GitHubPath) -> Result<TreeFile, ActionError> {
    let bytes = contents(call, from)?.ok_or_else(|| {
        wrong(format!(
            "there is no `{}` in {}/{} at {}",
            from.path, from.owner, from.repo, from.reference
        ))
    })?;
    Ok(TreeFile {
        bytes: bytes.into(),
        executable: false,
    })
}

/// What a file of a repository holds; none where there is no such file.
pub fn contents(call: &Call<'_>, from: &GitHubPath) -> Result<Option<Vec<u8>>, ActionError> {
    let github = call.world.github(&from.host)?;
    let path: Vec<String> = from.path.split('/').map(escaped).collect();
    let query = match from.reference.as_str() {
        "HEAD" => String::new(),
        reference => format!("?ref={}", escaped(reference)),
    };
    let path = format!("{}/contents/{}{query}", from.api(), path.join("/"));
    match read_json::<Blob>(&*github, &path)? {
        Some(blob) => bytes_of(&blob.content).map(Some),
        None => Ok(None),
    }
}

/// GitHub breaks its base64 into lines.
fn bytes_of(content: &str) -> Result<Vec<u8>, ActionError> {
    use base64::Engine;
    let joined: String = content.split_ascii_whitespace().collect();
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(joined)
        .map_err(|error| {
            ActionError::new(
                ErrorKind::Retry { after: None },
                format!("a file came damaged: {error}"),
            )
        })?;
    match bytes.len() > MOST_FILE_BYTES {
        true => Err(wrong("a file is too large")),
        false => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_the_browser_shows_them() {
        let at = |reference: &str, path: &str| GitHubPath {
            host: "github.com".into(),
            owner: "acme".into(),
            repo: "templates".into(),
            reference: reference.into(),
            path: path.into(),
        };
        for (url, expected) in [
            ("./skeleton", None),
            ("skeleton", None),
            ("https://github.com/acme/templates", Some(at("HEAD", ""))),
            ("https://github.com/acme/templates.git", Some(at("HEAD", ""))),
            (
                "https://github.com/acme/templates/tree/main",
                Some(at("main", "")),
            ),
            (
                "https://github.com/acme/templates/blob/v1/a/b%20c.yaml?plain=1",
                Some(at("v1", "a/b c.yaml")),
            ),
        ] {
            assert_eq!(GitHubPath::parse(url), Ok(expected), "{url}");
        }
        for url in [
            "file:///etc/passwd",
            "https://github.com/acme",
            "https://github.com/acme/templates/issues/3",
            "https://github.com/acme/templates/tree/main/../../x",
            "https://github.com/acme/templates/tree/main/%2e%2e/x",
        ] {
            assert!(GitHubPath::parse(url).is_err(), "{url}");
        }
    }
}
