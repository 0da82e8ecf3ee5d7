//! What a change loses, destroys, replaces or restarts, and for whom.

use std::collections::BTreeSet;

use mlpc_model::{Platform, Pool};
use mlpc_plan::{Action, Op, Protection, holds_content};
use mlpc_units::n_of;
use smol_str::{SmolStr, format_smolstr};

use super::PreviewInput;
use crate::interruption;
use crate::plan::{Change, Group, Section, cause, of_declaration};

/// How bad it is, worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum RiskKind {
    /// An apply refuses it.
    Refused,
    /// It goes.
    Destroyed,
    /// It stands, and some of what it makes goes.
    Reduced,
    /// It goes and is made anew.
    Replaced,
    /// It is changed node by node, or pod by pod.
    Rolls,
    /// Nothing keeps a later plan from destroying it.
    Unprotected,
}

/// One declaration at risk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Risk {
    /// How bad.
    pub kind: RiskKind,
    /// The declaration.
    pub declaration: SmolStr,
    /// `FILE:LINE`.
    pub at: SmolStr,
    /// The edits that cause it: `machine p5.48xlarge → p4d.24xlarge`; else why it happens.
    pub cause: String,
    /// What it means.
    pub consequence: String,
    /// Whether content would be lost for good.
    pub lost: bool,
    /// Tenants whose jobs restart.
    pub jobs_of: BTreeSet<SmolStr>,
}

impl RiskKind {
    /// The word in front.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Refused => "Refused",
            Self::Destroyed => "Destroyed",
            Self::Reduced => "Changed",
            Self::Replaced => "Replaced",
            Self::Rolls => "Rolls",
            Self::Unprotected => "Unprotected",
        }
    }
}

