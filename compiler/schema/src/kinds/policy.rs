//! `policy`: a rule of the platform's own.

use crate::{Condition, Field, Group, Kind, Requirement, Type, shared};

const BUILT_IN: &[&str] = &["allowed-registries", "max-replica-gpus", "required-labels", "regions"];

pub(super) fn kind() -> Kind {
    Kind::core("policy", Group::User, "A rule of the platform's own: in Rego, or a built-in one with its list or limit.")
        .doc(
            "Rego stands in package `mlpc`, its rule `deny` gives `msg` and `at`, an address; its input is the typed platform. Built in are \
             `allowed-registries` and `regions` (with `allow`), `max-replica-gpus` (with `max`), and `required-labels` (with `labels`).",
        )
        .lowers_to("Nothing: checked at compile time. With gatekeeper or kyverno also in the cluster, where that can say it.")
        .field(shared::tenant("The tenant it binds.").derived("all of them"))
        .field(Field::new("rego", Type::Text, "The rules themselves, or the path of their file.").required_unless(Condition::is("name", BUILT_IN)))
        .field(Field::new("allow", Type::list(Type::Text), "What is allowed."))
        .field(Field::new("max", Type::Int, "The most that is allowed.").min("0"))
        .field(Field::new("labels", Type::list(Type::Text), "Labels that must be there."))
        .field(Field::new("severity", Type::words(&["error", "warning"]), "How a violation is reported.").default(r#""error""#))
        .requires(Requirement::all(&["allow"]).when(Condition::is("name", &["allowed-registries", "regions"])))
        .requires(Requirement::all(&["max"]).when(Condition::is("name", &["max-replica-gpus"])))
        .requires(Requirement::all(&["labels"]).when(Condition::is("name", &["required-labels"])))
}
