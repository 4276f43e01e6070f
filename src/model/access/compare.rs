//! What the providers have, held against what runs gave and what the catalog says. Pure: the same in whatever order it comes.

use std::borrow::Cow;

use jiff::Timestamp;
use rustc_hash::{FxHashMap, FxHashSet};

use super::granted::{Granted, Taken};
use super::holders::Holders;
use super::{
    Access, AccessPlace, AccessReview, AccessSurvey, Asks, Presence, PrincipalSort, Reviewed, Right, Why,
};
use crate::model::catalog::{Catalog, EntityId};
use crate::model::ownership::Ownership;

/// All that a review is made of.
#[derive(Clone, Copy)]
pub struct Beside<'a> {
    pub catalog: &'a Catalog,
    pub ownership: &'a Ownership,
    /// The places that the settings name; surveys of others do not count.
    pub places: &'a [String],
    pub surveys: &'a [AccessSurvey],
    pub granted: &'a [Granted],
    pub taken: &'a [Taken],
    pub reviewed: &'a [Reviewed],
    /// Whether settings have changes asked about.
    pub asks: bool,
    pub now: Timestamp,
}

/// Rights that go with others without being shown beside them: whoever has those has these, but they are not the same.
const IMPLIED: [(&str, &[&str]); 2] = [
    ("describe", &["read", "write", "delete", "alter", "admin"]),
    ("describe-configs", &["alter-configs", "admin"]),
];

/// Who has what, and why.
pub fn compare(beside: &Beside<'_>) -> AccessReview {
    let comparing = Comparing::new(beside);
    let mut rows = Vec::new();
    for survey in beside
        .surveys
        .iter()
        .filter(|survey| beside.places.contains(&survey.place))
    {
        let is_left = |right: &&Right| !comparing.was_taken(right, survey.taken);
        rows.extend(
            survey
                .rights
                .iter()
                .filter(is_left)
                .map(|right| comparing.row(right, Presence::There)),
        );
    }
    let missing = comparing.missing(&rows);
    rows.extend(missing);
    rows.sort_by(|a, b| order(a).cmp(&order(b)));
    rows.dedup();
    AccessReview {
        rows,
        places: beside.places.iter().map(|place| comparing.place(place)).collect(),
        reviewed: beside.reviewed.to_vec(),
        asks: Asks {
            ask: beside.asks,
            leaving: (beside.ownership.leaving())
                .map(|(person, on)| (person.to_owned(), on))
                .collect(),
        },
    }
}

/// What is over first, then what nothing explains, then by resource and principal.
fn order(row: &Access) -> (u8, &str, &str, &str, &str) {
    let class = match (row.is_over, row.is_unexplained()) {
        (true, _) => 0,
        (false, true) => 1,
        (false, false) => 2,
    };
    let right = &row.right;
    (
        class,
        &right.target,
        &right.principal,
        &right.right,
        &right.through,
    )
}

struct Comparing<'a> {
    beside: &'a Beside<'a>,
    holders: Holders<'a>,
    /// What runs gave, by principal.
    granted: FxHashMap<Cow<'a, str>, Vec<&'a Granted>>,
    taken: FxHashMap<Cow<'a, str>, Vec<&'a Taken>>,
}

impl<'a> Comparing<'a> {
    fn new(beside: &'a Beside<'a>) -> Self {
        let mut granted: FxHashMap<Cow<str>, Vec<&Granted>> = FxHashMap::default();
        for one in beside.granted.iter().filter(|one| !one.is_taken_back()) {
            granted.entry(called(&one.right)).or_default().push(one);
        }
        let mut taken: FxHashMap<Cow<str>, Vec<&Taken>> = FxHashMap::default();
        for one in beside.taken {
            taken.entry(called(&one.right)).or_default().push(one);
        }
        Self {
            beside,
            holders: Holders::new(beside.catalog, beside.ownership.leaving(), beside.now),
            granted,
            taken,
        }
    }

    /// Whether a run took a right away after it was seen.
    fn was_taken(&self, right: &Right, seen: Option<Timestamp>) -> bool {
        let taken = self.taken.get(&called(right)).into_iter().flatten();
        seen.is_some_and(|seen| {
            taken
                .clone()
                .any(|taken| taken.at > seen && stands_for(right, &taken.right))
        })
    }

    fn row(&self, right: &Right, presence: Presence) -> Access {
        let entity = self.holders.targets().one(&right.target);
        let holder = self.holders.holder(right);
        let (why, is_over) = self.why(right, entity, holder);
        let named = |id: EntityId| self.beside.catalog.entity(id).entity_ref().to_owned();
        Access {
            right: right.clone(),
            entity: entity.map(named),
            holder: holder.map(named),
            is_over,
            why,
            presence,
        }
    }

