//! JSON Schemas (draft 2020-12) of the JSON outputs. A test holds each to real output.

/// Name and text of every schema, by name.
pub const ALL: &[(&str, &str)] = &[
    ("check", include_str!("check.json")),
    ("cost", include_str!("cost.json")),
    ("graph", include_str!("graph.json")),
    ("plan", include_str!("plan.json")),
    ("preview", include_str!("preview.json")),
    ("test", include_str!("test.json")),
];

/// The schema of an output.
pub fn of(name: &str) -> Option<&'static str> {
    ALL.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
