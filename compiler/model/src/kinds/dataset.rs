//! `dataset`: data with a class, a place and readers.

use mlpc_units::{Duration, Quantity};
use smol_str::SmolStr;

use crate::record::{choice, kind};
use crate::{At, DeclId, Val, read::Scalar};

kind! {
    /// Data with a class and a place.
    Dataset {
        tenant "tenant": At<DeclId>,
        store "in": At<DeclId>,
        path "path": Option<At<SmolStr>>,
        class "class": At<DataClass>,
        residency "residency": Option<At<SmolStr>>,
        freshness "freshness": Option<At<Duration>>,
        size "size": Option<At<Quantity>>,
        leaves_to "leaves-to": Vec<At<Place>>,
        derived "derived": Option<At<Derivation>>,
        contract "contract": Option<At<SmolStr>>,
    }
}

choice! {
    /// How sensitive data is, from open to strict.
    DataClass { Public = "public", Internal = "internal", Pii = "pii", Phi = "phi" }
}

choice! {
    /// How a dataset was made of stricter data.
    Derivation { Anonymized = "anonymized" }
}

/// Where data may be taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// A target.
    Target(DeclId),
    /// A region.
    Region(SmolStr),
}

impl Scalar for Place {
    fn of(val: &Val) -> Option<Self> {
        match val {
            Val::Ref(target) => Some(Self::Target(*target)),
            Val::Text(region) => Some(Self::Region(region.clone())),
            _ => None,
        }
    }
}
