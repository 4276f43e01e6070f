//! `muster access review`: who has what and what explains it, by resource or by person.

use color_eyre::Result;

use super::document::{self, until, who, why};
use super::stage::Stage;
use super::{act, ended};
use crate::cli::{Context, Failure, Outcome, Table, entity};
use crate::engine::access::{Chosen, place_names};
use crate::model::access::{Access, AccessReview, Right, Why};
use crate::model::text::{ago, counted, shell_word};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this resource: a ref, or part of one that only one entity has
    #[arg(value_name = "REF")]
    resource: Option<String>,

    /// Only what one person, group or service has: a ref, or as the provider calls them, as User:cart
    #[arg(long, value_name = "REF|PRINCIPAL", conflicts_with = "resource")]
    person: Option<String>,

    /// Only what nothing explains
    #[arg(long)]
    unexplained: bool,

    /// Look at all places again first
    #[arg(long)]
    online: bool,

    /// Start runs that take back what nothing explains; whoever governs changes of the resource is asked
    #[arg(long, requires = "unexplained")]
    take_back: bool,

    /// Take back only this one, as the review shows it; also where nobody governs it, so that nobody is asked
    #[arg(long, requires = "take_back", num_args = 3, value_names = ["PRINCIPAL", "RIGHT", "TARGET"])]
    right: Option<Vec<String>>,

    /// Of several such that somebody has, the one that is given so, as the review shows it in brackets; '' for a rule of its own
    #[arg(long, requires = "right", value_name = "HOW")]
    through: Option<String>,

    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    if args.take_back {
        context.may_write("muster access review --take-back")?;
    }
    let stage = match args.take_back {
        true => Stage::to_change(context)?,
        false => Stage::to_look(context)?,
    };
    let resource = args.resource.as_deref();
    let resource = resource
        .map(|text| entity::find(&stage.catalog, text))
        .transpose()?;
    let (whole, records) = match args.online || args.take_back {
        true => stage.looked(&place_names(stage.workspace()))?,
        false => stage.known()?,
    };
    if whole.places.is_empty() {
        return Err(no_place().into());
    }
    let mut review = match (&resource, &args.person) {
        (Some(resource), _) => {
            let name = resource.entity_ref();
            whole.narrowed(|row| row.entity.as_deref() == Some(name))
        }
        (None, Some(person)) => whole.of(&stage.catalog, &holder(&stage, &whole, person)?),
        (None, None) => whole.clone(),
    };
    if args.unexplained {
        review = review.narrowed(Access::is_unexplained);
    }
    if args.take_back {
        let (rights, chosen) = chosen(args, &review)?;
        let taken = ended::take_back(&stage, (&whole, &records), &rights, chosen, args.json, context)?;
        if args.json {
            context.output().json(&taken)?;
        }
        let is_seen = whole.unseen().next().is_none();
        return Ok(ended::outcome(is_seen && taken.iter().all(|taken| taken.done)));
    }
    // Who has not looked everywhere cannot say that all is well.
    let is_clean = review.counts() == (0, 0) && review.unseen().next().is_none();
    if args.json {
        context.output().json(&document::of(&review))?;
    } else {
        print(&review, args, &stage, context)?;
        if let Some(resource) = resource {
            act::tell_reviewed(&review, resource.entity_ref(), stage.now, context)?;
        }
    }
    Ok(ended::outcome(is_clean))
}

/// The rights that are to be taken back: the one that was named, else all that are shown.
fn chosen(args: &Args, review: &AccessReview) -> Result<(Vec<Right>, Chosen)> {
    let rights = review.rows.iter().map(|row| row.right.clone());
    let Some([principal, right, target]) = args.right.as_deref() else {
        return Ok((rights.collect(), Chosen::Swept));
    };
    let is_so = |one: &Right| {
        args.through
            .as_ref()
            .is_none_or(|through| one.through == *through)
    };
    let is_named = |one: &Right| {
        one.principal == *principal && one.right == *right && one.target == *target && is_so(one)
    };
    let named: Vec<Right> = rights.filter(is_named).collect();
    match named.len() {
        0 => Err(Failure::new(format!(
            "among what nothing explains, {principal} has no {right} on {target}{}",
            match args.through.as_deref() {
                None => String::new(),
                Some("") => " by a rule of its own".to_owned(),
                Some(through) => format!(" ({through})"),
            }
        ))
        .hint("`muster access review --unexplained` shows what there is")
        .into()),
        1 => Ok((named, Chosen::Named)),
        several => Err(Failure::new(format!(
            "{principal} has {right} on {target} in {several} ways, and each is taken back by itself"
        ))
        .hint(format!("say which one is meant: {}", ways(&named)))
        .into()),
    }
}

/// What tells rights apart that are alike but for how they are given.
fn ways(rights: &[Right]) -> String {
    let ways = rights
        .iter()
        .map(|right| format!("--through {}", shell_word(&right.through)));
    ways.collect::<Vec<String>>().join(" or ")
}

fn no_place() -> Failure {
    Failure::new("no place is named that could be looked at")
        .hint("name clusters in [kafka.clusters] and organisations as `owners` in [github] of muster.toml")
}

