//! The pure core of the full-screen program: state, messages, intents, update. Knows `model` only.
