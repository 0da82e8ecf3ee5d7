//! MLP0306: a reference across tenants without a grant, with an expired one, or a grant that nobody needs so wide.

use std::collections::{BTreeMap, BTreeSet};

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{Access, DataClass, Decl, DeclId, Grant, Item, Platform, Val};
use mlpc_source::OriginId;
use mlpc_units::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0306",
    name: "missing-grant",
    severity: Severity::Error,
    title: "reference across tenants without a grant",
    since: "0.1",
    explain: include_str!("missing_grant.md"),
};

/// Kinds that use things, with what is theirs to use; a reference in others (an `slo`'s `of`, a waiver) only names.
const USERS: [&str; 4] = ["model-service", "training", "pipeline", "dataset"];

/// The grants by what is granted and to whom: one thing may be granted to thousands.
struct Grants<'a>(FxHashMap<(DeclId, DeclId), Vec<&'a Grant>>);

impl<'a> Grants<'a> {
    fn of(platform: &'a Platform) -> Self {
        let mut grants: FxHashMap<(DeclId, DeclId), Vec<&Grant>> = FxHashMap::default();
        for grant in &platform.grants {
            grants.entry((grant.what.value, grant.to.value)).or_default().push(grant);
        }
        Self(grants)
    }

    fn on(&self, what: DeclId, to: DeclId) -> impl Iterator<Item = &'a Grant> {
        self.0.get(&(what, to)).into_iter().flatten().copied()
    }
}

/// The grants that are needed, each with what is used by it.
type Needed = BTreeMap<DeclId, BTreeSet<DeclId>>;

/// One use of something that another tenant owns.
struct Use<'a> {
    user: &'a Decl,
    /// What is used.
    what: DeclId,
    owner: DeclId,
    tenant: DeclId,
    /// Where it says so.
    at: OriginId,
    how: How,
}

/// A way of using.
#[derive(Clone, Copy)]
struct How {
    /// In the third person: `reads`.
    verb: &'static str,
    /// What grants allow it; the first is what one would write.
    access: &'static [Access],
}

const READS: How = How { verb: "reads", access: &[Access::Read] };
const WRITES: How = How { verb: "writes", access: &[Access::Write] };
const CALLS: How = How { verb: "calls", access: &[Access::Call] };
const NEEDS: How = How { verb: "needs", access: &[Access::Read, Access::Write, Access::Call] };
const MOUNTS: How = How { verb: "mounts", access: &[Access::Write] };
const MOUNTS_TO_READ: How = How { verb: "mounts", access: &[Access::Read, Access::Write] };

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    let grants = Grants::of(platform);
    // Whoever gives access in a grant that couldn't be read may have given this one.
    let read: FxHashSet<DeclId> = platform.grants.iter().map(|grant| grant.decl).collect();
    let unread: FxHashSet<DeclId> = platform
        .decls
        .iter_enumerated()
        .filter(|(id, decl)| decl.kind == "grant" && !read.contains(id))
        .filter_map(|(_, decl)| decl.tenant)
        .collect();
    let mut needed = Needed::new();
    let components = platform.components.iter().map(|component| component.decl);
    let workloads = platform.workloads().map(mlpc_model::WorkloadRef::decl);
    let users = workloads.chain(platform.datasets.iter().map(|dataset| dataset.decl)).chain(components);
    for user in users.filter_map(|id| platform.decl(id)) {
        let Some(tenant) = user.tenant else { continue };
        for used in uses(platform, user, tenant) {
            if !unread.contains(&used.owner) {
                judge(cx, &grants, &used, &mut needed, out);
            }
        }
    }
    for grant in &platform.grants {
        if platform.decl(grant.decl).and_then(|decl| decl.tenant).is_some_and(|owner| unread.contains(&owner)) {
            continue;
        }
        if expired(grant, cx.today) {
            // Of one that is needed, the use that it no longer allows is reported.
            out.extend((!needed.contains_key(&grant.decl)).then(|| over(cx, grant)));
            continue;
        }
        match needed.get(&grant.decl) {
            None => out.push(unused(cx, grant)),
            Some(uses) if !uses.contains(&grant.what.value) => out.push(too_wide(cx, grant, uses)),
            Some(_) => {}
        }
    }
}

