//! `muster vision check`: what falls short of the vision, and what is wrong with the vision itself.

mod text;

use clap::ValueEnum;
use color_eyre::Result;
use serde::Serialize;

use super::judged::{journal_to_read, judged};
use crate::cli::problems::{self, Format, Found, Told};
use crate::cli::{Context, Failure, Outcome};
use crate::model::catalog::{self, DEFAULT_NAMESPACE, EntityId, EntityRef};
use crate::model::text::nearest;
use crate::model::vision::{By, Finding, Judged, Score, Severity, Waiver};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// As --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,

    /// This rule only, and all that fall short of it
    #[arg(long, value_name = "ID")]
    rule: Option<String>,

    /// What this team owns, or what this person is accountable for
    #[arg(long, value_name = "REF")]
    owner: Option<String>,

    /// Leave out what is less severe than this
    #[arg(long, value_enum, default_value_t = Level::Advice, value_name = "LEVEL")]
    severity: Level,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Level {
    Advice,
    Warning,
    Blocking,
}

impl Level {
    fn severity(self) -> Severity {
        match self {
            Self::Advice => Severity::Advice,
            Self::Warning => Severity::Warning,
            Self::Blocking => Severity::Blocking,
        }
    }
}

/// All that is told.
struct Report<'a> {
    judged: &'a Judged,
    /// What is wrong with the vision itself.
    wrong: Vec<Told>,
    /// By rule, the most severe first.
    findings: Vec<Finding>,
    scores: Vec<Score>,
    /// Whether one rule is asked about, so that nothing is folded.
    in_full: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let journal = journal_to_read(context)?;
    let judged = judged(context, journal.as_ref())?;
    let choice = Choice::of(args, &judged)?;
    let mut findings = choice.findings(&judged);
    let blocked = findings
        .iter()
        .any(|finding| finding.severity == Severity::Blocking && finding.waiver.is_none());
    findings.retain(|finding| finding.severity >= args.severity.severity());
    let report = Report {
        wrong: Told::of_vision(&judged.vision, &judged.catalog, context.workspace()?),
        findings,
        scores: choice.scores(&judged),
        in_full: choice.rule.is_some(),
        judged: &judged,
    };
    let is_wrong = report
        .wrong
        .iter()
        .any(|told| told.severity == catalog::Severity::Error);
    let format = if args.json { Format::Json } else { args.format };
    match format {
        Format::Text => text::print(&report, context.output())?,
        Format::Json => context.output().json(&Document::of(&report))?,
        Format::Sarif | Format::Github => {
            let reading = context.reading()?;
            let findings = report.findings.iter().filter_map(|finding| {
                let file = judged.catalog.entity(finding.entity).file();
                Told::of_finding(&judged, finding, &reading.path(file))
            });
            let findings: Vec<Told> = findings.collect();
            let found: Vec<Found<'_>> = report.wrong.iter().chain(&findings).map(Told::found).collect();
            problems::print(format, &found, context.output())?;
        }
    }
    Ok(match blocked || is_wrong {
        true => Outcome::Problems,
        false => Outcome::Done,
    })
}

/// What is asked about.
struct Choice {
    /// Of the vision's rules.
    rule: Option<usize>,
    /// Canonical ref.
    owner: Option<String>,
}

impl Choice {
    fn of(args: &Args, judged: &Judged) -> Result<Self, Failure> {
        let rule = args.rule.as_deref().map(|id| rule(judged, id)).transpose()?;
        let owner = args.owner.as_deref().map(|text| {
            let parsed = EntityRef::parse(text, Some("group"), DEFAULT_NAMESPACE);
            let owner = parsed.map_err(|error| Failure::usage(format!("--owner: `{text}`: {error}")))?;
            match judged.catalog.find(owner.as_str()) {
                Some(_) => Ok(owner.as_str().to_owned()),
                None => Err(Failure::usage(format!("--owner: {owner} is not in the catalog"))),
            }
        });
        Ok(Self {
            rule,
            owner: owner.transpose()?,
        })
    }

    fn findings(&self, judged: &Judged) -> Vec<Finding> {
        let mut rules: Vec<usize> = match self.rule {
            Some(rule) => vec![rule],
            None => (0..judged.vision.rules.len()).collect(),
        };
        rules.sort_by_key(|rule| std::cmp::Reverse(judged.vision.rules[*rule].severity));
        let findings = rules.into_iter().flat_map(|rule| {
            let short = judged.falling_short(rule).filter(|id| self.is_about(judged, *id));
            short.filter_map(move |id| judged.finding(rule, id))
        });
        findings.collect()
    }

