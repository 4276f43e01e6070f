//! What the vision says, as problems: complaints about its files, examples that do not do what they promise, findings.

use std::path::Path;

use super::{Breach, Found};
use crate::cli::context::shown;
use crate::config::{Category, Workspace};
use crate::model::catalog::{Catalog, Entity, Severity};
use crate::model::vision::{self, Finding, Judged, Rule};

/// The codes of what is wrong with a vision itself.
const WRONG: (&str, &str) = ("vision", "The vision's files can be understood.");
const REFUTED: (&str, &str) = ("vision-example", "The examples of a rule do what they promise.");

/// A problem that the vision tells of.
#[derive(Debug)]
pub(in crate::cli) struct Told {
    pub id: String,
    rule: String,
    help: Option<String>,
    link: Option<String>,
    /// As bad as the rule is.
    rule_severity: Severity,
    pub severity: Severity,
    /// Relative to the workspace.
    pub file: String,
    /// As the reader of a report would name it.
    pub path: String,
    pub line: u32,
    pub column: u32,
    pub entity_ref: Option<String>,
    pub message: String,
    /// Why it is let pass, where it is.
    waived: Option<String>,
}

impl Told {
    /// What is wrong with the vision itself: it cannot be understood, names what is not there, or refutes itself.
    pub fn of_vision(vision: &vision::Vision, catalog: &Catalog, workspace: &Workspace) -> Vec<Self> {
        let root = &workspace.root;
        let strangers = vision.strangers(catalog);
        let categories = &workspace.settings.categories;
        let twice = vision.promised_twice(|name| {
            let promises = |category: &Category| category.name.value == name && category.promise.is_some();
            categories.iter().any(promises)
        });
        let all = vision.complaints.iter().chain(&strangers).chain(&twice);
        let complaints = all.map(|complaint| {
            let severity = match complaint.is_error {
                true => Severity::Error,
                false => Severity::Warning,
            };
            Self {
                line: complaint.at.line,
                column: complaint.at.column,
                message: complaint.message.clone(),
                ..Self::new(WRONG, severity, &complaint.file, root)
            }
        });
        let refuted = vision.refuted().into_iter().filter_map(|refuted| {
            let rule = vision.rules.get(refuted.rule)?;
            let promise = if refuted.must_pass { "pass" } else { "fail" };
            let message = format!(
                "`{}`: example {} below `{promise}` does not {promise}: {}",
                rule.id, refuted.number, refuted.outcome
            );
            Some(Self {
                line: refuted.at.line,
                column: refuted.at.column,
                message,
                ..Self::new(REFUTED, Severity::Error, &rule.file, root)
            })
        });
        complaints.chain(refuted).collect()
    }

    /// What an entity falls short of. `path` is where its file is on this disk.
    pub fn of_finding(judged: &Judged, finding: &Finding, path: &Path) -> Option<Self> {
        let rule = judged.vision.rules.get(finding.rule)?;
        let entity: Entity<'_> = judged.catalog.entity(finding.entity);
        let waiver = finding.waiver.and_then(|waiver| judged.waivers.get(waiver));
        let waived = waiver.map(|waiver| format!("waived until {}: {}", waiver.until, waiver.reason));
        let suffix = waived
            .as_ref()
            .map(|waived| format!(" ({waived})"))
            .unwrap_or_default();
        Some(Self {
            id: rule.id.clone(),
            rule: rule.title.clone(),
            help: help(rule),
            link: rule.links.first().map(|link| link.url.clone()),
            rule_severity: as_problem(rule.severity),
            severity: match waived {
                Some(_) => Severity::Info,
                None => as_problem(finding.severity),
            },
            file: entity.file().to_owned(),
            path: shown(path),
            line: entity.line(),
            column: 1,
            entity_ref: Some(entity.entity_ref().to_owned()),
            message: format!("{}: {}{suffix}", entity.label(), finding.message),
            waived,
        })
    }

    fn new((id, rule): (&str, &str), severity: Severity, file: &str, root: &Path) -> Self {
        Self {
            id: id.to_owned(),
            rule: rule.to_owned(),
            help: None,
            link: None,
            rule_severity: severity,
            severity,
            file: file.to_owned(),
            path: shown(&root.join(file)),
            line: 0,
            column: 0,
            entity_ref: None,
            message: String::new(),
            waived: None,
        }
    }

    pub fn found(&self) -> Found<'_> {
        Found {
            breach: Breach {
                id: &self.id,
                rule: &self.rule,
                severity: self.rule_severity,
                help: self.help.as_deref(),
                link: self.link.as_deref(),
            },
            severity: self.severity,
            waived: self.waived.as_deref(),
            path: self.path.clone(),
            line: self.line,
            column: self.column,
            entity_ref: self.entity_ref.as_deref(),
            message: &self.message,
        }
    }
}

/// As bad as a problem of the catalog.
fn as_problem(severity: vision::Severity) -> Severity {
    match severity {
        vision::Severity::Blocking => Severity::Error,
        vision::Severity::Warning => Severity::Warning,
        vision::Severity::Advice => Severity::Info,
    }
}

/// Why it is a rule, and what to do.
fn help(rule: &Rule) -> Option<String> {
    let parts: Vec<&str> = [&rule.reason, &rule.remedy]
        .into_iter()
        .flatten()
        .map(|text| text.trim_end_matches('.'))
        .collect();
    (!parts.is_empty()).then(|| parts.join(". ") + ".")
}
