//! Fields that nothing of this version reads, or that have no equal in a cloud: said where they are written, never taken in silence.
//!
//! The test of effects in `snapshots/` finds a field that is missing here.

use mlpc_diag::{Diagnostic, Severity};
use mlpc_lowering::{Lowering, codes};
use mlpc_model::{Cloud, Decl, Item, Val};
use mlpc_source::Frame;

/// A field without effect.
struct Unread {
    /// The kinds that have it.
    kinds: &'static [&'static str],
    /// Its name, of a group's field after the group's: `egress.per`.
    field: &'static str,
    /// The cloud in which it has none; everywhere where this is absent.
    cloud: Option<Cloud>,
    /// The word that asks for nothing.
    idle: &'static str,
    /// Error: something promised would not come. Warning: a hint is lost.
    severity: Severity,
    /// Why.
    why: &'static str,
    /// What to write.
    help: &'static str,
}

const POOLS: &[&str] = &["cpu-pool", "gpu-pool"];

const FIELDS: &[Unread] = &[
    Unread {
        kinds: &["network"],
        field: "mtu",
        cloud: Some(Cloud::Aws),
        idle: "",
        severity: Severity::Error,
        why: "a VPC has no MTU to set: it is the machine's inside, and the gateway's on the way out",
        help: "leave `mtu` out",
    },
    Unread {
        kinds: &["network"],
        field: "subnets.pods",
        cloud: Some(Cloud::Aws),
        idle: "",
        severity: Severity::Error,
        why: "pods on EKS have addresses of their nodes' subnets",
        help: "give `nodes` room for both, and leave `pods` out",
    },
    Unread {
        kinds: &["network"],
        field: "subnets.services",
        cloud: Some(Cloud::Aws),
        idle: "",
        severity: Severity::Error,
        why: "services on EKS have addresses outside the network, which EKS chooses",
        help: "leave `services` out",
    },
    Unread {
        kinds: &["network"],
        field: "subnets.control-plane",
        cloud: Some(Cloud::Aws),
        idle: "",
        severity: Severity::Error,
        why: "the interfaces of an EKS control plane stand in the nodes' subnets",
        help: "leave `control-plane` out",
    },
    Unread {
        kinds: &["cluster"],
        field: "channel",
        cloud: Some(Cloud::Aws),
        idle: "none",
        severity: Severity::Error,
        why: "EKS has no release channels: a cluster stays on its `version` until somebody changes it",
        help: "leave `channel` out, and raise `version` when it is time",
    },
    Unread {
        kinds: &["cluster"],
        field: "gpu-stack.driver",
        cloud: Some(Cloud::Aws),
        idle: "",
        severity: Severity::Error,
        why: "the driver comes with the node image of EKS",
        help: "leave `driver` out",
    },
    Unread {
        kinds: POOLS,
        field: "upgrades.auto",
        cloud: Some(Cloud::Aws),
        idle: "",
        severity: Severity::Warning,
        why: "EKS upgrades no node group unasked",
        help: "leave `auto` out",
    },
    Unread {
        kinds: POOLS,
        field: "topology",
        cloud: Some(Cloud::Aws),
        idle: "",
        severity: Severity::Error,
        why: "it is the shape of a TPU slice, and AWS has none",
        help: "leave `topology` out",
    },
    Unread {
        kinds: POOLS,
        field: "interconnect.cidr",
        cloud: Some(Cloud::Aws),
        idle: "",
        severity: Severity::Error,
        why: "EFA has no network of its own: its interfaces stand in the nodes' subnets",
        help: "leave `cidr` out",
    },
    Unread {
        kinds: &["network"],
        field: "mtu",
        cloud: Some(Cloud::Azure),
        idle: "",
        severity: Severity::Error,
        why: "a network of Azure has no MTU to set",
        help: "leave `mtu` out",
    },
    Unread {
        kinds: &["network"],
        field: "endpoints",
        cloud: Some(Cloud::Azure),
        idle: "",
        severity: Severity::Error,
        why: "this version of mlpc makes no private endpoints on Azure",
        help: "leave `endpoints` out",
    },
    Unread {
        kinds: &["network"],
        field: "subnets.public",
        cloud: Some(Cloud::Azure),
        idle: "",
        severity: Severity::Error,
        why: "gateways and load balancers on Azure stand in no subnet",
        help: "leave `public` out",
    },
    Unread {
        kinds: POOLS,
        field: "upgrades.auto",
        cloud: Some(Cloud::Azure),
        idle: "",
        severity: Severity::Warning,
        why: "AKS keeps the images of all a cluster's nodes current, at times that `maintenance` sets",
        help: "leave `auto` out",
    },
    Unread {
        kinds: POOLS,
        field: "topology",
        cloud: Some(Cloud::Azure),
        idle: "",
        severity: Severity::Error,
        why: "it is the shape of a TPU slice, and Azure has none",
        help: "leave `topology` out",
    },
    Unread {
        kinds: POOLS,
        field: "interconnect.cidr",
        cloud: Some(Cloud::Azure),
        idle: "",
        severity: Severity::Error,
        why: "InfiniBand has no addresses to plan",
        help: "leave `cidr` out",
    },
    Unread {
        kinds: POOLS,
        field: "scratch",
        cloud: Some(Cloud::Azure),
        idle: "none",
        severity: Severity::Error,
        why: "this version of mlpc puts ephemeral volumes of AKS on the system disk",
        help: "leave `scratch` out, and give `disk` the room",
    },
    Unread {
        kinds: &["registry"],
        field: "immutable",
        cloud: Some(Cloud::Azure),
        idle: "",
        severity: Severity::Error,
        why: "a registry of Azure locks single images, not all at once",
        help: "leave `immutable` out, and name images by digest",
    },
    Unread {
        kinds: &["registry"],
        field: "scan",
        cloud: Some(Cloud::Azure),
        idle: "",
        severity: Severity::Error,
        why: "scanning is a plan of Defender for the whole subscription",
        help: "leave `scan` out, and turn Defender on for the subscription",
    },
    Unread {
        kinds: &["registry"],
        field: "keep",
        cloud: Some(Cloud::Azure),
        idle: "",
        severity: Severity::Error,
        why: "a registry of Azure keeps images by age alone, not by number",
        help: "leave `keep` out, and purge with a task of the registry",
    },
    Unread {
        kinds: &["secret"],
        field: "store",
        cloud: Some(Cloud::Azure),
        idle: "",
        severity: Severity::Error,
        why: "all secrets of a target are in one vault, which Azure encrypts",
        help: "leave `store` out",
    },
    Unread {
        kinds: &["cluster"],
        field: "add-ons",
        cloud: Some(Cloud::Azure),
        idle: "",
        severity: Severity::Error,
        why: "this version of mlpc turns on no add-ons of AKS",
        help: "leave `add-ons` out, and turn them on with a `patch`",
    },
    Unread {
        kinds: &["network"],
        field: "egress.per",
        cloud: Some(Cloud::Gcp),
        idle: "zone",
        severity: Severity::Warning,
        why: "Cloud NAT is of a region, and its outage in one zone leaves the others alone",
        help: "leave `per` out",
    },
    Unread {
        kinds: &["network"],
        field: "endpoints",
        cloud: Some(Cloud::Gcp),
        idle: "",
        severity: Severity::Warning,
        why: "nodes reach all of Google's APIs without a way out",
        help: "leave `endpoints` out",
    },
    Unread {
        kinds: &["network"],
        field: "subnets.public",
        cloud: Some(Cloud::Gcp),
        idle: "",
        severity: Severity::Error,
        why: "gateways and load balancers on Google Cloud stand in no subnet",
        help: "leave `public` out",
    },
    Unread {
        kinds: &["network"],
        field: "subnets.data",
        cloud: Some(Cloud::Gcp),
        idle: "",
        severity: Severity::Error,
        why: "Google's stores stand in networks of their own",
        help: "leave `data` out",
    },
    Unread {
        kinds: &["cluster"],
        field: "gpu-stack.driver",
        cloud: Some(Cloud::Gcp),
        idle: "",
        severity: Severity::Error,
        why: "GKE installs the latest driver that a version of its nodes has",
        help: "leave `driver` out",
    },
    Unread {
        kinds: &["cluster"],
        field: "logs.keep",
        cloud: Some(Cloud::Gcp),
        idle: "",
        severity: Severity::Warning,
        why: "logs of GKE are kept as long as the project's log bucket says",
        help: "set it on the bucket `_Default` with `resource \"google_logging_project_bucket_config\"`",
    },
    Unread {
        kinds: &["slo"],
        field: "on-miss",
        cloud: None,
        idle: "notify",
        severity: Severity::Error,
        why: "this version of mlpc plans without asking what was missed",
        help: "leave `on-miss` out: the alerts tell",
    },
];

