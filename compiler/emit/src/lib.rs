//! Resource graph to HCL, Helm values and manifests.
