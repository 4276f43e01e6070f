//! Access as JSON, and the words that tables have for it.

use jiff::Timestamp;
use serde::Serialize;

use crate::cli::task::{person, short};
use crate::model::access::{
    Access, AccessPlace, AccessReview, Grant, Presence, PrincipalSort, Reviewed, Right, Why,
};

/// A review.
#[derive(Serialize)]
pub struct Document<'a> {
    rows: Vec<Row<'a>>,
    places: Vec<Place<'a>>,
    reviewed: Vec<Looked<'a>>,
    over: usize,
    unexplained: usize,
}

#[derive(Serialize)]
pub struct Row<'a> {
    target: &'a str,
    entity: Option<&'a str>,
    principal: &'a str,
    principal_sort: PrincipalSort,
    holder: Option<&'a str>,
    right: &'a str,
    through: &'a str,
    presence: &'static str,
    over: bool,
    /// `granted`, `owner`, `declared`, `nothing`.
    explained_by: &'static str,
    why: String,
    grant: Option<Given<'a>>,
}

#[derive(Serialize)]
pub struct Given<'a> {
    run: &'a str,
    step: &'a str,
    until: Option<Timestamp>,
    by: &'a str,
    given: Timestamp,
    reason: &'a str,
}

#[derive(Serialize)]
struct Place<'a> {
    place: &'a str,
    taken: Option<Timestamp>,
    complete: bool,
    problems: &'a [String],
}

#[derive(Serialize)]
struct Looked<'a> {
    #[serde(rename = "ref")]
    entity: &'a str,
    by: &'a str,
    at: Timestamp,
}

pub fn of(review: &AccessReview) -> Document<'_> {
    let (over, unexplained) = review.counts();
    Document {
        rows: review.rows.iter().map(row).collect(),
        places: review.places.iter().map(place).collect(),
        reviewed: review.reviewed.iter().map(looked).collect(),
        over,
        unexplained,
    }
}

fn place(place: &AccessPlace) -> Place<'_> {
    Place {
        place: &place.place,
        taken: place.taken,
        complete: place.complete,
        problems: &place.problems,
    }
}

fn looked(reviewed: &Reviewed) -> Looked<'_> {
    Looked {
        entity: &reviewed.entity,
        by: &reviewed.by,
        at: reviewed.at,
    }
}

pub fn row(row: &Access) -> Row<'_> {
    let Right {
        target,
        principal,
        principal_sort,
        right,
        through,
    } = &row.right;
    Row {
        target,
        entity: row.entity.as_deref(),
        principal,
        principal_sort: *principal_sort,
        holder: row.holder.as_deref(),
        right,
        through,
        presence: row.presence.word(),
        over: row.is_over,
        explained_by: row.why.word(),
        why: row.why.words(),
        grant: match &row.why {
            Why::Granted(grant) => Some(given(grant)),
            _ => None,
        },
    }
}

pub fn given(grant: &Grant) -> Given<'_> {
    Given {
        run: &grant.run,
        step: &grant.step,
        until: grant.until,
        by: &grant.by,
        given: grant.given,
        reason: &grant.reason,
    }
}

pub fn until(grant: &Grant) -> String {
    grant
        .last_day()
        .map_or_else(|| "no end".to_owned(), |day| day.to_string())
}

/// What explains a right, for a cell.
pub fn why(row: &Access) -> String {
    match (&row.why, row.is_over, row.presence) {
        (Why::Granted(grant), true, Presence::There) => {
            format!("! over and still there: run {}", short(&grant.run))
        }
        (Why::Granted(grant), true, _) => format!("! over, not looked at since: run {}", short(&grant.run)),
        (Why::Granted(grant), false, Presence::Gone) => {
            format!("gone; given by run {}: {}", short(&grant.run), grant.reason)
        }
        (Why::Granted(grant), false, Presence::NotSeen) => {
            format!("not looked at since; given by run {}", short(&grant.run))
        }
        (Why::Granted(grant), false, Presence::There) => format!(
            "run {} of {}: {}",
            short(&grant.run),
            person(&grant.by),
            grant.reason
        ),
        (Why::Owner(why) | Why::Declared(why), ..) => why.clone(),
        (Why::Nothing, ..) => "? nothing explains it".to_owned(),
    }
}

/// Who has it: as the provider calls them, and as the catalog does where that is another name.
pub fn who(row: &Access) -> String {
    let principal = &row.right.principal;
    match (&row.holder, row.behind()) {
        (None, _) => format!("{principal} (not in the catalog)"),
        (Some(_), None) => principal.clone(),
        (Some(_), Some(holder)) => format!("{principal} ({holder})"),
    }
}
