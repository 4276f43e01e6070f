//! What an action says about itself, so that blueprints can be checked before anything runs.

use serde_json::Value;

/// One action that a step can name.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionSpec {
    /// As `publish:github`.
    pub id: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// JSON Schema of its input.
    pub input: Value,
    /// JSON Schema of its output.
    pub output: Value,
    pub settlement: Settlement,
    pub undo: UndoSpec,
}

/// How it is settled whether an effect happened whose outcome was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// It changes nothing but the run's own files, or does the same again without harm.
    Repeat,
    /// It is looked for by its marker.
    Observe,
    /// Only a person can tell.
    Ask,
}

/// Whether it can be undone, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndoSpec {
    /// What undoing does.
    By(&'static str),
    /// Nothing outside was changed.
    Nothing,
    /// Why it cannot be undone.
    Not(&'static str),
}
