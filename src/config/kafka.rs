//! `[kafka.clusters.NAME]` of `muster.toml`: which Kafka clusters there are and how they are reached; and of `config.toml`:
//! who the person is there. Holds where a password is, never a password.

use std::path::PathBuf;

use super::document::{Item, Table};
use super::tickets::text;

/// `[kafka]`: the clusters, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KafkaSettings {
    pub clusters: Vec<KafkaCluster>,
    /// The one that is meant where none is named.
    pub default: Option<String>,
}

/// `[kafka.clusters.NAME]`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KafkaCluster {
    pub name: String,
    /// `HOST:PORT` each; empty only where a sandbox answers.
    pub bootstrap: Vec<String>,
    /// Whether a sandbox inside muster answers for it.
    pub sandbox: bool,
    pub tls: Option<TlsSettings>,
    pub sasl: Option<SaslSettings>,
    /// How many replicas new topics have where nobody says otherwise; the cluster's own number where none is set.
    pub replication: Option<u32>,
}

/// `tls = true` or `tls = { ca = …, certificate = …, key = … }`, files in PEM.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TlsSettings {
    /// Whose word counts; the system's own authorities where none is named.
    pub ca: Option<PathBuf>,
    /// The client's, where the cluster asks for one.
    pub certificate: Option<PathBuf>,
    pub key: Option<PathBuf>,
}

/// `sasl = { mechanism = …, username = …, password_env = … }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaslSettings {
    pub mechanism: SaslMechanism,
    pub username: Option<String>,
    /// The variable of the environment that holds the password.
    pub password_variable: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaslMechanism {
    Plain,
    ScramSha256,
    ScramSha512,
}

impl SaslMechanism {
    const NAMED: [(&str, Self); 3] = [
        ("plain", Self::Plain),
        ("scram-sha-256", Self::ScramSha256),
        ("scram-sha-512", Self::ScramSha512),
    ];

    /// As Kafka calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::ScramSha512 => "SCRAM-SHA-512",
        }
    }
}

/// `[kafka.clusters.NAME]` of `config.toml`: the person's own account at one cluster, bound to its addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KafkaAccount {
    pub cluster: String,
    /// The addresses that the password may be sent to.
    pub bootstrap: Vec<String>,
    pub username: Option<String>,
    /// A file of mode 600 that holds the password.
    pub password_file: Option<PathBuf>,
}

impl KafkaSettings {
    /// The cluster of a name; where none is given, the default, or the only one.
    pub fn cluster(&self, name: Option<&str>) -> Option<&KafkaCluster> {
        match (name.or(self.default.as_deref()), &self.clusters[..]) {
            (Some(name), clusters) => clusters.iter().find(|cluster| cluster.name == name),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }
}

pub(super) fn take_kafka(table: Option<Table<'_, '_>>) -> KafkaSettings {
    let mut settings = KafkaSettings::default();
    let Some(mut table) = table else {
        return settings;
    };
    let clusters = table.take("clusters").and_then(Item::table).map(Table::entries);
    for (name, item) in clusters.into_iter().flatten() {
        let whole = item.clone();
        let Some(mut table) = item.table() else { continue };
        let cluster = cluster(name.value, &mut table);
        table.finish();
        if !cluster.sandbox && cluster.bootstrap.is_empty() {
            whole.complain("a cluster has `bootstrap`, as [\"kafka-1.example.com:9092\"]".to_owned());
            continue;
        }
        settings.clusters.push(cluster);
    }
    if let Some(item) = table.take("default") {
        let at = item.clone();
        settings.default = item.text().map(|name| name.value);
        if let Some(name) = settings.default.as_deref()
            && settings.cluster(Some(name)).is_none()
        {
            at.complain(format!("there is no cluster `{name}` in [kafka.clusters]"));
        }
    }
    table.finish();
    settings
}

fn cluster(name: String, table: &mut Table<'_, '_>) -> KafkaCluster {
    KafkaCluster {
        name,
        bootstrap: addresses(table),
        sandbox: table.take("sandbox").and_then(Item::boolean).unwrap_or_default(),
        tls: table.take("tls").and_then(tls),
        sasl: table.take("sasl").and_then(sasl),
        replication: table.take("replication").and_then(replication),
    }
}

/// The person's accounts, from `config.toml`.
pub(super) fn take_accounts(table: Option<Table<'_, '_>>) -> Vec<KafkaAccount> {
    let mut accounts = vec![];
    let Some(mut table) = table else {
        return accounts;
    };
    let clusters = table.take("clusters").and_then(Item::table).map(Table::entries);
    for (name, item) in clusters.into_iter().flatten() {
        let whole = item.clone();
        let Some(mut table) = item.table() else { continue };
        let account = KafkaAccount {
            cluster: name.value,
            bootstrap: addresses(&mut table),
            username: text(&mut table, "username"),
            password_file: text(&mut table, "password_file").map(PathBuf::from),
        };
        table.finish();
        if account.bootstrap.is_empty() {
            // A workspace that others write could name another cluster like this and be sent the password.
            whole.complain("name the addresses that the password is for, as `bootstrap`".to_owned());
            continue;
        }
        accounts.push(account);
    }
    table.finish();
    accounts
}

fn addresses(table: &mut Table<'_, '_>) -> Vec<String> {
    let texts = table.take("bootstrap").map(|item| (item.clone(), item.texts()));
    let Some((at, texts)) = texts else { return vec![] };
    let mut addresses = vec![];
    for text in texts {
        let is_address = text
            .value
            .rsplit_once(':')
            .is_some_and(|(host, port)| is_host(host) && port.parse::<u16>().is_ok_and(|port| port > 0));
        if is_address {
            addresses.push(text.value);
        } else {
            at.complain(format!(
                "`{}` is no address of a broker; write it as kafka-1.example.com:9092",
                text.value
            ));
        }
    }
    addresses
}

fn is_host(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    match bare {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            !host.is_empty()
                && host
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-._".contains(c))
        }
    }
}

