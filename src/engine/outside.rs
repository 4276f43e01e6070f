//! What actions reach of the world, as the settings of a workspace and of the person have it: the real `World`.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use directories::BaseDirs;
use jiff::Timestamp;

use crate::config::{
    GitHubConnection, HttpAccount, HttpSettings, JiraAccount, JiraSettings, NotifyCommand, Paths,
    PersonSettings, SettingsError, TokenFile, Workspace,
};
use crate::model::catalog::Catalog;
use crate::model::secret::{Secret, Secrets};
use crate::providers::action::{ActionError, ErrorKind, World};
use crate::providers::sandbox::Sandbox;
use crate::providers::sandbox::github::{GitHub, Seeds};
use crate::providers::sandbox::jira::Jira;
use crate::providers::sandbox::kafka::SandboxCluster;
use crate::remote::kafka::Cluster;
use crate::remote::pace::{Pace, PaceError};
use crate::remote::web::Site;
use crate::remote::{GitHubTransport, HttpTransport, TokenPlaces, Transport, Waiter};

use super::clusters::Clusters;
use super::{jira, seeds, web};

/// A workspace's world. Clones share all but the secrets.
#[derive(Clone)]
pub struct Outside {
    shared: Arc<Shared>,
    catalog: Arc<Catalog>,
    secrets: Arc<Secrets>,
}

struct Shared {
    workspace: PathBuf,
    repositories: PathBuf,
    github: GitHubConnection,
    token: Option<TokenFile>,
    pace: Pace,
    sandbox: Option<Arc<Sandbox<GitHub>>>,
    /// Made when first asked for; a failure is not kept, for it can be mended.
    transport: OnceLock<Arc<GitHubTransport>>,
    jira: JiraSettings,
    jira_account: Option<JiraAccount>,
    jira_sandbox: Option<Arc<Sandbox<Jira>>>,
    jira_transport: OnceLock<Arc<HttpTransport>>,
    http: HttpSettings,
    http_accounts: Vec<HttpAccount>,
    notify: Vec<NotifyCommand>,
    clusters: Clusters,
}

impl Outside {
    /// Reads the person's settings; reaches nobody yet.
    pub fn open(workspace: &Workspace, paths: &Paths, catalog: Arc<Catalog>) -> Result<Self, SettingsError> {
        let person = PersonSettings::load(&paths.settings_file())?;
        let github = workspace.settings.github.clone();
        let own = paths.workspace_data(&workspace.key).join("repositories");
        let folder = workspace.settings.git.folder.as_deref();
        let repositories = folder.map_or(own, |folder| workspace.root.join(in_home(folder)));
        let sandbox = github.sandbox.then(|| {
            let folder = workspace.root.join(SANDBOX);
            let (root, owners, catalog) = (
                workspace.root.clone(),
                github.owners.clone(),
                Arc::clone(&catalog),
            );
            let any_owner = github.any_owner;
            let plant = move || Seeds {
                any_owner,
                ..seeds::of_catalog(&root, &catalog, &owners).with_strays()
            };
            let service = GitHub::new(&github.host, &github.api(), plant);
            Arc::new(Sandbox::new(folder, github.api(), service))
        });
        Ok(Self {
            shared: Arc::new(Shared {
                workspace: workspace.root.clone(),
                repositories,
                github,
                token: person.github_token,
                pace: Pace::new(paths.data().join("pace")),
                sandbox,
                transport: OnceLock::new(),
                jira: workspace.settings.tickets.jira.clone(),
                jira_account: person.jira,
                jira_sandbox: jira::sandbox(workspace).map(Arc::new),
                jira_transport: OnceLock::new(),
                http: workspace.settings.http.clone(),
                http_accounts: person.http,
                notify: person.notify,
                clusters: Clusters::new(workspace, person.kafka, &catalog),
            }),
            catalog,
            secrets: Arc::default(),
        })
    }

    /// The same world with these secrets.
    pub fn with_secrets(&self, secrets: Secrets) -> Self {
        Self {
            secrets: Arc::new(secrets),
            ..self.clone()
        }
    }

    /// The same world with a newer catalog.
    pub fn with_catalog(&self, catalog: Arc<Catalog>) -> Self {
        Self {
            catalog,
            ..self.clone()
        }
    }

    /// The programs that the person lets ways of telling start.
    pub fn notify_commands(&self) -> &[NotifyCommand] {
        &self.shared.notify
    }

    /// All Kafka clusters of the workspace that can be asked, in the order of the settings.
    pub fn clusters(&self) -> Vec<Arc<dyn Cluster>> {
        self.shared.clusters.all()
    }

    /// The sandbox that answers for a Kafka cluster, where one does.
    pub fn sandbox_cluster(&self, name: &str) -> Option<Arc<SandboxCluster>> {
        self.shared.clusters.sandbox(name)
    }

    /// The rules for a host that has a table in the settings, without the person's token for it.
    pub(super) fn site_without_token(&self, host: &str) -> Option<Result<Site, ActionError>> {
        let shared = &self.shared;
        shared.http.host(host)?;
        Some(web::site(&shared.http, &[], &shared.workspace, host))
    }

    /// The host of the company's GitHub.
    pub(super) fn github_host(&self) -> &str {
        &self.shared.github.host
    }

    /// The sandbox that answers for GitHub, where one does.
    pub fn sandbox(&self) -> Option<&Arc<Sandbox<GitHub>>> {
        self.shared.sandbox.as_ref()
    }

