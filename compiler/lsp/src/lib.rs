//! The language server protocol: loop, positions, conversions.
