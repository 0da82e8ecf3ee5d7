//! Components: interface, fields and the user's values come together here and go out as a release, its identities and what stands beside it.

mod context;
mod sharing;

use mlpc_analysis::capacity;
use mlpc_components::{Access, Component, Conflict, Release as ReleaseRequest, SetField, Size, render_text, values};
use mlpc_components::{Components, Identity};
use mlpc_diag::{Diagnostic, Rule};
use mlpc_graph::{HelmChart, Map, Statement, Value};
use mlpc_kubernetes::lower::component::{self, Endpoint, Installation};
use mlpc_kubernetes::{ClusterFacts, Clusters, Release};
use mlpc_lowering::{ComponentPods, Lowering, component_uses};
use mlpc_model::{Cloud, Component as Declared, ComponentSize, Decl, DeclId, Item, Platform, Val};
use mlpc_source::{Frame, OriginId};
use smol_str::{SmolStr, format_smolstr};

use crate::clouds;

/// Lowers all components of all clusters: those declared, and those that come by themselves. The namespaces are made first, so call this before
/// anything else is lowered into the clusters. `duplicate` is the rule of what is set twice (MLP0105), which belongs to an earlier stage.
pub(crate) fn lower(cx: &mut Lowering<'_>, components: &Components, clusters: &mut Clusters, duplicate: &'static Rule) {
    let mut installations = Vec::new();
    for facts in clusters.iter() {
        let nodes = nodes(cx.platform, facts);
        for release in facts.releases().filter(|it| !it.existing) {
            if let Some(component) = components.component(&release.kind) {
                installations.extend(install(cx, components, facts, release, component, nodes, duplicate));
            }
        }
    }
    for installation in &installations {
        component::namespace(cx, clusters, installation);
    }
    for installation in &installations {
        component::lower(cx, clusters, installation);
    }
}

/// A tree of the spec as values of the graph: what a provider is configured with.
pub fn settings(platform: &Platform, tree: &Item) -> Map {
    match context::value(platform, &tree.val) {
        Value::Map(map) => map,
        _ => Map::new(),
    }
}

/// The most nodes that a cluster's pools have together.
fn nodes(platform: &Platform, facts: &ClusterFacts) -> u64 {
    let pools = facts.pools.iter().filter_map(|it| platform.pool(it.id));
    pools.filter_map(|it| it.nodes.at_most()).map(|it| u64::try_from(it.value).unwrap_or_default()).sum()
}

fn install(
    cx: &mut Lowering<'_>,
    components: &Components,
    facts: &ClusterFacts,
    release: &Release,
    component: &Component,
    nodes: u64,
    duplicate: &'static Rule,
) -> Option<Installation> {
    let platform = cx.platform;
    let because = platform.decl(release.because)?;
    let declared = release.decl.and_then(|id| platform.component(id));
    let decl = declared.and_then(|it| platform.decl(it.decl));
    let size = size(declared, nodes);
    let namespace = declared.and_then(|it| it.namespace.as_ref()).map_or_else(|| component.chart.namespace.clone(), |it| it.value.clone());
    let place = context::Place { facts, release, component, declared, decl, size, namespace: &namespace };
    let context = context::context(cx, &place)?;
    let fields = decl.map_or_else(Vec::new, |decl| set_fields(cx, component, decl));
    let user = declared.and_then(|it| it.values.as_ref()).map(|it| context::tree(cx, it));
    let user = user.as_ref().and_then(Value::as_map);
    let address = decl.map_or_else(|| format_smolstr!("{}.{}", release.kind, facts.name), |it| it.address.clone());
    let request = ReleaseRequest { component, size, context: &context, fields: &fields, user, address: &address };
    let made = match values::values(&request, cx.origins, cx.out) {
        Ok(made) => made,
        Err(error) => {
            let finding =
                Diagnostic::new(&mlpc_components::codes::chart_value::RULE, error.message).label(because.head, "for this").subject(address);
            cx.out.push(finding);
            return None;
        }
    };
    for conflict in made.conflicts {
        report(cx, duplicate, &address, conflict);
    }
    identities(cx, &place, &context, release, component);
    let version =
        declared.and_then(|it| it.version.as_ref()).map_or_else(|| component.chart.version.clone(), |it| it.value.as_str().into());
    let reason = if release.decl.is_some() { "its release" } else { "what the cluster can't do without" };
    let comment = format_smolstr!("chart {} {version}, size {}", component.chart.name, size.word());
    Some(Installation {
        cluster: facts.id,
        kind: release.kind.clone(),
        chart: HelmChart {
            release: release.name.clone(),
            chart: component.chart.name.clone(),
            version,
            repository: component.chart.repository.clone(),
        },
        pod_security: component.chart.pod_security.clone(),
        values: made.values,
        monitors: component
            .monitors
            .iter()
            .map(|it| Endpoint { select: it.select.clone(), port: it.port.clone(), https: it.https })
            .collect(),
        connections: connections(component, decl),
        origin: cx.origin(because.origin, reason),
        comment: Some(comment),
        after: earlier(components, facts, component),
        namespace,
    })
}

