//! Why something is there: which lines made it, what it serves, what depends on it.

mod field;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use mlpc_analysis::schedule::{self, Answer};
use mlpc_catalog::Catalog;
use mlpc_graph::{Address, Resource, ResourceGraph, ResourceId};
use mlpc_model::{DeclId, Platform, SpecView};
use mlpc_source::{Frame, OriginId, Origins, Sources};
use mlpc_units::n_of;
use smol_str::SmolStr;
use unicode_width::UnicodeWidthStr as _;

use crate::style::{self, Terminal};

/// What an explanation is made from.
#[derive(Clone, Copy, Debug)]
pub struct WhyInput<'a> {
    /// The typed platform.
    pub platform: &'a Platform,
    /// What the spec says, field by field.
    pub spec: &'a SpecView,
    /// Facts.
    pub catalog: &'a Catalog,
    /// Its resources.
    pub graph: &'a ResourceGraph,
    /// Where everything comes from.
    pub origins: &'a Origins,
    /// The files.
    pub sources: &'a Sources,
}

/// One line of an explanation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// What the line says: "made for", "because".
    pub label: &'static str,
    /// The answer.
    pub text: String,
    /// `FILE:LINE`; empty where the line speaks of no place.
    pub at: String,
}

/// How many addresses a line names.
const SHOWN: usize = 6;

/// Explains a resource, a declaration, a field or entry of one (`tenant.research.quota.h100`), or what comes by itself (`gpu-operator.main`);
/// `None` for an address of nothing.
pub fn why(input: WhyInput<'_>, address: &str) -> Option<Vec<Row>> {
    let resource = Address::parse(address).ok().and_then(|address| input.graph.id(&address));
    match resource {
        Some(id) => of_resource(input, id),
        None => match input.platform.decl_by_address(address) {
            Some(declaration) => of_declaration(input, declaration),
            None => field::of_field(input, address).or_else(|| of_owner(input, address)),
        },
    }
}

fn of_resource(input: WhyInput<'_>, id: ResourceId) -> Option<Vec<Row>> {
    let resource = input.graph.resources().get(id)?;
    let mut rows = vec![made_for(input, resource)];
    rows.extend(because(input, resource.origin));
    rows.extend(field::made_of(input, resource));
    if let Some(owner) = input.platform.decl_by_address(&resource.owner) {
        rows.extend(serves(input, owner));
    }
    rows.push(charged(resource));
    let names =
        |ids: &[ResourceId]| ids.iter().filter_map(|id| input.graph.resources().get(*id)).map(|it| it.address.to_string()).collect();
    rows.extend(listed("needs", names(input.graph.needs(id))));
    let needed_by = input.graph.needed_by();
    let needed_by = needed_by.get(mlpc_source::Idx::to_usize(id)).map_or(&[][..], Vec::as_slice);
    rows.extend(listed("needed by", names(needed_by)));
    Some(rows)
}

/// The declaration that a resource is made for. What comes by itself has none; it is made for what its origin leads to.
fn made_for(input: WhyInput<'_>, resource: &Resource) -> Row {
    let head = input.platform.decl_by_address(&resource.owner).and_then(|id| input.platform.decl(id)).map(|decl| decl.head);
    let span = head.or_else(|| input.origins.span(resource.origin));
    Row { label: "made for", text: resource.owner.to_string(), at: span.map(|span| input.sources.at(span)).unwrap_or_default() }
}

/// The reasons that the chain of origins gives, nearest first.
fn because(input: WhyInput<'_>, origin: OriginId) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (_, entry) in input.origins.chain(origin) {
        let at = entry.span.map(|span| input.sources.at(span)).unwrap_or_default();
        let text = match &entry.frame {
            Frame::Lowered { reason } if !reason.is_empty() => reason.to_string(),
            Frame::For(round) => format!("one round of `for \"{}\"`: {}", round.variable, round.row),
            Frame::Define { name } => format!("the definition of `{name}`"),
            Frame::When => "the condition of a `when`".to_owned(),
            Frame::Component { file } => format!("the standard library's {file}"),
            Frame::Lowered { .. } | Frame::Written | Frame::Declaration(_) | Frame::Default => continue,
        };
        let near = input.origins.span(origin).map(|span| input.sources.at(span)).unwrap_or_default();
        let row = Row { label: if rows.is_empty() { "because" } else { "" }, text, at: if at.is_empty() { near } else { at } };
        if rows.iter().all(|other| other.text != row.text) {
            rows.push(row);
        }
    }
    rows
}

fn serves(input: WhyInput<'_>, owner: DeclId) -> Option<Row> {
    let slos: Vec<_> = input
        .platform
        .slos_of(owner)
        .map(|slo| {
            let under = slo.under.as_ref().map(|under| format!(" under {}", under.value)).unwrap_or_default();
            format!("slo {} {}{under}", slo.sli.value, slo.objective.value)
        })
        .collect();
    let first = input.platform.slos_of(owner).next().and_then(|slo| input.platform.decl(slo.decl)).map(|decl| input.sources.at(decl.head));
    (!slos.is_empty()).then(|| Row { label: "serves", text: slos.join(", "), at: first.unwrap_or_default() })
}

