-- Facts about this file: journal_id, home.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- Who writes, and how far each has come: an end of the record that is cut off does not match.
CREATE TABLE origin (
    n    INTEGER PRIMARY KEY,
    id   BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    oseq INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- The truth. Everything below it can be made again.
CREATE TABLE event (
    lseq         INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    origin       INTEGER NOT NULL REFERENCES origin (n),
    oseq         INTEGER NOT NULL,
    prev         BLOB NOT NULL CHECK (length(prev) = 32),
    type         TEXT NOT NULL,
    type_version INTEGER NOT NULL,
    subject      TEXT NOT NULL,
    time         INTEGER NOT NULL,
    actor        TEXT NOT NULL,
    causation    BLOB CHECK (length(causation) = 16),
    correlation  BLOB CHECK (length(correlation) = 16),
    body         BLOB,
    salt         BLOB CHECK (length(salt) = 16),
    body_hash    BLOB NOT NULL CHECK (length(body_hash) = 32),
    hash         BLOB NOT NULL CHECK (length(hash) = 32),
    UNIQUE (origin, oseq)
) STRICT;

CREATE INDEX event_by_subject ON event (subject);
CREATE INDEX event_by_type ON event (type);

CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;

-- The one change that is allowed takes the body and its salt out.
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
WHEN NOT (
    new.body IS NULL AND new.salt IS NULL
    AND new.lseq IS old.lseq AND new.id IS old.id AND new.origin IS old.origin AND new.oseq IS old.oseq
    AND new.prev IS old.prev AND new.type IS old.type AND new.type_version IS old.type_version
    AND new.subject IS old.subject AND new.time IS old.time AND new.actor IS old.actor
    AND new.causation IS old.causation AND new.correlation IS old.correlation
    AND new.body_hash IS old.body_hash AND new.hash IS old.hash
)
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;

-- What entities said, and manifests. Texts that are alike lie deflated in one pack, `size` bytes in full.
CREATE TABLE pack (
    n    INTEGER PRIMARY KEY,
    size INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT;

-- Where each version lies, once, by the SHA-256 of its bytes.
CREATE TABLE version (
    digest BLOB PRIMARY KEY CHECK (length(digest) = 32),
    pack   INTEGER NOT NULL REFERENCES pack (n),
    start  INTEGER NOT NULL,
    size   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Projection: what the catalog holds after all events.
CREATE TABLE catalog_entity (
    ref     TEXT PRIMARY KEY,
    version BLOB NOT NULL,
    file    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Projection: the first reading. Beside it, to spare work and never to decide: how often the projection changed, the
-- digest of all of it where known, and when the latest reading was taken (milliseconds).
CREATE TABLE catalog_state (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    baseline BLOB,
    revision INTEGER NOT NULL DEFAULT 0,
    manifest BLOB,
    read_at  INTEGER
) STRICT;

INSERT INTO catalog_state (only) VALUES (1);
