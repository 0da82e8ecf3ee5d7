//! What no provider crate of this version lowers, said rather than left out.

use mlpc_diag::Diagnostic;
use mlpc_lowering::{Lowering, codes};
use mlpc_model::{DeclId, Delivery, Settings, TargetEngine};
use mlpc_source::OriginId;
use mlpc_units::{Version, VersionRange};

/// The version that `requires` speaks of.
const MLPC: &str = env!("CARGO_PKG_VERSION");

/// Reports engines that this version hasn't got.
pub(crate) fn targets(lowering: &mut Lowering<'_>) {
    for target in &lowering.platform.targets {
        direct(lowering, target);
    }
}

/// Reports what would have to be made beside, or inside, a cluster that exists.
pub(crate) fn in_existing_cluster(lowering: &mut Lowering<'_>, id: DeclId) {
    let Some(decl) = lowering.platform.decl(id) else { return };
    if decl.fields.get("existing").is_some() {
        return;
    }
    let help = match decl.kind.as_str() {
        "database" | "cache" | "filesystem" => "make it in a target of a cloud, or write its object as `resource \"kubernetes_manifest\"`",
        "secret" => "name the Secret that is there with `existing=\"namespace/name\"`, or keep it in a target of a cloud",
        "key" | "network" => "declare it in a target of a cloud: a cluster that exists has its own",
        _ => return,
    };
    let what = format!("this version of mlpc can't make `{}` in a cluster that exists", decl.address);
    absent(lowering, id, &what, "would be left out", help);
}

fn direct(lowering: &mut Lowering<'_>, target: &mlpc_model::Target) {
    if target.engine.value == TargetEngine::Terraform {
        return;
    }
    let Some(decl) = lowering.platform.decl(target.decl) else { return };
    lowering.out.push(
        Diagnostic::new(&codes::NOT_AVAILABLE, format!("`{}` can't be applied by the engine `direct` in this version", decl.address))
            .label(lowering.origins.span(target.engine.origin).unwrap_or(decl.head), "calls of the cloud's own API")
            .help("leave `engine` out: Terraform applies the same resources")
            .subject(decl.address.clone()),
    );
}

/// Reports what the spec asks for and nothing would come of: another version of mlpc, states that lie elsewhere, ways of delivery, ways in
/// from outside.
pub(crate) fn promises(lowering: &mut Lowering<'_>) {
    let platform = lowering.platform;
    if let Some(settings) = &platform.settings {
        version(lowering, settings);
        state(lowering, settings);
    }
    for target in platform.targets.iter().filter(|target| target.delivery.value != Delivery::Helm) {
        let what = format!("this version of mlpc can't deliver the charts of `{}` by Argo CD or Flux", target.address);
        absent(lowering, target.decl, &what, "would arrive by Helm", "leave `delivery` out, and let either watch what `mlpc build` writes");
    }
    for service in platform.services.iter().filter(|service| service.expose.is_some()) {
        let what = format!("this version of mlpc can't expose `{}`", service.address);
        let instead = "leave `expose` out, and write the gateway's own object as `resource \"kubernetes_manifest\"` until then";
        absent(lowering, service.decl, &what, "would stay inside the cluster", instead);
    }
}

/// `requires mlpc=">=0.2"`, read by an older one.
fn version(lowering: &mut Lowering<'_>, settings: &Settings) {
    let Some(requires) = &settings.requires else { return };
    let (Ok(range), Ok(own)) = (VersionRange::parse(&requires.mlpc.value), Version::parse(MLPC)) else { return };
    if range.contains(&own) {
        return;
    }
    let message = format!("this spec is for mlpc {}; this is mlpc {MLPC}", requires.mlpc.value);
    let help = "install a version that it names, or widen `requires` if it can be read by this one";
    field(lowering, settings.decl, requires.mlpc.origin, message, "not this version", help);
}

/// `state "s3://…"`: states are kept in files.
fn state(lowering: &mut Lowering<'_>, settings: &Settings) {
    let Some(state) = settings.state.as_ref().filter(|it| !it.value.starts_with("file:")) else { return };
    let message = format!("this version of mlpc can't keep its state in `{}`", state.value);
    let help = "write `state \"file:.mlpc\"`, or leave `state` out, and keep the folder where all who apply reach it";
    field(lowering, settings.decl, state.origin, message, "`plan` and `apply` would refuse it", help);
}

fn field(lowering: &mut Lowering<'_>, id: DeclId, at: OriginId, message: String, label: &str, help: &str) {
    let Some(decl) = lowering.platform.decl(id) else { return };
    let span = lowering.origins.span(at).unwrap_or(decl.head);
    lowering.out.push(Diagnostic::new(&codes::NOT_AVAILABLE, message).label(span, label).help(help).subject(decl.address.clone()));
}

fn absent(lowering: &mut Lowering<'_>, id: DeclId, what: &str, label: &str, help: &str) {
    let Some(decl) = lowering.platform.decl(id) else { return };
    lowering.out.push(Diagnostic::new(&codes::NOT_AVAILABLE, what).label(decl.head, label).help(help).subject(decl.address.clone()));
}
