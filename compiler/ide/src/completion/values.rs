//! Values of a field: words, declarations by kind, facts of the catalog, codes.

use mlpc_model::{Decl, Target};
use mlpc_project::Compiled;
use mlpc_schema::{Field, Type};
use mlpc_source::TextRange;
use mlpc_syntax::{Node, quote};

use super::{Completion, CompletionKind};
use crate::Analysis;
use crate::analysis::text_of_first_argument;
use crate::hover::machine;

/// Where a value stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) analysis: Analysis<'a>,
    /// The name of the node.
    pub(super) kind: &'a str,
    /// Its first argument: the name, of a declaration.
    pub(super) name: Option<&'a str>,
    /// The node around it.
    pub(super) parent: Option<Node<'a>>,
}

/// What may be written as the value of a field.
pub(super) fn of_field(place: Place<'_>, field: &Field, quoted: bool, replace: TextRange) -> Vec<Completion> {
    let mut found: Vec<Completion> = Vec::new();
    let mut types = vec![&field.ty];
    while let Some(ty) = types.pop() {
        match ty {
            Type::List(inner) | Type::Map(inner) => types.push(inner),
            Type::Union(inner) => types.extend(inner.iter().rev()),
            Type::Group(fields) => {
                types.extend(fields.iter().find(|it| it.position == Some(mlpc_schema::Position::Nth(0))).map(|it| &it.ty));
            }
            Type::Bool => found.extend(["#true", "#false"].map(|word| value(word, "", word.to_owned(), replace))),
            _ => found.extend(texts(place, ty).into_iter().map(|(kind, text, detail)| Completion {
                kind,
                ..value(&text, &detail, if quoted { text.clone() } else { quote::text(&text) }, replace)
            })),
        }
    }
    found
}

fn value(label: &str, detail: &str, insert: String, replace: TextRange) -> Completion {
    Completion { label: label.to_owned(), kind: CompletionKind::Value, detail: detail.to_owned(), doc: String::new(), insert, replace }
}

type Text = (CompletionKind, String, String);

fn texts(place: Place<'_>, ty: &Type) -> Vec<Text> {
    let catalog = &place.analysis.standard.catalog;
    let fact = |text: &str, detail: String| (CompletionKind::Fact, text.to_owned(), detail);
    match ty {
        Type::Enum(words) => words.iter().map(|word| (CompletionKind::Value, word.to_string(), String::new())).collect(),
        Type::Ref(kinds) => declarations(place, |decl| kinds.iter().any(|kind| answers(place, decl, kind))),
        Type::DeclAddress => addresses(place),
        Type::RuleName => {
            let rules = mlpc_project::registry().into_iter();
            rules.map(|rule| (CompletionKind::Value, rule.code.to_owned(), rule.title.to_owned())).collect()
        }
        Type::Machine => machines(place),
        Type::Accelerator => catalog.accelerators().map(|it| fact(&it.id, it.name.to_string())).collect(),
        Type::Model => catalog.models().map(|it| fact(&it.id, format!("{} × 10⁹ parameters", it.parameters_billion))).collect(),
        Type::Region => target(place).map_or_else(Vec::new, |it| {
            catalog.regions(it.cloud.value.as_str()).map(|region| fact(&region.id, region.name.to_string())).collect()
        }),
        Type::Zone => target(place).map_or_else(Vec::new, |it| {
            let region = it.region.as_ref().map(|region| region.value.clone()).unwrap_or_default();
            catalog.zones(it.cloud.value.as_str(), &region).iter().map(|zone| fact(zone, region.to_string())).collect()
        }),
        _ => Vec::new(),
    }
}

fn answers(place: Place<'_>, decl: &Decl, kind: &str) -> bool {
    decl.kind == kind || place.analysis.standard.kinds.get(&decl.kind).is_some_and(|it| it.answers_to(kind))
}

