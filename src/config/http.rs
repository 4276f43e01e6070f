//! `[http]` of `muster.toml`: which hosts the action `http:request` may reach, and for what; and of `config.toml`: where the
//! person's token for one of them is. A token belongs to one host, so that a workspace cannot lead it elsewhere. Holds where
//! tokens are, never a token.

use std::path::PathBuf;

use super::document::{Item, Table};
use super::place::Located;
use super::tickets::text;

/// `[http]`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HttpSettings {
    pub hosts: Vec<HttpHost>,
}

/// `[http.hosts."api.example.com"]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpHost {
    /// `api.example.com` or `api.example.com:8443`, in lower case; without a port it is the usual one.
    pub name: String,
    /// The header that a token is sent in.
    pub header: String,
    /// The word before the token; none where it stands alone.
    pub scheme: Option<String>,
    /// What paths begin with; everything where none is given.
    pub paths: Vec<String>,
    /// In capitals; all where none is given.
    pub methods: Vec<String>,
    /// Whether it is inside: at a private address or on this machine, and perhaps without TLS.
    pub private: bool,
    /// A file in PEM with the authority whose word counts for it.
    pub ca: Option<PathBuf>,
}

/// `[http.hosts."api.example.com"]` of `config.toml`: where the person's token for that host is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpAccount {
    pub host: String,
    /// The variable of the environment that holds it.
    pub variable: Option<String>,
    /// A file of mode 600 that holds it.
    pub file: Option<PathBuf>,
}

const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
/// Headers that make a message what it is.
const NO_TOKEN_IN: [&str; 8] = [
    "host",
    "content-length",
    "content-type",
    "transfer-encoding",
    "connection",
    "te",
    "upgrade",
    "trailer",
];

impl HttpSettings {
    /// The settings of a host, by its name in lower case and its port where that is not the usual one.
    pub fn host(&self, name: &str) -> Option<&HttpHost> {
        self.hosts.iter().find(|host| host.name == name)
    }
}

pub(super) fn take_http(table: Option<Table<'_, '_>>) -> HttpSettings {
    let hosts = take_hosts(table, |name, table| {
        for word in ["token_env", "token_file", "token"] {
            if let Some(item) = table.take(word) {
                item.complain(format!(
                    "a token is each person's own: write [http.hosts.\"{name}\"] with `token_env` or `token_file` into config.toml"
                ));
            }
        }
        HttpHost {
            header: table
                .take("header")
                .and_then(header)
                .unwrap_or_else(|| "Authorization".to_owned()),
            scheme: scheme(table),
            paths: table
                .take("paths")
                .map(|item| item.list().into_iter().filter_map(path).collect())
                .unwrap_or_default(),
            methods: table
                .take("methods")
                .map(|item| item.list().into_iter().filter_map(method).collect())
                .unwrap_or_default(),
            private: table.take("private").and_then(Item::boolean).unwrap_or_default(),
            ca: text(table, "ca").map(PathBuf::from),
            name,
        }
    });
    HttpSettings { hosts }
}

/// The person's tokens, from `config.toml`.
pub(super) fn take_http_accounts(table: Option<Table<'_, '_>>) -> Vec<HttpAccount> {
    take_hosts(table, |host, table| {
        if let Some(item) = table.take("token") {
            item.complain(
                "name the token's variable with `token_env`, or its file of mode 600 with `token_file`"
                    .to_owned(),
            );
        }
        HttpAccount {
            host,
            variable: text(table, "token_env"),
            file: text(table, "token_file").map(PathBuf::from),
        }
    })
}

/// The tables below `hosts`, by the names of the hosts.
fn take_hosts<'d, 't, T>(
    table: Option<Table<'d, 't>>,
    mut take: impl FnMut(String, &mut Table<'d, 't>) -> T,
) -> Vec<T> {
    let mut found = vec![];
    let Some(mut table) = table else {
        return found;
    };
    let hosts = table.take("hosts").and_then(Item::table).map(Table::entries);
    for (name, item) in hosts.into_iter().flatten() {
        let whole = item.clone();
        let Some(mut table) = item.table() else { continue };
        let Some(host) = host(&name) else {
            whole.complain(format!(
                "`{}` is no host; write it as [http.hosts.\"api.example.com\"], with its port where that is not the usual one",
                name.value
            ));
            continue;
        };
        found.push(take(host, &mut table));
        table.finish();
    }
    table.finish();
    found
}

/// A host's name or address in lower case, perhaps with a port.
fn host(name: &Located<String>) -> Option<String> {
    let name = name.value.to_lowercase();
    let bare = match name.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => {
            port.parse::<u16>().ok().filter(|port| *port > 0)?;
            host
        }
        _ => &name,
    };
    let is_name = !bare.is_empty()
        && !bare.starts_with(['.', '-'])
        && bare
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
    let inner = bare.strip_prefix('[').and_then(|bare| bare.strip_suffix(']'));
    let is_address = inner.is_some_and(|inner| inner.parse::<std::net::Ipv6Addr>().is_ok());
    (is_name || is_address).then_some(name)
}

fn header(item: Item<'_, '_>) -> Option<String> {
    let at = item.clone();
    let name = item.text()?.value;
    let is_name = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    if !is_name || NO_TOKEN_IN.contains(&name.to_lowercase().as_str()) {
        at.complain(format!(
            "`{name}` is no header for a token; write Authorization or X-Api-Key"
        ));
        return None;
    }
    Some(name)
}

/// `scheme = "Bearer"`, which is meant where nothing is said; `false` where the token stands alone.
fn scheme(table: &mut Table<'_, '_>) -> Option<String> {
    let Some(item) = table.take("scheme") else {
        return Some("Bearer".to_owned());
    };
    if item.is_false() {
        return None;
    }
    let at = item.clone();
    let word = item.text()?.value;
    if !word
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
    {
        at.complain(format!(
            "`{word}` is no scheme; write Bearer, or false where the token stands alone"
        ));
        return None;
    }
    Some(word)
}

fn path(item: Item<'_, '_>) -> Option<String> {
    let at = item.clone();
    let path = item.text()?.value;
    if !path.starts_with('/')
        || path.contains(['*', '?', '#', '%'])
        || path.split('/').any(|part| part == "..")
    {
        at.complain(format!(
            "`{path}` is no beginning of a path; write it as /v1/services"
        ));
        return None;
    }
    Some(path)
}

fn method(item: Item<'_, '_>) -> Option<String> {
    let at = item.clone();
    let method = item.text()?.value.to_uppercase();
    if !METHODS.contains(&method.as_str()) {
        at.complain(format!(
            "`{method}` is no method; there are {}",
            METHODS.join(", ")
        ));
        return None;
    }
    Some(method)
}
