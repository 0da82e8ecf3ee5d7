//! What the catalog says of a machine, accelerator, model or region that a value names.

use mlpc_catalog::{Catalog, Machine, Offering};
use mlpc_model::Target;
use mlpc_project::Compiled;
use mlpc_schema::{Field, Type};
use mlpc_syntax::{Entry, Node, Scalar};
use mlpc_units::{group_digits, group_rational};

use super::value;
use crate::{Analysis, Cursor};

/// The facts about what an entry names.
pub(super) fn of_value(analysis: Analysis<'_>, at: Cursor, node: Node<'_>, field: &Field, entry: Entry<'_>) -> Option<String> {
    let Scalar::Text(text) = entry.value() else { return None };
    let catalog = &analysis.standard.catalog;
    let target = || target(analysis, at, node);
    let mut types = vec![&field.ty];
    while let Some(ty) = types.pop() {
        let found = match ty {
            Type::List(inner) => {
                types.push(inner);
                None
            }
            Type::Union(inner) => {
                types.extend(inner);
                None
            }
            Type::Machine => target().and_then(|target| machine(catalog, target, &text)),
            Type::Accelerator => catalog.accelerator(&text).map(|it| {
                let gib = it.memory.to_string();
                format!("{}: {gib} of memory, Kubernetes resource `{}` · {}", it.name, it.k8s_resource, it.provenance.as_of)
            }),
            Type::Model => catalog.model(&text).map(|it| {
                let repository = it.repository.map_or_else(String::new, |repository| format!(" · `{repository}`"));
                format!("{} · {} × 10⁹ parameters{repository}", it.task, it.parameters_billion)
            }),
            Type::Region => target().and_then(|target| catalog.region(target.cloud.value.as_str(), &text)).map(|it| {
                let jurisdiction = it.jurisdiction.map_or_else(String::new, |law| format!(" · jurisdiction {law}"));
                format!("{} · zones {}{jurisdiction}", it.name, it.zones.join(", "))
            }),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// The target of the declaration that a node stands in, else the first there is.
fn target<'a>(analysis: Analysis<'a>, at: Cursor, node: Node<'_>) -> Option<&'a Target> {
    let mut enclosing = value::enclosing(analysis, at, node).into_iter();
    let of = |(compiled, id): (&'a Compiled, _)| compiled.platform.target_of(id);
    enclosing.find_map(of).or_else(|| analysis.compiled().find_map(|it| it.platform.targets.first()))
}

/// `8 × H100 SXM5 80GB · 192 vCPU, 2048Gi · 55.04 USD/h · use1-az1, use1-az2`.
pub(crate) fn machine(catalog: &Catalog, target: &Target, id: &str) -> Option<String> {
    let cloud = target.cloud.value.as_str();
    let machine = catalog.machine(cloud, id)?;
    let region = target.region.as_ref().map(|it| &it.value);
    let offering = region.and_then(|region| catalog.offering(cloud, region, id));
    let mut parts = vec![hardware(catalog, &machine)];
    match (&offering, region) {
        (Some(offering), _) => parts.extend(offered(offering)),
        (None, Some(region)) if catalog.knows_offerings(cloud, region) => parts.push(format!("not offered in {region}")),
        (None, _) => {}
    }
    Some(parts.join(" · "))
}

fn hardware(catalog: &Catalog, machine: &Machine) -> String {
    let size = format!("{} vCPU, {}", machine.vcpus, machine.memory);
    let Some(id) = &machine.accelerator else { return size };
    let name = catalog.accelerator(id).map_or_else(|| id.clone(), |it| it.name);
    match machine.accelerator_count {
        Some(count) => format!("{count} × {name} · {size}"),
        None => format!("{name} · {size}"),
    }
}

fn offered(offering: &Offering) -> Vec<String> {
    const SHOWN: usize = 6;
    let mut parts = Vec::new();
    if let Some(price) = offering.on_demand {
        parts.push(format!("{} USD/h", group_rational(price, 2)));
    }
    if !offering.zones.is_empty() {
        let more = offering.zones.len().saturating_sub(SHOWN);
        let shown = offering.zones.iter().take(SHOWN).map(smol_str::SmolStr::as_str).collect::<Vec<_>>().join(", ");
        parts.push(if more > 0 { format!("{shown} and {} more", group_digits(more as i128)) } else { shown });
    }
    parts.push(format!("as of {}", offering.provenance.as_of));
    parts
}
