//! What access asks of one person, and a review narrowed to what somebody wants to see. Pure.

use super::{Access, AccessPlace, AccessReview, Presence, Right, Why};
use crate::model::catalog::{Catalog, EntityId, Relation};

/// What somebody should look at of what they are accountable for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessAgenda {
    /// Rights that are past their end and not known to be gone.
    pub over: usize,
    /// Rights that nothing explains.
    pub unexplained: usize,
    /// The resources that those are on, by canonical ref, sorted.
    pub resources: Vec<String>,
}

impl AccessAgenda {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.over + self.unexplained == 0
    }
}

/// What access asks of a person.
pub fn agenda(review: &AccessReview, catalog: &Catalog, person: &str) -> AccessAgenda {
    let mut agenda = AccessAgenda::default();
    for row in review
        .rows
        .iter()
        .filter(|row| row.is_over || row.is_unexplained())
    {
        let entity = row.entity.as_deref().and_then(|entity| catalog.find(entity));
        let accountable = entity.and_then(|entity| catalog.entity(entity).accountable());
        if accountable.is_none_or(|one| one.entity_ref() != person) {
            continue;
        }
        agenda.over += usize::from(row.is_over);
        agenda.unexplained += usize::from(!row.is_over);
        agenda.resources.extend(row.entity.clone());
    }
    agenda.resources.sort();
    agenda.resources.dedup();
    agenda
}

impl Access {
    /// Whether it is there, and nothing says why.
    pub fn is_unexplained(&self) -> bool {
        self.presence == Presence::There && self.why == Why::Nothing
    }
}

impl AccessReview {
    /// Only what is about one resource, and what one person, group or service has; of a person also what their groups have.
    pub fn of(&self, catalog: &Catalog, name: &str) -> Self {
        let holders = holders(catalog, name);
        let is_meant = |row: &Access| {
            let has =
                |names: &[String], one: &Option<String>| one.as_ref().is_some_and(|one| names.contains(one));
            row.entity.as_deref() == Some(name)
                || has(&holders, &row.holder)
                || row.right.principal.eq_ignore_ascii_case(name)
        };
        self.narrowed(is_meant)
    }

    /// Only the rows that are wanted; what was looked at and who looked through stays.
    pub fn narrowed(&self, is_wanted: impl Fn(&Access) -> bool) -> Self {
        Self {
            rows: self.rows.iter().filter(|row| is_wanted(row)).cloned().collect(),
            ..self.clone()
        }
    }

    /// The row of a right, as it was seen.
    pub fn row(&self, right: &Right) -> Option<&Access> {
        self.rows.iter().find(|row| row.right == *right)
    }

    /// The places where nobody has looked at all there is: what is there may be missing here.
    pub fn unseen(&self) -> impl Iterator<Item = &AccessPlace> {
        let places = self.places.iter();
        places.filter(|place| place.taken.is_none() || !place.complete)
    }

    /// How many rights are over and not known to be gone, and how many nothing explains.
    pub fn counts(&self) -> (usize, usize) {
        let over = self.rows.iter().filter(|row| row.is_over).count();
        let unexplained = self.rows.iter().filter(|row| row.is_unexplained()).count();
        (over, unexplained)
    }
}

/// Those through whom somebody has something: themselves, and of a person the groups that they are in, and those above.
fn holders(catalog: &Catalog, name: &str) -> Vec<String> {
    let mut names = vec![name.to_owned()];
    let Some(person) = catalog.find(name).map(|id| catalog.entity(id)) else {
        return names;
    };
    if !person.is_kind("User") {
        return names;
    }
    let mut level: Vec<EntityId> = groups(catalog, person.id, Relation::MemberOf);
    while let Some(group) = level.pop() {
        let group_ref = catalog.entity(group).entity_ref().to_owned();
        if !names.contains(&group_ref) {
            names.push(group_ref);
            level.extend(groups(catalog, group, Relation::ChildOf));
        }
    }
    names
}

fn groups(catalog: &Catalog, of: EntityId, relation: Relation) -> Vec<EntityId> {
    let targets = catalog.entity(of).targets(relation);
    targets
        .filter_map(|node| catalog.entity_of(node))
        .map(|group| group.id)
        .collect()
}
