//! Drives `terraform` or `tofu` and folds their events into ours.
