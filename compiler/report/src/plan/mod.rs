//! The plan as people read it: grouped by tenant, then by the line of the spec that each change follows from.

mod difference;
mod html;
mod human;
mod json;
mod markdown;
mod reason;
mod summary;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use mlpc_diag::Diagnostic;
use mlpc_plan::{Action, FieldChange, Op, Plan, Protection, Reason, Rename, Touch, holds_content};
use mlpc_units::n_of;
use smol_str::SmolStr;

pub use html::html;
pub use human::human;
pub(crate) use json::document;
pub use json::json;
pub use markdown::{changes, markdown};
pub(crate) use markdown::{code, diff_lines};
pub(crate) use reason::cause;
pub(crate) use reason::reason;
pub use summary::{Summaries, summaries};
pub(crate) use value::difference_text;

use crate::money::CostChange;

/// What a view of a plan is made from.
#[derive(Clone, Copy, Debug)]
pub struct PlanInput<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// What stands in its way, where that is to be told with it.
    pub obstacles: &'a [Diagnostic],
    /// How each tenant is touched.
    pub touched: &'a BTreeMap<SmolStr, Touch>,
    /// Cost before and after, where prices are known.
    pub cost: Option<&'a CostChange>,
    /// What declarations amount to, where that is known ([`summaries`]).
    pub summaries: &'a Summaries,
    /// Opens every resource and attribute.
    pub verbose: bool,
}

/// What is done to a resource, replacements as one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Change {
    /// A data source is read, or a record dropped or moved: nothing changes in the cloud.
    Keep,
    /// Taken over as it is.
    Adopt,
    /// Made.
    Add,
    /// Changed in place.
    Change,
    /// Destroyed.
    Destroy,
    /// Destroyed and made anew.
    Replace,
}

/// The changes of one section: a tenant's, or the platform's own.
#[derive(Clone, Debug)]
pub struct Section<'a> {
    /// The tenant; `None` for the platform.
    pub tenant: Option<SmolStr>,
    /// The groups, in order of file and line.
    pub groups: Vec<Group<'a>>,
}

/// What follows from one declaration, or from edits of its fields.
#[derive(Clone, Debug)]
pub struct Group<'a> {
    /// The declaration's address (`tenant.research.quota.h100`).
    pub declaration: SmolStr,
    /// `FILE:LINE`.
    pub at: SmolStr,
    /// The edits; none where the whole declaration is new, gone, or only follows from another.
    pub fields: Vec<&'a FieldChange>,
    /// The declaration's former address, where it was moved.
    pub moved_from: Option<SmolStr>,
    /// The worst of its actions.
    pub change: Change,
    /// Its resources.
    pub actions: Vec<Item<'a>>,
}

/// One resource's part of a plan.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// What is done.
    pub change: Change,
    /// The action; of a replacement the half that makes.
    pub action: &'a Action,
}

impl Section<'_> {
    /// `tenant research: 4 resources`
    pub fn title(&self) -> String {
        let whose = self.tenant.as_ref().map_or_else(|| "platform".to_owned(), |tenant| format!("tenant {tenant}"));
        let n = self.groups.iter().map(|group| group.actions.len()).sum();
        format!("{whose}: {}", n_of(n, "resource"))
    }
}

impl Change {
    /// The mark in front of a line.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Keep => " ",
            Self::Adopt => "<=",
            Self::Add => "+",
            Self::Change => "~",
            Self::Destroy => "-",
            Self::Replace => "-/+",
        }
    }
}

/// What an action does to the cloud; `None` for the half of a replacement that destroys.
pub fn change_of(action: &Action) -> Option<Change> {
    Some(match action.op {
        Op::Delete if action.partner.is_some() => return None,
        Op::Create if action.partner.is_some() => Change::Replace,
        Op::Create => Change::Add,
        Op::Update => Change::Change,
        Op::Delete => Change::Destroy,
        Op::Adopt => Change::Adopt,
        Op::Read | Op::Forget | Op::Rename => Change::Keep,
    })
}

