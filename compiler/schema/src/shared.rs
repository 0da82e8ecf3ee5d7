//! Fields that several kinds have, and values that all lowered kinds offer to expressions.

use mlpc_units::Dimension;

use crate::{Condition, Field, ReadOnly, Requirement, Type};

/// The kinds of pool: `ref(pool)`.
pub(crate) const POOLS: &[&str] = &["cpu-pool", "gpu-pool"];

/// The fields that every component has beside those of its interface.
pub fn component_fields() -> Vec<Field> {
    vec![
        cluster("The cluster it is installed on."),
        Field::new(
            "version",
            Type::Version,
            "Version of its chart. Others than the tested one need values and CRDs in the standard library.",
        )
        .derived("the one that the standard library has tested"),
        Field::new(
            "size",
            Type::words(&["small", "medium", "large"]),
            "Replicas, requests and storage, as the component's profiles set them.",
        )
        .derived("from the cluster's pools: up to 20, up to 200, more nodes at their maximum"),
        Field::new("namespace", Type::Text, "Namespace of its release. A second one on the same cluster must set this and `release`.")
            .derived("the component's own"),
        Field::new("release", Type::Text, "Name of its Helm release.").derived("the kind's name"),
        Field::new("host", Type::Text, "Host name under which the gateway component offers it."),
        Field::new("pool", Type::refs(POOLS), "The pool its pods run on.").derived("the pool dedicated to the platform, else any CPU pool"),
        tenant("The tenant that its pods, and those it starts for users, are counted against; its namespace stays its own."),
        datasets("reads", "Datasets it may read; only with `tenant`."),
        datasets("writes", "Datasets it may write; only with `tenant`."),
        mount(),
        existing("`namespace/release` of an installation that is there, or an add-on's name: its interface holds, nothing is installed."),
        Field::new(
            "values",
            Type::Tree,
            "Chart values, merged over those the component sets: key by key, lists replace, `#null` removes. Typed by the chart's schema.",
        ),
    ]
}

/// What expressions can read of every component.
pub(crate) fn component_read_only() -> Vec<ReadOnly> {
    vec![url("Where it is reached: inside the cluster, or under `host`.")]
}

pub(crate) fn target(doc: &str) -> Field {
    Field::new("target", Type::refs(&["target"]), doc).context().required()
}

pub(crate) fn network(doc: &str) -> Field {
    Field::new("network", Type::refs(&["network"]), doc).context().required_unless(on_kubernetes())
}

pub(crate) fn cluster(doc: &str) -> Field {
    Field::new("cluster", Type::refs(&["cluster"]), doc).context().required()
}

/// The tenant of what may also be the platform's own.
pub(crate) fn tenant(doc: &str) -> Field {
    Field::new("tenant", Type::refs(&["tenant"]), doc).context()
}

/// The tenant of a store.
pub(crate) fn store_tenant() -> Field {
    tenant("Whose it is, and so who reaches it. Absent, it is the platform's own.")
}

pub(crate) fn existing(doc: &str) -> Field {
    Field::new("existing", Type::Text, doc)
}

/// `existing` of what a cloud has.
pub(crate) fn existing_id() -> Field {
    existing(
        "Its id or name (Azure: `group/name`; in a cluster `namespace/name`), if it is there already. It is read and never changed; the fields \
         beside it are claims that checks use.",
    )
}

pub(crate) fn protect(by_default: bool) -> Field {
    Field::new("protect", Type::Bool, "A plan that would destroy or replace it fails.").default(if by_default { "#true" } else { "#false" })
}

pub(crate) fn labels() -> Field {
    Field::new(
        "labels",
        Type::map(Type::Text),
        "Tags and labels of what it lowers to, beside `mlpc-platform`, `mlpc-tenant` and `mlpc-cost-center`.",
    )
}

pub(crate) fn cloud_name() -> Field {
    Field::new("cloud-name", Type::Text, "Its exact name in the cloud.").derived("the platform's, the tenant's and its own name")
}

pub(crate) fn key(doc: &str) -> Field {
    Field::new("key", Type::refs(&["key"]), doc)
}

pub(crate) fn datasets(name: &str, doc: &str) -> Field {
    Field::new(name, Type::list(Type::refs(&["dataset"])), doc)
}

