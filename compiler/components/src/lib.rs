//! Reads `stdlib/components`: interface, chart pin, values templates.