/// The declarations that fit, as this place names them: without the tenant's name inside it.
fn declarations(place: Place<'_>, fits: impl Fn(&Decl) -> bool) -> Vec<Text> {
    let tenant = tenant(place);
    let mut found: Vec<Text> = Vec::new();
    for decl in place.analysis.compiled().flat_map(|it| it.platform.decls.iter()).filter(|decl| fits(decl)) {
        let scoped = decl.scoped_name();
        let local = tenant.as_ref().and_then(|tenant| scoped.strip_prefix(tenant.as_str())?.strip_prefix('/'));
        let text = local.unwrap_or(scoped).to_owned();
        if !text.is_empty() && !found.iter().any(|(_, other, detail)| *other == text && *detail == decl.kind) {
            found.push((CompletionKind::Declaration, text, decl.kind.to_string()));
        }
    }
    // What is at hand stands first: the tenant's own, then the platform's, then what is others'.
    let is_own = |text: &str| tenant.is_some() && !text.contains('/');
    found.sort_by(|a, b| (!is_own(&a.1), a.1.contains('/'), &a.1).cmp(&(!is_own(&b.1), b.1.contains('/'), &b.1)));
    found.dedup();
    found
}

fn addresses(place: Place<'_>) -> Vec<Text> {
    let tenant = tenant(place);
    let mut found = vec![(CompletionKind::Value, "platform".to_owned(), "the platform itself".to_owned())];
    for decl in place.analysis.compiled().flat_map(|it| it.platform.decls.iter()).filter(|decl| !decl.name.is_empty()) {
        let scoped = decl.scoped_name();
        let local = tenant.as_ref().and_then(|tenant| scoped.strip_prefix(tenant.as_str())?.strip_prefix('/'));
        found.push((CompletionKind::Declaration, format!("{}.{}", decl.kind, local.unwrap_or(scoped)), String::new()));
    }
    found.sort_by(|a, b| a.1.cmp(&b.1));
    found.dedup();
    found
}

/// The name of the tenant around a place.
fn tenant(place: Place<'_>) -> Option<String> {
    let mut next = place.parent;
    while let Some(node) = next {
        if node.name() == "tenant" {
            return text_of_first_argument(node);
        }
        next = node.parent();
    }
    None
}

/// The target of the declaration that is being written: its own by address, else its cluster's around it, else the first.
fn target<'a>(place: Place<'a>) -> Option<&'a Target> {
    let by_address = |compiled: &'a Compiled, kind: &str, name: &str| {
        let id = compiled.platform.decl_by_address(&format!("{kind}.{name}"))?;
        compiled.platform.target_of(id)
    };
    let around = place.parent.and_then(|node| Some((node.name().into_owned(), text_of_first_argument(node)?)));
    place.analysis.compiled().find_map(|compiled| {
        let own = place.name.and_then(|name| by_address(compiled, place.kind, name));
        let outer = || around.as_ref().and_then(|(kind, name)| by_address(compiled, kind, name));
        own.or_else(outer).or_else(|| compiled.platform.targets.first())
    })
}

/// The machines offered in the region, for GPU pools those with accelerators, cheapest first.
fn machines(place: Place<'_>) -> Vec<Text> {
    let Some(target) = target(place) else { return Vec::new() };
    let (catalog, cloud) = (&place.analysis.standard.catalog, target.cloud.value.as_str());
    let region = target.region.as_ref().map(|it| it.value.clone()).unwrap_or_default();
    let around = place.parent.map(|node| node.name().into_owned());
    let wants = |pool: &str| place.kind == pool || around.as_deref() == Some(pool);
    let mut offered: Vec<_> = catalog.offerings(cloud, &region).collect();
    offered.sort_by(|(a, x), (b, y)| (x.on_demand.is_none(), x.on_demand, a).cmp(&(y.on_demand.is_none(), y.on_demand, b)));
    let fits = |id: &str| {
        let has = catalog.machine(cloud, id).is_some_and(|it| it.accelerator.is_some());
        (has || !wants("gpu-pool")) && (!has || !wants("cpu-pool"))
    };
    let offered = offered.into_iter().filter(|(id, _)| fits(id));
    offered.map(|(id, _)| (CompletionKind::Fact, id.to_string(), machine(catalog, target, &id).unwrap_or_default())).collect()
}
