//! What the planner must be told about attributes of the provider's types.

use mlpc_graph::AttrPath;
use mlpc_graph::schema::{ChangeLimit, change_limits};

/// Whether a change of an attribute replaces the resource.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Answer {
    /// It is changed in place.
    No,
    /// No source says; shown as "may replace", planned in place.
    Unknown,
    /// It depends on the values or on the provider's mood; shown as "may replace", planned in place.
    Conditional,
    /// The provider destroys and makes it anew.
    Yes,
}

/// Facts about attributes, wired in by the binary from `graph::schema`.
pub trait Replaces {
    /// Whether a change at `path` (dotted, without positions: `vpc_config.subnet_ids`) of the type `kind` replaces the resource.
    fn replaces(&self, kind: &str, path: &str) -> Answer;

    /// Whether the computed attribute at `path` gets a new value with every update in place (a launch template's `latest_version`), so that
    /// who refers to it changes too.
    fn follows_update(&self, kind: &str, path: &str) -> bool {
        // AWS provider documentation, aws_launch_template: "latest_version" counts the versions, and an update makes one.
        matches!((kind, path), ("aws_launch_template", "latest_version"))
    }

    /// Which changes of the attribute the cloud refuses, or answers with a new resource.
    fn limits(&self, kind: &str, path: &str) -> Vec<&'static ChangeLimit> {
        change_limits(kind, path).collect()
    }
}

/// The answer for a path: its own, or that of the nearest enclosing path that has one.
pub(crate) fn answer(facts: &dyn Replaces, kind: &str, path: &AttrPath) -> Answer {
    let dotted = path.dotted();
    let mut at = dotted.as_str();
    loop {
        let answer = facts.replaces(kind, at);
        if answer != Answer::Unknown {
            return answer;
        }
        match at.rsplit_once('.') {
            Some((parent, _)) => at = parent,
            None => return Answer::Unknown,
        }
    }
}