/// The entity that is meant, else the principal as it is written, where any place could know it.
fn holder(stage: &Stage<'_>, whole: &AccessReview, text: &str) -> Result<String> {
    if crate::model::discovery::is_principal(text) {
        return Ok(text.to_owned());
    }
    match entity::find_among(&stage.catalog, text, &["user", "group", "component"]) {
        Ok(node) => Ok(stage.catalog.node_ref(node).to_owned()),
        Err(_) if whole.rows.iter().any(|row| row.right.principal == text) => Ok(text.to_owned()),
        Err(unknown) => Err(unknown.into()),
    }
}

fn print(review: &AccessReview, args: &Args, stage: &Stage<'_>, context: &Context) -> Result<()> {
    let out = context.output();
    if review.rows.is_empty() {
        out.line(match args.unexplained {
            true => "everything that was seen is explained",
            false => "nobody was seen to have anything, and no run gave anything",
        })?;
    } else if args.person.is_some() {
        out.table(&by_person(review))?;
    } else {
        out.table(&by_resource(review))?;
    }
    let (over, unexplained) = review.counts();
    if over > 0 {
        let rights = counted(over, "right is past its end", "rights are past their end");
        out.line(&format!(
            "{rights}: `muster access ended --take-back` takes them back"
        ))?;
    }
    if unexplained > 0 {
        let rights = counted(unexplained, "right", "rights");
        out.line(&format!("nothing explains {rights}"))?;
    }
    places(review, stage, context)
}

/// When each place was looked at, and what could not be seen there.
fn places(review: &AccessReview, stage: &Stage<'_>, context: &Context) -> Result<()> {
    let out = context.output();
    for place in &review.places {
        let seen = match place.taken {
            None => "nobody has looked; `--online` does".to_owned(),
            Some(taken) => {
                let all = if place.complete { "" } else { ", not all of it" };
                format!("looked at {}{all}", ago(taken, stage.now))
            }
        };
        out.line(&format!("{}: {seen}", place.place))?;
        for problem in &place.problems {
            out.line(&format!("  {problem}"))?;
        }
    }
    Ok(())
}

fn by_resource(review: &AccessReview) -> Table {
    let mut table = Table::new(&["RESOURCE", "WHO", "MAY", "UNTIL", "WHY"]);
    for row in &review.rows {
        table.row(vec![
            row.right.target.clone(),
            who(row),
            row.right.may(),
            end(row),
            why(row),
        ]);
    }
    table
}

fn by_person(review: &AccessReview) -> Table {
    let mut table = Table::new(&["AS", "MAY", "RESOURCE", "UNTIL", "WHY"]);
    for row in &review.rows {
        let resource = match &row.entity {
            Some(entity) => format!("{} ({entity})", row.right.target),
            None => row.right.target.clone(),
        };
        table.row(vec![
            row.right.principal.clone(),
            row.right.may(),
            resource,
            end(row),
            why(row),
        ]);
    }
    table
}

pub(super) fn end(row: &Access) -> String {
    match &row.why {
        Why::Granted(grant) => until(grant),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::model::access::{Presence, PrincipalSort};

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        args: Args,
    }

    const TOPIC: &str = "kafka:main/payments.invoice";
    const PATTERN: &str = "every topic that begins with payments.";

    fn review(ways: &[&str]) -> AccessReview {
        let row = |through: &&str| Access {
            right: Right {
                target: TOPIC.to_owned(),
                principal: "User:x".to_owned(),
                principal_sort: PrincipalSort::Account,
                right: "read".to_owned(),
                through: (*through).to_owned(),
            },
            entity: None,
            holder: None,
            why: Why::Nothing,
            presence: Presence::There,
            is_over: false,
        };
        AccessReview {
            rows: ways.iter().map(row).collect(),
            ..AccessReview::default()
        }
    }

    /// How what is chosen is given, or why nothing is.
    fn named(ways: &[&str], through: &[&str]) -> Result<Vec<String>, String> {
        let words = [
            "review",
            "--unexplained",
            "--take-back",
            "--right",
            "User:x",
            "read",
            TOPIC,
        ];
        let words = words.into_iter().chain(through.iter().copied());
        let args = Command::try_parse_from(words).unwrap().args;
        match chosen(&args, &review(ways)) {
            Ok((rights, Chosen::Named)) => Ok(rights.into_iter().map(|right| right.through).collect()),
            Ok((_, Chosen::Swept)) => panic!("it was named"),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn one_name_takes_one_right_back() {
        let both = ["", PATTERN];
        assert_eq!(named(&[PATTERN], &[]), Ok(vec![PATTERN.to_owned()]));
        let refused = named(&both, &[]).unwrap_err();
        assert!(refused.contains("in 2 ways"), "{refused}");
        assert_eq!(named(&both, &["--through", ""]), Ok(vec![String::new()]));
        assert_eq!(
            named(&both, &["--through", PATTERN]),
            Ok(vec![PATTERN.to_owned()])
        );
        assert!(named(&both, &["--through", "from 10.0.0.1"]).is_err());
        let told = ways(
            &review(&both)
                .rows
                .iter()
                .map(|row| row.right.clone())
                .collect::<Vec<_>>(),
        );
        assert_eq!(told, format!("--through '' or --through '{PATTERN}'"));
    }
}