/// All sections: the platform first where it has any, then tenants by name.
pub fn sections(plan: &Plan) -> Vec<Section<'_>> {
    let mut groups: BTreeMap<(Option<SmolStr>, SmolStr), Group<'_>> = BTreeMap::new();
    let changed: BTreeSet<_> = plan.actions.iter().filter(|it| !matches!(it.op, Op::Rename | Op::Read)).map(|it| &it.target).collect();
    for action in &plan.actions {
        let Some(change) = change_of(action).filter(|change| *change != Change::Keep || action.op == Op::Forget || action.op == Op::Rename)
        else {
            continue;
        };
        // What is moved and changed, too, is told once.
        if action.op == Op::Rename && changed.contains(&action.target) {
            continue;
        }
        let edits = edits_of(action, plan);
        let (declaration, at) = match edits.first() {
            Some(edit) => (edit.declaration.clone(), edit.at.clone()),
            None => (SmolStr::from(action.owner()), SmolStr::from(action.origin())),
        };
        let tenant = tenant_of(&declaration).or_else(|| action.charge().tenant);
        let group = groups.entry((tenant, declaration.clone())).or_insert_with(|| Group {
            declaration,
            at,
            fields: Vec::new(),
            moved_from: None,
            change,
            actions: Vec::new(),
        });
        let of_declaration = of_declaration(change, action);
        group.change = if group.actions.is_empty() { of_declaration } else { worst(group.change, of_declaration) };
        for edit in edits.into_iter().filter(|edit| edit.declaration == group.declaration) {
            if !group.fields.contains(&edit) {
                group.fields.push(edit);
            }
        }
        group.moved_from = group.moved_from.take().or_else(|| moved_from(action, &group.declaration));
        group.actions.push(Item { change, action });
    }
    for group in groups.values_mut().filter(|group| group.moved_from.is_some()) {
        // Under its new address every field is new; that says nothing.
        if group.fields.iter().all(|edit| edit.from.is_none()) {
            group.fields.clear();
        }
    }
    let mut sections: Vec<Section<'_>> = Vec::new();
    for ((tenant, _), group) in groups {
        match sections.last_mut().filter(|section| section.tenant == tenant) {
            Some(section) => section.groups.push(group),
            None => sections.push(Section { tenant, groups: vec![group] }),
        }
    }
    for section in &mut sections {
        section.groups.sort_by_cached_key(|group| {
            let (file, line) = place(&group.at);
            (file.to_owned(), line, group.declaration.clone())
        });
    }
    sections
}

/// The address that a declaration had, if it has another now.
fn moved_from(action: &Action, declaration: &SmolStr) -> Option<SmolStr> {
    let moved = action.op == Op::Rename || action.why.iter().any(|it| matches!(it, Reason::Moved(_)));
    let former = action.from.as_ref().map(|it| it.owner.clone());
    former.filter(|former| moved && former != declaration)
}

/// What an action means for its declaration: one that stands before and after is changed, though a resource of it comes or goes.
pub(crate) fn of_declaration(change: Change, action: &Action) -> Change {
    let whole = action.why.iter().any(|why| matches!(why, Reason::New | Reason::Undeclared | Reason::Destroy | Reason::Removed));
    match change {
        Change::Add | Change::Destroy if !whole => Change::Change,
        change => change,
    }
}

/// A mixture of making and changing shows as a change, of anything with a loss as the loss.
fn worst(a: Change, b: Change) -> Change {
    match (a, b) {
        (Change::Add, Change::Change) | (Change::Change, Change::Add) => Change::Change,
        (Change::Add, Change::Destroy) | (Change::Destroy, Change::Add) => Change::Change,
        (a, b) => a.max(b),
    }
}

/// The edits that an action follows from, its changes' before those of its reasons.
fn edits_of<'a>(action: &Action, plan: &'a Plan) -> Vec<&'a FieldChange> {
    let of_changes = action.changes.iter().filter_map(|change| change.field);
    let of_reasons = action.why.iter().filter_map(|reason| if let Reason::Field(id) = reason { Some(*id) } else { None });
    let mut seen = BTreeSet::new();
    let ids = of_changes.chain(of_reasons).filter(|id| seen.insert(*id));
    ids.filter_map(|id| plan.fields.get(id)).collect()
}

/// The tenant that an address belongs to.
pub fn tenant_of(declaration: &str) -> Option<SmolStr> {
    let (kind, rest) = declaration.split_once('.')?;
    if kind == "tenant" {
        return rest.split('.').next().map(SmolStr::from);
    }
    rest.split_once('/').map(|(tenant, _)| tenant.into())
}

/// File and line of `FILE:LINE`.
pub(crate) fn place(at: &str) -> (&str, u32) {
    let (file, line) = at.rsplit_once(':').unwrap_or((at, ""));
    (file, line.parse().unwrap_or(0))
}

