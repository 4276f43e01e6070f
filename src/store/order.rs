//! Which events had happened by a moment. Their order says, not their times: where a clock was wrong for a while, the times of
//! most readings are believed before those of few.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::error::Cause;

/// What changed the catalog, in the projection.
pub(super) const STEPS: &str = "catalog_before WHERE 1";
/// The same, in the events; the sign keeps SQLite off the index of types.
pub(super) const EVENTS: &str =
    "event WHERE +type IN ('catalog.read', 'entity.appeared', 'entity.changed', 'entity.disappeared')";

/// The position of the first that had not happened by `time`; nothing where all had.
pub(super) fn end(conn: &Connection, of: &str, time: Timestamp) -> Result<Option<u64>, Cause> {
    let time = time.as_millisecond();
    let place = |sql: String| -> Result<Option<i64>, Cause> {
        let mut statement = conn.prepare_cached(&sql)?;
        Ok(statement.query_row([time], |row| row.get(0)).optional()?)
    };
    let Some(later) = place(format!(
        "SELECT lseq FROM {of} AND time > ?1 ORDER BY lseq LIMIT 1"
    ))?
    else {
        return Ok(None);
    };
    let earlier = place(format!(
        "SELECT lseq FROM {of} AND time <= ?1 ORDER BY lseq DESC LIMIT 1"
    ))?;
    if earlier.is_none_or(|earlier| earlier < later) {
        return Ok(Some(later.cast_unsigned()));
    }
    let mut statement = conn.prepare_cached(&format!("SELECT lseq, time FROM {of} ORDER BY lseq"))?;
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get::<_, i64>(1)?))
    })?;
    Ok(believed_end(&rows.collect::<rusqlite::Result<Vec<_>>>()?, time))
}

/// The same of positions with their times, in the order of the positions, where some times are wrong: what came before the last
/// believed one that is not later had happened by then, too.
fn believed_end(events: &[(u64, i64)], time: i64) -> Option<u64> {
    // A reading has one time, however many events it is.
    let readings: Vec<(u64, i64)> = events
        .chunk_by(|one, next| one.1 == next.1)
        .filter_map(|reading| reading.first().copied())
        .collect();
    let times: Vec<i64> = readings.iter().map(|(_, time)| *time).collect();
    let had_happened = |at: &usize| times.get(*at).is_some_and(|believed| *believed <= time);
    let last = believed(&times).into_iter().rfind(had_happened);
    let mut rest = readings.iter().skip(last.map_or(0, |last| last + 1));
    rest.find(|(_, at)| *at > time).map(|(lseq, _)| *lseq)
}

/// The places of the most times that nowhere go back; of as many, those that end earlier.
fn believed(times: &[i64]) -> Vec<usize> {
    // For each length the sequence that ends the earliest, by where it ends; and before each time the one that it goes on from.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(times.len());
    for (at, time) in times.iter().enumerate() {
        let length = ends.partition_point(|end| times.get(*end).is_some_and(|end| end <= time));
        before.push(ends.get(..length).and_then(|shorter| shorter.last().copied()));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let last = ends.last().copied();
    let mut found: Vec<usize> =
        std::iter::successors(last, |at| before.get(*at).copied().flatten()).collect();
    found.reverse();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_times_are_believed_before_few() {
        for (times, expected) in [
            (&[][..], &[][..]),
            (&[1, 5, 9], &[0, 1, 2]),
            (&[1, 5, 200, 10, 15], &[0, 1, 3, 4]),
            (&[1, 5, -200, 10, 15], &[0, 1, 3, 4]),
            (&[200, 1, 5], &[1, 2]),
            (&[1, 200, 5], &[0, 2]),
            (&[1, 1, 1], &[0, 1, 2]),
        ] {
            assert_eq!(believed(times), expected, "{times:?}");
        }
    }

    #[test]
    fn a_reading_of_many_events_has_one_voice() {
        let mut events = vec![(1, 1), (2, 5)];
        events.extend((3..100).map(|lseq| (lseq, 200)));
        events.extend([(100, 10), (101, 10), (102, 15)]);
        for (time, expected) in [
            (0, Some(1)),
            (1, Some(2)),
            (9, Some(3)),
            (10, Some(102)),
            (14, Some(102)),
            (15, None),
        ] {
            assert_eq!(believed_end(&events, time), expected, "{time}");
        }
    }
}