/// Those that have an effect where Karpenter makes the nodes.
const KARPENTER_READS: &[&str] = &["upgrades.auto"];

/// Reports each such field that somebody wrote (MLP0805).
pub(crate) fn report(lowering: &mut Lowering<'_>) {
    let platform = lowering.platform;
    for id in platform.decls.ids() {
        let Some(decl) = platform.decl(id) else { continue };
        for unread in FIELDS.iter().filter(|it| it.kinds.contains(&decl.kind.as_str())) {
            let elsewhere = |cloud| platform.target_of(id).is_none_or(|target| target.cloud.value != cloud);
            let Some(item) = written(lowering, decl, unread.field) else { continue };
            let by_karpenter =
                KARPENTER_READS.contains(&unread.field) && platform.pool(id).is_some_and(|it| platform.made_by_karpenter(it));
            if by_karpenter || unread.cloud.is_some_and(elsewhere) || matches!(&item.val, Val::Text(word) if word == unread.idle) {
                continue;
            }
            let name = unread.field.replace('.', " ");
            let finding = Diagnostic::new(&codes::NOT_AVAILABLE, format!("`{name}` has no effect on `{}`: {}", decl.address, unread.why))
                .severity(unread.severity)
                .label(lowering.origins.span(item.origin).unwrap_or(decl.head), "without effect")
                .help(unread.help)
                .subject(decl.address.clone());
            lowering.out.push(finding);
        }
    }
}

/// The value of a field, or of a group's field, that stands in the spec.
fn written<'a>(lowering: &Lowering<'_>, decl: &'a Decl, path: &str) -> Option<&'a Item> {
    let (field, inner) = path.split_once('.').map_or((path, None), |(field, inner)| (field, Some(inner)));
    let item = decl.fields.get(field)?;
    let item = match (inner, &item.val) {
        (None, _) => item,
        (Some(inner), Val::Group(fields)) => fields.get(inner)?,
        (Some(_), _) => return None,
    };
    let default = lowering.origins.get(item.origin).is_some_and(|it| it.frame == Frame::Default);
    (item.is_present() && !default).then_some(item)
}
