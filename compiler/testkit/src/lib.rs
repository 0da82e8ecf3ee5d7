//! Fixtures with markers; knows no stage.
//!
//! A fixture is a valid spec, perhaps of several files, whose comments say what is expected of it:
//!
//! ```text
//! //- platform.mlp.kdl
//! tenant "search" {
//!     quota "l40" gpus=8
//!     //    ^^^^^ MLP0106 no pool is called `l40`
//!     bucket "lake" colour="red" //~ MLP0102
//! }
//! ```
//!
//! `^^^` expects the primary label of a finding under the line above, `---` another label with that text, `//~` a finding somewhere on
//! its line, and `$0` is the cursor.

mod compare;
mod fixture;

pub use compare::{Found, Mark};
pub use fixture::{Expectation, Fixture, FixtureFile, Place};
