//! The typed platform: data and read-only queries.
