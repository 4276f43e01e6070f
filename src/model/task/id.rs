//! The names of tasks: short enough to be typed, long enough that two never meet.

use sha2::{Digest, Sha256};

/// Crockford's alphabet of 32 letters, in lower case: without i, l, o and u, which are misread.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Fifty bits: among a million tasks two share an id with a chance of one in two thousand.
const LENGTH: usize = 10;

/// How many letters of an id lists show; any beginning that only one task has names it.
pub const SHORT_ID: usize = 6;

/// The id that 16 random bytes give.
pub fn random_id(random: &[u8; 16]) -> String {
    random[..LENGTH].iter().map(letter).collect()
}

/// The id of a ticket of another system: always the same, wherever and however often it is imported.
pub fn imported_id(system: &str, key: &str) -> String {
    let digest = Sha256::new()
        .chain_update(system.as_bytes())
        .chain_update([0])
        .chain_update(key.as_bytes())
        .finalize();
    digest[..LENGTH].iter().map(letter).collect()
}

/// The id of the task that asks for something for the `nth` time, counted from 0: always the same, wherever it is asked.
pub fn asked_id(what: &str, nth: u32) -> String {
    imported_id("muster", &format!("{what}\0{nth}"))
}

fn letter(byte: &u8) -> char {
    char::from(LETTERS[usize::from(byte % 32)])
}
