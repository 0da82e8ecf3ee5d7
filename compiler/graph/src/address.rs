//! Addresses of resources: `TYPE.NAME`, as `kinds.md` ("Names") lays them out.

use std::borrow::Borrow;
use std::fmt;

use smol_str::{SmolStr, format_smolstr};

/// The identity of a resource, for all that outlives one compile: `aws_eks_cluster.main`, `kueue.ClusterQueue.main_search`,
/// `helm_release.main_kueue`, `data.aws_vpc.shared`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(SmolStr);

/// A text that is no address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AddressError(pub SmolStr);

impl Address {
    /// `TYPE.NAME`.
    pub fn new(kind: &str, name: &str) -> Self {
        Self(format_smolstr!("{kind}.{name}"))
    }

    /// Reads an address back from its text: two or three dotted parts, none empty.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let parts = text.split('.').count();
        let whole = text.split('.').all(|part| !part.is_empty() && !part.contains(char::is_whitespace));
        if (2..=3).contains(&parts) && whole { Ok(Self(text.into())) } else { Err(AddressError(text.into())) }
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The type with its group: `aws_eks_cluster`, `kueue.ClusterQueue`, `data.aws_vpc`.
    pub fn kind(&self) -> &str {
        self.0.rsplit_once('.').map_or("", |(kind, _)| kind)
    }

    /// What follows the type.
    pub fn name(&self) -> &str {
        self.0.rsplit_once('.').map_or(&self.0, |(_, name)| name)
    }

    /// Whether it is a data source: read, never made.
    pub fn is_data(&self) -> bool {
        self.0.starts_with("data.")
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Borrow<str> for Address {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no resource address: it is written TYPE.NAME, as in `aws_eks_cluster.main`", self.0)
    }
}

impl std::error::Error for AddressError {}

/// The name of a resource: `[cluster_][tenant_]name[__part]`. The spec's names hold no `_`, so no two clash.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResourceName<'a> {
    /// For objects in a cluster, its name.
    pub cluster: Option<&'a str>,
    /// The tenant it belongs to.
    pub tenant: Option<&'a str>,
    /// The declaration's name; `None` for what a tenant has once (its `Namespace.main_search`).
    pub name: Option<&'a str>,
    /// A zone, role, profile or kind, where the lowering makes several of one type; never a position.
    pub part: Option<&'a str>,
}

impl ResourceName<'_> {
    /// The text.
    pub fn text(&self) -> SmolStr {
        let mut text = String::with_capacity(48);
        self.push_to(&mut text);
        text.into()
    }

    /// The address of a resource of this type and name.
    pub fn address(&self, kind: &str) -> Address {
        let mut text = String::with_capacity(80);
        text.push_str(kind);
        text.push('.');
        self.push_to(&mut text);
        Address(text.into())
    }

    fn push_to(&self, text: &mut String) {
        let start = text.len();
        for part in [self.cluster, self.tenant, self.name].into_iter().flatten() {
            if text.len() > start {
                text.push('_');
            }
            text.push_str(part);
        }
        if let Some(part) = self.part {
            text.push_str("__");
            text.push_str(part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_an_address() {
        let address = Address::parse("kueue.ClusterQueue.main_search").expect("three parts");
        assert_eq!((address.kind(), address.name()), ("kueue.ClusterQueue", "main_search"));
        assert!(Address::parse("aws_vpc").is_err());
        assert!(Address::parse("aws_vpc..x").is_err());
        assert!(Address::parse("data.aws_vpc.x").expect("data").is_data());
    }

    #[test]
    fn names_follow_the_table() {
        let name = ResourceName { cluster: None, tenant: Some("search"), name: Some("assistant"), part: Some("model-service") };
        assert_eq!(name.address("aws_iam_role").as_str(), "aws_iam_role.search_assistant__model-service");
        let name = ResourceName { cluster: Some("main"), tenant: Some("search"), name: None, part: None };
        assert_eq!(name.address("Namespace").as_str(), "Namespace.main_search");
    }
}
