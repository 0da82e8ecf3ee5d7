//! Facts with source and date, loaded lazily, with user overlays.