    /// The sandbox that answers for Jira, where one does.
    pub fn jira_sandbox(&self) -> Option<&Arc<Sandbox<Jira>>> {
        self.shared.jira_sandbox.as_ref()
    }
}

/// What actions call the company's Jira.
const JIRA: &str = "jira";
/// Where a sandbox keeps its state, below the workspace.
const SANDBOX: &str = ".muster/sandbox/github";

impl Shared {
    fn token(&self) -> Result<Secret, ActionError> {
        let host = &self.github.host;
        let token = token_places(&self.github, self.token.as_ref())
            .find(|name| std::env::var(name).ok())
            .map_err(|error| ActionError::new(ErrorKind::Final, error.to_string()).hint(error.hint()))?;
        token.ok_or_else(|| {
            ActionError::new(ErrorKind::Final, format!("there is no token for {host}")).hint(format!(
                "run `gh auth login --hostname {host}`, set {}, or name a file of mode 600 as [github] token_file in config.toml",
                self.github.variables().join(" or ")
            ))
        })
    }
}

/// Where a token for this GitHub may be, in this order: the person's file, the environment, GitHub's own tool. A file or
/// variable belongs to one host, so that a workspace cannot lead a token elsewhere.
pub fn token_places(github: &GitHubConnection, file: Option<&TokenFile>) -> TokenPlaces {
    let file = file.filter(|file| file.host.eq_ignore_ascii_case(&github.host));
    TokenPlaces {
        file: file.map(|file| in_home(&file.path)),
        variables: github.variables().into_iter().map(str::to_owned).collect(),
        gh_host: Some(github.host.clone()),
    }
}

/// What `~` stands for.
pub fn in_home(path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), BaseDirs::new()) {
        (Ok(rest), Some(dirs)) => dirs.home_dir().join(rest),
        _ => path.to_owned(),
    }
}

impl World for Outside {
    fn catalog(&self) -> Arc<Catalog> {
        Arc::clone(&self.catalog)
    }

    fn workspace(&self) -> &Path {
        &self.shared.workspace
    }

    fn repositories(&self) -> &Path {
        &self.shared.repositories
    }

    fn github(&self, host: &str) -> Result<Arc<dyn Transport + Send + Sync>, ActionError> {
        let github = &self.shared.github;
        if !host.eq_ignore_ascii_case(&github.host) {
            let message = format!(
                "`{host}` is not the GitHub of this workspace, which is {}",
                github.host
            );
            return Err(ActionError::new(ErrorKind::Final, message)
                .hint("correct the repository's host, or `host` in [github] of muster.toml"));
        }
        if let Some(sandbox) = &self.shared.sandbox {
            return Ok(Arc::clone(sandbox) as _);
        }
        if let Some(transport) = self.shared.transport.get() {
            return Ok(Arc::clone(transport) as _);
        }
        let made = GitHubTransport::new(&github.api(), Some(&self.shared.token()?))
            .map_err(|error| ActionError::new(ErrorKind::Final, error.to_string()).hint(error.hint()))?;
        Ok(Arc::clone(self.shared.transport.get_or_init(|| Arc::new(made))) as _)
    }

    fn jira(&self) -> Result<Arc<dyn Transport>, ActionError> {
        let shared = &self.shared;
        if let Some(sandbox) = &shared.jira_sandbox {
            return Ok(Arc::clone(sandbox) as _);
        }
        if let Some(transport) = shared.jira_transport.get() {
            return Ok(Arc::clone(transport) as _);
        }
        let made = jira::transport(&shared.jira, shared.jira_account.as_ref())?;
        Ok(Arc::clone(shared.jira_transport.get_or_init(|| Arc::new(made))) as _)
    }

    fn web(&self, host: &str) -> Result<Site, ActionError> {
        web::site(
            &self.shared.http,
            &self.shared.http_accounts,
            &self.shared.workspace,
            host,
        )
    }

    fn kafka(&self, cluster: Option<&str>) -> Result<Arc<dyn Cluster>, ActionError> {
        self.shared.clusters.open(cluster)
    }

    fn kafka_replication(&self, cluster: Option<&str>) -> Option<u32> {
        self.shared.clusters.replication(cluster)
    }

    fn pace(&self, host: &str) -> Result<(), ActionError> {
        if self.is_sandbox(host) {
            return Ok(());
        }
        self.shared
            .pace
            .next(host, &mut RealTime)
            .map_err(|error| match error {
                PaceError::UsedUp { after } => {
                    let minutes = after.as_secs().div_ceil(60);
                    let message = format!(
                        "{host} takes no more changes for {minutes} min: its published limit is reached"
                    );
                    ActionError::new(ErrorKind::Retry { after: Some(after) }, message)
                }
                PaceError::Io { file, cause } => {
                    let message = format!("cannot keep the pace of changes in {}: {cause}", file.display());
                    ActionError::new(ErrorKind::Retry { after: None }, message)
                        .hint("make the folder writable for you, and see that the disk is not full")
                }
            })
    }

    fn is_sandbox(&self, host: &str) -> bool {
        if let Some(cluster) = host.strip_prefix("kafka:") {
            return self.shared.clusters.sandbox(cluster).is_some();
        }
        match host {
            JIRA => self.shared.jira_sandbox.is_some(),
            host => self.shared.sandbox.is_some() && host.eq_ignore_ascii_case(&self.shared.github.host),
        }
    }

    fn secret(&self, name: &str) -> Option<Secret> {
        self.secrets.get(name).cloned()
    }
}

struct RealTime;

impl Waiter for RealTime {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn wait(&mut self, time: Duration, _: &str) {
        std::thread::sleep(time);
    }
}
