//! The hosts that `http:request` may reach, as the settings of a workspace have them, each with the person's own token.

use std::path::Path;
use std::sync::Arc;

use super::outside::in_home;
use crate::config::{HttpAccount, HttpHost, HttpSettings};
use crate::model::secret::Secret;
use crate::providers::action::{ActionError, ErrorKind};
use crate::remote::web::{Site, SystemNames};
use crate::remote::{HeaderName, TokenPlaces};

/// The rules for a host and the token for it.
pub(super) fn site(
    settings: &HttpSettings,
    accounts: &[HttpAccount],
    workspace: &Path,
    host: &str,
) -> Result<Site, ActionError> {
    let wrong = |message: String| ActionError::new(ErrorKind::Final, message);
    let Some(allowed) = settings.host(host) else {
        return Err(
            wrong(format!("{host} may not be reached from this workspace")).hint(format!(
                "allow it with a table [http.hosts.\"{host}\"] in muster.toml"
            )),
        );
    };
    let account = accounts.iter().find(|account| account.host == host);
    let token = account.map(places).map_or(Ok(None), |places| {
        let found = places.find(|name| std::env::var(name).ok());
        found.map_err(|error| wrong(error.to_string()).hint(error.hint()))
    })?;
    if let (Some(account), None) = (account, &token) {
        let where_to = account.variable.as_deref().unwrap_or("its file");
        return Err(wrong(format!("there is no token for {host} in {where_to}"))
            .hint("set it, or take the host's table out of config.toml"));
    }
    let ca = allowed.ca.as_ref().map(|file| {
        let file = workspace.join(in_home(file));
        std::fs::read(&file).map_err(|error| {
            wrong(format!(
                "cannot read the authority in {}: {error}",
                file.display()
            ))
            .hint(format!("correct `ca` in [http.hosts.\"{host}\"] of muster.toml"))
        })
    });
    Ok(Site {
        host: allowed.name.clone(),
        paths: allowed.paths.clone(),
        methods: allowed.methods.clone(),
        is_private: allowed.private,
        ca: ca.transpose()?,
        credential: token.map(|token| credential(allowed, &token)).transpose()?,
        names: Arc::new(SystemNames),
    })
}

fn places(account: &HttpAccount) -> TokenPlaces {
    TokenPlaces {
        file: account.file.as_deref().map(in_home),
        variables: account.variable.iter().cloned().collect(),
        gh_host: None,
    }
}

fn credential(host: &HttpHost, token: &Secret) -> Result<(HeaderName, Secret), ActionError> {
    let name = HeaderName::from_bytes(host.header.to_lowercase().as_bytes())
        .map_err(|_| ActionError::new(ErrorKind::Final, format!("`{}` is no header", host.header)))?;
    let value = match &host.scheme {
        Some(scheme) => format!("{scheme} {}", token.reveal()),
        None => token.reveal().to_owned(),
    };
    Ok((name, Secret::new(value)))
}
