//! Components: what all of them share. Fields of a component's own interface are read from its declaration.

use mlpc_units::Version;
use smol_str::SmolStr;

use super::Mount;
use crate::record::{choice, kind};
use crate::{At, DeclId, Item};

kind! {
    /// An installation of a component on a cluster.
    Component {
        cluster "cluster": At<DeclId>,
        version "version": Option<At<Version>>,
        size "size": Option<At<ComponentSize>>,
        namespace "namespace": Option<At<SmolStr>>,
        release "release": Option<At<SmolStr>>,
        host "host": Option<At<SmolStr>>,
        pool "pool": Option<At<DeclId>>,
        tenant "tenant": Option<At<DeclId>>,
        reads "reads": Vec<At<DeclId>>,
        writes "writes": Vec<At<DeclId>>,
        mounts "mount": Vec<Mount>,
        existing "existing": Option<At<SmolStr>>,
        values "values": Option<Item>,
    }
}

impl Component {
    /// Its kind: the component's folder.
    pub fn kind(&self) -> &str {
        self.address.split_once('.').map_or(self.address.as_str(), |(kind, _)| kind)
    }
}

choice! {
    /// A size profile.
    ComponentSize { Small = "small", Medium = "medium", Large = "large" }
}
