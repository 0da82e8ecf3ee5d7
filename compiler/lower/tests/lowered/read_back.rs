//! Translation validation of whole platforms: what is emitted, read by a parser that isn't ours, is what the graph holds.

use crate::support::{example, lower};

/// The reader is emission's own test harness; it shares no code with the printers.
#[path = "../../../emit/tests/emitted/reader.rs"]
#[expect(dead_code, reason = "emission's own tests also compare single texts")]
mod reader;

#[test]
fn the_quickstart_reads_back() {
    let lowered = lower(&example("quickstart"));
    let mismatches = reader::verify(&lowered.graph, &lowered.emit());
    assert!(mismatches.is_empty(), "{mismatches:#?}");
}
