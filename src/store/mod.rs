//! The embedded SQLite journal: schema, append, projections, verify, migrate. Knows `model`.
