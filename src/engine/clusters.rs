//! The Kafka clusters of a workspace: a sandbox where the settings say so, else a client with the person's account. One of
//! each, made when first asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::outside::in_home;
use super::seeds;
use crate::config::{KafkaAccount, KafkaCluster, KafkaSettings, SaslSettings, Workspace};
use crate::model::catalog::Catalog;
use crate::model::secret::Secret;
use crate::providers::action::{ActionError, ErrorKind};
use crate::providers::sandbox::kafka::SandboxCluster;
use crate::remote::TokenPlaces;
use crate::remote::kafka::{
    About, Change, Cluster, Connection, Group, KafkaClient, KafkaError, Lag, Rule, RuleFilter, Sasl,
    Settings, Tls, Topic,
};

/// Where the sandboxes keep their state, below the workspace.
const SANDBOXES: &str = ".muster/sandbox/kafka";

pub(super) struct Clusters {
    root: PathBuf,
    settings: KafkaSettings,
    accounts: Vec<KafkaAccount>,
    sandboxes: BTreeMap<String, Arc<SandboxCluster>>,
    /// What could not be made is not kept, for it can be mended.
    clients: Mutex<BTreeMap<String, Arc<KafkaClient>>>,
}

impl Clusters {
    pub fn new(workspace: &Workspace, accounts: Vec<KafkaAccount>, catalog: &Arc<Catalog>) -> Self {
        let settings = workspace.settings.kafka.clone();
        let sandbox = |cluster: &KafkaCluster| {
            let (name, root, catalog) = (cluster.name.clone(), workspace.root.clone(), Arc::clone(catalog));
            let folder = root.join(SANDBOXES).join(&name);
            let plant = move || seeds::of_cluster(&root, &catalog, &name);
            let made = SandboxCluster::new(cluster.name.clone(), folder, plant);
            (cluster.name.clone(), Arc::new(made))
        };
        let sandboxed = settings.clusters.iter().filter(|cluster| cluster.sandbox);
        Self {
            root: workspace.root.clone(),
            sandboxes: sandboxed.map(sandbox).collect(),
            settings,
            accounts,
            clients: Mutex::default(),
        }
    }

    /// All of them, in the order of the settings.
    pub fn all(&self) -> Vec<Arc<dyn Cluster>> {
        self.settings
            .clusters
            .iter()
            .map(|cluster| self.cluster(cluster))
            .collect()
    }

    pub fn sandbox(&self, name: &str) -> Option<Arc<SandboxCluster>> {
        self.sandboxes.get(name).cloned()
    }

    pub fn replication(&self, name: Option<&str>) -> Option<u32> {
        self.settings.cluster(name)?.replication
    }

    /// The one of a name; where none is given, the one that is meant.
    pub fn open(&self, name: Option<&str>) -> Result<Arc<dyn Cluster>, ActionError> {
        if let Some(cluster) = self.settings.cluster(name) {
            return Ok(self.cluster(cluster));
        }
        let names: Vec<&str> = self
            .settings
            .clusters
            .iter()
            .map(|cluster| cluster.name.as_str())
            .collect();
        let no = |message: String, hint: String| Err(ActionError::new(ErrorKind::Final, message).hint(hint));
        match (name, names.is_empty()) {
            (_, true) => no(
                "this workspace has no Kafka cluster".to_owned(),
                "name one in muster.toml, as [kafka.clusters.main] with its `bootstrap`".to_owned(),
            ),
            (Some(name), false) => no(
                format!("there is no Kafka cluster `{name}`"),
                format!(
                    "there are {}; or name it in [kafka.clusters] of muster.toml",
                    names.join(", ")
                ),
            ),
            (None, false) => no(
                format!("which Kafka cluster is meant: {}?", names.join(", ")),
                "give the step `cluster`, or set `default` in [kafka] of muster.toml".to_owned(),
            ),
        }
    }

    fn cluster(&self, cluster: &KafkaCluster) -> Arc<dyn Cluster> {
        if let Some(sandbox) = self.sandboxes.get(&cluster.name) {
            return Arc::clone(sandbox) as _;
        }
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(&cluster.name) {
            return Arc::clone(client) as _;
        }
        match self.connection(cluster).and_then(KafkaClient::new) {
            Ok(client) => {
                let client = Arc::new(client);
                clients.insert(cluster.name.clone(), Arc::clone(&client));
                client
            }
            Err(error) => Arc::new(Unusable {
                name: cluster.name.clone(),
                address: cluster.bootstrap.join(","),
                error,
            }),
        }
    }

