//! Many texts, in one block: small, quick to save and to load.
//! Knows nothing of what the texts mean.

use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;

/// A text in an [`Arena`]. Equal symbols of one arena are equal texts, and the other way round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(transparent)]
pub struct Sym(pub(in crate::model) u32);

impl Sym {
    /// The empty text, which stands for "not given".
    pub const NONE: Sym = Sym(0);

    pub fn is_none(self) -> bool {
        self == Self::NONE
    }
}

/// The texts, end to end.
#[derive(Clone, Debug, PartialEq)]
pub struct Arena {
    pub(in crate::model) text: String,
    /// Where each text ends; it begins where the one before ends. Symbol 0 is the empty text.
    pub(in crate::model) ends: Vec<u32>,
}

impl Default for Arena {
    fn default() -> Self {
        Self {
            text: String::new(),
            ends: vec![0],
        }
    }
}

impl Arena {
    pub fn get(&self, symbol: Sym) -> &str {
        let i = symbol.0 as usize;
        let start = if i == 0 {
            0
        } else {
            self.ends.get(i - 1).copied().unwrap_or(0) as usize
        };
        let end = self.ends.get(i).copied().unwrap_or(0) as usize;
        self.text.get(start..end).unwrap_or_default()
    }

    /// The text, unless it is the empty one.
    pub fn optional(&self, symbol: Sym) -> Option<&str> {
        (!symbol.is_none()).then(|| self.get(symbol))
    }

    /// Adds a text without looking for an equal one: for messages, which nothing compares.
    pub(in crate::model) fn push(&mut self, text: &str) -> Sym {
        let symbol = Sym(self.ends.len() as u32);
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        symbol
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.len() <= 1
    }
}

/// Adds texts to an arena, each once.
#[derive(Debug, Default)]
pub struct Interner {
    arena: Arena,
    /// Hash of a text, or the next free number after it, to its symbol.
    known: FxHashMap<u64, Sym>,
}

impl From<Arena> for Interner {
    /// Goes on where an arena ends. Its symbols keep their meaning, also where it holds a text twice.
    fn from(arena: Arena) -> Self {
        let symbols = 1..arena.len() as u32;
        Self::knowing(arena, symbols.map(Sym))
    }
}

impl Interner {
    /// Goes on where an arena ends, with these of its texts to be found again.
    pub(in crate::model) fn knowing(arena: Arena, symbols: impl IntoIterator<Item = Sym>) -> Self {
        let mut interner = Self {
            known: FxHashMap::default(),
            arena,
        };
        for symbol in symbols {
            if let Err(slot) = interner.slot_of(interner.arena.get(symbol)) {
                interner.known.insert(slot, symbol);
            }
        }
        interner
    }

    pub fn intern(&mut self, text: &str) -> Sym {
        if text.is_empty() {
            return Sym::NONE;
        }
        self.slot_of(text).unwrap_or_else(|slot| {
            let symbol = self.arena.push(text);
            self.known.insert(slot, symbol);
            symbol
        })
    }

    /// The symbol of a text, or the free slot where it would go.
    fn slot_of(&self, text: &str) -> Result<Sym, u64> {
        let mut slot = hash(text);
        loop {
            match self.known.get(&slot) {
                Some(symbol) if self.arena.get(*symbol) == text => return Ok(*symbol),
                Some(_) => slot = slot.wrapping_add(1),
                None => return Err(slot),
            }
        }
    }

    /// Adds a text without looking for an equal one: for texts that nothing compares by symbol.
    pub fn add(&mut self, text: &str) -> Sym {
        if text.is_empty() {
            Sym::NONE
        } else {
            self.arena.push(text)
        }
    }

    pub fn get(&self, symbol: Sym) -> &str {
        self.arena.get(symbol)
    }

    /// The texts that are found again when they are interned, in the order of their symbols.
    pub(in crate::model) fn known(&self) -> Vec<Sym> {
        let mut symbols: Vec<Sym> = self.known.values().copied().collect();
        symbols.sort_unstable_by_key(|symbol| symbol.0);
        symbols
    }

    pub fn finish(self) -> Arena {
        let mut arena = self.arena;
        // Moving a large block to save little is not worth it.
        if arena.text.capacity() > arena.text.len() + arena.text.len() / 8 {
            arena.text.shrink_to_fit();
            arena.ends.shrink_to_fit();
        }
        arena
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_has_one_symbol(texts in prop::collection::vec("\\PC{0,6}", 0..60)) {
            let mut interner = Interner::default();
            let symbols: Vec<Sym> = texts.iter().map(|t| interner.intern(t)).collect();
            let arena = interner.finish();
            for (text, symbol) in texts.iter().zip(&symbols) {
                prop_assert_eq!(arena.get(*symbol), text.as_str());
            }
            let again = Interner::from(arena.clone());
            for (text, symbol) in texts.iter().zip(&symbols) {
                prop_assert_eq!(again.get(*symbol), text.as_str());
            }
            for (a, b) in symbols.iter().enumerate().flat_map(|(i, _)| (0..i).map(move |j| (i, j))) {
                prop_assert_eq!(symbols[a] == symbols[b], texts[a] == texts[b]);
            }
        }
    }
}
