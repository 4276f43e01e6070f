-- Projection: what each event that changed the catalog found, in the order of the events. Taken back, the latest first, they
-- lead from the catalog of now to that of any day. The first row is the first reading, which found nothing.
CREATE TABLE catalog_before (
    lseq    INTEGER PRIMARY KEY,
    -- Of the event, in milliseconds.
    time    INTEGER NOT NULL,
    -- Empty for the first reading.
    ref     TEXT NOT NULL,
    -- What the entity said before; nothing where it was not there.
    version BLOB,
    -- Where it was before, if not where it is after the event.
    file    TEXT
) STRICT;
