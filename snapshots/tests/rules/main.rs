//! Findings: one test a fixture under `rules/<CODE>/`, one a file of `examples/mistakes/`, one an example of each code's page, what holds
//! for the registry as a whole, mistakes seeded into the quickstart, and that no field of a spec goes without effect or word.
//!
//! A fixture is a spec with `rules/<CODE>/<case>.snap` beside it: the source and what a terminal shows. `INSTA_UPDATE=always` writes them anew.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a binary of tests: a panic is a failed test"
)]

mod compile;
mod effects;
mod files;
mod fixtures;
mod mistakes;
mod numbers;
mod pages;
mod seeded;
mod slo_limits;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let mut trials: Vec<Trial> = Vec::new();
    trials.extend(fixtures::trials());
    trials.extend(mistakes::trials());
    trials.extend(pages::trials());
    trials.extend(numbers::trials());
    trials.extend(slo_limits::trials());
    trials.extend(seeded::trials());
    trials.extend(effects::trials());
    libtest_mimic::run(&arguments, trials).exit();
}
