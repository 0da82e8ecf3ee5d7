//! Platform to resource graph.
