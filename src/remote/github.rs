//! The way to GitHub, through octocrab: its addresses, its versions, its authorisation. Waiting is not left to it: it would
//! do that in silence and give up early.

use octocrab::Octocrab;
use tokio::runtime::Runtime;
use tokio::time::timeout;

use super::http::{ANSWER, checked_address, runtime, use_ring};
use super::{Method, RemoteError, Request, Response, Secret, Transport, chain};

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

    async fn ask(&self, request: &Request) -> Result<Response, octocrab::Error> {
        let (path, body) = (request.path.as_str(), request.body.as_ref());
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

impl Transport for GitHubTransport {
    fn send(&self, request: &Request) -> Result<Response, String> {
        self.runtime.block_on(async {
            match timeout(ANSWER, self.ask(request)).await {
                Ok(answer) => answer.map_err(|error| chain(&error)),
                Err(_) => Err(format!("no answer within {} s", ANSWER.as_secs())),
            }
        })
    }

    fn address(&self) -> &str {
        &self.address
    }
}
