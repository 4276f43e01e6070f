//! `muster vision scores`: how well teams, systems and domains meet the vision, and how that moved.

use color_eyre::Result;
use jiff::{Timestamp, Zoned};
use serde::Serialize;

use super::judged::{journal_to_read, judged};
use crate::cli::{Context, Failure, Outcome, Table, journal};
use crate::engine::vision::{past, record_judged};
use crate::model::text::parse_duration;
use crate::model::vision::{By, Judged, PastScores, Score, Trend, trend};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// What entities are grouped by
    #[arg(long, value_enum, default_value_t = Group::Owner)]
    by: Group,

    /// The days on which it was otherwise, instead of the groups
    #[arg(long)]
    past: bool,

    /// How far back the trend looks
    #[arg(long, value_name = "SPAN", default_value = "30d")]
    since: String,

    /// Print the scores as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Group {
    Owner,
    System,
    Domain,
}

impl Group {
    fn by(self) -> By {
        match self {
            Self::Owner => By::Owner,
            Self::System => By::System,
            Self::Domain => By::Domain,
        }
    }
}

#[derive(Serialize)]
struct Document<'a> {
    group: &'a str,
    by: &'static str,
    entities: usize,
    passing: usize,
    /// In per cent.
    score: usize,
    /// The score at the beginning of the trend, and when that was.
    before: Option<usize>,
    before_time: Option<String>,
    blocking: usize,
    warnings: usize,
    advice: usize,
    waived: usize,
}

#[derive(Serialize)]
struct PastDocument {
    time: String,
    entities: usize,
    passing: usize,
    score: Option<usize>,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let Some(span) = parse_duration(&args.since) else {
        return Err(Failure::usage(format!("`{}` is no span of time", args.since))
            .hint("write 30d or 12w")
            .into());
    };
    let now = Timestamp::now();
    let since = now.checked_sub(span).unwrap_or(Timestamp::MIN);
    let read = journal_to_read(context)?;
    let judged = judged(context, read.as_ref())?;
    if read.is_some() && !context.read_only() {
        let journal = journal::open_to_write(context)?;
        record_judged(&journal, &judged, &context.actor()?, now).map_err(Failure::from)?;
    }
    let past = match &read {
        Some(journal) => past(journal).map_err(Failure::from)?,
        None => Vec::new(),
    };
    match args.past {
        true => print_past(&past, args, context)?,
        false => print_groups(&judged, &past, since, args, context)?,
    }
    Ok(Outcome::Done)
}

fn print_groups(
    judged: &Judged,
    past: &[PastScores],
    since: Timestamp,
    args: &Args,
    context: &Context,
) -> Result<()> {
    let by = args.by.by();
    let scores = judged.scores(by);
    // What was journaled today is the present.
    let today = since_midnight(judged);
    let past: Vec<PastScores> = past
        .iter()
        .filter(|scores| scores.time < today)
        .cloned()
        .collect();
    let trends: Vec<Option<Trend>> = scores
        .iter()
        .map(|score| trend(&past, Some((by, &score.group)), since))
        .collect();
    if args.json {
        let documents = scores.iter().zip(&trends);
        let documents = documents.map(|(score, trend)| document(by, score, trend.as_ref()));
        return context.output().json(&documents.collect::<Vec<_>>());
    }
    if scores.is_empty() {
        return context
            .output()
            .line("no rule is about anything; `muster vision show` tells what the vision says");
    }
    let heading = match by {
        By::Owner => "OWNER",
        By::System => "SYSTEM",
        By::Domain => "DOMAIN",
    };
    let mut table = Table::new(&[
        heading, "SCORE", "TREND", "PASSING", "BLOCKING", "WARNINGS", "ADVICE", "WAIVED",
    ]);
    for (score, trend) in scores.iter().zip(&trends) {
        let group = if score.group.is_empty() {
            "(none)"
        } else {
            &score.group
        };
        table.row(vec![
            group.to_owned(),
            format!("{} %", score.percent()),
            trend
                .as_ref()
                .map_or_else(String::new, |trend| moved(score, trend)),
            format!("{} of {}", score.passing, score.entities),
            score.blocking.to_string(),
            score.warnings.to_string(),
            score.advice.to_string(),
            score.waived.to_string(),
        ]);
    }
    context.output().table(&table)
}

fn since_midnight(judged: &Judged) -> Timestamp {
    let midnight = judged.today.to_zoned(jiff::tz::TimeZone::system());
    midnight.map_or(Timestamp::MAX, |midnight| midnight.timestamp())
}

/// As `+5 since 2026-01-12`.
fn moved(score: &Score, trend: &Trend) -> String {
    let day = Zoned::new(trend.time, jiff::tz::TimeZone::system()).date();
    match score.percent().cmp(&trend.percent) {
        std::cmp::Ordering::Equal => format!("= since {day}"),
        std::cmp::Ordering::Greater => format!("+{} since {day}", score.percent() - trend.percent),
        std::cmp::Ordering::Less => format!("-{} since {day}", trend.percent - score.percent()),
    }
}

fn document<'a>(by: By, score: &'a Score, trend: Option<&Trend>) -> Document<'a> {
    Document {
        group: &score.group,
        by: by.name(),
        entities: score.entities,
        passing: score.passing,
        score: score.percent(),
        before: trend.map(|trend| trend.percent),
        before_time: trend.map(|trend| trend.time.to_string()),
        blocking: score.blocking,
        warnings: score.warnings,
        advice: score.advice,
        waived: score.waived,
    }
}

fn print_past(past: &[PastScores], args: &Args, context: &Context) -> Result<()> {
    if args.json {
        let document = |scores: &PastScores| PastDocument {
            time: scores.time.to_string(),
            entities: scores.entities,
            passing: scores.passing,
            score: scores.percent(),
        };
        return context
            .output()
            .json(&past.iter().map(document).collect::<Vec<_>>());
    }
    if past.is_empty() {
        return context.output().line("the journal has no scores yet");
    }
    let mut table = Table::new(&["DAY", "SCORE", "PASSING"]);
    for scores in past {
        let day = Zoned::new(scores.time, jiff::tz::TimeZone::system()).date();
        table.row(vec![
            day.to_string(),
            scores
                .percent()
                .map_or_else(String::new, |percent| format!("{percent} %")),
            format!("{} of {}", scores.passing, scores.entities),
        ]);
    }
    context.output().table(&table)
}
