//! A number for each row, by which the same row is known again in another export: made of all its cells that say anything,
//! whatever the order of the columns. Good against chance, not against somebody who wants two rows to look alike.

use csv::ByteRecord;

use super::header::said;

/// Odd numbers without a pattern: the digits of π and of the golden ratio.
const SEED: u64 = 0x243f_6a88_85a3_08d3;
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// Makes the prints of an export's rows.
pub(super) struct Printer {
    /// Where each column is, and the print of its name; sorted by name.
    columns: Vec<(usize, u64)>,
}

impl Printer {
    /// `names` are those of the columns as they are compared.
    pub(super) fn new(names: &[String]) -> Self {
        let mut places: Vec<usize> = (0..names.len()).collect();
        places.sort_by_key(|at| names.get(*at));
        let column = |at: usize| (at, add(SEED, names.get(at).map_or(b"", |name| name.as_bytes())));
        Self {
            columns: places.into_iter().map(column).collect(),
        }
    }

    pub(super) fn of(&self, row: &ByteRecord) -> u64 {
        self.columns
            .iter()
            .fold(SEED, |print, (at, name)| match row.get(*at).and_then(said) {
                Some(cell) => add(mix(print, *name), cell),
                None => print,
            })
    }
}

fn add(print: u64, text: &[u8]) -> u64 {
    let words = text.chunks(8).map(|chunk| {
        let mut word = [0; 8];
        for (to, from) in word.iter_mut().zip(chunk) {
            *to = *from;
        }
        u64::from_le_bytes(word)
    });
    words.fold(mix(print, text.len() as u64), mix)
}

/// Multiplies to twice the width and folds the halves together.
fn mix(print: u64, word: u64) -> u64 {
    let product =
        u128::from((print ^ word).wrapping_add(SEED) | 1) * u128::from(FACTOR ^ print.rotate_left(32));
    (product as u64) ^ ((product >> 64) as u64) ^ word.rotate_left(17)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(names: &[&str], cells: &[&str]) -> u64 {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        Printer::new(&names).of(&ByteRecord::from(cells.to_vec()))
    }

    #[test]
    fn the_same_row_has_the_same_print_whatever_its_columns_order_and_no_other_one_has() {
        let row = print(&["a", "b", "c"], &["1", "2", ""]);
        for (names, cells) in [
            (&["b", "a"][..], &["2", "1"][..]),
            (&["a", "b", "c"], &[" 1", "2 ", "NULL"]),
            (&["x", "b", "a"], &["", "2", "1"]),
        ] {
            assert_eq!(print(names, cells), row, "{names:?}");
        }
        for (names, cells) in [
            (&["a", "b"][..], &["2", "1"][..]),
            (&["a", "b"], &["1", "20"]),
            (&["a", "b"], &["12", ""]),
            (&["a", "c"], &["1", "2"]),
            (&["a", "b", "c"], &["1", "2", "0"]),
        ] {
            assert_ne!(print(names, cells), row, "{names:?}");
        }
    }

    #[test]
    fn rows_that_differ_in_a_digit_have_other_prints() {
        let mut seen = std::collections::BTreeSet::new();
        for resource in 0..200 {
            for hour in 0..100 {
                let cells = [format!("r{resource}"), format!("{hour}"), "0.5".to_owned()];
                let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
                assert!(
                    seen.insert(print(&["resource", "hour", "cost"], &cells)),
                    "{cells:?}"
                );
            }
        }
    }
}
