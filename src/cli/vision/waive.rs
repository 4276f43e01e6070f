//! `muster vision waive`: exceptions asked for. Of one's own warnings they hold at once; of anything else a task asks others.

use color_eyre::Result;
use jiff::civil::Date;
use jiff::{Timestamp, Zoned};

use super::judged::judged;
use super::told::{self, Told};
use crate::cli::task::entity;
use crate::cli::{Context, Failure, Outcome, journal};
use crate::engine::vision::{Waiving, record_judged};
use crate::model::text::parse_duration;
use crate::model::vision::WaiverAsk;
use crate::model::vision::waiver::days_after;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The rule, by its id
    #[arg(value_name = "RULE")]
    rule: String,

    /// What may fall short of it: entities of the catalog
    #[arg(value_name = "REF", required = true)]
    entities: Vec<String>,

    /// Why it has to be
    #[arg(long, short, value_name = "TEXT")]
    reason: String,

    /// The last day on which it holds: a date, or a time from now. At most 90 days where nobody else has to agree, else a year
    #[arg(long, value_name = "WHEN", default_value = "90d")]
    until: String,

    /// Print what came of it as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    context.may_write("muster vision waive")?;
    let until = day(&args.until, Zoned::now().date())?;
    let ask = |text: &String| {
        Ok(WaiverAsk {
            rule: args.rule.clone(),
            entity: entity(context, text)?,
            reason: args.reason.clone(),
            until,
        })
    };
    let asks: Vec<WaiverAsk> = args.entities.iter().map(ask).collect::<Result<_>>()?;
    let journal = journal::open_to_write(context)?;
    let judged = judged(context, Some(&journal))?;
    let actor = context.actor()?;
    let now = Timestamp::now();
    record_judged(&journal, &judged, &actor, now).map_err(Failure::from)?;
    let waiving = Waiving {
        journal: &journal,
        judged: &judged,
        actor: &actor,
        now,
    };
    let outcomes = waiving.ask(&asks).map_err(Failure::from)?;
    let told: Vec<Told> = asks
        .into_iter()
        .zip(outcomes)
        .map(|(ask, outcome)| Told {
            about: ask.entity,
            outcome,
        })
        .collect();
    told::tell(&told, args.json, context)
}

/// A date, or the day that is so far from today.
pub(super) fn day(text: &str, today: Date) -> Result<Date> {
    if let Ok(date) = text.trim().parse::<Date>() {
        return Ok(date);
    }
    let Some(span) = parse_duration(text) else {
        return Err(Failure::usage(format!("`{text}` is no day"))
            .hint("write 2026-03-01, 90d or 6w")
            .into());
    };
    Ok(days_after(today, (span.as_hours() + 23) / 24))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_date_or_so_far_from_today() {
        let today: Date = "2026-02-20".parse().unwrap();
        for (text, expected) in [
            ("2026-03-01", Some("2026-03-01")),
            ("90d", Some("2026-05-21")),
            ("2w", Some("2026-03-06")),
            ("4h", Some("2026-02-21")),
            ("soon", None),
            ("", None),
            ("2026-02-30", None),
        ] {
            let day = day(text, today).ok();
            assert_eq!(day.map(|day| day.to_string()).as_deref(), expected, "{text}");
        }
    }
}
