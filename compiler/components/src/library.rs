//! All components of one compile: those that come with mlpc, replaced by name by those of the user's overlay.

use std::collections::BTreeMap;

use mlpc_schema::Kind;
use smol_str::SmolStr;

use crate::interface::{self, Component, InterfaceError};

/// The texts of one component's folder.
#[derive(Clone, Copy, Debug)]
pub struct Folder<'a> {
    /// The folder's name: the component's kind.
    pub name: &'a str,
    /// `component.kdl`.
    pub interface: &'a str,
    /// `values.hbs`.
    pub template: &'a str,
    /// `chart.json`.
    pub chart: &'a str,
}

/// The components by name.
#[derive(Clone, Default, Debug)]
pub struct Components {
    by_name: BTreeMap<SmolStr, Component>,
}

impl Components {
    /// Those that come with mlpc. A test holds that all of them read without errors.
    pub fn embedded() -> Self {
        Self::read(crate::embedded::FOLDERS).0
    }

    /// Those that come with mlpc, with the folders of the user's overlay in place of those of the same name.
    pub fn with_overlay(overlay: &[Folder<'_>]) -> (Self, Vec<InterfaceError>) {
        let mut all = Self::embedded();
        let (own, errors) = Self::read(overlay);
        all.by_name.extend(own.by_name);
        (all, errors)
    }

    fn read(folders: &[Folder<'_>]) -> (Self, Vec<InterfaceError>) {
        let mut all = Self::default();
        let mut errors = Vec::new();
        for folder in folders {
            match interface::read(folder) {
                Ok(component) => {
                    all.by_name.insert(component.name.clone(), component);
                }
                Err(mut found) => errors.append(&mut found),
            }
        }
        (all, errors)
    }

    /// The component of this name.
    pub fn component(&self, name: &str) -> Option<&Component> {
        self.by_name.get(name)
    }

    /// All components, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Component> {
        self.by_name.values()
    }

    /// The kinds that they add to the table, by name.
    pub fn kinds(&self) -> Vec<Kind> {
        self.iter().map(Component::kind).collect()
    }

    /// The components that offer a capability, by name: "add kueue".
    pub fn offering<'a>(&'a self, capability: &'a str) -> impl Iterator<Item = &'a Component> {
        self.iter().filter(move |component| component.capabilities.iter().any(|it| it == capability))
    }

    /// The component that brings the custom resources of an API group.
    pub fn of_group(&self, group: &str) -> Option<&Component> {
        self.iter().find(|component| component.crds.iter().any(|it| it == group))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_component_reads() {
        let (all, errors) = Components::read(crate::embedded::FOLDERS);
        assert!(errors.is_empty(), "{errors:#?}");
        assert_eq!(all.kinds().len(), crate::embedded::FOLDERS.len());
    }

    #[test]
    fn a_folder_of_the_overlay_replaces_the_one_of_its_name() {
        let interface = r#"component "kueue" { summary "ours"; chart "kueue" { repository "oci://r.example.com"; version "9.9.9" } }"#;
        let own = Folder { name: "kueue", interface, template: "", chart: r#"{ "values": {} }"# };
        let (all, errors) = Components::with_overlay(&[own]);
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(all.component("kueue").map(|it| it.chart.version.as_str()), Some("9.9.9"));
        assert!(all.component("keda").is_some());
    }

    #[test]
    fn what_is_wrong_with_a_folder_is_said_with_its_place() {
        let interface = "component \"x\" {\n    field \"a\" type=\"nonsense\"\n    chart \"x\" { repository \"r\" }\n    colour \"red\"\n}";
        let own = Folder { name: "x", interface, template: "", chart: "{}" };
        let (_, errors) = Components::with_overlay(&[own]);
        let said: Vec<_> = errors.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(
            said,
            [
                "field `a`: there is no type `nonsense`",
                "a chart needs its `version`",
                "it has no object `values`",
                "an interface has no `colour`",
            ]
        );
        assert!(errors.iter().any(|it| it.range.is_some()));
    }

    #[test]
    fn interfaces_say_who_brings_what() {
        let all = Components::embedded();
        assert_eq!(all.of_group("kueue.x-k8s.io").map(|it| it.name.as_str()), Some("kueue"));
        assert_eq!(all.offering("metrics").map(|it| it.name.as_str()).collect::<Vec<_>>(), ["kube-prometheus-stack"]);
    }
}