    fn connection(&self, cluster: &KafkaCluster) -> Result<Connection, KafkaError> {
        let file = |path: &Path| self.root.join(in_home(path));
        let tls = cluster.tls.as_ref().map(|tls| Tls {
            ca: tls.ca.as_deref().map(file),
            certificate: tls.certificate.as_deref().map(file),
            key: tls.key.as_deref().map(file),
        });
        let sasl = cluster.sasl.as_ref().map(|sasl| self.sasl(cluster, sasl));
        Ok(Connection {
            name: cluster.name.clone(),
            bootstrap: cluster.bootstrap.clone(),
            tls,
            sasl: sasl.transpose()?,
        })
    }

    fn sasl(&self, cluster: &KafkaCluster, sasl: &SaslSettings) -> Result<Sasl, KafkaError> {
        let account = account(&self.accounts, cluster);
        let name = &cluster.name;
        let username = account.and_then(|account| account.username.clone());
        let username = username.or_else(|| sasl.username.clone());
        let Some(username) = username else {
            return Err(settings(format!(
                "the Kafka cluster `{name}` asks for a user, and none is named"
            )));
        };
        Ok(Sasl {
            mechanism: sasl.mechanism.name(),
            username,
            password: password(account, sasl, name)?,
        })
    }
}

/// The person's account at a cluster. Only at these very addresses: a workspace that others write must not lead a password
/// elsewhere by giving another cluster the same name.
fn account<'a>(accounts: &'a [KafkaAccount], cluster: &KafkaCluster) -> Option<&'a KafkaAccount> {
    let addresses = |bootstrap: &[String]| -> BTreeSet<String> {
        bootstrap.iter().map(|address| address.to_lowercase()).collect()
    };
    accounts.iter().find(|account| {
        account.cluster == cluster.name && addresses(&account.bootstrap) == addresses(&cluster.bootstrap)
    })
}

fn password(account: Option<&KafkaAccount>, sasl: &SaslSettings, name: &str) -> Result<Secret, KafkaError> {
    let places = TokenPlaces {
        file: account
            .and_then(|account| account.password_file.as_deref())
            .map(in_home),
        variables: sasl.password_variable.iter().cloned().collect(),
        gh_host: None,
    };
    let found = places.find(|name| std::env::var(name).ok()).map_err(|error| {
        settings(format!(
            "the password for the Kafka cluster `{name}`: {error}; {}",
            error.hint()
        ))
    })?;
    found.ok_or_else(|| {
        let variable = sasl.password_variable.as_ref();
        let variable = variable.map_or_else(String::new, |variable| format!("set {variable}, or "));
        settings(format!(
            "there is no password for the Kafka cluster `{name}`: {variable}name a file of mode 600 as password_file in [kafka.clusters.{name}] of config.toml, with the same bootstrap as in muster.toml"
        ))
    })
}

fn settings(message: String) -> KafkaError {
    KafkaError::Settings { message }
}

/// A cluster that cannot be asked before its settings are mended: it answers everything with why.
struct Unusable {
    name: String,
    address: String,
    error: KafkaError,
}

impl Unusable {
    fn no<T>(&self) -> Result<T, KafkaError> {
        Err(self.error.clone())
    }
}

impl Cluster for Unusable {
    fn name(&self) -> &str {
        &self.name
    }

    fn address(&self) -> &str {
        &self.address
    }

    fn about(&self) -> Result<About, KafkaError> {
        self.no()
    }

    fn topics(&self, _: Option<&[String]>) -> Result<Vec<Topic>, KafkaError> {
        self.no()
    }

    fn settings(&self, _: &[String]) -> Result<BTreeMap<String, Settings>, KafkaError> {
        self.no()
    }

    fn rules(&self, _: &RuleFilter) -> Result<Vec<Rule>, KafkaError> {
        self.no()
    }

    fn groups(&self) -> Result<Vec<Group>, KafkaError> {
        self.no()
    }

    fn lag(&self, _: &str) -> Result<Lag, KafkaError> {
        self.no()
    }

    fn change(&self, _: &Change) -> Result<(), KafkaError> {
        self.no()
    }

    fn check(&self, _: &Change) -> Result<(), KafkaError> {
        self.no()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_for_its_addresses_only() {
        let accounts = [KafkaAccount {
            cluster: "main".to_owned(),
            bootstrap: vec!["a:9092".to_owned(), "B:9092".to_owned()],
            username: Some("ana".to_owned()),
            password_file: None,
        }];
        for (name, bootstrap, is_found) in [
            ("main", &["b:9092", "a:9092"][..], true),
            ("main", &["a:9092"], false),
            ("main", &["a:9092", "b:9092", "evil:9092"], false),
            ("main", &["evil:9092"], false),
            ("other", &["b:9092", "a:9092"], false),
        ] {
            let cluster = KafkaCluster {
                name: name.to_owned(),
                bootstrap: bootstrap.iter().map(|address| (*address).to_owned()).collect(),
                ..KafkaCluster::default()
            };
            assert_eq!(
                account(&accounts, &cluster).is_some(),
                is_found,
                "{name} {bootstrap:?}"
            );
        }
    }
}
