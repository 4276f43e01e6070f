//! Questions to the event log, and how a row becomes an event.

use jiff::Timestamp;
use rusqlite::types::{ToSql, ValueRef};
use rusqlite::{Connection, Row};
use uuid::Uuid;

use super::error::Cause;
use crate::model::journal::{Event, Filter, Hash, Record, Subject};

/// The columns of an event `e` and its origin `o`, in the order in which [`event_of`] reads them.
pub(super) const COLUMNS: &str = "e.lseq, e.id, o.id, e.oseq, e.prev, e.type, e.type_version, e.subject, e.time, e.actor, \
     e.causation, e.correlation, e.body, e.salt, e.body_hash, e.hash";

/// The columns of a row, in the order in which [`record_of`] reads them.
pub(super) const RECORD_COLUMNS: &str = "lseq, id, origin, oseq, prev, type, type_version, subject, time, actor, causation, \
     correlation, body, salt, body_hash, hash";

/// A row as raw bytes, whatever they are. `origin` gives the identity of an origin by its number.
pub(super) fn record_of<'a, 'o: 'a>(
    row: &'a Row<'_>,
    journal_id: &'a [u8],
    origin: impl FnOnce(i64) -> &'o [u8],
) -> rusqlite::Result<Record<'a>> {
    Ok(Record {
        lseq: number(row, 0)?.cast_unsigned(),
        journal_id,
        id: bytes(row, 1)?,
        origin: origin(number(row, 2)?),
        oseq: number(row, 3)?.cast_unsigned(),
        prev: bytes(row, 4)?,
        type_: bytes(row, 5)?,
        type_version: number(row, 6)?,
        subject: bytes(row, 7)?,
        time: number(row, 8)?,
        actor: bytes(row, 9)?,
        causation: optional_bytes(row, 10)?,
        correlation: optional_bytes(row, 11)?,
        body: optional_bytes(row, 12)?,
        salt: optional_bytes(row, 13)?,
        body_hash: bytes(row, 14)?,
        hash: bytes(row, 15)?,
    })
}

/// A row as an event.
pub(super) fn event_of(row: &Row<'_>, journal_id: Uuid) -> rusqlite::Result<Event> {
    let id = |index| row.get::<_, [u8; 16]>(index).map(Uuid::from_bytes);
    let optional_id = |index| {
        row.get::<_, Option<[u8; 16]>>(index)
            .map(|id| id.map(Uuid::from_bytes))
    };
    let time = row.get(8)?;
    Ok(Event {
        lseq: row.get::<_, i64>(0)?.cast_unsigned(),
        id: id(1)?,
        journal_id,
        origin: id(2)?,
        oseq: row.get::<_, i64>(3)?.cast_unsigned(),
        prev: Hash(row.get(4)?),
        type_: row.get(5)?,
        type_version: row.get(6)?,
        subject: Subject::from(row.get::<_, String>(7)?),
        time: Timestamp::from_millisecond(time)
            .map_err(|_| rusqlite::Error::IntegralValueOutOfRange(8, time))?,
        actor: row.get(9)?,
        causation: optional_id(10)?,
        correlation: optional_id(11)?,
        body: row.get(12)?,
        salt: row.get(13)?,
        body_hash: Hash(row.get(14)?),
        hash: Hash(row.get(15)?),
    })
}

fn number(row: &Row<'_>, index: usize) -> rusqlite::Result<i64> {
    Ok(match row.get_ref(index)? {
        ValueRef::Integer(number) => number,
        _ => i64::MIN,
    })
}

fn bytes<'a>(row: &'a Row<'_>, index: usize) -> rusqlite::Result<&'a [u8]> {
    Ok(optional_bytes(row, index)?.unwrap_or_default())
}

fn optional_bytes<'a>(row: &'a Row<'_>, index: usize) -> rusqlite::Result<Option<&'a [u8]>> {
    Ok(match row.get_ref(index)? {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(bytes),
        _ => None,
    })
}

/// The events that pass the filter.
pub(super) fn select(conn: &Connection, journal_id: Uuid, filter: &Filter) -> Result<Vec<Event>, Cause> {
    let Some(query) = Query::of(conn, filter)? else {
        return Ok(Vec::new());
    };
    let mut statement = conn.prepare_cached(&query.sql)?;
    let parameters: Vec<(&str, &dyn ToSql)> = query
        .parameters
        .iter()
        .map(|(name, value)| (name.as_str(), &**value))
        .collect();
    let events = statement.query_map(parameters.as_slice(), |row| event_of(row, journal_id))?;
    Ok(events.collect::<rusqlite::Result<_>>()?)
}

/// The first position with a time of at least `time`.
pub(super) fn first_since(conn: &Connection, time: Timestamp) -> Result<Option<u64>, Cause> {
    // An id begins with its event's time, so the index of ids is the index of times.
    let lseq: Option<i64> = conn
        .prepare_cached("SELECT min(lseq) FROM event WHERE id >= ?1")?
        .query_row([Event::first_id_at(time).as_bytes()], |row| row.get(0))?;
    Ok(lseq.map(i64::cast_unsigned))
}

