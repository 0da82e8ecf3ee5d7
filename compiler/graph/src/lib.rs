//! Resources, values, addresses and references, in Terraform's vocabulary.
//!
//! One graph holds cloud resources, Kubernetes objects and Helm releases alike; emitters, planner and engine read nothing else. Identity inside
//! values is the [`Address`], not an index: a graph, a state and a plan compare without a table between them.

mod address;
mod graph;
mod map;
mod policy;
mod resource;
pub mod schema;
mod value;
mod walk;

pub use address::{Address, AddressError, ResourceName};
pub use graph::{Faulty, GraphBuilder, GraphFault, ResourceGraph, ResourceId};
pub use map::{Entry, Map, Note, SharedId};
pub use policy::{Condition, PolicyDoc, Principal, Statement};
pub use resource::{Charge, HelmChart, Lifecycle, Placement, Resource, ResourceKind};
pub use value::{AttrPath, Part, PathStep, Reference, Value};
pub use walk::{Difference, diff, leaves, references};