    fn is_about(&self, judged: &Judged, id: EntityId) -> bool {
        let Some(owner) = &self.owner else { return true };
        let entity = judged.catalog.entity(id);
        let is_owner = entity
            .owner()
            .is_some_and(|node| judged.catalog.node_ref(node) == owner);
        is_owner
            || entity
                .accountable()
                .is_some_and(|person| person.entity_ref() == owner)
    }

    fn scores(&self, judged: &Judged) -> Vec<Score> {
        let mut scores = judged.scores(By::Owner);
        if let Some(owner) = &self.owner {
            scores.retain(|score| score.group == *owner);
        }
        scores
    }
}

/// A rule by its id.
fn rule(judged: &Judged, id: &str) -> Result<usize, Failure> {
    judged.vision.rule(id).ok_or_else(|| {
        let known = judged.vision.rules.iter().map(|rule| rule.id.as_str());
        let failure = Failure::usage(format!("--rule: the vision has no rule `{id}`"));
        match nearest(id, known) {
            Some(near) => failure.hint(format!("did you mean `{near}`?")),
            None => failure.hint("`muster vision show` lists them"),
        }
    })
}

#[derive(Serialize)]
struct Document<'a> {
    findings: Vec<FindingItem<'a>>,
    scores: Vec<ScoreItem<'a>>,
    /// What is wrong with the vision itself, its examples included.
    problems: Vec<ProblemItem<'a>>,
}

#[derive(Serialize)]
struct FindingItem<'a> {
    rule: &'a str,
    severity: &'static str,
    #[serde(rename = "ref")]
    entity_ref: &'a str,
    message: &'a str,
    accountable: Option<&'a str>,
    waiver: Option<WaiverItem<'a>>,
    /// It could not be told; the message says why.
    untold: bool,
    file: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct WaiverItem<'a> {
    owner: &'a str,
    reason: &'a str,
    until: String,
}

#[derive(Serialize)]
struct ScoreItem<'a> {
    /// None for what nobody owns.
    owner: Option<&'a str>,
    entities: usize,
    passing: usize,
    /// In whole per cent.
    score: usize,
    blocking: usize,
    warnings: usize,
    advice: usize,
    waived: usize,
}

#[derive(Serialize)]
struct ProblemItem<'a> {
    severity: &'static str,
    code: &'a str,
    file: &'a str,
    line: u32,
    column: u32,
    message: &'a str,
}

impl<'a> Document<'a> {
    fn of(report: &'a Report<'_>) -> Self {
        let judged = report.judged;
        let score = |score: &'a Score| ScoreItem {
            owner: Some(score.group.as_str()).filter(|group| !group.is_empty()),
            entities: score.entities,
            passing: score.passing,
            score: score.percent(),
            blocking: score.blocking,
            warnings: score.warnings,
            advice: score.advice,
            waived: score.waived,
        };
        let problem = |told: &'a Told| ProblemItem {
            severity: told.severity.name(),
            code: &told.id,
            file: &told.file,
            line: told.line,
            column: told.column,
            message: &told.message,
        };
        let findings = report.findings.iter();
        Self {
            findings: findings
                .filter_map(|finding| FindingItem::of(judged, finding))
                .collect(),
            scores: report.scores.iter().map(score).collect(),
            problems: report.wrong.iter().map(problem).collect(),
        }
    }
}

impl<'a> FindingItem<'a> {
    fn of(judged: &'a Judged, finding: &'a Finding) -> Option<Self> {
        let entity = judged.catalog.entity(finding.entity);
        let waiver = finding.waiver.and_then(|waiver| judged.waivers.get(waiver));
        Some(Self {
            rule: &judged.vision.rules.get(finding.rule)?.id,
            severity: finding.severity.name(),
            entity_ref: entity.entity_ref(),
            message: &finding.message,
            accountable: entity.accountable().map(|person| person.entity_ref()),
            waiver: waiver.map(|waiver: &Waiver| WaiverItem {
                owner: &waiver.owner,
                reason: &waiver.reason,
                until: waiver.until.to_string(),
            }),
            untold: finding.is_untold,
            file: entity.file(),
            line: entity.line(),
        })
    }
}
