//! The two Jiras, which differ in addresses and in how they write texts: Atlassian's Cloud, and a company's own server
//! (Data Center). Pure; knows neither tickets nor settings.

use serde_json::{Value, json};

use super::{jira_text, query_escaped};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    Cloud,
    Server,
}

impl Flavour {
    /// Where a Jira says which of the two it is; the same address for both.
    pub const QUESTION: &'static str = "/rest/api/2/serverInfo";

    /// What the answer to [`Self::QUESTION`] says.
    pub fn of(info: &Value) -> Self {
        match info["deploymentType"].as_str() {
            Some(name) if name.eq_ignore_ascii_case("cloud") => Self::Cloud,
            _ => Self::Server,
        }
    }

    /// The number in the addresses of its API.
    pub fn version(self) -> u8 {
        match self {
            Self::Cloud => 3,
            Self::Server => 2,
        }
    }

    /// An address of its API; `rest` begins with a slash.
    pub fn path(self, rest: &str) -> String {
        format!("/rest/api/{}{rest}", self.version())
    }

    /// A search for issues, up to the query's further parameters.
    pub fn search(self, jql: &str) -> String {
        let search = match self {
            Self::Cloud => "/search/jql",
            Self::Server => "/search",
        };
        self.path(&format!("{search}?jql={}", query_escaped(jql)))
    }

    /// A text as it writes it.
    pub fn text(self, text: &str) -> Value {
        match self {
            Self::Cloud => jira_text::document(text),
            Self::Server => Value::String(text.to_owned()),
        }
    }

    /// A person as it names one: by the account's id in the Cloud, by the login on a server.
    pub fn person(self, name: &str) -> Value {
        match self {
            Self::Cloud => json!({"accountId": name}),
            Self::Server => json!({"name": name}),
        }
    }
}
