-- Projection: each run in a line, as the events leave it. Moments are milliseconds; approvers are joined by line breaks.
CREATE TABLE run (
    id        TEXT PRIMARY KEY,
    -- The latest event that changed it.
    lseq      INTEGER NOT NULL,
    blueprint TEXT NOT NULL,
    title     TEXT NOT NULL,
    requester TEXT NOT NULL,
    status    TEXT NOT NULL,
    task      TEXT NOT NULL,
    done      INTEGER NOT NULL,
    steps     INTEGER NOT NULL,
    current   TEXT NOT NULL,
    approvers TEXT NOT NULL,
    sandbox   INTEGER NOT NULL,
    created   INTEGER NOT NULL,
    changed   INTEGER NOT NULL,
    closed    INTEGER,
    -- When there will be something to do without a person.
    due       INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX run_by_created ON run (created);
CREATE INDEX run_by_due ON run (due) WHERE due IS NOT NULL;
