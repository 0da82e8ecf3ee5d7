//! The rules, one file each, and the registry of all codes.