pub(crate) fn mount() -> Field {
    let group = vec![
        Field::new("filesystem", Type::refs(&["filesystem"]), "The filesystem.").nth(0).required(),
        Field::new("path", Type::Text, "Where its pods see it.").required(),
        Field::new("read-only", Type::Bool, "Whether its pods can't write to it.").default("#false"),
    ];
    Field::new("mount", Type::Group(group), "A filesystem in its pods.").repeats()
}

/// `cpu`, `memory`, `gpus` of one pod or node.
pub(crate) fn amounts() -> Vec<Field> {
    vec![
        Field::new("cpu", Type::Quantity(Dimension::Count), "CPUs.").above("0"),
        Field::new("memory", Type::Quantity(Dimension::Bytes), "Memory.").above("0B"),
        Field::new("gpus", Type::Int, "GPUs.").min("0"),
    ]
}

/// The entries for slices, by their MIG profile.
pub(crate) fn profiles(doc: &str) -> Field {
    Field::new("profiles", Type::map(Type::Int), doc).others().min("0")
}

/// A number, or the two bounds of an elastic one.
pub(crate) fn bounds(name: &str, doc: &str, lowest: &str) -> Field {
    let group = vec![
        Field::new("count", Type::Int, "A fixed number.").nth(0).min(lowest),
        Field::new("min", Type::Int, "The least.").min(lowest),
        Field::new("max", Type::Int, "The most.").min(lowest),
    ];
    Field::new(name, Type::Group(group), doc).requires(Requirement::one(&[&["count"], &["min", "max"]]))
}

/// Who reaches a cluster's public endpoint: of the platform, or of one cluster.
pub(crate) fn access() -> Field {
    Field::new("access", Type::list(Type::Cidr), "Addresses that reach the public API endpoint. Without it the endpoint is private.")
}

/// How people log in: of the platform, or of one cluster.
pub(crate) fn login() -> Field {
    let oidc = || Condition::is("provider", &["oidc"]);
    let group = vec![
        Field::new("provider", Type::words(&["cloud", "oidc", "google", "entra"]), "Who knows the people and groups.").nth(0).required(),
        Field::new("issuer", Type::Url, "URL of the OIDC issuer.").required_when(oidc()),
        Field::new("client-id", Type::Text, "Client id that the issuer has for the cluster.").required_when(oidc()),
        Field::new("groups-claim", Type::Text, "Claim of the token that lists a person's groups.").default(r#""groups""#),
        Field::new("domain", Type::Text, "Mail domain of the groups.").required_when(Condition::is("provider", &["google"])),
    ];
    Field::new(
        "login",
        Type::Group(group),
        "Who `group:` and `user:` principals are. With `cloud` they are ARNs or accounts, with `google` addresses of the domain, with `entra` \
         display names.",
    )
}

/// Whom alerts reach: of the platform, or of one tenant.
pub(crate) fn on_call() -> Field {
    let group = vec![
        Field::new("service", Type::words(&["pagerduty", "opsgenie", "slack", "webhook"]), "Where alerts go.").nth(0).required(),
        Field::new("key", Type::refs(&["secret"]), "The secret that holds the integration's key or URL.").required(),
        Field::new("runbooks", Type::Url, "Folder of the runbooks; that of an SLO has the SLO's name in it.").required(),
    ];
    Field::new("on-call", Type::Group(group), "Whom alerts reach, and where their runbooks are.")
}

pub(crate) fn url(doc: &str) -> ReadOnly {
    ReadOnly::known("url", Type::Url, doc)
}

/// What the cloud knows of everything that is lowered.
pub(crate) fn lowered() -> Vec<ReadOnly> {
    vec![
        ReadOnly::deferred("id", Type::Text, "Its id in the cloud."),
        ReadOnly::deferred("arn", Type::Arn, "Its Amazon resource name, or the cloud's equal."),
    ]
}

/// Where to reach a database or cache.
pub(crate) fn connection() -> Vec<ReadOnly> {
    vec![
        ReadOnly::deferred("host", Type::Text, "Host name of its endpoint."),
        ReadOnly::deferred("port", Type::Int, "Port of its endpoint."),
        ReadOnly::secret("credentials", "User and password, as a secret."),
    ]
}

/// The declaration's target is a cluster that exists.
pub(crate) fn on_kubernetes() -> Condition {
    Condition::is("target.cloud", &["kubernetes"])
}
