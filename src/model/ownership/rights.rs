//! Who may do what about ownership, and to whom something can be handed. Pure functions of a catalog and of what the journal
//! says; each refusal is a sentence with what to do instead.

use std::fmt;

use super::standing::Review;
use super::{Handover, ItemState};
use crate::model::catalog::{Catalog, Entity};
use crate::model::text::nearest_few;

/// So many names are suggested.
const SUGGESTED: usize = 3;

/// Why something about ownership is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnRefusal {
    /// Nobody said who they are.
    NoIdentity,
    /// Not in the catalog, with names like it.
    Unknown {
        entity: String,
        like: Vec<String>,
    },
    /// Not a User of the catalog, with people like it.
    NoPerson {
        person: String,
        like: Vec<String>,
    },
    /// They leave, or have left.
    Leaves {
        person: String,
        on: jiff::civil::Date,
    },
    /// Whoever asks has nothing to say about it; who has.
    NotYours {
        entity: String,
        whose: Vec<String>,
    },
    /// It is that person's already.
    TheirsAlready {
        entity: String,
        person: String,
    },
    /// It is on offer already.
    Offered {
        entity: String,
        to: String,
        handover: String,
    },
    /// A person or a Location: nobody hands those over or attests them.
    NotHeld {
        entity: String,
    },
    NoHandover {
        id: String,
    },
    /// It was offered to somebody else.
    NotOffered {
        id: String,
        to: String,
    },
    /// There is nothing in it that waits for a word.
    Settled {
        id: String,
    },
    /// It is not in the hand-over, or no longer open in it.
    NotInIt {
        entity: String,
        id: String,
    },
    /// It was offered when somebody else answered for it; who does now.
    Moved {
        entity: String,
        from: Option<String>,
        now: Option<String>,
    },
    /// Only who offered, or who decides about it, takes it back.
    NotYourOffer {
        id: String,
        by: String,
    },
    /// It says something else than what was looked at.
    Changed {
        entity: String,
    },
    NoReason,
    /// They do not leave.
    Stays {
        person: String,
    },
    /// The file was not changed.
    File {
        entity: String,
        why: String,
    },
}

impl fmt::Display for OwnRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let like = |names: &[String]| match names {
            [] => String::new(),
            names => format!("; did you mean {}?", names.join(" or ")),
        };
        match self {
            Self::NoIdentity => f.write_str(
                "nobody in the catalog is you: say who you are, with `identity` in config.toml or --as",
            ),
            Self::Unknown { entity, like: names } => {
                write!(f, "{entity} is not in the catalog{}", like(names))
            }
            Self::NoPerson { person, like: names } => write!(
                f,
                "{person} is no person of the catalog, and only they can answer for anything{}",
                like(names)
            ),
            Self::Leaves { person, on } => write!(f, "{person} leaves on {on}: name somebody who stays"),
            Self::NotYours { entity, whose } => match whose.as_slice() {
                [] => write!(
                    f,
                    "you do not answer for {entity}, and neither does anybody else: whoever wants it offers it to themselves"
                ),
                whose => write!(
                    f,
                    "you do not answer for {entity}: {} can do this",
                    whose.join(" or ")
                ),
            },
            Self::TheirsAlready { entity, person } => write!(f, "{person} answers for {entity} already"),
            Self::Offered { entity, to, handover } => write!(
                f,
                "{entity} is on offer to {to} already, as {handover}: they accept or refuse it, or it is withdrawn"
            ),
            Self::NotHeld { entity } => {
                write!(
                    f,
                    "{entity} is not a thing that somebody answers for beside themselves"
                )
            }
            Self::NoHandover { id } => {
                write!(f, "there is no hand-over {id}; `muster own handovers` lists them")
            }
            Self::NotOffered { id, to } => {
                write!(f, "hand-over {id} waits for the word of {to}, not for yours")
            }
            Self::Settled { id } => write!(f, "nothing in hand-over {id} waits for a word any more"),
            Self::NotInIt { entity, id } => write!(f, "{entity} is not on offer in hand-over {id}"),
            Self::Moved { entity, from, now } => {
                let nobody = || "nobody";
                write!(
                    f,
                    "{entity} was offered when {} answered for it, and by now {} does: who decides about it has to offer it anew",
                    from.as_deref().unwrap_or_else(nobody),
                    now.as_deref().unwrap_or_else(nobody)
                )
            }
            Self::NotYourOffer { id, by } => write!(f, "hand-over {id} is {by}'s to withdraw"),
            Self::Changed { entity } => write!(f, "{entity} has changed since you looked: look at it again"),
            Self::NoReason => f.write_str("say why, with a reason"),
            Self::Stays { person } => write!(f, "nobody said that {person} leaves"),
            Self::File { entity, why } => write!(f, "{entity} stays as it is: {why}"),
        }
    }
}

