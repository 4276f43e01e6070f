//! Documents that are about to be written, judged as if they were: the rules see them in the midst of the catalog.

use super::cel::Facts;
use super::finding::DraftFinding;
use super::judge;
use super::judged::{Judged, severity, tell};
use super::technology::Technologies;
use crate::model::catalog::{Node, descriptor};

impl Judged {
    /// What the rules say of documents that are not in the catalog yet, or not like this. They may refer to each other.
    pub fn of_drafts(&self, documents: &[Node]) -> Vec<DraftFinding> {
        let records: Vec<_> = documents
            .iter()
            .filter_map(|document| {
                let version = Default::default();
                descriptor::read(document, Default::default(), version, &mut Vec::new())
            })
            .collect();
        let refs: Vec<String> = records
            .iter()
            .map(|record| record.entity_ref.to_string())
            .collect();
        let around = self.catalog.around(records);
        let technologies = Technologies::of(&around, &self.vision.radar);
        let facts = Facts {
            catalog: &around,
            technologies: &technologies,
            radar: &self.vision.radar,
        };
        let drafts = refs.iter().filter_map(|entity_ref| around.find(entity_ref));
        let mut findings = Vec::new();
        for id in drafts {
            for (at, rule) in self.vision.rules.iter().enumerate() {
                if !rule.scope.covers(&around, around.entity(id)) {
                    continue;
                }
                let said = judge::say(facts, rule, &rule.require, id).0;
                if said == judge::Say::Passes {
                    continue;
                }
                let is_untold = said == judge::Say::Untold;
                findings.push(DraftFinding {
                    rule: at,
                    entity: around.entity(id).entity_ref().to_owned(),
                    severity: severity(rule.for_new, is_untold),
                    message: tell(facts, rule, id).message,
                    is_untold,
                });
            }
        }
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        findings
    }
}
