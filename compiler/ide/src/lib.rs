//! Editor features on a snapshot, in offsets, strings and edits.
