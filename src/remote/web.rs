//! Any host over HTTP, within the rules that the workspace has for it: which addresses, which methods, and whose token. A name
//! is resolved once, and the connection goes to just the addresses that were looked at. Redirects are not followed, and
//! nothing is longer than its limit. Knows neither settings nor what is asked for.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Method, Url};
use tokio::time::timeout;

use super::address::{Reach, reach};
use super::http::{USER_AGENT, runtime, use_ring};
use super::{HeaderMap, HeaderName, Response, Secret, SendError, chain};

/// In bytes: bodies, both ways.
pub const LARGEST: usize = 1024 * 1024;
/// From the question to the last byte of the answer.
pub const LONGEST: Duration = Duration::from_secs(300);
const CONNECT: Duration = Duration::from_secs(10);

/// The rules for one host.
#[derive(Clone)]
pub struct Site {
    /// `api.example.com` or `api.example.com:8443`, in lower case.
    pub host: String,
    /// What paths begin with, part by part; everything where none is given.
    pub paths: Vec<String>,
    /// In capitals; all where none is given.
    pub methods: Vec<String>,
    /// Whether it may be at a private address, and without TLS.
    pub is_private: bool,
    /// The authority whose word counts, in PEM.
    pub ca: Option<Vec<u8>>,
    /// The header that the token is sent in, and its whole value.
    pub credential: Option<(HeaderName, Secret)>,
    pub names: Arc<dyn Names>,
}

/// Who knows the addresses of names.
pub trait Names: Send + Sync {
    fn addresses(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>>;
}

/// What this machine's system knows.
pub struct SystemNames;

impl Names for SystemNames {
    fn addresses(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        (host, port).to_socket_addrs().map(Iterator::collect)
    }
}

/// One request, with its secrets in it.
pub struct WebRequest {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Option<Vec<u8>>,
    pub timeout: Duration,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebError {
    /// The rules forbid it; nothing was sent.
    Forbidden(String),
    Failed(SendError),
    /// It answered with this status and more bytes than anybody takes.
    TooLarge(u16),
}

impl fmt::Display for WebError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Forbidden(message) => f.write_str(message),
            Self::Failed(error) => error.fmt(f),
            Self::TooLarge(status) => write!(
                f,
                "the answer with status {status} is larger than {} KiB",
                LARGEST / 1024
            ),
        }
    }
}

impl std::error::Error for WebError {}

/// A host as the settings name it: with its port where that is not the usual one.
pub fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().to_lowercase();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host,
    }
}

