//! The blueprints that come with muster: files for a workspace's `blueprints/`, there to be changed by those who use them.
//! Data only; who writes them says who owns them.

/// The owner that the files name, to be replaced by the workspace's own.
const OWNER: &str = "group:default/platform";

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        [$(($path, include_str!(concat!("../../../assets/blueprints/", $path)))),*]
    };
}

/// Path below `blueprints/`, and text.
const FILES: [(&str, &str); 29] = files![
    "event-driven-service/template.yaml",
    "event-driven-service/skeleton/.github/workflows/ci.yaml",
    "event-driven-service/skeleton/.gitignore",
    "event-driven-service/skeleton/CODEOWNERS",
    "event-driven-service/skeleton/Cargo.lock",
    "event-driven-service/skeleton/Cargo.toml",
    "event-driven-service/skeleton/README.md",
    "event-driven-service/skeleton/catalog-info.yaml",
    "event-driven-service/skeleton/src/main.rs",
    "event-driven-service/skeleton/src/service.rs",
    "repository/template.yaml",
    "repository/skeleton/CODEOWNERS",
    "repository/skeleton/README.md",
    "repository/skeleton/catalog-info.yaml",
    "pipeline/template.yaml",
    "pipeline/skeleton/.github/workflows/ci.yaml.njk",
    "repository-access/template.yaml",
    "deploy/template.yaml",
    "compute-service/template.yaml",
    "compute-service/skeleton/.github/workflows/deploy.yaml.njk",
    "compute-service/skeleton/deploy/deployment.yaml.njk",
    "compute-service/skeleton/deploy/service.yaml.njk",
    "decommission/template.yaml",
    "kafka-topic/template.yaml",
    "kafka-topic/skeleton/catalog-info.yaml",
    "topic-access/template.yaml",
    "topic-partitions/template.yaml",
    "topic-connection/template.yaml",
    "topic-connection/skeleton/catalog-info.yaml",
];

/// All files, by their path below `blueprints/`, owned by `owner`.
pub fn files(owner: &str) -> impl Iterator<Item = (&'static str, String)> + use<> {
    let owner = owner.to_owned();
    FILES
        .into_iter()
        .map(move |(path, text)| match is_template(path) {
            true => (path, text.replace(OWNER, &owner)),
            false => (path, text.to_owned()),
        })
}

/// Whether a file is a blueprint itself, not a part of its skeleton.
pub fn is_template(path: &str) -> bool {
    path.ends_with("/template.yaml") && path.matches('/').count() == 1
}