/// All risks, worst first, then by place.
pub(super) fn risks(sections: &[Section<'_>], input: &PreviewInput<'_>) -> Vec<Risk> {
    let mut risks: Vec<Risk> = refused(input);
    for group in sections.iter().flat_map(|section| &section.groups) {
        for kind in [RiskKind::Destroyed, RiskKind::Reduced, RiskKind::Replaced, RiskKind::Rolls] {
            let actions: Vec<&Action> =
                group.actions.iter().filter(|item| kind_of(item.change, item.action) == Some(kind)).map(|item| item.action).collect();
            // What is replaced together with its pool or store is told by that: bookkeeping beside it loses nothing.
            if !actions.is_empty() {
                risks.push(one(kind, group, &actions, input));
            }
        }
    }
    risks.extend(input.draft.plan.protections().into_iter().filter(|it| !it.protected).map(unprotected));
    risks.sort_by_key(|risk| (risk.kind, !risk.lost));
    risks
}

fn refused(input: &PreviewInput<'_>) -> Vec<Risk> {
    let stands: BTreeSet<&SmolStr> = input.head.platform.decls.iter().map(|it| &it.address).collect();
    let relocated = input.draft.relocated.iter().map(|it| {
        let held = n_of(it.n_resources, "resource");
        let consequence = format!("{held} would be lost from view, so apply refuses the whole plan (MLP1012): declare a second target");
        refusal(format_smolstr!("target.{}", it.target), it.at.clone(), format!("{} {} → {}", it.field, it.from, it.to), consequence)
    });
    let impossible = input.draft.refused.iter().map(|it| {
        let who = if it.certain() { "the cloud refuses that, and so does apply" } else { "the cloud may refuse that" };
        let consequence = format!("{who} (MLP1011). Instead: {}", it.instead());
        let at = it.field.and_then(|id| input.draft.plan.fields.get(id)).map(|edit| edit.at.clone()).unwrap_or_default();
        refusal(it.owner.clone(), at, format!("{} of {} {} → {}", it.path, it.address, it.from, it.to), consequence)
    });
    let protected = input.draft.protected.iter().map(|it| {
        let cause = match it.replaced_for.as_slice() {
            [] if stands.contains(&it.owner) => format!("{} no longer makes it", it.owner),
            [] => "no longer in the spec".to_owned(),
            forcing => format!("replaced for {}", forcing.join(", ")),
        };
        let consequence = format!(
            "{} is protected, so apply refuses the whole plan (MLP1005). To let it go: `protect=#false` first, in a change of its own",
            it.address
        );
        refusal(it.owner.clone(), it.origin.clone(), cause, consequence)
    });
    relocated.chain(impossible).chain(protected).collect()
}

const fn refusal(declaration: SmolStr, at: SmolStr, cause: String, consequence: String) -> Risk {
    Risk { kind: RiskKind::Refused, declaration, at, cause, consequence, lost: false, jobs_of: BTreeSet::new() }
}

fn unprotected(protection: Protection) -> Risk {
    Risk {
        kind: RiskKind::Unprotected,
        declaration: protection.owner,
        at: protection.origin,
        cause: "protect set to #false".to_owned(),
        consequence: "a later plan may destroy it".to_owned(),
        lost: false,
        jobs_of: BTreeSet::new(),
    }
}

fn kind_of(change: Change, action: &Action) -> Option<RiskKind> {
    match change {
        Change::Destroy if of_declaration(change, action) == Change::Destroy => Some(RiskKind::Destroyed),
        Change::Destroy => Some(RiskKind::Reduced),
        Change::Replace => Some(RiskKind::Replaced),
        Change::Change if interruption::rolls(action) => Some(RiskKind::Rolls),
        Change::Change | Change::Keep | Change::Adopt | Change::Add => None,
    }
}

fn one(kind: RiskKind, group: &Group<'_>, actions: &[&Action], input: &PreviewInput<'_>) -> Risk {
    let goes = |it: &&&Action| matches!(it.op, Op::Delete) || it.partner.is_some();
    let lost = actions.iter().filter(goes).any(|it| holds_content(it.target.kind()));
    let pool = node_pool(actions, input.head.platform).or_else(|| node_pool(actions, input.base.platform));
    let (consequence, jobs_of) = match pool {
        Some((platform, pool)) if !matches!(kind, RiskKind::Destroyed | RiskKind::Reduced) => {
            interruption::of_pool(kind == RiskKind::Rolls, platform, pool)
        }
        _ => (consequence(kind, actions, lost), BTreeSet::new()),
    };
    let gone = kind == RiskKind::Destroyed && group.fields.is_empty();
    let cause = if gone { "no longer in the spec".to_owned() } else { cause(group, &input.draft.plan) };
    Risk { kind, declaration: group.declaration.clone(), at: group.at.clone(), cause, consequence, lost, jobs_of }
}

fn consequence(kind: RiskKind, actions: &[&Action], lost: bool) -> String {
    let what = match actions {
        [only] => only.target.to_string(),
        many => n_of(many.len(), "resource"),
    };
    match (kind, lost) {
        (RiskKind::Reduced, true) => format!("{what} and the content destroyed; rollback can't bring that back"),
        (RiskKind::Reduced, false) => format!("{what} destroyed; rollback makes {} anew", if actions.len() == 1 { "it" } else { "them" }),
        (RiskKind::Destroyed, true) => format!("{what} and the content; rollback can't bring that back"),
        (_, true) => "its content is lost; rollback can't bring it back".to_owned(),
        (RiskKind::Destroyed, false) => format!("{what}; rollback makes it anew"),
        (RiskKind::Rolls, false) => format!("pods of {what} restart one after another"),
        (RiskKind::Replaced | RiskKind::Refused | RiskKind::Unprotected, false) => format!("{what} made anew: ids and addresses differ"),
    }
}

/// The pool whose nodes are among the actions.
fn node_pool<'a>(actions: &[&Action], platform: &'a Platform) -> Option<(&'a Platform, &'a Pool)> {
    let group = actions.iter().find(|it| interruption::makes_nodes(it))?;
    platform.pools.iter().find(|pool| pool.address == group.owner()).map(|pool| (platform, pool))
}
