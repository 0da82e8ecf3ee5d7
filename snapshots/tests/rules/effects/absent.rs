//! Fields that change nothing a compile shows, each with the reason.

/// The reason why a field has no row.
pub(super) fn reason(field: &str) -> Option<&'static str> {
    let of_kind = |kind: &str| field.strip_prefix(kind).is_some_and(|rest| rest.starts_with('.'));
    let exact = FIELDS.iter().find(|(name, _)| *name == field);
    exact.or_else(|| KINDS.iter().find(|(kind, _)| of_kind(kind))).map(|(_, reason)| *reason)
}

/// Kinds as a whole.
const KINDS: &[(&str, &str)] = &[
    ("param", "a construct: what it means is held by the tests of `sema`"),
    ("environment", "a construct"),
    ("let", "a construct"),
    ("when", "a construct"),
    ("for", "a construct"),
    ("define", "a construct"),
    ("use", "a construct"),
    ("pipeline", "refused as a whole (MLP0805)"),
    ("filesystem", "refused as a whole (MLP0805)"),
    ("test", "declarations for `mlpc test`, which reads them apart from the platform"),
];

/// Single fields.
pub(super) const FIELDS: &[(&str, &str)] = &[
    ("target.context", "whose cluster it is: the files of a build name it (the tests of `emit`), what is lowered doesn't"),
    ("pool.capacity.nodes", "a claim about what was bought, which MLP0410 compares with the pool; the base buys on demand"),
    ("pool.capacity.until", "a claim about what was bought, which MLP0410 and MLP0508 judge; the base buys on demand"),
    ("dataset.freshness", CLAIM),
    ("dataset.size", CLAIM),
    ("dataset.leaves-to", "MLP0708 and MLP0312 read it of readers in other regions; the base has one region"),
    ("dataset.derived", "MLP0311 and MLP0312 read it of what is written from other data, which in the base nothing is"),
    ("dataset.contract", CLAIM),
    ("model-service.mount.path", "refused with its filesystem (MLP0805)"),
    ("model-service.mount.read-only", "refused with its filesystem (MLP0805)"),
    ("training.mount.path", "refused with its filesystem (MLP0805)"),
    ("training.mount.read-only", "refused with its filesystem (MLP0805)"),
    ("model-service.metrics.counter.name", EXPORTED),
    ("model-service.metrics.counter.labels", EXPORTED),
    ("model-service.metrics.histogram.name", EXPORTED),
    ("model-service.metrics.histogram.buckets", EXPORTED),
    ("training.preemptible", "the queues take borrowed capacity back from every job at once"),
    ("training.checkpoints.every", "a claim about the program: what an interruption loses"),
    ("waive.level", "whether an error may be hidden: the tests of `diag` hold it"),
];

const CLAIM: &str = "a claim about data, for rules that this version has not got";
const EXPORTED: &str = "a claim about what an image exports: MLP0506 reads it of objectives on own images, and the base has none";
