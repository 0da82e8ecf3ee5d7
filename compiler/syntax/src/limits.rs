//! The limits of one file, as the language's page names them. Beyond them is a problem of group 00, never a crash.

/// Bytes of one file.
pub const FILE: usize = 64 << 20;
/// Levels of nested blocks, and of nested expressions.
pub const NESTING: usize = 256;
/// Bytes of one text.
pub const TEXT: usize = 16 << 20;
/// Expressions in one text.
pub const EXPRESSIONS: usize = 1 << 16;
/// Problems of one file that are kept one by one; the rest is counted.
pub const PROBLEMS: usize = 10_000;
