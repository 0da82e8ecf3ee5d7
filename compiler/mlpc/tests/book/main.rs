//! The book and the README say what is true: every block of a spec compiles or fails as it says, every transcript is what the binary prints.
//!
//! A block's info string says how it is tested: `kdl,platform` is a whole platform; `kdl,top` stands beside the declarations of
//! `book/prelude.mlp.kdl`, `kdl,tenant` inside its tenant `search`; `broken=CODE` after that expects exactly this code; `kdl,ignore=REASON` is not tested.
//! `console,quickstart` runs the lines that begin with `$ ` in a copy of `examples/quickstart` (`starter`: of the template; `empty`: in an empty
//! folder); blocks of one page and one name go on in the same copy, `quickstart.2` is another. In what they print, a line `…` stands for any lines.
//! `UPDATE_BOOK=1` writes what the commands print into blocks without such a line.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a binary of tests: a panic is a failed test")]

mod page;
mod specs;
mod transcripts;
