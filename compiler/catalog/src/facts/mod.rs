//! The facts as typed values, one file a subject.

pub(crate) mod accelerator;
pub(crate) mod limit;
pub(crate) mod machine;
pub(crate) mod model;
pub(crate) mod price;
pub(crate) mod provenance;
pub(crate) mod region;
pub(crate) mod slo;
pub(crate) mod version;
