//! What keeps a graph from being printed: inconsistencies of ours.

use std::fmt;

use mlpc_graph::Address;
use smol_str::SmolStr;

/// Something in the graph that has no text in the format it is to be printed in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EmitFault {
    /// A value that was found wrong came through to emission.
    Poison(SmolStr),
    /// An argument, block or label that is no identifier.
    Name {
        /// The resource.
        at: SmolStr,
        /// The name.
        name: SmolStr,
    },
    /// Two policy documents of one name differ.
    PolicyClash(Address),
    /// A resource names a target that there isn't.
    NoTarget {
        /// The resource.
        at: Address,
        /// The target it names.
        target: SmolStr,
    },
    /// A reference to what another Terraform root makes.
    OtherRoot {
        /// The resource.
        at: SmolStr,
        /// What it refers to.
        to: Address,
    },
}

impl fmt::Display for EmitFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Poison(at) => write!(f, "{at} holds a value that was found wrong before"),
            Self::Name { at, name } => write!(f, "{at} has an argument or block `{name}`, which is no identifier"),
            Self::PolicyClash(at) => write!(f, "two policy documents {at} differ"),
            Self::NoTarget { at, target } => write!(f, "{at} stands in target `{target}`, which is not there"),
            Self::OtherRoot { at, to } => write!(f, "{at} refers to {to}, which another target makes"),
        }
    }
}

impl std::error::Error for EmitFault {}
