//! Jira as actions speak to it, in the words of the one of the two that it is.

use serde_json::Value;

use crate::providers::action::{ActionError, Call};
use crate::providers::client::Client;
use crate::providers::input::{Input, wrong};
use crate::remote::jira::Flavour;
use crate::remote::{Method, query_escaped};

/// As [`World`](crate::providers::action::World) knows it.
const HOST: &str = "jira";

/// The company's Jira, for one step.
pub(super) struct Jira<'c> {
    client: Client<'c>,
    pub(super) flavour: Flavour,
}

impl<'c> Jira<'c> {
    /// Asks which of the two it is.
    pub(super) fn of(call: &Call<'c>) -> Result<Self, ActionError> {
        let transport = call.world.jira()?;
        let address = transport.address();
        let name = address
            .split_once("://")
            .map_or(address, |(_, rest)| rest)
            .to_owned();
        let client = Client {
            transport,
            world: call.world,
            host: HOST.to_owned(),
            name,
            now: call.now,
        };
        let info = client.get(Flavour::QUESTION)?;
        Ok(Self {
            flavour: Flavour::of(&info),
            client,
        })
    }

    pub(super) fn get(&self, path: &str) -> Result<Value, ActionError> {
        self.client.get(&self.flavour.path(path))
    }

    pub(super) fn find(&self, path: &str) -> Result<Option<Value>, ActionError> {
        self.client.find(&self.flavour.path(path))
    }

    pub(super) fn write(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value, ActionError> {
        self.client.write(method, &self.flavour.path(path), body)
    }

    /// The issues that a query finds, the oldest first; a few are enough.
    pub(super) fn search(&self, jql: &str, fields: &str) -> Result<Vec<Value>, ActionError> {
        let path = format!("{}&maxResults=20&fields={fields}", self.flavour.search(jql));
        match self.client.get(&path)?["issues"].take() {
            Value::Array(issues) => Ok(issues),
            _ => Ok(vec![]),
        }
    }

    /// An issue, which may not be there.
    pub(super) fn issue(&self, key: &str, fields: &str) -> Result<Option<Value>, ActionError> {
        self.find(&format!("/issue/{}?fields={fields}", query_escaped(key)))
    }

    /// Whether the token's account may do something in a project, by Jira's word for it: `DELETE_ISSUES`.
    pub(super) fn may(&self, permission: &str, project: &str) -> Result<bool, ActionError> {
        let project = query_escaped(project);
        let answer = self.get(&format!(
            "/mypermissions?projectKey={project}&permissions={permission}"
        ))?;
        Ok(answer["permissions"][permission]["havePermission"] == true)
    }

    /// Where people find an issue.
    pub(super) fn page(&self, key: &str) -> String {
        format!("{}/browse/{key}", self.client.transport.address())
    }
}

/// The key that a step's input names: `OPS-12`.
pub(super) fn key_of<'v>(input: &Input<'v>) -> Result<&'v str, ActionError> {
    let key = input.required("issue")?;
    let is_key = key.rsplit_once('-').is_some_and(|(project, number)| {
        is_project(project) && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    match is_key {
        true => Ok(key),
        false => Err(wrong(format!("`{key}` is no key of an issue")).hint("write it as OPS-12")),
    }
}

/// Whether a text can be the key of a project.
pub(super) fn is_project(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The error of a step whose issue is not there.
pub(super) fn missing(key: &str) -> ActionError {
    wrong(format!("there is no issue {key}, or the token may not see it"))
        .hint("correct the key, or ask for access")
}
