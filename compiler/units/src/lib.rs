//! Exact quantities: parse, print, arithmetic; no floats.