/// Every reference of a declaration to something of another tenant.
fn uses<'a>(platform: &'a Platform, user: &'a Decl, tenant: DeclId) -> Vec<Use<'a>> {
    let mut found = Vec::new();
    let is_component = !USERS.contains(&user.kind.as_str());
    for (field, item) in user.fields.iter() {
        let by_field = match field.as_str() {
            "reads" => Some(READS),
            "writes" | "checkpoints" | "in" => Some(WRITES),
            "mount" => Some(MOUNTS),
            "depends-on" => Some(NEEDS),
            // What else a component's own interface refers to is a store that it keeps its things in.
            "tenant" | "target" | "cluster" | "network" | "pool" | "values" => None,
            _ => is_component.then_some(WRITES),
        };
        let Some(how) = by_field else { continue };
        for element in item.elements() {
            element.walk(&mut |inner| {
                let Val::Ref(what) = inner.val else { return };
                let Some(owner) = platform.decl(what).and_then(|it| it.tenant).filter(|owner| *owner != tenant) else { return };
                let how = narrowed(platform, how, element, what);
                found.push(Use { user, what, owner, tenant, at: inner.origin, how });
            });
        }
    }
    found
}

/// How exactly: a mount may only read, a service is called.
fn narrowed(platform: &Platform, how: How, element: &Item, what: DeclId) -> How {
    let read_only = match &element.val {
        Val::Group(fields) => fields.get("read-only").is_some_and(|it| it.val == Val::Bool(true)),
        _ => false,
    };
    match how.verb {
        "mounts" if read_only => MOUNTS_TO_READ,
        "needs" if platform.service(what).is_some() || platform.component(what).is_some() => CALLS,
        _ => how,
    }
}

fn judge(cx: &CheckCx<'_>, grants: &Grants<'_>, used: &Use<'_>, needed: &mut Needed, out: &mut Diagnostics) {
    // What is granted of a store holds for the datasets in it.
    let store = cx.platform.dataset(used.what).map(|dataset| dataset.store.value);
    let things = [Some(used.what), store];
    let grants = things.into_iter().flatten().flat_map(|what| grants.on(what, used.tenant));
    let (fitting, others): (Vec<&Grant>, Vec<&Grant>) = grants.partition(|grant| used.how.access.contains(&grant.access.value));
    let current = fitting.iter().find(|grant| !expired(grant, cx.today));
    match (current, fitting.first()) {
        (Some(grant), _) => {
            needed.entry(grant.decl).or_default().insert(used.what);
        }
        (None, Some(grant)) => {
            needed.entry(grant.decl).or_default().insert(used.what);
            out.push(with_expired(cx, used, grant));
        }
        (None, None) => out.push(without(cx, used, others.first().copied())),
    }
}

fn expired(grant: &Grant, today: &str) -> bool {
    Date::parse(today).is_ok_and(|today| grant.until.value < today)
}

fn without(cx: &CheckCx<'_>, used: &Use<'_>, other: Option<&Grant>) -> Diagnostic {
    let what = cx.address(used.what);
    let message = format!("`{}` {} `{what}` without a grant", used.user.address, used.how.verb);
    let owner = name(cx, used.owner);
    let mut diagnostic = labelled(cx, used, message);
    if let Some(grant) = other {
        diagnostic = diagnostic.label_opt(cx.span(grant.access.origin), "this grant is for something else");
    }
    diagnostic.help(format!("the owner can give access; in tenant `{owner}`: `{}`", proposal(cx, used)))
}

fn with_expired(cx: &CheckCx<'_>, used: &Use<'_>, grant: &Grant) -> Diagnostic {
    let what = cx.address(used.what);
    let message = format!("`{}` {} `{what}`, but its grant expired on {}", used.user.address, used.how.verb, grant.until.value);
    let owner = name(cx, used.owner);
    let mut diagnostic = labelled(cx, used, message).label_opt(cx.span(grant.until.origin), "through the end of that day");
    diagnostic = diagnostic.subject(cx.address(grant.decl));
    match until(cx.today) {
        Some(until) => diagnostic.help(format!("if `{owner}` agrees, extend it: `until=\"{until}\"`")),
        None => diagnostic,
    }
}

