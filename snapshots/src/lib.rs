//! Fixtures and their snapshots; the harness is in `tests/`.