    /// What explains a right; and whether its time is over. An end that was agreed on counts for more than what the catalog says;
    /// that a run only agreed to what was there counts for less.
    fn why(&self, right: &Right, entity: Option<EntityId>, holder: Option<EntityId>) -> (Why, bool) {
        let now = self.beside.now;
        let about = self.granted.get(&called(right)).into_iter().flatten();
        let about = about.copied().filter(|one| stands_for(right, &one.right));
        let live = about.clone().filter(|one| one.is_live(now)).max_by_key(lasting);
        let over = about.filter(|one| one.is_over(now)).max_by_key(lasting);
        let granted = |one: &Granted| Why::Granted(one.grant.clone());
        match (live, over) {
            (Some(live), over) if live.is_given || over.is_some() => return (granted(live), false),
            (None, Some(over)) => return (granted(over), true),
            _ => {}
        }
        let explained = match (entity, holder) {
            (Some(entity), Some(holder)) => self.holders.explain(right, entity, holder),
            _ => Why::Nothing,
        };
        match (explained, live) {
            (Why::Nothing, Some(live)) => (granted(live), false),
            (explained, _) => (explained, false),
        }
    }

    /// What runs gave and nobody saw: it is gone, or nobody has looked since.
    fn missing(&self, rows: &[Access]) -> Vec<Access> {
        let mut seen: FxHashMap<Cow<str>, Vec<&Right>> = FxHashMap::default();
        for row in rows {
            seen.entry(called(&row.right)).or_default().push(&row.right);
        }
        let is_seen = |wanted: &Right| {
            let theirs = seen.get(&called(wanted)).into_iter().flatten();
            theirs.clone().any(|right| shows(right, wanted))
        };
        let mut told: FxHashSet<&Right> = FxHashSet::default();
        let mut missing: Vec<Access> = Vec::new();
        let given = self.granted.values().flatten().filter(|one| one.is_given);
        for one in given.filter(|one| !is_seen(&one.right)) {
            let presence = self.presence(one);
            // What is over and gone is as it should be.
            let is_settled = presence == Presence::Gone && one.is_over(self.beside.now);
            if !is_settled && told.insert(&one.right) {
                missing.push(self.row(&one.right, presence));
            }
        }
        missing
    }

    fn presence(&self, one: &Granted) -> Presence {
        let mut surveys = self.beside.surveys.iter();
        let survey = surveys.find(|survey| survey.place == one.right.place());
        let was_seen = survey.is_some_and(|survey| {
            survey.complete && survey.taken.is_some_and(|taken| taken >= one.grant.given)
        });
        match was_seen && self.beside.places.iter().any(|place| place == one.right.place()) {
            true => Presence::Gone,
            false => Presence::NotSeen,
        }
    }

    fn place(&self, place: &str) -> AccessPlace {
        let survey = self.beside.surveys.iter().find(|survey| survey.place == place);
        AccessPlace {
            place: place.to_owned(),
            taken: survey.and_then(|survey| survey.taken),
            complete: survey.is_some_and(|survey| survey.complete),
            problems: survey.map(|survey| survey.problems.clone()).unwrap_or_default(),
        }
    }
}

/// Of several grants the one that lasts longest counts: best of all one without an end.
fn lasting(one: &&Granted) -> (bool, Option<Timestamp>, bool, Timestamp) {
    let until = one.grant.until;
    (until.is_none(), until, one.is_given, one.grant.given)
}

/// A principal as it is compared: GitHub does not tell upper from lower case.
fn called(right: &Right) -> Cow<'_, str> {
    match right.principal_sort {
        PrincipalSort::Account => Cow::Borrowed(&right.principal),
        PrincipalSort::Login | PrincipalSort::Team => Cow::Owned(right.principal.to_lowercase()),
    }
}

/// Whether a right that was seen is the one that was given.
pub(super) fn stands_for(seen: &Right, given: &Right) -> bool {
    called(seen) == called(given) && as_called(seen, given).is_of(given)
}

/// Whether a right that was seen shows that one that was given is there: it is the same, or implies it.
fn shows(seen: &Right, given: &Right) -> bool {
    if stands_for(seen, given) {
        return true;
    }
    let implying = IMPLIED.iter().find(|(right, _)| *right == given.right);
    implying.is_some_and(|(right, by)| {
        let implied = Right {
            right: (*right).to_owned(),
            ..seen.clone()
        };
        by.contains(&seen.right.as_str()) && stands_for(&implied, given)
    })
}

/// A right with its principal written as in another one.
fn as_called(right: &Right, other: &Right) -> Right {
    Right {
        principal: other.principal.clone(),
        ..right.clone()
    }
}
