//! KDL 2 text to a lossless tree; `${}` syntax; formatter. The only crate that knows KDL.
