//! Facts with source and date, loaded lazily, with user overlays.
//!
//! A fact that isn't here is unknown: `None`, never a guess. Numbers are exact.

mod catalog;
pub mod csv;
mod facts;
mod memo;
mod overlay;
mod row;
mod rows;
mod tables;

pub use catalog::Catalog;
pub use facts::accelerator::{Accelerator, MigProfile, MigSet, Placement};
pub use facts::limit::ServiceLimit;
pub use facts::machine::{Machine, Offering};
pub use facts::model::Model;
pub use facts::price::Price;
pub use facts::provenance::{Provenance, Source};
pub use facts::region::Region;
pub use facts::slo::{BurnRateWindow, Metric, MetricDetail, ServiceSla};
pub use facts::version::{DriverBranches, KubernetesVersion};
pub use overlay::OverlayError;
pub use tables::{Shape, TABLES, TableSpec, spec};

#[cfg(test)]
mod gpu_facts;
#[cfg(test)]
mod tests;
