//! Who answers for what: one accountable person, the roles beside them, and the path that led there.
