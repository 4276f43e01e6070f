//! Answers what the screens ask about costs. The exports are read once for as long as neither they nor the catalog change.

use std::sync::{Arc, Mutex};

use jiff::Zoned;
use jiff::civil::Date;

use super::lock;
use super::opened::Opened;
use crate::app::{Answer, Failure, Request};
use crate::engine::cost;
use crate::model::catalog::Catalog;
use crate::model::cost::{EntityCosts, Report, news};

/// What is known of costs, and what it was told of.
pub(super) struct Known {
    catalog: Arc<Catalog>,
    stamp: String,
    today: Date,
    report: Arc<Report>,
    /// What each entity costs in the latest whole month; none where no exports are there or they hold nothing.
    entities: Option<Arc<EntityCosts>>,
}

/// What was known when it was asked last.
pub(super) type Memory = Mutex<Option<Known>>;

pub(super) fn answer(opened: &Opened, request: Request) -> Result<Answer, Failure> {
    let today = Zoned::now().date();
    match request {
        Request::Costs { catalog } => Ok(Answer::Costs(report(opened, &catalog, today))),
        Request::CostNews { catalog } => {
            let report = report(opened, &catalog, today);
            Ok(Answer::CostNews(news(&report, opened.actor()).map(Arc::new)))
        }
        Request::CostOf { catalog, entity } => {
            let report = report(opened, &catalog, today);
            Ok(Answer::CostOf(report.of_entity(&entity).map(Arc::new)))
        }
        _ => Err(Failure::new("This is no question about costs.", "")),
    }
}

fn report(opened: &Opened, catalog: &Arc<Catalog>, today: Date) -> Arc<Report> {
    known(opened, catalog, today, |known| Arc::clone(&known.report))
}

/// What each entity costs in the latest whole month; none where no exports are named or they hold nothing.
pub(super) fn of_entities(opened: &Opened, catalog: &Arc<Catalog>, today: Date) -> Option<Arc<EntityCosts>> {
    known(opened, catalog, today, |known| known.entities.clone())
}

/// One reads at a time: the second finds the work done.
fn known<T>(opened: &Opened, catalog: &Arc<Catalog>, today: Date, take: impl FnOnce(&Known) -> T) -> T {
    let workspace = opened.workspace();
    let stamp = cost::stamp(workspace);
    let mut memory = lock(opened.cost_memory());
    let is_current =
        |known: &Known| Arc::ptr_eq(&known.catalog, catalog) && known.stamp == stamp && known.today == today;
    if let Some(known) = memory.as_ref().filter(|known| is_current(known)) {
        return take(known);
    }
    let exports = cost::exports(
        workspace,
        &opened.cost_cache(),
        !opened.is_read_only(),
        &mut |_, _| {},
    );
    let known = Known {
        report: Arc::new(cost::report(workspace, catalog, &exports, today)),
        entities: cost::of_entities(workspace, catalog, &exports, today).map(Arc::new),
        catalog: Arc::clone(catalog),
        stamp,
        today,
    };
    take(memory.insert(known))
}