fn tls(item: Item<'_, '_>) -> Option<TlsSettings> {
    if !item.is_table() {
        return item.boolean()?.then(TlsSettings::default);
    }
    let whole = item.clone();
    let mut table = item.table()?;
    let settings = TlsSettings {
        ca: text(&mut table, "ca").map(PathBuf::from),
        certificate: text(&mut table, "certificate").map(PathBuf::from),
        key: text(&mut table, "key").map(PathBuf::from),
    };
    table.finish();
    if settings.certificate.is_some() != settings.key.is_some() {
        whole.complain("`certificate` and `key` are given together, or neither is".to_owned());
    }
    Some(settings)
}

fn sasl(item: Item<'_, '_>) -> Option<SaslSettings> {
    let whole = item.clone();
    let mut table = item.table()?;
    let mechanism = table.take("mechanism");
    if let Some(item) = table.take("password") {
        item.complain("a password does not belong into a file that is shared; name its variable with `password_env`, or its file in config.toml".to_owned());
    }
    let username = text(&mut table, "username");
    let password_variable = password_variable(&mut table);
    table.finish();
    let Some(mechanism) = mechanism else {
        whole.complain("`mechanism` is missing: plain, scram-sha-256 or scram-sha-512".to_owned());
        return None;
    };
    let at = mechanism.clone();
    let word = mechanism.text()?.value;
    let known = SaslMechanism::NAMED
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(&word));
    let Some((_, mechanism)) = known else {
        at.complain(format!(
            "`{word}` is no mechanism; there are plain, scram-sha-256 and scram-sha-512"
        ));
        return None;
    };
    Some(SaslSettings {
        mechanism: *mechanism,
        username,
        password_variable,
    })
}

/// The name of a variable for this very purpose: a file that others write must not lead any other secret away.
fn password_variable(table: &mut Table<'_, '_>) -> Option<String> {
    let item = table.take("password_env")?;
    let at = item.clone();
    let name = item.text()?.value;
    if !name.to_uppercase().contains("KAFKA") {
        at.complain(format!(
            "`{name}` does not look like a password for Kafka; its name must hold KAFKA"
        ));
        return None;
    }
    Some(name)
}

fn replication(item: Item<'_, '_>) -> Option<u32> {
    let at = item.clone();
    let number = item.integer()?;
    let found = u32::try_from(number)
        .ok()
        .filter(|number| (1..=32_767).contains(number));
    if found.is_none() {
        at.complain(format!(
            "`{number}` replicas are none that Kafka has; write 1 or more"
        ));
    }
    found
}
