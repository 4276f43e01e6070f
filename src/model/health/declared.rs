//! Which probes there are: by annotations of entities and by `[[health.probes]]` of `muster.toml`, sorted; and what of them cannot
//! be run, with the reason.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::target::{Declared, Target, parse};
use super::{Key, Patience};
use crate::model::catalog::{Catalog, DEFAULT_NAMESPACE, EntityRef, Form, LONGEST_TEXT};

/// The annotation that declares a probe; with a dot and a name behind it another one.
pub const ANNOTATION: &str = "muster/probe";
/// The name of a probe that has none.
pub const UNNAMED: &str = "probe";

/// What the company says of all probes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How often each asks.
    pub every: SignedDuration,
    pub timeout: SignedDuration,
    pub patience: Patience,
    /// So long one who was told has to get it well, before the next in turn is told.
    pub answer: SignedDuration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            every: SignedDuration::from_mins(1),
            timeout: SignedDuration::from_secs(5),
            patience: Patience::default(),
            answer: SignedDuration::from_mins(30),
        }
    }
}

/// A probe that the settings declare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// As written.
    pub entity: String,
    pub probe: String,
    pub ask: String,
    /// `muster.toml:12`
    pub place: String,
}

/// A probe that can be run.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    pub key: Key,
    pub target: Target,
    /// What it asks, as it is declared. Untrusted.
    pub asks: String,
    /// Where it is declared.
    pub declared: String,
    /// Whom it bothers: a host, a cluster.
    pub host: String,
    pub every: SignedDuration,
    pub timeout: SignedDuration,
    pub patience: Patience,
}

/// All probes of a catalog and of the settings, by entity and name; beside them what cannot be run, and why.
pub fn probes(catalog: &Catalog, stated: &[Stated], policy: &Policy) -> (Vec<Probe>, Vec<(String, String)>) {
    let (mut found, mut wrong) = (BTreeMap::new(), Vec::new());
    for one in stated {
        match of_settings(catalog, one, policy) {
            Ok(probe) if found.contains_key(&probe.key) => wrong.push((
                one.place.clone(),
                format!("{} has a probe `{}` already", probe.key.entity, probe.key.probe),
            )),
            Ok(probe) => {
                found.insert(probe.key.clone(), probe);
            }
            Err(why) => wrong.push((one.place.clone(), why)),
        }
    }
    for entity in catalog.entities() {
        for annotation in entity.attribute_keys("annotations") {
            let Some(name) = probe_name(annotation) else {
                continue;
            };
            let name_of = entity.entity_ref();
            let value = entity.attribute_of("annotations", annotation);
            let made = match (name, value) {
                (Ok(name), Some(value)) => of_annotation(name_of, annotation, name, value, policy),
                (Err(why), _) => Err(format!("{annotation}: {why}")),
                (_, None) => continue,
            };
            match made {
                Ok(probe) if found.contains_key(&probe.key) => wrong.push((
                    name_of.to_owned(),
                    format!(
                        "{annotation}: muster.toml declares a probe of this name too, and that one counts"
                    ),
                )),
                Ok(probe) => {
                    found.insert(probe.key.clone(), probe);
                }
                Err(why) => wrong.push((name_of.to_owned(), why)),
            }
        }
    }
    (found.into_values().collect(), wrong)
}

/// The name of the probe that an annotation declares; none where it declares none.
fn probe_name(annotation: &str) -> Option<Result<&str, String>> {
    let rest = annotation.strip_prefix(ANNOTATION)?;
    if rest.is_empty() {
        return Some(Ok(UNNAMED));
    }
    let name = rest.strip_prefix('.')?;
    Some(valid_name(name).map(|()| name))
}

/// What keeps a probe that an annotation declares from being run; none where nothing does, or it declares none.
pub fn probe_fault(annotation: &str, text: &str) -> Option<String> {
    probe_name(annotation)?.and_then(|_| parse(text)).err()
}

/// Whether a probe can be called so.
pub fn valid_name(name: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    match !name.is_empty() && name.len() <= 63 && name.chars().all(fits) {
        true => Ok(()),
        false => Err(format!(
            "`{name}` is no name of a probe; use up to 63 letters, digits, - _ and ."
        )),
    }
}

fn of_annotation(
    entity: &str,
    annotation: &str,
    name: &str,
    (text, form): (&str, Form),
    policy: &Policy,
) -> Result<Probe, String> {
    let told = |why: String| format!("{annotation}: {why}");
    if form != Form::Text {
        return Err(told("write what it asks as one text in quotes".to_owned()));
    }
    // Longer texts are cut in the catalog, and half an address is another one.
    if text.len() > LONGEST_TEXT - 4 {
        let longest = LONGEST_TEXT - 4;
        return Err(told(format!(
            "it is longer than {longest} bytes; declare it in [[health.probes]] of muster.toml"
        )));
    }
    let declared = format!("annotation {annotation}");
    made(Key::new(entity, name), text, declared, policy).map_err(told)
}

fn of_settings(catalog: &Catalog, stated: &Stated, policy: &Policy) -> Result<Probe, String> {
    let written = &stated.entity;
    let known = EntityRef::parse(written, Some("component"), DEFAULT_NAMESPACE)
        .ok()
        .filter(|name| catalog.find(name.as_str()).is_some());
    let entity = known.ok_or_else(|| format!("a probe is for `{written}`, which is not in the catalog"))?;
    let key = Key::new(entity.as_str(), &stated.probe);
    made(key, &stated.ask, stated.place.clone(), policy)
}

fn made(key: Key, text: &str, declared: String, policy: &Policy) -> Result<Probe, String> {
    let Declared {
        target,
        every,
        timeout,
        fall,
        rise,
    } = parse(text)?;
    Ok(Probe {
        key,
        asks: target.to_string(),
        host: host_of(&target),
        target,
        declared,
        every: every.unwrap_or(policy.every),
        timeout: timeout.unwrap_or(policy.timeout),
        patience: Patience {
            fall: fall.unwrap_or(policy.patience.fall),
            rise: rise.unwrap_or(policy.patience.rise),
        },
    })
}

/// Whom a question bothers. A cluster may be called as a host is.
fn host_of(target: &Target) -> String {
    match target {
        Target::KafkaLag { cluster, .. } => format!("kafka:{cluster}"),
        target => target.host().to_lowercase(),
    }
}

impl Probe {
    /// Whether what it asks is on this machine: that it answers says nothing of the network.
    pub fn is_near(&self) -> bool {
        self.host == "localhost" || self.host.starts_with("127.") || self.host == "::1"
    }
}