/// The line of counts: what changes first, then what doesn't.
pub fn counts_line(plan: &Plan, touched: &BTreeMap<SmolStr, Touch>) -> String {
    let counts = plan.counts();
    let parts = [
        (counts.create, "to add"),
        (counts.update, "to change"),
        (counts.replace, "to replace"),
        (counts.delete, "to destroy"),
        (counts.adopt, "to adopt"),
        (counts.rename, "to rename"),
        (counts.forget, "to forget"),
    ];
    let some: Vec<_> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
    let none: Vec<_> = parts.iter().take(4).filter(|(n, _)| *n == 0).map(|(_, word)| word.trim_start_matches("to ")).collect();
    let kept = if plan.is_empty() { "nothing to do" } else { "no resource changes" };
    let mut line = if some.is_empty() { kept.to_owned() } else { some.join(", ") };
    if !some.is_empty() && !none.is_empty() {
        let (last, rest) = none.split_last().unwrap_or((&"", &[]));
        let listed = if rest.is_empty() { (*last).to_owned() } else { format!("{} or {last}", rest.join(", ")) };
        line.push_str(&format!(" · nothing to {listed}"));
    }
    if counts.untouched > 0 {
        line.push_str(&format!(" · {} untouched", counts.untouched));
        let whole: Vec<_> = touched.iter().filter(|(_, touch)| **touch == Touch::Untouched).map(|(name, _)| name.as_str()).collect();
        if !some.is_empty() && !whole.is_empty() {
            let names = if whole.len() > 4 { format!("{} tenants", whole.len()) } else { tenants(&whole) };
            line.push_str(&format!(", all of {names} among them"));
        }
    }
    if counts.outside > 0 {
        line.push_str(&format!(" · {} not in this plan", counts.outside));
    }
    line
}

/// The declarations whose content a plan loses for good.
pub(crate) fn irreversible(plan: &Plan) -> Vec<&str> {
    let lost: BTreeSet<&str> =
        plan.actions.iter().filter(|it| it.op == Op::Delete && holds_content(it.target.kind())).map(Action::owner).collect();
    lost.into_iter().collect()
}

/// A rename that the planner found, in words; `code` puts what is to be written as code.
pub(crate) fn rename_text(rename: &Rename, code: impl Fn(&str) -> String) -> String {
    let line = format!("moved from=\"{}\" to=\"{}\"", rename.from, rename.to);
    let resources = n_of(rename.n_resources, "resource");
    let them = if rename.n_resources == 1 { "it" } else { "them" };
    let (from, to, line) = (code(&rename.from), code(&rename.to), code(&line));
    let alike = format!("{from} and {to} look like one thing renamed: {line}");
    match rename.n_resources.saturating_sub(rename.n_anew) {
        _ if rename.n_anew == 0 => format!("{alike} renames its {resources} instead of destroying and making {them}"),
        0 => format!(
            "{alike} keeps none of its {resources}: their names in the cloud or cluster follow the new one, so what is in them is lost"
        ),
        kept => format!(
            "{alike} keeps {kept} of its {resources}; {} are made anew all the same, since their names in the cloud or cluster follow the new one",
            rename.n_anew
        ),
    }
}

/// What stands in a plan's way, in one sentence or two.
pub(crate) fn obstacle_text(found: &Diagnostic, code: impl Fn(&str) -> String) -> String {
    let mut text = format!("{} {}: {}", capitalized(found.severity.word()), code(found.rule.code), found.message);
    if found.labels.is_empty() {
        let listed: Vec<_> = found.notes.iter().map(|it| it.split("  ").collect::<Vec<_>>().join(", ")).collect();
        text.push_str(&format!(": {}", listed.join("; ")));
    }
    for help in &found.helps {
        text.push_str(&format!(". {}", capitalized(&help.text)));
    }
    text
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), chars.as_str()))
}

/// A declaration's protection that changes, in words.
pub(crate) fn protection_text(protection: &Protection, code: impl Fn(&str) -> String) -> String {
    let what = if protection.protected {
        "is protected from now on: a plan that destroys it fails"
    } else {
        "is no longer protected: a later plan may destroy it"
    };
    format!("{} ({}) {what}", code(&protection.owner), protection.origin)
}

fn tenants(names: &[&str]) -> String {
    match names {
        [one] => format!("tenant {one}"),
        _ => format!("tenants {}", names.join(", ")),
    }
}
