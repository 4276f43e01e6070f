//! Drawing: theme, widgets, tables, tree, text safety. Functions of `app` state; no IO.
