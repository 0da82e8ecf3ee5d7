//! The table of kinds, properties, types, docs and deprecations.
