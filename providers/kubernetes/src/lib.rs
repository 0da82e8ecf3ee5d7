//! How each core kind lowers to Kubernetes objects; names and limits. Pure.
