//! Rules, diagnostics, fixes, the sink that applies waivers, and [`Sound`].
//!
//! Nothing here is rendered: `report` turns a [`Diagnostic`] into terminal text, JSON or SARIF, `lsp` into the protocol's form.

mod diagnostic;
mod rule;
mod sink;

pub use diagnostic::{Diagnostic, Edit, Fix, Help, Label, Safety};
pub use rule::{Rule, Severity};
pub use sink::{CAP_PER_CODE, Diagnostics, Findings, Sound, Waived, Waiver, WaiverRules};
