//! `slo`: what is promised.

use crate::{Condition, DerivedName, Field, Group, Kind, Naming, Requirement, Type};

/// Indicators that mlpc computes by itself.
const BUILT_IN: &[&str] = &["availability", "latency", "ttft", "itl", "freshness", "throughput"];

pub(super) fn kind() -> Kind {
    let of = Type::refs(&["model-service", "training", "pipeline", "dataset", "database", "component"]);
    Kind::core("slo", Group::Promise, "A service level objective: an indicator, how much of it must be good, and over what window.")
        .doc("It stands in what it is of, or names it with `of=`. Its name is `<of>-<sli>`, of a component `<kind>-<of>-<sli>`.")
        .naming(Naming::Derived(DerivedName::Slo))
        .lowers_to("`PrometheusRule` with recording rules and burn-rate alerts; a Grafana dashboard.")
        .field(
            Field::new(
                "sli",
                Type::Text,
                "The indicator: `availability`, `latency`, `ttft`, `itl`, `freshness`, `throughput`, or any name with `good` and `total`.",
            )
            .nth(0)
            .required(),
        )
        .field(Field::new("of", of, "What promises it.").context().required())
        .field(
            Field::new("objective", Type::Ratio, "The share of requests, or of time, that must be good.")
                .required()
                .above("0%")
                .below("100%"),
        )
        .field(Field::new("window", Type::Duration, "The time over which it is measured.").default(r#""30d""#))
        .field(Field::new("under", Type::Duration, "The longest that is still good; must be a bucket of the metric."))
        .field(Field::new("metric", Type::Text, "Histogram that measures it, of images of one's own.").derived("the engine's"))
        .field(Field::new("good", Type::PromQl, "Counter of good events; `rate` and `sum` are added.").derived("the engine's"))
        .field(Field::new("total", Type::PromQl, "Counter of all events; `rate` and `sum` are added.").derived("the engine's"))
        .field(
            Field::new("alert", Type::list(Type::words(&["page", "ticket"])), "How fast burning of the error budget is told.")
                .default(r#""page" "ticket""#),
        )
        .field(Field::new("runbook", Type::Url, "What to do.").derived("in the on-call's folder of runbooks"))
        .field(
            Field::new("on-miss", Type::words(&["notify", "freeze"]), "After a miss: tell, or ask before what it covers is changed.")
                .default(r#""notify""#),
        )
        .requires(Requirement::all(&["under"]).when(Condition::is("sli", &["latency", "ttft", "itl"])))
        .requires(Requirement::all(&["good", "total"]).unless(Condition::is("sli", BUILT_IN)))
}
