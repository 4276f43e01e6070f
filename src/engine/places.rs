//! Where probes ask and messages go, as the settings of a workspace have it. Hosts with a table in `[http.hosts]` are asked as that
//! says, any other only at a public address. The person's tokens for hosts stay here: what is asked, anybody may have written
//! into the catalog.

use std::sync::Arc;

use super::outside::Outside;
use crate::providers::action::{ActionError, World};
use crate::remote::Transport;
use crate::remote::kafka::Cluster;
use crate::remote::probe::Places;
use crate::remote::web::{Site, SystemNames};

impl Places for Outside {
    fn site(&self, host: &str) -> Result<Site, String> {
        match self.site_without_token(host) {
            Some(site) => site.map_err(said),
            None => Ok(Site {
                host: host.to_owned(),
                paths: vec![],
                methods: vec![],
                is_private: false,
                ca: None,
                credential: None,
                names: Arc::new(SystemNames),
            }),
        }
    }

    fn cluster(&self, name: &str) -> Result<Arc<dyn Cluster>, String> {
        self.kafka(Some(name)).map_err(said)
    }

    fn github(&self) -> Result<Arc<dyn Transport>, String> {
        let transport = World::github(self, self.github_host()).map_err(said)?;
        Ok(transport)
    }
}

fn said(error: ActionError) -> String {
    match error.hint {
        Some(hint) => format!("{}; {hint}", error.message),
        None => error.message,
    }
}
