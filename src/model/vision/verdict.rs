//! What the rules say of every entity of a snapshot, in a few bits each; and how that is found again quickly when little has
//! changed.

use crate::model::catalog::EntityId;

/// One bit an entity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits(Vec<u64>);

impl Bits {
    pub fn new(entities: usize) -> Self {
        Self(vec![0; entities.div_ceil(64)])
    }

    pub fn set(&mut self, id: EntityId) {
        if let Some(word) = self.0.get_mut(id.0 as usize / 64) {
            *word |= 1 << (id.0 % 64);
        }
    }

    pub fn has(&self, id: EntityId) -> bool {
        self.0
            .get(id.0 as usize / 64)
            .is_some_and(|word| word & (1 << (id.0 % 64)) != 0)
    }

    pub fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub fn ids(&self) -> impl Iterator<Item = EntityId> + '_ {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(EntityId(at as u32 * 64 + bit))
            })
        })
    }
}

/// What one rule says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The entities that it is about.
    pub applies: Bits,
    pub falls_short: Bits,
    /// Those of which it could not be told: the expression gave no answer.
    pub untold: Bits,
}

/// What all rules of a vision say, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdicts {
    pub rules: Vec<Verdict>,
    /// Of each entity, a digest of all that rules may ask of it: equal prints have equal verdicts.
    pub prints: Vec<u64>,
}
