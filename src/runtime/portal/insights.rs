//! The counted record for the screens: the tasks of the journal, judged by what the company says about its categories.

use std::sync::Arc;

use super::Opened;
use crate::app::{Answer, Failure};
use crate::model::insight::{Insights, Period, Settings};
use crate::sources::vision;

/// The counted record of a period. A vision that cannot be read costs the weights, not the record, and is told of.
pub(super) fn answer(opened: &Opened, period: Period) -> Result<Answer, Failure> {
    let workspace = opened.workspace();
    let (fits, remark) = match vision::read(&workspace.root) {
        Ok(fits) => (fits, None),
        Err(error) => (
            Default::default(),
            Some(format!(
                "Every category has the weight 1, as the vision is wrong: {error}"
            )),
        ),
    };
    let settings = Settings {
        fits,
        covered: workspace.settings.covered(),
        remark,
    };
    let insights = Insights::of(&*opened.tasks()?, period, &settings);
    Ok(Answer::Insights(Arc::new(insights)))
}
