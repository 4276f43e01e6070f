//! Findings of the vision in `muster vision check` and `muster catalog check`.
