//! How terminal output is drawn: width and colour. Colour repeats what the words say, never replaces it.

use anstyle::{AnsiColor, Style};

/// What the terminal can show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Terminal {
    /// Columns, at least 80.
    pub width: usize,
    /// Whether colours are wanted.
    pub color: bool,
}

impl Terminal {
    /// No colours, 100 columns: files, tests.
    pub const PLAIN: Self = Self { width: 100, color: false };

    /// `text` in a style, if colours are wanted.
    pub fn paint(self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

/// What is made.
pub const ADD: Style = AnsiColor::Green.on_default();
/// What changes.
pub const CHANGE: Style = AnsiColor::Yellow.on_default();
/// What goes.
pub const DESTROY: Style = AnsiColor::Red.on_default();
/// What is replaced.
pub const REPLACE: Style = AnsiColor::Magenta.on_default();
/// Places and other lesser things.
pub const DIM: Style = Style::new().dimmed();
/// Headings.
pub const BOLD: Style = Style::new().bold();