fn charged(resource: &Resource) -> Row {
    let whom = resource.charge.tenant.as_ref().map_or_else(|| "the platform".to_owned(), |tenant| format!("tenant {tenant}"));
    let center = resource.charge.cost_center.as_ref().map(|center| format!(", cost center {center}")).unwrap_or_default();
    Row { label: "charged to", text: format!("{whom}{center}"), at: String::new() }
}

fn listed(label: &'static str, names: Vec<String>) -> Option<Row> {
    let more = names.len().saturating_sub(SHOWN);
    let mut text = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if more > 0 {
        let _ = write!(text, " and {more} more");
    }
    (!text.is_empty()).then_some(Row { label, text, at: String::new() })
}

fn of_declaration(input: WhyInput<'_>, id: DeclId) -> Option<Vec<Row>> {
    let decl = input.platform.decl(id)?;
    let mut rows = vec![Row { label: "declared", text: decl.address.to_string(), at: input.sources.at(decl.head) }];
    rows.extend(because(input, decl.origin));
    rows.extend(serves(input, id));
    rows.extend(runs_on(input, id));
    if let Some(tenant) = decl.tenant.and_then(|tenant| input.platform.decl(tenant)) {
        rows.push(Row { label: "belongs to", text: tenant.address.to_string(), at: input.sources.at(tenant.head) });
    }
    rows.extend(made_by(input, &decl.address));
    Some(rows)
}

/// What nobody declares and comes by itself, as the GPU operator with a pool of GPUs does.
fn of_owner(input: WhyInput<'_>, owner: &str) -> Option<Vec<Row>> {
    let own = || input.graph.resources().iter().filter(|it| it.owner == owner);
    let first = own().next()?;
    let at = own().find_map(|it| input.origins.span(it.origin)).map(|span| input.sources.at(span)).unwrap_or_default();
    let mut rows = vec![Row { label: "by itself", text: owner.to_owned(), at }];
    for row in own().flat_map(|it| because(input, it.origin)) {
        if rows.iter().all(|other| other.text != row.text) {
            rows.push(Row { label: if rows.len() == 1 { "because" } else { "" }, ..row });
        }
    }
    rows.push(charged(first));
    rows.extend(made_by(input, owner));
    Some(rows)
}

/// What an owner makes, and whose resources need that.
fn made_by(input: WhyInput<'_>, owner: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let own: Vec<ResourceId> = input.graph.resources().iter_enumerated().filter(|(_, it)| it.owner == owner).map(|(id, _)| id).collect();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for resource in own.iter().filter_map(|id| input.graph.resources().get(*id)) {
        *kinds.entry(resource.address.kind()).or_default() += 1;
    }
    let made = kinds.iter().map(|(kind, n)| if *n == 1 { (*kind).to_owned() } else { format!("{n} {kind}") }).collect::<Vec<_>>();
    if !made.is_empty() {
        rows.push(Row { label: "makes", text: format!("{}: {}", n_of(own.len(), "resource"), made.join(", ")), at: String::new() });
    }
    let needed_by = input.graph.needed_by();
    let mut users: Vec<SmolStr> = own
        .iter()
        .flat_map(|id| needed_by.get(mlpc_source::Idx::to_usize(*id)).into_iter().flatten())
        .filter_map(|id| input.graph.resources().get(*id))
        .map(|it| it.owner.clone())
        .filter(|user| user != owner)
        .collect();
    users.sort();
    users.dedup();
    rows.extend(listed("needed by", users.iter().map(ToString::to_string).collect()));
    rows
}

/// The pool that takes a workload's pods, with the machine on which they go: the witness that something can run them.
fn runs_on(input: WhyInput<'_>, id: DeclId) -> Option<Row> {
    let workload = input.platform.workload(id)?;
    let pool = input.platform.pool(workload.shared().pool.value)?;
    let Answer::Accepts(machine) = schedule::own_answer(input.platform, input.catalog, workload) else { return None };
    let on = machine.map(|machine| format!(", a pod goes onto one {machine}")).unwrap_or_default();
    let at = input.platform.decl(pool.decl).map(|decl| input.sources.at(decl.head)).unwrap_or_default();
    Some(Row { label: "runs on", text: format!("{}{on}", pool.address), at })
}

/// The lines for a terminal.
pub fn human(rows: &[Row], terminal: Terminal) -> String {
    let mut text = String::new();
    for row in rows {
        let label = terminal.paint(style::BOLD, &format!("{:<12}", row.label));
        let pad = terminal.width.saturating_sub(13 + row.text.width() + row.at.width()).max(2);
        let _ = writeln!(text, "{label} {}{}", row.text, if row.at.is_empty() { String::new() } else { format!("{:pad$}{}", "", row.at) });
    }
    text
}
