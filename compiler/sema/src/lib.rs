//! Tree to platform: index, expand, resolve, type, evaluate.
