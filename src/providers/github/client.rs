//! GitHub as actions speak to it: its lists by pages, and what it shows only after a moment. Knows nothing of repositories.

use std::time::Duration;

use serde_json::Value;

use crate::providers::action::{ActionError, Call, ErrorKind};
pub(super) use crate::providers::client::Client;

/// Pages of a list that are read at most, a hundred items each.
const PAGES: usize = 20;
/// Looks for what was just made, and the pause before each in seconds.
const PAUSES: [u64; 5] = [0, 1, 2, 3, 5];

impl<'c> Client<'c> {
    pub(super) fn github(call: &Call<'c>, host: &str) -> Result<Self, ActionError> {
        Ok(Self {
            transport: call.world.github(host)?,
            world: call.world,
            host: host.to_owned(),
            name: host.to_owned(),
            now: call.now,
        })
    }

    /// All items of a list; below `key` where the list is in an object.
    pub(super) fn list(&self, path: &str, key: Option<&str>) -> Result<Vec<Value>, ActionError> {
        let mut items = vec![];
        let sign = if path.contains('?') { '&' } else { '?' };
        for page in 1..=PAGES {
            let mut answer = self.get(&format!("{path}{sign}per_page=100&page={page}"))?;
            let part = match key {
                Some(key) => answer[key].take(),
                None => answer,
            };
            let Value::Array(part) = part else { break };
            let is_last = part.len() < 100;
            items.extend(part);
            if is_last {
                break;
            }
        }
        Ok(items)
    }

    /// Looks until something shows that was just made: GitHub tells of it only after a moment.
    pub(super) fn await_shown<T>(
        &self,
        what: &str,
        look: impl Fn() -> Result<Option<T>, ActionError>,
    ) -> Result<T, ActionError> {
        for seconds in PAUSES {
            if !self.world.is_sandbox(&self.host) {
                std::thread::sleep(Duration::from_secs(seconds));
            }
            if let Some(found) = look()? {
                return Ok(found);
            }
        }
        let message = format!("{} does not show {what} yet, which was just made", self.host);
        Err(ActionError::new(
            ErrorKind::Retry {
                after: Some(Duration::from_secs(10)),
            },
            message,
        ))
    }
}
