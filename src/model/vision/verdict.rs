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

    pub fn clear(&mut self, id: EntityId) {
        if let Some(word) = self.0.get_mut(id.0 as usize / 64) {
            *word &= !(1 << (id.0 % 64));
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

    /// Adds what another one of the same length has.
    pub fn add(&mut self, other: &Bits) {
        for (word, added) in self.0.iter_mut().zip(&other.0) {
            *word |= added;
        }
    }

    /// Takes over `length` bits that begin at `from` in another one, to begin at `to` here, where none is set.
    pub(super) fn copy(&mut self, other: &Bits, from: usize, to: usize, length: usize) {
        let mut done = 0;
        while done < length {
            let (source, target) = (from + done, to + done);
            let step = (64 - source % 64).min(64 - target % 64).min(length - done);
            let word = other.0.get(source / 64).copied().unwrap_or(0) >> (source % 64);
            let kept = if step == 64 { u64::MAX } else { (1 << step) - 1 };
            if let Some(into) = self.0.get_mut(target / 64) {
                *into |= (word & kept) << (target % 64);
            }
            done += step;
        }
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
    /// It cost too much over the whole catalog and was stopped: all that it is about is untold.
    pub is_stopped: bool,
}

impl Verdict {
    pub fn new(entities: usize) -> Self {
        Self {
            applies: Bits::new(entities),
            falls_short: Bits::new(entities),
            untold: Bits::new(entities),
            is_stopped: false,
        }
    }

    pub(super) fn clear(&mut self, id: EntityId) {
        self.applies.clear(id);
        self.falls_short.clear(id);
        self.untold.clear(id);
    }

    pub(super) fn add(&mut self, other: &Verdict) {
        self.applies.add(&other.applies);
        self.falls_short.add(&other.falls_short);
        self.untold.add(&other.untold);
    }

    /// Nothing is told of any entity.
    pub(super) fn stop(&mut self, entities: usize) {
        self.falls_short = Bits::new(entities);
        self.untold = self.applies.clone();
        self.is_stopped = true;
    }
}

/// What all rules of a vision say, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdicts {
    pub rules: Vec<Verdict>,
    /// Of each entity, a digest of all that rules may ask of it: equal prints have equal verdicts.
    pub prints: Vec<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn copied_bits_are_the_same_elsewhere(
            set in proptest::collection::vec(any::<bool>(), 1..300),
            from in 0usize..200,
            to in 0usize..200,
            length in 0usize..300,
        ) {
            let length = length.min(set.len().saturating_sub(from));
            let mut source = Bits::new(set.len());
            for (at, _) in set.iter().enumerate().filter(|(_, is_set)| **is_set) {
                source.set(EntityId(at as u32));
            }
            let mut copy = Bits::new(to + length);
            copy.copy(&source, from, to, length);
            for at in 0..(to + length) {
                let wanted = at >= to && set[from + at - to];
                prop_assert_eq!(copy.has(EntityId(at as u32)), wanted, "bit {}", at);
            }
        }
    }
}
