//! Fixtures with markers; knows no stage.
