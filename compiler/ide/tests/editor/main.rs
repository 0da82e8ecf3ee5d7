//! Editor features on fixtures with a cursor.

mod actions;
mod completion;
mod diagnostics;
mod hover;
mod navigation;
mod support;
mod symbols;