impl std::error::Error for OwnRefusal {}

impl<'a> Review<'a> {
    /// The entity of a canonical ref that somebody can answer for.
    pub fn held(&self, name: &str) -> Result<Entity<'a>, OwnRefusal> {
        let found = self.catalog.find(name).map(|id| self.catalog.entity(id));
        let Some(entity) = found else {
            return Err(OwnRefusal::Unknown {
                entity: name.to_owned(),
                like: like(self.catalog, name, ""),
            });
        };
        match crate::model::catalog::needs_accountable(entity.kind()) {
            true => Ok(entity),
            false => Err(OwnRefusal::NotHeld {
                entity: name.to_owned(),
            }),
        }
    }

    /// A User of the catalog who stays.
    pub fn person(&self, name: &str) -> Result<Entity<'a>, OwnRefusal> {
        let found = self.catalog.find(name).map(|id| self.catalog.entity(id));
        let Some(person) = found.filter(|entity| entity.is_kind("User")) else {
            return Err(OwnRefusal::NoPerson {
                person: name.to_owned(),
                like: like(self.catalog, name, "user:"),
            });
        };
        match self.ownership.last_day(person.entity_ref()) {
            Some(on) => Err(OwnRefusal::Leaves {
                person: name.to_owned(),
                on,
            }),
            None => Ok(person),
        }
    }

    /// Whether somebody decides about an entity: the accountable person, the deputy, a lead of the owner or of a group above it.
    pub fn may(&self, actor: &str, name: &str) -> Result<Entity<'a>, OwnRefusal> {
        let entity = self.held(name)?;
        let turns = self.turns(entity);
        match turns.iter().any(|turn| turn.person == actor) {
            true => Ok(entity),
            false => Err(OwnRefusal::NotYours {
                entity: name.to_owned(),
                whose: turns
                    .into_iter()
                    .take(SUGGESTED)
                    .map(|turn| turn.person)
                    .collect(),
            }),
        }
    }

    /// Whether somebody may offer an entity to somebody. What nobody answers for, or nobody who is still here, anybody may offer,
    /// also to themselves.
    pub fn may_offer(&self, actor: &str, name: &str, to: &str) -> Result<Entity<'a>, OwnRefusal> {
        let entity = self.held(name)?;
        if entity.accountable().is_some() && !self.turns(entity).is_empty() {
            self.may(actor, name)?;
        }
        if entity.accountable().is_some_and(|one| one.entity_ref() == to) {
            return Err(OwnRefusal::TheirsAlready {
                entity: name.to_owned(),
                person: to.to_owned(),
            });
        }
        match self.offer_of(entity) {
            Some(handover) => Err(OwnRefusal::Offered {
                entity: name.to_owned(),
                to: handover.to.clone(),
                handover: handover.id.clone(),
            }),
            None => Ok(entity),
        }
    }

    /// The hand-over that somebody can answer, and of these entities, or of all where none are named, those still open.
    pub fn answerable(
        &self,
        actor: &str,
        id: &str,
        names: &[String],
    ) -> Result<(&'a Handover, Vec<String>), OwnRefusal> {
        let handover = self
            .ownership
            .handover(id)
            .ok_or_else(|| OwnRefusal::NoHandover { id: id.to_owned() })?;
        let id = handover.id.clone();
        if handover.to != actor {
            let to = handover.to.clone();
            return Err(OwnRefusal::NotOffered { id, to });
        }
        if !handover.is_open() {
            return Err(OwnRefusal::Settled { id });
        }
        let is_open = |name: &String| {
            let mut items = handover.items.iter();
            items.any(|item| item.entity == *name && item.state == ItemState::Offered)
        };
        if let Some(other) = names.iter().find(|name| !is_open(name)) {
            return Err(OwnRefusal::NotInIt {
                entity: other.clone(),
                id,
            });
        }
        Ok((
            handover,
            match names {
                [] => handover.open().map(str::to_owned).collect(),
                names => names.to_vec(),
            },
        ))
    }

    /// The hand-over that somebody may take back, and what of it: all where they offered it or it would stay theirs, else what
    /// they decide about.
    pub fn withdrawable(&self, actor: &str, id: &str) -> Result<(&'a Handover, Vec<String>), OwnRefusal> {
        let handover = self
            .ownership
            .handover(id)
            .ok_or_else(|| OwnRefusal::NoHandover { id: id.to_owned() })?;
        let (id, by) = (handover.id.clone(), handover.by.clone());
        if !handover.is_open() {
            return Err(OwnRefusal::Settled { id });
        }
        let is_all = handover.by == actor || handover.from.as_deref() == Some(actor);
        let decides = |name: &str| match self.may(actor, name) {
            Err(OwnRefusal::NotYours { whose, .. }) => whose.is_empty(),
            decides => decides.is_ok(),
        };
        let theirs = handover.open().filter(|name| is_all || decides(name));
        let theirs: Vec<String> = theirs.map(str::to_owned).collect();
        match theirs.is_empty() {
            false => Ok((handover, theirs)),
            true => Err(OwnRefusal::NotYourOffer { id, by }),
        }
    }

    /// The person of whom somebody may say that they leave: themselves, or somebody below them.
    pub fn may_send_off(&self, actor: &str, person: &str) -> Result<Entity<'a>, OwnRefusal> {
        let found = self.catalog.find(person).map(|id| self.catalog.entity(id));
        let Some(leaver) = found.filter(|entity| entity.is_kind("User")) else {
            return Err(OwnRefusal::NoPerson {
                person: person.to_owned(),
                like: like(self.catalog, person, "user:"),
            });
        };
        let leads = super::turns(self.catalog, leaver.id, super::TurnRole::Lead, &|_| false);
        if person == actor || leads.iter().any(|lead| lead.person == actor) {
            return Ok(leaver);
        }
        Err(OwnRefusal::NotYours {
            entity: person.to_owned(),
            whose: leads
                .into_iter()
                .take(SUGGESTED)
                .map(|lead| lead.person)
                .collect(),
        })
    }
}

/// Names of the catalog like this one.
fn like(catalog: &Catalog, name: &str, kind: &str) -> Vec<String> {
    let bare = |text: &'_ str| text.rsplit('/').next().map_or(0, |last| text.len() - last.len());
    let wanted = &name[bare(name)..];
    let named: Vec<&str> = catalog
        .entities()
        .map(|entity| entity.entity_ref())
        .filter(|entity_ref| entity_ref.starts_with(kind))
        .collect();
    let near = nearest_few(wanted, named.iter().map(|text| &text[bare(text)..]), SUGGESTED);
    let full = |near: &&str| named.iter().find(|text| text[bare(text)..] == **near);
    near.iter()
        .filter_map(full)
        .map(|text| (*text).to_owned())
        .collect()
}
