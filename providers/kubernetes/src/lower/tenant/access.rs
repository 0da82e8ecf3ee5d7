//! What a tenant's members may do in its namespace: a Role for each role that somebody has, and its binding.

use mlpc_graph::{Map, Value};
use mlpc_lowering::{Lowering, subject, subject_prefix};
use mlpc_model::{Role, Tenant};
use smol_str::{SmolStr, format_smolstr};

use crate::lower::cluster::subject_map;
use crate::object::{Object, ROLE, ROLE_BINDING, Site};

const READ: &[&str] = &["get", "list", "watch"];
const WRITE: &[&str] = &["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];

/// One rule: API groups, resources, verbs.
type Rule = (&'static [&'static str], &'static [&'static str], &'static [&'static str]);

/// What all members see. Secrets aren't among it.
const SEEN: &[Rule] = &[
    (
        &[""],
        &[
            "pods",
            "pods/log",
            "pods/status",
            "services",
            "endpoints",
            "configmaps",
            "events",
            "persistentvolumeclaims",
            "replicationcontrollers",
            "serviceaccounts",
            "resourcequotas",
            "limitranges",
        ],
        READ,
    ),
    (&["apps", "batch", "autoscaling", "policy", "networking.k8s.io", "discovery.k8s.io", "metrics.k8s.io"], &["*"], READ),
    (
        &[
            "kueue.x-k8s.io",
            "jobset.x-k8s.io",
            "keda.sh",
            "monitoring.coreos.com",
            "ray.io",
            "trainer.kubeflow.org",
            "leaderworkerset.x-k8s.io",
        ],
        &["*"],
        READ,
    ),
];

/// What developers run.
const RUN: &[Rule] = &[
    (&[""], &["pods", "services", "configmaps", "persistentvolumeclaims"], WRITE),
    (&[""], &["pods/exec", "pods/attach", "pods/portforward"], &["get", "create"]),
    (&["apps"], &["deployments", "statefulsets", "replicasets", "deployments/scale", "statefulsets/scale"], WRITE),
    (&["batch"], &["jobs", "cronjobs"], WRITE),
    (&["jobset.x-k8s.io", "ray.io", "trainer.kubeflow.org", "leaderworkerset.x-k8s.io"], &["*"], WRITE),
];

/// What administrators settle besides; quotas, network policies, roles and queues stay the platform's.
const SETTLE: &[Rule] = &[
    (&[""], &["secrets"], WRITE),
    (&["autoscaling"], &["horizontalpodautoscalers"], WRITE),
    (&["policy"], &["poddisruptionbudgets"], WRITE),
    (&["networking.k8s.io"], &["ingresses"], WRITE),
    (&["keda.sh"], &["scaledobjects", "scaledjobs", "triggerauthentications"], WRITE),
    (&["monitoring.coreos.com"], &["podmonitors", "servicemonitors", "prometheusrules"], WRITE),
];

/// Roles and bindings of a tenant's members.
pub(super) fn roles(cx: &mut Lowering<'_>, site: &Site<'_>, tenant: &Tenant) {
    for role in Role::ALL {
        let members = tenant.members.iter().filter(|it| it.role.value == *role);
        let prefix = subject_prefix(cx.platform, site.cluster.id);
        let mut subjects: Vec<_> = members.filter_map(|it| subject(&it.principal.value, &tenant.name, role.as_str(), prefix)).collect();
        subjects.sort_unstable();
        subjects.dedup();
        if subjects.is_empty() {
            continue;
        }
        let name = format!("mlpc-{role}");
        let rules = Value::List(rules(*role).enumerate().map(|(at, it)| alike(cx, *role, at, it)).collect());
        let object = |ty, reason, body| Object { ty, name: &name, part: Some(role.as_str()), reason, labels: Map::new(), body };
        let made = site.add(cx, object(ROLE, "what members of one role may do", Map::new().with("rules", rules)));
        let reference = Map::new().with("apiGroup", "rbac.authorization.k8s.io").with("kind", "Role").with("name", name.as_str());
        let subjects = subjects.iter().map(subject_map).collect::<Vec<_>>();
        let body = Map::new().with("roleRef", reference).with("subjects", Value::List(subjects));
        site.add(cx, object(ROLE_BINDING, "who has the role", body));
        if let Some(binding) = cx.graph.resources_mut().last_mut() {
            binding.life.after.push((made, None));
        }
    }
}

fn rules(role: Role) -> impl Iterator<Item = &'static Rule> {
    let run = if role == Role::Viewer { &[] } else { RUN };
    let settle = if role == Role::Admin { SETTLE } else { &[] };
    SEEN.iter().chain(run).chain(settle)
}

/// The rule at a place of a role's, the same for all tenants.
fn alike(cx: &mut Lowering<'_>, role: Role, at: usize, it: &Rule) -> Value {
    cx.alike(format_smolstr!("rule/{role}/{at}"), |_| rule(it)).into()
}

fn rule((groups, resources, verbs): &Rule) -> Map {
    let texts = |items: &[&'static str]| Value::texts(items.iter().map(|it| SmolStr::new_static(it)));
    Map::with_capacity(3).with("apiGroups", texts(groups)).with("resources", texts(resources)).with("verbs", texts(verbs))
}
