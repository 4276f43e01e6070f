//! The demo's own source of chance: the same seed gives the same bytes on any machine, today and in ten years, which
//! no crate promises. Integers only, since floating point differs between machines. Knows nothing of the catalog.

/// SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014
/// (<https://doi.org/10.1145/2660193.2660195>); the constants are those of Vigna's public-domain `splitmix64.c`
/// (<https://prng.di.unimi.it/splitmix64.c>).
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// A stream of its own for each (what, index), so that any part can be made without making those before it.
    pub fn keyed(seed: u64, what: &str, index: usize) -> Random {
        let mut random = Random(seed ^ fnv1a(what));
        let base = random.next();
        Random(base ^ (index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 when `end` is 0. (Lemire's multiply-and-shift, whose bias is far below what shows.)
    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }

    /// A number below `end`, small ones far more often: the heavy tail of what everybody depends on.
    pub fn popular(&mut self, end: usize) -> usize {
        let nearest = self.below(end + 1);
        let second = self.below(nearest + 1);
        self.below(second + 1).min(end.saturating_sub(1))
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// `length` characters of `alphabet`, for the identifiers that other systems hand out.
    pub fn code(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length)
            .map(|_| char::from(alphabet[self.below(alphabet.len())]))
            .collect()
    }
}

/// FNV-1a, 64 bits (<https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>).
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_numbers_are_those_of_the_published_generator() {
        // The first outputs of splitmix64.c for the seed 1234567.
        let mut random = Random(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn streams_with_different_keys_differ() {
        let first = |what, index| Random::keyed(7, what, index).next();
        assert_ne!(first("team", 0), first("team", 1));
        assert_ne!(first("team", 0), first("system", 0));
    }
}
