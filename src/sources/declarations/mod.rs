//! Declaration files of other tools as sources of entities: topics, who reads and writes them, workloads and what they need.
//! Pure: parsed documents in, Backstage documents and problems out. Knows no disk; what an entity is, the catalog's own
//! descriptor says.

mod about;
mod asyncapi;
mod draft;
mod gitops;
mod jikkou;
mod julie;
mod name;
mod score;
mod sheet;
mod strimzi;
mod uses;

use crate::model::catalog::{Node, Problem, Standing};

pub use name::{entity_name, is_topic_name};

/// What the workspace says of some declaration files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Settings {
    /// The Kafka cluster that their topics are in; without one, topics have no external id.
    pub cluster: Option<String>,
    /// Who owns what names no owner itself: a reference of a Group or User.
    pub owner: Option<String>,
    /// The system that everything in them is part of.
    pub system: Option<String>,
    /// The namespace of their entities; `default` where none is given.
    pub namespace: Option<String>,
}

/// Whose file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Strimzi's KafkaTopic and KafkaUser, `kafka.strimzi.io` v1, v1beta2, v1beta1 (strimzi.io/docs/operators/latest/configuring).
    Strimzi,
    /// Jikkou's resources, `kafka.jikkou.io` (jikkou.io/docs/reference/providers/kafka/resources).
    Jikkou,
    /// The state file of kafka-gitops (devshawn.github.io/kafka-gitops/#/specification).
    KafkaGitops,
    /// A topology descriptor of JulieOps (julieops.readthedocs.io/en/latest/the-descriptor-files.html).
    JulieOps,
    /// AsyncAPI 2 and 3 where they describe Kafka (asyncapi.com/docs/reference/specification).
    AsyncApi,
    /// A Score workload, `score.dev/v1b1` (docs.score.dev/docs/score-specification).
    Score,
}

impl Format {
    /// As in the annotation `muster/declared-by`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Strimzi => "strimzi",
            Self::Jikkou => "jikkou",
            Self::KafkaGitops => "kafka-gitops",
            Self::JulieOps => "julieops",
            Self::AsyncApi => "asyncapi",
            Self::Score => "score",
        }
    }

    /// Whose document this is; none where it is none that is read.
    pub fn of(document: &Node) -> Option<Self> {
        let text = |key| document.get(key).and_then(Node::text).unwrap_or_default();
        let (api_version, kind) = (text("apiVersion"), text("kind"));
        if api_version.starts_with("kafka.strimzi.io/") {
            return strimzi::KINDS.contains(&kind).then_some(Self::Strimzi);
        }
        if kind == "List" && document.get("items").is_some_and(strimzi::is_among) {
            return Some(Self::Strimzi);
        }
        if api_version.starts_with("kafka.jikkou.io/") {
            return jikkou::KINDS.contains(&kind).then_some(Self::Jikkou);
        }
        if api_version.starts_with("score.dev/") {
            return Some(Self::Score);
        }
        if document.get("asyncapi").is_some() {
            return Some(Self::AsyncApi);
        }
        if !api_version.is_empty() || !kind.is_empty() {
            return None;
        }
        if julie::is_topology(document) {
            return Some(Self::JulieOps);
        }
        gitops::is_state(document).then_some(Self::KafkaGitops)
    }
}

/// What one document declares.
#[derive(Debug)]
pub struct Declaration {
    pub format: Format,
    pub entities: Vec<Made>,
    pub problems: Vec<Problem>,
    /// Other files that it is made of, relative to it.
    pub parts: Vec<Node>,
}

/// An entity made from a declaration.
#[derive(Debug)]
pub struct Made {
    /// A Backstage document whose values stand where the declaration has them.
    pub document: Node,
    pub standing: Standing,
}

/// Reads the documents of one file together, for they may name each other: rules by prefix reach the topics of the file, and
/// roles are defined beside those who have them. None for a document of no known format.
pub fn read(documents: &[&Node], settings: &Settings) -> Vec<Option<Declaration>> {
    let formats: Vec<Option<Format>> = documents.iter().map(|document| Format::of(document)).collect();
    let mut sheet = sheet::Sheet::default();
    for (index, (document, format)) in documents.iter().zip(&formats).enumerate() {
        sheet.turn_to(index);
        match format {
            Some(Format::Strimzi) => strimzi::read(document, &mut sheet),
            Some(Format::Jikkou) => jikkou::read(document, &mut sheet),
            Some(Format::KafkaGitops) => gitops::read(document, &mut sheet),
            Some(Format::JulieOps) => julie::read(document, &mut sheet),
            Some(Format::AsyncApi) => asyncapi::read(document, &mut sheet),
            Some(Format::Score) => score::read(document, &mut sheet),
            None => {}
        }
    }
    sheet.finish(&formats, settings)
}

/// What the state file beside a part of it says of the whole, so that the part is judged by it: `settings` of kafka-gitops.
/// None where that file does not name the part.
pub fn settings_of_part(state: &Node, part: &str) -> Option<Node> {
    gitops::settings_of_part(state, part)
}

/// Whether a document is a part of a declaration that another file completes.
pub fn is_part(document: &Node) -> bool {
    Format::of(document) == Some(Format::KafkaGitops) && document.get("settings").is_none()
}
