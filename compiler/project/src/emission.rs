//! What emission is told of a compile: targets, versions, tags, and where declarations are written.

use mlpc_diag::Sound;
use mlpc_emit::{Backend, Cloud, Delivery, EmitCx, EmitFault, ProviderCx, TargetCx, Tree};
use mlpc_graph::schema::ProviderSchemas;
use mlpc_graph::{Address, Map, ResourceGraph};
use mlpc_model::{Platform, Target};
use smol_str::{SmolStr, format_smolstr};

use crate::compile::Compiled;
use crate::load::Loaded;

/// Everything that is emitted for a sound graph.
pub fn emit(graph: &Sound<&ResourceGraph>, compiled: &Compiled, loaded: &Loaded, version: &str) -> Result<Tree, Vec<EmitFault>> {
    emit_with(graph, compiled, loaded, version, targets(&compiled.platform, compiled))
}

/// The same with targets that know what a state holds: an apply needs settings and `removed` blocks for what the graph no longer has.
pub fn emit_with(
    graph: &Sound<&ResourceGraph>,
    compiled: &Compiled,
    loaded: &Loaded,
    version: &str,
    targets: Vec<TargetCx>,
) -> Result<Tree, Vec<EmitFault>> {
    let platform = &compiled.platform;
    let source = |owner: &str| {
        let decl = platform.decl(platform.decl_by_address(owner)?)?;
        loaded.sources.files.get(decl.head.file).map(|file| SmolStr::from(&*file.path))
    };
    let cx = EmitCx { platform: platform.name.clone(), mlpc: version.into(), targets, source: &source };
    mlpc_emit::emit(graph, &cx)
}

/// The platform's targets as emission and the Terraform engine see them.
pub fn targets(platform: &Platform, compiled: &Compiled) -> Vec<TargetCx> {
    platform.targets.iter().map(|target| of_target(target, platform, compiled)).collect()
}

fn of_target(target: &Target, platform: &Platform, compiled: &Compiled) -> TargetCx {
    let cloud = match target.cloud.value {
        mlpc_model::Cloud::Aws => Cloud::Aws,
        mlpc_model::Cloud::Gcp => Cloud::Gcp,
        mlpc_model::Cloud::Azure => Cloud::Azure,
        mlpc_model::Cloud::Kubernetes => Cloud::Kubernetes,
    };
    let delivery = match target.delivery.value {
        mlpc_model::Delivery::Helm => Delivery::Helm,
        mlpc_model::Delivery::Argocd => Delivery::ArgoCd,
        mlpc_model::Delivery::Flux => Delivery::Flux,
    };
    let settings = platform.settings.as_ref();
    let cost_center = settings.and_then(|it| it.cost_center.as_ref()).map(|it| it.value.clone());
    let region = target.region.as_ref().map(|it| it.value.clone()).unwrap_or_default();
    let state = settings.and_then(|it| it.state.as_ref());
    TargetCx {
        name: target.name.clone(),
        cloud,
        account: target.account_id().map(|it| it.value.clone()).unwrap_or_default(),
        provider_version: provider_version(cloud),
        providers: target
            .providers
            .iter()
            .map(|it| ProviderCx {
                source: it.source.value.clone(),
                version: it.version.value.clone(),
                settings: it.settings.as_ref().map(|it| mlpc_lower::settings(platform, it)).unwrap_or_default(),
            })
            .collect(),
        backend: state.and_then(|url| Backend::of_state_url(url, &target.name, &region)),
        default_tags: Map::new().with("mlpc-platform", &platform.name).with_opt("mlpc-cost-center", cost_center),
        delivery,
        removed: forgotten(platform, compiled, target),
        holds: false,
        region,
    }
}

/// Resources that `removed` says to forget: written as their own addresses. What belonged to a declaration that is gone is the state's to know.
fn forgotten(platform: &Platform, compiled: &Compiled, target: &Target) -> Vec<Address> {
    let own = match target.cloud.value {
        mlpc_model::Cloud::Aws => Some("aws"),
        mlpc_model::Cloud::Gcp => Some("google"),
        mlpc_model::Cloud::Azure => Some("azurerm"),
        mlpc_model::Cloud::Kubernetes => None,
    };
    let further = target.providers.iter().map(|it| it.source.value.rsplit('/').next().unwrap_or_default());
    let providers: Vec<&str> = own.into_iter().chain(further).chain(["terraform"]).collect();
    // A declaration's address is none of Terraform's, nor is another provider's resource in this root.
    let here = |address: &Address| address.kind().split_once('_').is_some_and(|(provider, _)| providers.contains(&provider));
    let addresses = platform.removed.iter().filter_map(|it| Address::parse(&it.removed).ok());
    addresses.filter(|address| here(address) && compiled.graph.id(address).is_none()).collect()
}

/// `~> MAJOR.MINOR` of the provider whose schemas the standard library holds.
fn provider_version(cloud: Cloud) -> SmolStr {
    let of = |kind| ProviderSchemas::embedded().provider_of(kind).map(mlpc_graph::schema::Provider::version).unwrap_or_default();
    let version = match cloud {
        Cloud::Aws => of("aws_vpc"),
        Cloud::Gcp => of("google_compute_network"),
        Cloud::Azure => of("azurerm_virtual_network"),
        Cloud::Kubernetes => "",
    };
    version.rsplit_once('.').map_or_else(SmolStr::default, |(minor, _)| format_smolstr!("~> {minor}"))
}
