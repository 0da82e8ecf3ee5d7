//! Code generation, tidy, catalog conversion, workloads for benches.

fn main() {}
