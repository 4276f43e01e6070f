//! The way to a system over plain HTTP. Follows no redirects: they would carry the token to another host.

use std::sync::Once;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use tokio::runtime::{Builder, Runtime};

use super::secret::base64;
use super::{RemoteError, Request, Response, Secret, SecretError, SendError, Transport, chain};

const CONNECT: Duration = Duration::from_secs(10);
/// From the question to the last byte of the answer.
pub(super) const ANSWER: Duration = Duration::from_secs(60);
pub(super) const USER_AGENT: &str = concat!("muster/", env!("CARGO_PKG_VERSION"));

/// A client of one address.
pub struct HttpTransport {
    address: String,
    client: Client,
    runtime: Runtime,
}

impl HttpTransport {
    /// `user` and `token` together are a basic authorisation, a token alone is a bearer's.
    pub fn new(address: &str, user: Option<&str>, token: Option<&Secret>) -> Result<Self, RemoteError> {
        let address = checked_address(address)?;
        use_ring();
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(token) = token {
            let value = match user {
                Some(user) => format!("Basic {}", base64(&format!("{user}:{}", token.reveal()))),
                None => format!("Bearer {}", token.reveal()),
            };
            let mut value = HeaderValue::from_str(&value).map_err(|_| SecretError::Garbled)?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        let failed = |cause: String| RemoteError::Unreachable {
            address: address.clone(),
            cause,
        };
        let client = Client::builder()
            .user_agent(USER_AGENT)
            .default_headers(headers)
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            .build()
            .map_err(|error| failed(chain(&error)))?;
        let runtime = runtime().map_err(|error| failed(error.to_string()))?;
        Ok(Self {
            address,
            client,
            runtime,
        })
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: &Request) -> Result<Response, SendError> {
        let url = format!("{}{}", self.address, request.path);
        self.runtime.block_on(async {
            let mut asked = self.client.request(request.method.clone(), url);
            if let Some(body) = &request.body {
                asked = asked.json(body);
            }
            let failed = |error: reqwest::Error| {
                let is_unsent = error.is_connect() || error.is_builder();
                let cause = chain(&error.without_url());
                if is_unsent {
                    SendError::NotSent(cause)
                } else {
                    SendError::Lost(cause)
                }
            };
            let response = asked.send().await.map_err(failed)?;
            Ok(Response {
                status: response.status().as_u16(),
                headers: response.headers().clone(),
                body: response.bytes().await.map_err(failed)?.to_vec(),
            })
        })
    }

    fn address(&self) -> &str {
        &self.address
    }
}

/// An address without its last slash. One with a password in it is refused, for it would be shown.
pub(super) fn checked_address(address: &str) -> Result<String, RemoteError> {
    let wrong = |message: &str| RemoteError::Address {
        // Whatever stands before an `@` may be a secret.
        address: address.rsplit('@').next().unwrap_or_default().to_owned(),
        message: message.to_owned(),
    };
    let url = Url::parse(address.trim()).map_err(|error| wrong(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(wrong("it must begin with https://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(
            "it holds a name or a password, which belong into the environment or a file",
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("it goes on after its path"));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// One thread is enough: questions are asked one after the other.
pub(super) fn runtime() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

/// Chooses how secrets travel, once for the whole program.
pub(super) fn use_ring() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Refused where somebody has chosen already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_checked_and_shows_no_secret() {
        for (address, expected) in [
            ("https://acme.atlassian.net/", Ok("https://acme.atlassian.net")),
            ("https://acme.org/jira", Ok("https://acme.org/jira")),
            ("acme.atlassian.net", Err("relative URL without a base")),
            ("ftp://acme.org", Err("it must begin with https://")),
            ("https://acme.org/?x=1", Err("it goes on after its path")),
        ] {
            let found = checked_address(address);
            let message = |error: RemoteError| match error {
                RemoteError::Address { message, .. } => message,
                other => other.to_string(),
            };
            let expected = expected.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(found.map_err(message), expected, "{address}");
        }
        let with_secret = checked_address("https://ana:hunter2@acme.org").unwrap_err();
        assert!(!with_secret.to_string().contains("hunter2"), "{with_secret}");
    }
}