fn labelled(cx: &CheckCx<'_>, used: &Use<'_>, message: String) -> Diagnostic {
    let tenant = name(cx, used.tenant);
    Diagnostic::new(&RULE, message)
        .label_opt(cx.span(used.at), format!("tenant `{tenant}` {} it here", used.how.verb))
        .label_opt(cx.kind_and_name(used.what), format!("belongs to tenant `{}`", name(cx, used.owner)))
        .subject(used.user.address.clone())
        .subject(cx.address(used.what))
}

/// The grant that would allow it.
fn proposal(cx: &CheckCx<'_>, used: &Use<'_>) -> String {
    let access = used.how.access.first().map_or("read", |access| access.as_str());
    let until = until(cx.today).map_or_else(String::new, |until| format!(" until=\"{until}\""));
    format!("grant \"{}\" to=\"{}\" access=\"{access}\"{until}", name(cx, used.what), name(cx, used.tenant))
}

/// The end of the next half-year: long enough to be of use, short enough to be looked at again.
fn until(today: &str) -> Option<Date> {
    let today = Date::parse(today).ok()?;
    if today.month() <= 6 { Date::new(today.year(), 12, 31) } else { Date::new(today.year() + 1, 6, 30) }
}

fn unused(cx: &CheckCx<'_>, grant: &Grant) -> Diagnostic {
    let (what, to) = (cx.address(grant.what.value), name(cx, grant.to.value));
    let does = match grant.access.value {
        Access::Read => "reads",
        Access::Write => "writes",
        Access::Call => "calls",
    };
    let class = cx.platform.dataset(grant.what.value).map(|dataset| dataset.class.value);
    let risk = if class.is_some_and(|class| class >= DataClass::Pii) {
        "it opens personal data to nobody's use"
    } else {
        "it opens more than anybody uses"
    };
    Diagnostic::new(&RULE, format!("nothing of tenant `{to}` {does} `{what}`, which is granted to it until {}", grant.until.value))
        .severity(Severity::Warning)
        .label_opt(cx.head(grant.decl), risk)
        .help("remove the grant, or narrow it to what is used")
        .subject(what)
        .subject(cx.address(grant.to.value))
}

/// A grant whose last day is past, and that nothing asks for.
fn over(cx: &CheckCx<'_>, grant: &Grant) -> Diagnostic {
    let (what, to, until) = (cx.address(grant.what.value), name(cx, grant.to.value), grant.until.value);
    Diagnostic::new(&RULE, format!("the grant of `{what}` to tenant `{to}` expired on {until} and allows nothing any more"))
        .severity(Severity::Warning)
        .label_opt(cx.span(grant.until.origin), "past")
        .help("remove it, or write the day that is meant")
        .subject(what)
        .subject(cx.address(grant.to.value))
}

/// A grant of a whole store, of which only some datasets are used.
fn too_wide(cx: &CheckCx<'_>, grant: &Grant, uses: &BTreeSet<DeclId>) -> Diagnostic {
    let (what, to) = (cx.address(grant.what.value), name(cx, grant.to.value));
    let mut names: Vec<String> = uses.iter().map(|id| format!("`{}`", cx.address(*id))).collect();
    names.sort();
    Diagnostic::new(&RULE, format!("tenant `{to}` is granted all of `{what}`, but uses only {}", words::list(&names)))
        .severity(Severity::Warning)
        .label_opt(cx.head(grant.decl), "wider than what is used")
        .help("grant the datasets instead of the store")
        .subject(what)
        .subject(cx.address(grant.to.value))
}

fn name<'a>(cx: &'a CheckCx<'_>, id: DeclId) -> &'a str {
    cx.platform.decl(id).map_or("", |decl| decl.name.as_str())
}
