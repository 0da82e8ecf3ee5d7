//! View models of plan, preview, cost and diagnostics, and their renderings.
