//! The terminal, the event loop, effects and signals: the only place where the screens meet the world.
