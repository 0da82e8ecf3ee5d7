//! How a cloud treats a version of Kubernetes on a day.

use mlpc_catalog::KubernetesVersion;
use mlpc_units::Version;

/// How a cloud treats a version on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing<'a> {
    /// In standard support.
    Fine,
    /// Newer than the newest that is known.
    Newer(&'a KubernetesVersion),
    /// In extended support, for a fee.
    Extended(&'a KubernetesVersion),
    /// No longer created; of a version older than all known ones no day is known.
    Gone(Option<&'a KubernetesVersion>),
}

/// The standing of a version on a day, `YYYY-MM-DD`, by the versions that the cloud has or had, from the oldest.
pub fn standing<'a>(known: &'a [KubernetesVersion], version: &Version, today: &str) -> Standing<'a> {
    match known.iter().find(|it| same_minor(&it.version, version)) {
        Some(support) if today > support.extended_until.as_str() => Standing::Gone(Some(support)),
        Some(support) if today > support.standard_until.as_str() => Standing::Extended(support),
        Some(_) => Standing::Fine,
        None if known.first().is_some_and(|oldest| *version < oldest.version) => Standing::Gone(None),
        None => known.last().map_or(Standing::Fine, Standing::Newer),
    }
}

/// The newest version that is in standard support on a day.
pub fn newest<'a>(known: &'a [KubernetesVersion], today: &str) -> Option<&'a Version> {
    known.iter().rev().find(|it| today <= it.standard_until.as_str()).map(|it| &it.version)
}

fn same_minor(one: &Version, other: &Version) -> bool {
    let minor = |version: &Version| version.to_string().split('.').take(2).collect::<Vec<_>>().join(".");
    minor(one) == minor(other)
}

#[cfg(test)]
mod tests {
    use mlpc_catalog::Catalog;
    use mlpc_units::Date;

    use super::*;

    #[test]
    fn versions_age() {
        let known = Catalog::embedded().kubernetes_versions("aws");
        let standing = |version: &str, today: &str| standing(&known, &Version::parse(version).unwrap(), today);
        assert_eq!(standing("1.35", "2026-11-23"), Standing::Fine);
        assert!(matches!(standing("1.33", "2026-07-30"), Standing::Extended(it) if it.extended_until == "2027-07-29"));
        assert_eq!(standing("1.33", "2026-07-29"), Standing::Fine);
        assert!(matches!(standing("1.30", "2026-11-23"), Standing::Gone(Some(_))));
        assert_eq!(standing("1.21", "2026-11-23"), Standing::Gone(None));
        assert!(matches!(standing("1.40", "2026-11-23"), Standing::Newer(it) if it.version.to_string() == "1.35"));
        assert_eq!(newest(&known, "2026-11-23").map(ToString::to_string).as_deref(), Some("1.35"));
        let days = |it: &KubernetesVersion| Date::parse(&it.standard_until).is_ok() && Date::parse(&it.extended_until).is_ok();
        assert!(known.iter().all(|it| it.standard_until < it.extended_until && days(it)));
    }
}
