//! What a change of the vision makes fall out or in.
