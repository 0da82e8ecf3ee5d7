//! How each core kind lowers to AWS; names and limits. Pure.
