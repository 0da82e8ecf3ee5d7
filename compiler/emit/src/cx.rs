//! What emission is told beside the graph: names, versions, targets, and where declarations are written.

use mlpc_graph::{Address, Map};
use smol_str::{SmolStr, format_smolstr};

/// What emission may know beside the graph.
pub struct EmitCx<'a> {
    /// The platform's name.
    pub platform: SmolStr,
    /// The version of mlpc that writes.
    pub mlpc: SmolStr,
    /// The platform's targets, in order of name.
    pub targets: Vec<TargetCx>,
    /// The spec's file that declares an owner (`network.main` → `platform.mlp.kdl`).
    pub source: &'a dyn Fn(&str) -> Option<SmolStr>,
}

/// A target: one Terraform root.
#[derive(Clone, Debug)]
pub struct TargetCx {
    /// Its name.
    pub name: SmolStr,
    /// Where it is.
    pub cloud: Cloud,
    /// The cloud's region; empty for Kubernetes targets.
    pub region: SmolStr,
    /// Account, project, subscription or context.
    pub account: SmolStr,
    /// The version constraint of the cloud's Terraform provider (`~> 6.69`).
    pub provider_version: SmolStr,
    /// Further providers, as the spec's `provider` fields name them.
    pub providers: Vec<ProviderCx>,
    /// Where Terraform keeps its state; `None` for the local default, which needs no block.
    pub backend: Option<Backend>,
    /// Tags or labels on everything that the provider makes.
    pub default_tags: Map,
    /// How charts arrive.
    pub delivery: Delivery,
    /// Addresses that Terraform is to forget without destroying.
    pub removed: Vec<Address>,
    /// Whether something of the cloud's provider stands in Terraform's state, though perhaps in the graph no more: what is to be destroyed needs
    /// the provider's settings. See [`TargetCx::holding`].
    pub holds: bool,
}

/// A cloud, or a cluster that exists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cloud {
    /// Amazon Web Services.
    Aws,
    /// Google Cloud.
    Gcp,
    /// Microsoft Azure.
    Azure,
    /// Any cluster that exists; it has no Terraform root unless a resource is placed there.
    Kubernetes,
}

/// How charts arrive in a cluster.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Delivery {
    /// By the `helm` program.
    Helm,
    /// By Argo CD.
    ArgoCd,
    /// By Flux.
    Flux,
}

/// A Terraform provider beside the cloud's own.
#[derive(Clone, Debug)]
pub struct ProviderCx {
    /// `hashicorp/awscc`.
    pub source: SmolStr,
    /// A version constraint.
    pub version: SmolStr,
    /// What its provider block holds.
    pub settings: Map,
}

/// A backend block: its type and arguments.
#[derive(Clone, Debug)]
pub struct Backend {
    /// `s3`, `gcs`, `azurerm`.
    pub kind: SmolStr,
    /// The block's arguments.
    pub settings: Map,
}

impl Cloud {
    /// The local name of the cloud's Terraform provider, its source and the setting's names.
    pub(crate) const fn provider(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Aws => Some(("aws", "hashicorp/aws")),
            Self::Gcp => Some(("google", "hashicorp/google")),
            Self::Azure => Some(("azurerm", "hashicorp/azurerm")),
            Self::Kubernetes => None,
        }
    }
}

impl TargetCx {
    /// Says which addresses stand in the target's state.
    #[must_use]
    pub fn holding<'a>(mut self, state: impl IntoIterator<Item = &'a Address>) -> Self {
        self.holds = self.cloud.provider().is_some_and(|(name, _)| state.into_iter().any(|it| is_of_provider(it.kind(), name)));
        self
    }
}

/// Whether a resource type belongs to a provider, by the name that both begin with.
pub(crate) fn is_of_provider(kind: &str, provider: &str) -> bool {
    let kind = kind.strip_prefix("data.").unwrap_or(kind);
    kind.strip_prefix(provider).is_some_and(|rest| rest.starts_with('_'))
}

impl ProviderCx {
    /// Its local name, which is what its resource types begin with.
    pub fn name(&self) -> &str {
        self.source.rsplit_once('/').map_or(&self.source, |(_, name)| name)
    }
}

impl Backend {
    /// The backend of a target below the platform's `state` URL; `None` for `file:` and what is no such URL.
    ///
    /// `region` is where an S3 bucket lies. State of Terraform lies at `PATH/terraform/TARGET.tfstate`.
    pub fn of_state_url(url: &str, target: &str, region: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let (first, path) = rest.split_once('/').unwrap_or((rest, ""));
        let key = |path: &str| {
            let path = path.trim_matches('/');
            let slash = if path.is_empty() { "" } else { "/" };
            format_smolstr!("{path}{slash}terraform/{target}.tfstate")
        };
        match scheme {
            "s3" => Some(Self {
                kind: "s3".into(),
                settings: Map::new().with("bucket", first).with("key", key(path)).with("region", region).with("use_lockfile", true),
            }),
            // Google's backend names objects PREFIX/WORKSPACE.tfstate itself.
            "gs" => Some(Self {
                kind: "gcs".into(),
                settings: Map::new().with("bucket", first).with("prefix", key(path).trim_end_matches(".tfstate")),
            }),
            "az" => {
                let (container, path) = path.split_once('/').unwrap_or((path, ""));
                let settings = Map::new()
                    .with("storage_account_name", first)
                    .with("container_name", container)
                    .with("key", key(path))
                    .with("use_azuread_auth", true);
                Some(Self { kind: "azurerm".into(), settings })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backends_lie_below_the_state_url() {
        let backend = Backend::of_state_url("s3://atlas-mlpc-state/prod", "virginia", "us-east-1").expect("s3");
        assert_eq!(backend.settings.get("key").and_then(|it| it.as_text()), Some("prod/terraform/virginia.tfstate"));
        let backend = Backend::of_state_url("az://acc/box", "west", "").expect("az");
        assert_eq!(backend.settings.get("key").and_then(|it| it.as_text()), Some("terraform/west.tfstate"));
        assert!(Backend::of_state_url("file:.mlpc", "virginia", "us-east-1").is_none());
    }
}
