-- Projection: each task as the events leave it. Moments are milliseconds; entities and labels are joined by line breaks.
CREATE TABLE task (
    n             INTEGER PRIMARY KEY,
    id            TEXT NOT NULL UNIQUE,
    -- The latest event that changed it.
    lseq          INTEGER NOT NULL,
    title         TEXT NOT NULL,
    -- Description and comments, to be searched.
    text          TEXT NOT NULL,
    status        INTEGER NOT NULL,
    priority      INTEGER NOT NULL,
    category      TEXT NOT NULL,
    requester     TEXT NOT NULL,
    team          TEXT NOT NULL,
    assignee      TEXT NOT NULL,
    entities      TEXT NOT NULL,
    labels        TEXT NOT NULL,
    source        TEXT NOT NULL,
    system        TEXT NOT NULL,
    key           TEXT NOT NULL,
    url           TEXT NOT NULL,
    ticket_status TEXT NOT NULL,
    blueprint     TEXT NOT NULL,
    reason        TEXT NOT NULL,
    duplicate_of  TEXT NOT NULL,
    timer_by      TEXT NOT NULL,
    created       INTEGER NOT NULL,
    changed       INTEGER NOT NULL,
    triaged       INTEGER,
    started       INTEGER,
    closed        INTEGER,
    snoozed_until INTEGER,
    timer_since   INTEGER,
    measured      INTEGER NOT NULL,
    logged        INTEGER,
    stated        INTEGER,
    comments      INTEGER NOT NULL,
    exit_status   INTEGER,
    -- SHA-256 of the ticket as it was imported last.
    ticket        BLOB
) STRICT;

CREATE INDEX task_by_lseq ON task (lseq);
CREATE INDEX task_by_created ON task (created);
CREATE INDEX task_by_closed ON task (closed);
CREATE INDEX task_by_category ON task (category);
CREATE INDEX task_by_key ON task (key) WHERE key <> '';

-- The words of titles, descriptions and comments (sqlite.org/fts5.html, external content).
CREATE VIRTUAL TABLE task_text USING fts5 (
    title, text, content = 'task', content_rowid = 'n', prefix = '3', tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER task_text_begins AFTER INSERT ON task
BEGIN
    INSERT INTO task_text (rowid, title, text) VALUES (new.n, new.title, new.text);
END;

CREATE TRIGGER task_text_ends AFTER DELETE ON task
BEGIN
    INSERT INTO task_text (task_text, rowid, title, text) VALUES ('delete', old.n, old.title, old.text);
END;

CREATE TRIGGER task_text_changes AFTER UPDATE ON task WHEN old.title IS NOT new.title OR old.text IS NOT new.text
BEGIN
    INSERT INTO task_text (task_text, rowid, title, text) VALUES ('delete', old.n, old.title, old.text);
    INSERT INTO task_text (rowid, title, text) VALUES (new.n, new.title, new.text);
END;
