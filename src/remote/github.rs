//! The way to GitHub, through octocrab: its addresses, its versions, its authorisation. Waiting and trying again are not
//! left to it: it would do that in silence, without a look at what the request does. Its `retry` and `follow-redirect`
//! features are off, and a test counts requests.

use octocrab::Octocrab;
use tokio::runtime::Runtime;
use tokio::time::timeout;

use super::http::{ANSWER, checked_address, runtime, use_ring};
use super::{Method, RemoteError, Request, Response, Secret, SendError, Transport, chain};

/// A client of github.com or of a company's own GitHub.
pub struct GitHubTransport {
    address: String,
    /// None only while it is being dropped, which must happen before its runtime ends.
    client: Octocrab,
    runtime: Runtime,
}

impl GitHubTransport {
    /// Where GitHub's own API is.
    pub const ADDRESS: &'static str = "https://api.github.com";

    pub fn new(address: &str, token: Option<&Secret>) -> Result<Self, RemoteError> {
        let address = checked_address(address)?;
        use_ring();
        let failed = |cause: String| RemoteError::Unreachable {
            address: address.clone(),
            cause,
        };
        let runtime = runtime().map_err(|error| failed(error.to_string()))?;
        let client = {
            let _inside = runtime.enter();
            let mut builder = Octocrab::builder()
                .base_uri(address.as_str())
                .map_err(|error| failed(chain(&error)))?
                .set_connect_timeout(Some(ANSWER))
                .set_read_timeout(Some(ANSWER));
            if let Some(token) = token {
                builder = builder.personal_token(token.reveal());
            }
            builder.build().map_err(|error| failed(chain(&error)))?
        };
        Ok(Self {
            address,
            client,
            runtime,
        })
    }

    /// Asks once. Of a question that only asks, one redirect after the other is followed, as for a repository that was
    /// renamed, and only where it stays with this system, which alone may see the token. What changes something is never sent
    /// on: the usual way would make a question of it, whose answer looks like success.
    async fn ask(&self, request: &Request) -> Result<Response, octocrab::Error> {
        let mut response = self.ask_at(&request.path, request).await?;
        for _ in 0..REDIRECTS {
            let is_redirect =
                matches!(response.status, 301 | 302 | 307 | 308) && request.method == Method::GET;
            let Some(place) = response.header("location").filter(|_| is_redirect) else {
                break;
            };
            let rest = place.strip_prefix(self.address.as_str()).unwrap_or(place);
            if !rest.starts_with('/') || rest.starts_with("//") {
                break;
            }
            let path = rest.to_owned();
            response = self.ask_at(&path, request).await?;
        }
        Ok(response)
    }

    async fn ask_at(&self, path: &str, request: &Request) -> Result<Response, octocrab::Error> {
        let body = request.body.as_ref();
        let response = match request.method {
            Method::GET => self.client._get(path).await?,
            Method::PUT => self.client._put(path, body).await?,
            Method::PATCH => self.client._patch(path, body).await?,
            Method::DELETE => self.client._delete(path, body).await?,
            _ => self.client._post(path, body).await?,
        };
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = self.client.body_to_string(response).await?;
        Ok(Response {
            status,
            headers,
            body: body.into_bytes(),
        })
    }
}

const REDIRECTS: usize = 5;

impl Transport for GitHubTransport {
    fn send(&self, request: &Request) -> Result<Response, SendError> {
        self.runtime.block_on(async {
            match timeout(ANSWER, self.ask(request)).await {
                Ok(answer) => answer.map_err(|error| failure(&error)),
                Err(_) => Err(SendError::Lost(format!(
                    "no answer within {} s",
                    ANSWER.as_secs()
                ))),
            }
        })
    }

    fn address(&self) -> &str {
        &self.address
    }
}

/// What the client's error means. Below octocrab, hyper-util tells a connection that was never made only by its words; any
/// other words count as a lost answer, which is the safe side.
fn failure(error: &octocrab::Error) -> SendError {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.to_string() == "client error (Connect)" {
            return SendError::NotSent(chain(error));
        }
        cause = error.source();
    }
    SendError::Lost(chain(error))
}