/// An address that can be asked at: no name and no password in it, for they would be shown.
pub fn checked(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    if !matches!(url.scheme(), "https" | "http") || url.host_str().is_none_or(str::is_empty) {
        return Err("it must begin with https://".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it holds a name or a password; a token for the host is named in config.toml".to_owned());
    }
    if url.fragment().is_some() {
        return Err("it goes on after its path with a #".to_owned());
    }
    Ok(url)
}

impl Site {
    /// Why a request of this sort is not allowed; none where it is.
    pub fn forbids(&self, method: &str, url: &Url) -> Option<String> {
        let host = &self.host;
        if url.scheme() != "https" && !self.is_private {
            return Some(format!(
                "{host} is asked without TLS, which only a host with `private = true` may be"
            ));
        }
        self.closes(method, url)
    }

    /// Why this method or this path is not allowed; none where both are.
    pub fn closes(&self, method: &str, url: &Url) -> Option<String> {
        let host = &self.host;
        if !self.methods.is_empty() && !self.methods.iter().any(|known| known == method) {
            return Some(format!(
                "{host} may not be asked by {method}, only by {}",
                self.methods.join(", ")
            ));
        }
        let path = url.path();
        // What a server may decode to another path is not compared with one.
        let lower = path.to_lowercase();
        let is_veiled = ["%2e", "%2f", "%5c", "\\"]
            .iter()
            .any(|code| lower.contains(code));
        if !self.paths.is_empty() && (is_veiled || !self.paths.iter().any(|start| is_below(path, start))) {
            return Some(format!(
                "{path} of {host} may not be reached, only {}",
                self.paths.join(", ")
            ));
        }
        None
    }

    /// Sends once, and never tries again by itself.
    pub fn send(&self, request: &WebRequest) -> Result<Response, WebError> {
        if let Some(message) = self.forbids(request.method.as_str(), &request.url) {
            return Err(WebError::Forbidden(message));
        }
        if request.body.as_ref().is_some_and(|body| body.len() > LARGEST) {
            let message = format!("the body is larger than {} KiB", LARGEST / 1024);
            return Err(WebError::Forbidden(message));
        }
        let addresses = self.addresses_of(&request.url)?;
        let unsent = |cause: String| WebError::Failed(SendError::NotSent(cause));
        let client = self.client(&request.url, &addresses, request.timeout)?;
        let mut headers = request.headers.clone();
        if let Some((name, value)) = &self.credential {
            let value = HeaderValue::from_str(value.reveal());
            let mut value =
                value.map_err(|_| unsent("the token holds characters that no token has".to_owned()))?;
            value.set_sensitive(true);
            headers.insert(name.clone(), value);
        }
        let runtime = runtime().map_err(|error| unsent(error.to_string()))?;
        let mut asked = client
            .request(request.method.clone(), request.url.clone())
            .headers(headers);
        if let Some(body) = &request.body {
            asked = asked.body(body.clone());
        }
        runtime.block_on(async {
            match timeout(request.timeout, whole(asked)).await {
                Ok(answer) => answer,
                Err(_) => Err(WebError::Failed(SendError::Lost(format!(
                    "no whole answer within {} s",
                    request.timeout.as_secs()
                )))),
            }
        })
    }

    /// The addresses of an address's host, all of which may be reached.
    pub(super) fn addresses_of(&self, url: &Url) -> Result<Vec<SocketAddr>, WebError> {
        let port = url.port_or_known_default().unwrap_or(443);
        // However an address was written, the parser of addresses has made the usual form of it.
        self.addresses(url.host_str().unwrap_or_default(), port)
    }

    /// The addresses of a name, all of which may be reached.
    pub(super) fn addresses(&self, name: &str, port: u16) -> Result<Vec<SocketAddr>, WebError> {
        let found = match name.trim_matches(['[', ']']).parse::<IpAddr>() {
            Ok(address) => vec![(address, port).into()],
            Err(_) => self.names.addresses(name, port).map_err(|error| {
                WebError::Failed(SendError::NotSent(format!("{name} has no address: {error}")))
            })?,
        };
        for address in &found {
            let why = match reach(address.ip()) {
                Reach::Public => continue,
                Reach::Private if self.is_private => continue,
                Reach::Private => "which is inside; `private = true` for the host would allow that",
                Reach::Never => "which is no address of a service",
            };
            return Err(WebError::Forbidden(format!(
                "{} is at {}, {why}",
                self.host,
                address.ip()
            )));
        }
        match found.is_empty() {
            true => Err(WebError::Failed(SendError::NotSent(format!(
                "{} has no address",
                self.host
            )))),
            false => Ok(found),
        }
    }

    /// A client that goes to these addresses and nowhere else: no other look at the name, no proxy, no redirect.
    pub(super) fn client(
        &self,
        url: &Url,
        addresses: &[SocketAddr],
        wait: Duration,
    ) -> Result<Client, WebError> {
        use_ring();
        let unsent = |error: reqwest::Error| WebError::Failed(SendError::NotSent(chain(&error)));
        let mut builder = Client::builder()
            .user_agent(USER_AGENT)
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .connect_timeout(CONNECT.min(wait))
            .resolve_to_addrs(url.host_str().unwrap_or_default(), addresses);
        if let Some(pem) = &self.ca {
            builder = builder.tls_certs_only(Certificate::from_pem_bundle(pem).map_err(unsent)?);
        }
        builder.build().map_err(unsent)
    }
}

/// Asks, and reads the answer as far as it may go.
async fn whole(asked: reqwest::RequestBuilder) -> Result<Response, WebError> {
    let failed = |error: reqwest::Error| {
        let is_unsent = error.is_connect() || error.is_builder();
        let cause = chain(&error.without_url());
        WebError::Failed(match is_unsent {
            true => SendError::NotSent(cause),
            false => SendError::Lost(cause),
        })
    };
    let mut answer = asked.send().await.map_err(failed)?;
    let status = answer.status().as_u16();
    let mut body = vec![];
    while let Some(part) = answer.chunk().await.map_err(failed)? {
        if body.len() + part.len() > LARGEST {
            return Err(WebError::TooLarge(status));
        }
        body.extend_from_slice(&part);
    }
    Ok(Response {
        status,
        headers: answer.headers().clone(),
        body,
    })
}

/// Whether a path is another one or goes on below it.
fn is_below(path: &str, start: &str) -> bool {
    let start = start.trim_end_matches('/');
    path.strip_prefix(start)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        Site {
            host: "api.example.com".to_owned(),
            paths: vec!["/v1/things".to_owned()],
            methods: vec!["GET".to_owned()],
            is_private: false,
            ca: None,
            credential: None,
            names: Arc::new(SystemNames),
        }
    }

    #[test]
    fn only_what_is_allowed_may_be_asked() {
        for (method, url, complaint) in [
            ("GET", "https://api.example.com/v1/things", None),
            ("GET", "https://api.example.com/v1/things/7?x=1", None),
            (
                "GET",
                "https://api.example.com/v1/thingsandmore",
                Some("may not be reached"),
            ),
            (
                "GET",
                "https://api.example.com/v1/things/../admin",
                Some("may not be reached"),
            ),
            (
                "GET",
                "https://api.example.com/v1/things/%2e%2e/admin",
                Some("may not be reached"),
            ),
            (
                "GET",
                "https://api.example.com/v1/things/..%2Fadmin",
                Some("may not be reached"),
            ),
            (
                "POST",
                "https://api.example.com/v1/things",
                Some("may not be asked by POST"),
            ),
            ("GET", "http://api.example.com/v1/things", Some("without TLS")),
        ] {
            let found = site().forbids(method, &checked(url).unwrap());
            let is_as_expected = match (&found, complaint) {
                (None, None) => true,
                (Some(found), Some(words)) => found.contains(words),
                _ => false,
            };
            assert!(is_as_expected, "{url}: {found:?}");
        }
    }

    #[test]
    fn an_address_has_no_name_in_it_and_its_host_is_what_is_asked() {
        for (text, found) in [
            ("https://API.example.com/x", Ok("api.example.com")),
            ("https://api.example.com:443/x", Ok("api.example.com")),
            ("https://api.example.com:8443", Ok("api.example.com:8443")),
            ("https://2130706433/", Ok("127.0.0.1")),
            ("https://0x7f.1/", Ok("127.0.0.1")),
            ("https://[::FFFF:127.0.0.1]/", Ok("[::ffff:7f00:1]")),
            ("ftp://api.example.com", Err("https://")),
            ("https://ana:pw@api.example.com", Err("password")),
            ("https://api.example.com@evil.example", Err("password")),
            ("https://api.example.com/#x", Err("#")),
            ("api.example.com", Err("relative")),
        ] {
            let host = checked(text).map(|url| host_of(&url));
            match (&host, found) {
                (Ok(host), Ok(expected)) => assert_eq!(host, expected, "{text}"),
                (Err(message), Err(words)) => assert!(message.contains(words), "{text}: {message}"),
                _ => panic!("{text}: {host:?}"),
            }
        }
    }
}
