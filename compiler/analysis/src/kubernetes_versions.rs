//! Until when clouds support which version of Kubernetes.

use mlpc_units::Version;

/// Of one minor version the last days of standard and extended support.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Support {
    /// `1.35`.
    pub version: &'static str,
    /// The last day of standard support, `YYYY-MM-DD`.
    pub standard: &'static str,
    /// The last day of extended support, after which the cloud upgrades by itself and creates none any more.
    pub extended: &'static str,
}

/// Amazon EKS, by version. As of 2026-04-24: Amazon EKS User Guide, release calendar, as recorded by aws-samples/sample-apex-skills
/// (`eks-operation-review`). What came later isn't known here, and so isn't judged.
pub const EKS: &[Support] = &[
    Support { version: "1.29", standard: "2025-03-23", extended: "2026-03-23" },
    Support { version: "1.30", standard: "2025-07-23", extended: "2026-07-23" },
    Support { version: "1.31", standard: "2025-11-26", extended: "2026-11-26" },
    Support { version: "1.32", standard: "2026-03-23", extended: "2027-03-23" },
    Support { version: "1.33", standard: "2026-07-29", extended: "2027-07-29" },
    Support { version: "1.34", standard: "2026-12-02", extended: "2027-12-02" },
    Support { version: "1.35", standard: "2027-03-27", extended: "2028-03-27" },
];

/// How a cloud treats a version on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// In standard support, or newer than is known here.
    Fine,
    /// In extended support, for a fee.
    Extended(Support),
    /// No longer created; of a version older than the table no day is known.
    Gone(Option<Support>),
}

/// The standing of a version on Amazon EKS on a day, `YYYY-MM-DD`.
pub fn on_eks(version: &Version, today: &str) -> Standing {
    let minor = |text: &str| Version::parse(text).ok();
    match EKS.iter().find(|it| minor(it.version).is_some_and(|it| same_minor(&it, version))) {
        Some(support) if today > support.extended => Standing::Gone(Some(*support)),
        Some(support) if today > support.standard => Standing::Extended(*support),
        Some(_) => Standing::Fine,
        None if EKS.first().and_then(|it| minor(it.version)).is_some_and(|oldest| *version < oldest) => Standing::Gone(None),
        None => Standing::Fine,
    }
}

/// The newest version that is in standard support on a day.
pub fn newest_on_eks(today: &str) -> Option<&'static str> {
    EKS.iter().rev().find(|it| today <= it.standard).map(|it| it.version)
}

fn same_minor(one: &Version, other: &Version) -> bool {
    let minor = |version: &Version| version.to_string().split('.').take(2).collect::<Vec<_>>().join(".");
    minor(one) == minor(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use mlpc_units::Date;

    #[test]
    fn versions_age() {
        let standing = |version: &str, today: &str| on_eks(&Version::parse(version).unwrap(), today);
        assert_eq!(standing("1.35", "2026-11-23"), Standing::Fine);
        assert!(matches!(standing("1.33", "2026-07-30"), Standing::Extended(it) if it.extended == "2027-07-29"));
        assert_eq!(standing("1.33", "2026-07-29"), Standing::Fine);
        assert!(matches!(standing("1.30", "2026-11-23"), Standing::Gone(Some(_))));
        assert_eq!(standing("1.21", "2026-11-23"), Standing::Gone(None));
        assert_eq!(standing("1.40", "2026-11-23"), Standing::Fine);
        assert_eq!(newest_on_eks("2026-11-23"), Some("1.35"));
        assert!(EKS.iter().all(|it| it.standard < it.extended && Date::parse(it.standard).is_ok() && Date::parse(it.extended).is_ok()));
    }
}