fn size(declared: Option<&Declared>, nodes: u64) -> Size {
    match declared.and_then(|it| it.size).map(|it| it.value) {
        Some(ComponentSize::Small) => Size::Small,
        Some(ComponentSize::Medium) => Size::Medium,
        Some(ComponentSize::Large) => Size::Large,
        None => Size::of_nodes(nodes),
    }
}

/// The interface's fields that have a value, with whether somebody wrote it.
fn set_fields(cx: &Lowering<'_>, component: &Component, decl: &Decl) -> Vec<SetField> {
    let present = component.fields.iter().filter_map(|field| Some((field, decl.fields.get(&field.name).filter(|it| it.is_present())?)));
    let set = present.map(|(field, item)| {
        let written = !cx.origins.get(item.origin).is_some_and(|it| it.frame == Frame::Default);
        SetField { name: field.name.clone(), origin: item.origin, written }
    });
    set.collect()
}

fn report(cx: &mut Lowering<'_>, duplicate: &'static Rule, address: &SmolStr, conflict: Conflict) {
    let message = format!("`{}` is set twice: by the field `{}` and under `values`", conflict.path, conflict.field);
    let finding = Diagnostic::new(duplicate, message)
        .label_opt(conflict.value_span, "here as a chart value")
        .label_opt(conflict.field_span, format!("here as `{}`", conflict.field))
        .help(format!("keep one of the two; `{}` is the component's own word for it", conflict.field))
        .subject(address.clone());
    cx.out.push(finding);
}

/// Databases whose address and password the chart reads from a Secret.
fn connections(component: &Component, decl: Option<&Decl>) -> Vec<(SmolStr, DeclId)> {
    let fields = component.stores.iter().filter(|it| it.connection);
    fields.filter_map(|it| Some((it.field.clone(), decl?.fields.get_ref(&it.field)?))).collect()
}

/// Releases that come first: those of the waves before, of which only the nearest is named, as each waits for the ones before it.
fn earlier(components: &Components, facts: &ClusterFacts, component: &Component) -> Vec<SmolStr> {
    let waves = facts.releases().filter(|it| !it.existing).filter_map(|it| Some((components.component(&it.kind)?.chart.wave, &it.kind)));
    let before: Vec<_> = waves.filter(|(wave, _)| *wave < component.chart.wave).collect();
    let nearest = before.iter().map(|(wave, _)| *wave).max();
    before.into_iter().filter(|(wave, _)| Some(*wave) == nearest).map(|(_, kind)| kind.clone()).collect()
}

/// The identities that a component's pods have in the cloud.
fn identities(cx: &mut Lowering<'_>, place: &context::Place<'_>, context: &Map, release: &Release, component: &Component) {
    let stores: Vec<_> =
        component.stores.iter().filter_map(|it| Some((place.decl?.fields.get_ref(&it.field)?, it.access == Access::Write))).collect();
    let datasets = place.declared.map_or_else(Vec::new, |it| {
        let reads = it.reads.iter().map(|it| (it.value, false));
        reads.chain(it.writes.iter().map(|it| (it.value, true))).collect()
    });
    for identity in &component.identities {
        let pods = ComponentPods {
            kind: &component.name,
            cluster: place.facts.id,
            decl: release.decl.unwrap_or(place.facts.id),
            namespace: place.namespace,
            service_account: &identity.service_account,
            one_of_several: component.identities.len() > 1,
            uses: component_uses(cx.platform, &stores, &datasets),
        };
        clouds::component_identity(cx, place.facts.cloud, &pods, || statements(identity, context));
    }
}

fn statements(identity: &Identity, context: &Map) -> Vec<Statement> {
    // A text of an interface that can't be rendered was found when its template was, over the same context.
    let text = |template: &SmolStr| render_text("identity", template, context).map_or(Value::Poison, Value::from);
    let statements = identity.aws.iter().map(|it| {
        let statement = Statement::allow("", it.actions.iter().cloned(), it.resources.iter().map(&text).collect());
        it.conditions.iter().fold(statement, |statement, (test, key, values)| {
            let key = render_text("identity", key, context).unwrap_or_default();
            statement.when(test, key, values.iter().map(&text).collect())
        })
    });
    statements.collect()
}

/// The origin of a value in the user's tree.
fn origin_of(item: &mlpc_model::Item) -> OriginId {
    item.origin
}

/// Whether a value is a reference to a declaration of this kind.
fn refers_to(platform: &Platform, val: &Val, kind: &str) -> Option<DeclId> {
    match val {
        Val::Ref(id) => platform.decl(*id).filter(|it| it.kind == kind).map(|_| *id),
        _ => None,
    }
}

/// Whether some node of the cluster has GPUs whose driver the node's image brings.
fn driver_in_image(facts: &ClusterFacts) -> bool {
    // EKS' accelerated images, and those of GKE and AKS, bring driver and container toolkit (GPU-10), AKS' unless a version is asked for.
    facts.cloud != Cloud::Kubernetes && facts.devices.iter().any(|it| it == capacity::GPU || it.starts_with("nvidia.com/mig-"))
}