/// A filter in SQL. Types are looked up first and asked for one by one, so that the latest few of a rare type come out
/// of its index and not out of a walk through everything.
struct Query {
    sql: String,
    parameters: Parameters,
}

type Parameters = Vec<(String, Box<dyn ToSql>)>;

impl Query {
    /// Nothing where the filter lets nothing through.
    fn of(conn: &Connection, filter: &Filter) -> Result<Option<Query>, Cause> {
        let Some((conditions, mut parameters)) = conditions(conn, filter)? else {
            return Ok(None);
        };
        let types = match &filter.type_prefix {
            None => vec![None],
            Some(prefix) => types_with(conn, prefix)?.into_iter().map(Some).collect(),
        };
        if types.is_empty() {
            return Ok(None);
        }
        // With a subject its index is the better one; the sign keeps SQLite off the index of types.
        let type_column = if filter.subject.is_some() {
            "+e.type"
        } else {
            "e.type"
        };
        let order = if filter.newest_first { "DESC" } else { "ASC" };
        let mut branches = Vec::new();
        for (index, type_) in types.into_iter().enumerate() {
            let mut conditions = conditions.clone();
            if let Some(type_) = type_ {
                conditions.push(format!("{type_column} = :type{index}"));
                parameters.push((format!(":type{index}"), Box::new(type_)));
            }
            branches.push(format!(
                "SELECT * FROM (SELECT lseq FROM event e WHERE {} ORDER BY lseq {order} LIMIT :limit)",
                conditions.join(" AND ")
            ));
        }
        let limit = filter
            .limit
            .map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
        parameters.push((":limit".to_owned(), Box::new(limit)));
        let sql = format!(
            "SELECT {COLUMNS} FROM ({} ORDER BY lseq {order} LIMIT :limit) found \
             CROSS JOIN event e ON e.lseq = found.lseq CROSS JOIN origin o ON o.n = e.origin ORDER BY found.lseq {order}",
            branches.join(" UNION ALL ")
        );
        Ok(Some(Query { sql, parameters }))
    }
}

/// What a filter asks of every event, but for its type. Nothing where there is no event so late.
fn conditions(conn: &Connection, filter: &Filter) -> Result<Option<(Vec<String>, Parameters)>, Cause> {
    let mut parameters: Parameters = Vec::new();
    let mut conditions = vec!["1".to_owned()];
    let mut require = |condition: &str, name: &str, value: Box<dyn ToSql>| {
        conditions.push(condition.to_owned());
        parameters.push((name.to_owned(), value));
    };
    if let Some(after) = filter.after {
        require("e.lseq > :after", ":after", Box::new(after.cast_signed()));
    }
    if let Some(before) = filter.before {
        require("e.lseq < :before", ":before", Box::new(before.cast_signed()));
    }
    if let Some(since) = filter.since {
        let Some(first) = first_since(conn, since)? else {
            return Ok(None);
        };
        require("e.lseq >= :first", ":first", Box::new(first.cast_signed()));
        require("e.time >= :since", ":since", Box::new(since.as_millisecond()));
    }
    if let Some(until) = filter.until {
        require("e.time <= :until", ":until", Box::new(until.as_millisecond()));
    }
    if let Some(subject) = &filter.subject {
        let subject = subject.as_str().to_owned();
        require("e.subject = :subject", ":subject", Box::new(subject));
    }
    if let Some(actor) = &filter.actor {
        require("e.actor = :actor", ":actor", Box::new(actor.clone()));
    }
    if let Some(text) = &filter.text {
        let columns = ["e.subject", "e.type", "e.actor", "CAST(e.body AS TEXT)"];
        let one = columns
            .map(|column| format!("{column} LIKE :text ESCAPE '\\'"))
            .join(" OR ");
        require(&format!("({one})"), ":text", Box::new(like_pattern(text)));
    }
    Ok(Some((conditions, parameters)))
}

/// The types that begin with `prefix`, one step of the index each. There are few: one for each thing that can happen.
fn types_with(conn: &Connection, prefix: &str) -> Result<Vec<String>, Cause> {
    let first = |sql: &str, from: &str| -> Result<Option<String>, Cause> {
        Ok(conn.prepare_cached(sql)?.query_row([from], |row| row.get(0))?)
    };
    let mut types = Vec::new();
    let mut next = first("SELECT min(type) FROM event WHERE type >= ?1", prefix)?;
    while let Some(type_) = next.filter(|type_| type_.starts_with(prefix)) {
        next = first("SELECT min(type) FROM event WHERE type > ?1", &type_)?;
        types.push(type_);
    }
    Ok(types)
}

fn like_pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
