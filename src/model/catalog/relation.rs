//! How entities are related. One table gives each relation its names, its reverse, and what it means for dependency.
//! Knows no entities.

/// A relation, named in the direction in which it is stored: from the entity that needs to the one that is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u16)]
pub enum Relation {
    OwnedBy,
    PartOf,
    DependsOn,
    ConsumesApi,
    ProvidesApi,
    ChildOf,
    MemberOf,
    LeaderOf,
    LedBy,
    Accountable,
    Deputy,
    ChangeApprover,
    Contact,
    CostOwner,
}

use Relation::*;

impl Relation {
    pub const ALL: [Relation; 14] = [
        OwnedBy,
        PartOf,
        DependsOn,
        ConsumesApi,
        ProvidesApi,
        ChildOf,
        MemberOf,
        LeaderOf,
        LedBy,
        Accountable,
        Deputy,
        ChangeApprover,
        Contact,
        CostOwner,
    ];

    /// Backstage's name of the relation, and of its reverse. The roles are muster's own.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            OwnedBy => ("ownedBy", "ownerOf"),
            PartOf => ("partOf", "hasPart"),
            DependsOn => ("dependsOn", "dependencyOf"),
            ConsumesApi => ("consumesApi", "apiConsumedBy"),
            ProvidesApi => ("providesApi", "apiProvidedBy"),
            ChildOf => ("childOf", "parentOf"),
            MemberOf => ("memberOf", "hasMember"),
            LeaderOf => ("leaderOf", "hasLeader"),
            LedBy => ("ledBy", "leads"),
            Accountable => ("accountable", "accountableFor"),
            Deputy => ("deputy", "deputyFor"),
            ChangeApprover => ("changeApprover", "approvesChangesOf"),
            Contact => ("contact", "contactFor"),
            CostOwner => ("costOwner", "watchesCostOf"),
        }
    }

    pub fn from_code(code: u16) -> Option<Self> {
        Self::ALL.get(code as usize).copied()
    }

    /// Whether the relation says that one thing needs another, and in which direction.
    pub fn dependency(self) -> Option<Needs> {
        match self {
            DependsOn | ConsumesApi => Some(Needs::Forward),
            // An API works only while what provides it does.
            ProvidesApi => Some(Needs::Backward),
            _ => None,
        }
    }
}

/// Which end of a relation needs the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    Forward,
    Backward,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_stable_positions() {
        for (i, relation) in Relation::ALL.into_iter().enumerate() {
            assert_eq!(relation as usize, i);
            assert_eq!(Relation::from_code(i as u16), Some(relation));
        }
        assert_eq!(Relation::from_code(99), None);
    }
}
