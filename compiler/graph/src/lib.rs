//! Resources, values, addresses and references in Terraform's vocabulary.
