//! The interface of a component: what `component.kdl` says.

mod read;

use mlpc_graph::Map;
use mlpc_schema::{Field, Kind};
use mlpc_source::TextRange;
use smol_str::SmolStr;

use crate::{Chart, Folder};

/// A component: its kind, its charts, what it brings and what it needs.
#[derive(Clone, Debug)]
pub struct Component {
    /// The folder's name, and the kind's.
    pub name: SmolStr,
    /// One line.
    pub summary: SmolStr,
    /// A paragraph or several.
    pub doc: SmolStr,
    /// The interface's own fields; those that all components share are added by [`Component::kind`].
    pub fields: Vec<Field>,
    /// Its chart.
    pub chart: Chart,
    /// The text of `values.hbs`.
    pub template: SmolStr,
    /// What the profiles set, by size.
    pub sizes: Vec<(Size, Map)>,
    /// API groups whose custom resources it brings.
    pub crds: Vec<SmolStr>,
    /// What it offers to others, in words of our own: `metrics`, `queues`, `scaling`, `secrets`.
    pub capabilities: Vec<SmolStr>,
    /// Service accounts whose pods call the cloud.
    pub identities: Vec<Identity>,
    /// Stores that fields name, and what it does with them.
    pub stores: Vec<StoreUse>,
    /// Endpoints with metrics that the chart itself doesn't announce.
    pub monitors: Vec<Monitor>,
    /// Names of metrics that it exports, for SLOs on it.
    pub metrics: Vec<SmolStr>,
}

/// A size profile.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Size {
    /// Clusters of up to 20 nodes.
    Small,
    /// Up to 200.
    Medium,
    /// More.
    Large,
}

/// A service account whose pods act in the cloud.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Identity {
    /// Its name in the release's namespace.
    pub service_account: SmolStr,
    /// What it may do on AWS, apart from what follows from stores.
    pub aws: Vec<Statement>,
}

/// One statement of an IAM policy; texts are templates over the values' context.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// `autoscaling:DescribeAutoScalingGroups` …
    pub actions: Vec<SmolStr>,
    /// ARNs.
    pub resources: Vec<SmolStr>,
    /// Operator, key, values.
    pub conditions: Vec<(SmolStr, SmolStr, Vec<SmolStr>)>,
}

/// A store that a field names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoreUse {
    /// The field.
    pub field: SmolStr,
    /// What it does with the store.
    pub access: Access,
    /// Whether the connection is handed over as a Secret of the release's namespace, `<release>-<field>`.
    pub connection: bool,
}

/// What may be done with a store.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Read.
    Read,
    /// Read and write.
    Write,
}

/// An endpoint with metrics.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Monitor {
    /// Labels of the service.
    pub select: Vec<(SmolStr, SmolStr)>,
    /// The service's port, by name.
    pub port: SmolStr,
    /// `https` endpoints are read with the scraper's own token, their certificate unseen.
    pub https: bool,
}

/// What is wrong with a component's folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InterfaceError {
    /// The file, `kueue/component.kdl`.
    pub file: SmolStr,
    /// Where in it.
    pub range: Option<TextRange>,
    /// What is wrong, and what is expected.
    pub message: String,
}

impl Size {
    /// The size named by `word`.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "small" => Self::Small,
            "medium" => Self::Medium,
            "large" => Self::Large,
            _ => return None,
        })
    }

    /// The size for a cluster whose pools have at most `nodes` nodes together.
    pub const fn of_nodes(nodes: u64) -> Self {
        match nodes {
            0..=20 => Self::Small,
            21..=200 => Self::Medium,
            _ => Self::Large,
        }
    }

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }
}

impl Component {
    /// Its kind, with the fields that all components share.
    pub fn kind(&self) -> Kind {
        Kind::component(&self.name, &self.summary)
            .doc(&self.doc)
            .fields(self.fields.iter().cloned())
            .lowers_to(&format!("Helm release of chart {} {}", self.chart.name, self.chart.version))
    }

    /// What the profile of a size sets.
    pub fn profile(&self, size: Size) -> Option<&Map> {
        self.sizes.iter().find(|(it, _)| *it == size).map(|(_, map)| map)
    }
}

/// Reads a component's folder.
pub(crate) fn read(folder: &Folder<'_>) -> Result<Component, Vec<InterfaceError>> {
    read::component(folder)
}
