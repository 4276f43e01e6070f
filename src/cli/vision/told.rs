//! What came of wishes for waivers, told to people and to programs.

use color_eyre::Result;
use serde::Serialize;

use crate::cli::{Context, Outcome};
use crate::engine::vision::Waived;
use crate::model::text::safe;
use crate::model::vision::WaiverRefusal;

/// A wish, by what it names, and what came of it.
pub(super) struct Told {
    /// The entity or the task.
    pub about: String,
    pub outcome: std::result::Result<Waived, WaiverRefusal>,
}

#[derive(Serialize)]
struct Document<'a> {
    about: &'a str,
    /// `granted`, `asked`, `ended` or `refused`.
    outcome: &'static str,
    rule: Option<&'a str>,
    #[serde(rename = "ref")]
    entity: Option<&'a str>,
    until: Option<String>,
    /// The task that asks for it, and who can grant it.
    task: Option<&'a str>,
    by: &'a [String],
    error: Option<String>,
}

/// Prints all; exit status 1 where something was refused.
pub(super) fn tell(told: &[Told], json: bool, context: &Context) -> Result<Outcome> {
    if json {
        context
            .output()
            .json(&told.iter().map(document).collect::<Vec<_>>())?;
    } else {
        for told in told {
            match &told.outcome {
                Ok(waived) => context.output().line(&waived.sentence())?,
                Err(refusal) => eprintln!("muster: {}: {}", safe(&told.about), safe(&refusal.to_string())),
            }
        }
    }
    Ok(match told.iter().all(|told| told.outcome.is_ok()) {
        true => Outcome::Done,
        false => Outcome::Problems,
    })
}

fn document(told: &Told) -> Document<'_> {
    let empty = Document {
        about: &told.about,
        outcome: "refused",
        rule: None,
        entity: None,
        until: None,
        task: None,
        by: &[],
        error: None,
    };
    match &told.outcome {
        Ok(Waived::Granted { rule, entity, until }) => Document {
            outcome: "granted",
            rule: Some(rule),
            entity: Some(entity),
            until: Some(until.to_string()),
            ..empty
        },
        Ok(Waived::Asked {
            task,
            rule,
            entity,
            by,
            ..
        }) => Document {
            outcome: "asked",
            rule: Some(rule),
            entity: Some(entity),
            task: Some(task),
            by,
            ..empty
        },
        Ok(Waived::Ended { rule, entity }) => Document {
            outcome: "ended",
            rule: Some(rule),
            entity: Some(entity),
            ..empty
        },
        Err(refusal) => Document {
            error: Some(refusal.to_string()),
            ..empty
        },
    }
}
