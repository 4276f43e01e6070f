//! How much what the vision says matters, and exceptions from its warnings, made on the review. Pure.

use super::review::{Body, Review};
use crate::model::run::{OrderedWaiver, PlanFinding};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Blocks,
    Warns,
    /// Good to know.
    Advises,
    /// An exception was made.
    Waived,
}

impl Weight {
    pub(super) fn of(finding: &PlanFinding) -> Self {
        let shortfall = finding.shortfall.as_ref();
        if finding.blocking {
            Self::Blocks
        } else if shortfall.is_some_and(|shortfall| shortfall.waived.is_some()) {
            Self::Waived
        } else if shortfall.is_some_and(|shortfall| shortfall.severity == "advice") {
            Self::Advises
        } else {
            Self::Warns
        }
    }
}

impl Review {
    /// Begins an exception from the warning under the cursor, else from the first that there is: what it is called, and the
    /// reason so far; or why none can be made.
    pub(super) fn waive(&mut self) -> Result<(String, String), String> {
        let plan = self.plan.value().ok_or("One moment: it is being looked at.")?;
        let here = self.list.cursor().and_then(|at| {
            let above = self.rows.get(..=at)?.iter().rev();
            let mut above = above.take_while(|row| matches!(row.body, Body::Finding { .. } | Body::Hint(_)));
            let id = &above.find(|row| matches!(row.body, Body::Finding { .. }))?.id;
            let number = id.strip_prefix("finding ")?.split(' ').next()?;
            plan.findings.get(number.parse::<usize>().ok()?)
        });
        let waivable = |finding: &&PlanFinding| {
            let shortfall = finding.shortfall.as_ref();
            shortfall.is_some_and(|shortfall| shortfall.waivable)
        };
        let finding = here.or_else(|| plan.findings.iter().find(waivable));
        let Some(shortfall) = finding.and_then(|finding| finding.shortfall.as_ref()) else {
            return Err("Only a warning of the vision can be waived.".to_owned());
        };
        if !shortfall.waivable {
            let (rule, entity) = (&shortfall.rule, &shortfall.entity);
            return Err(match (&shortfall.waived, shortfall.severity.as_str()) {
                (Some(_), _) => "An exception holds already.".to_owned(),
                (None, "blocking") => format!(
                    "This blocks: only others can make an exception. `muster vision waive {rule} {entity}` asks for one."
                ),
                _ => "It is only advice: nothing has to be waived.".to_owned(),
            });
        }
        self.waiving = Some((shortfall.rule.clone(), shortfall.entity.clone()));
        let title = format!("Why may {} fall short of {}?", shortfall.entity, shortfall.rule);
        Ok((title, shortfall.waived.clone().unwrap_or_default()))
    }

    /// Makes the exception that was begun; returns all that are made.
    pub(super) fn waived(&mut self, reason: &str) -> Vec<OrderedWaiver> {
        let waivers = &mut self.order.waivers;
        if let Some((rule, entity)) = self.waiving.take() {
            waivers.retain(|known| !known.covers(&rule, &entity));
            waivers.push(OrderedWaiver {
                rule,
                entity: Some(entity),
                reason: reason.trim().to_owned(),
            });
        }
        waivers.clone()
    }
}
