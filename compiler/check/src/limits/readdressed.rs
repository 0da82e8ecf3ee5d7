//! MLP0113, of `moved` and `removed`: addresses that nothing has, or that something still has. Those of `import` and `patch` are the lowering's.

use std::collections::BTreeSet;

use mlpc_diag::{Diagnostic, Diagnostics, Severity};
use mlpc_graph::{Address, ResourceGraph};
use mlpc_model::{At, DeclId};
use mlpc_sema::codes::matches_nothing::RULE;
use mlpc_sema::nearest;
use smol_str::SmolStr;

use crate::CheckCx;

pub(crate) fn check(cx: &CheckCx<'_>, graph: &ResourceGraph, out: &mut Diagnostics) {
    let platform = cx.platform;
    let is_resource = |address: &str| Address::parse(address).is_ok_and(|address| graph.get(&address).is_some());
    let is_there = |address: &str| platform.decl_by_address(address).is_some() || is_resource(address);
    let former: BTreeSet<&str> = platform.moved.iter().map(|it| it.from.value.as_str()).collect();
    for moved in &platform.moved {
        let (from, to) = (&moved.from, &moved.to);
        // What was renamed twice leads on from the first new name.
        if !is_there(&to.value) && !former.contains(to.value.as_str()) {
            let message = format!("nothing has the address `{}`, to which `{}` was moved", to.value, from.value);
            let diagnostic = said(cx, moved.decl, to, message, "the new address of nothing");
            out.push(suggested(cx, graph, diagnostic, to).help("write the address that it has now, or remove the `moved`"));
        }
        if is_there(&from.value) {
            let message = format!("`{}` was moved to `{}`, and is still declared", from.value, to.value);
            let help = "remove the `moved`, or what is still declared under the old address";
            out.push(said(cx, moved.decl, from, message, "there is one of this address").help(help));
        }
    }
    for removed in platform.removed.iter().filter(|it| is_there(&it.removed.value)) {
        let message = format!("`{}` is to be forgotten, and is still declared", removed.removed.value);
        let help = "remove the declaration too, or this `removed`";
        out.push(said(cx, removed.decl, &removed.removed, message, "there is one of this address").help(help));
    }
}

fn said(cx: &CheckCx<'_>, decl: DeclId, at: &At<SmolStr>, message: String, label: &str) -> Diagnostic {
    Diagnostic::new(&RULE, message)
        .severity(Severity::Warning)
        .label_opt(cx.span(at.origin).or_else(|| cx.head(decl)), label)
        .subject(cx.address(decl))
}

/// Adds the nearest address of the same kind or type.
fn suggested(cx: &CheckCx<'_>, graph: &ResourceGraph, diagnostic: Diagnostic, at: &At<SmolStr>) -> Diagnostic {
    let Some((kind, _)) = at.value.split_once('.') else { return diagnostic };
    let alike = |address: &&str| address.split_once('.').is_some_and(|(known, _)| known == kind);
    let decls = cx.platform.decls.iter().map(|decl| decl.address.as_str());
    let resources = graph.resources().iter().map(|resource| resource.address.as_str());
    match nearest(&at.value, decls.chain(resources).filter(alike)) {
        Some(near) => cx.did_you_mean(diagnostic, at.origin, &at.value, &near),
        None => diagnostic,
    }
}
