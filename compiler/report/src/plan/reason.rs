//! Why an action is there, in words.

use std::collections::{BTreeSet, VecDeque};

use mlpc_graph::Address;
use mlpc_plan::{Action, FieldChange, Plan, Reason};

use super::Group;
use super::difference::named;

/// A reason of an action as a clause.
pub(crate) fn reason(reason: &Reason, action: &Action, plan: &Plan) -> String {
    match reason {
        Reason::New => "new in the spec".to_owned(),
        Reason::Made => format!("{} makes it now", action.owner()),
        Reason::Unmade => format!("{} no longer makes it", action.owner()),
        Reason::Field(id) => plan.fields.get(*id).map_or_else(String::new, |edit| format!("{} {}", edit.declaration, edit_text(edit))),
        Reason::Lowered(path) => format!("{} is made differently now", named(path, action)),
        Reason::Forces(path) => format!("{} can't be changed in place", named(path, action)),
        Reason::Place => "it moves to another region, account, target, cluster or namespace".to_owned(),
        Reason::Follows { to, path } => format!("{to} gets a new {path}"),
        Reason::Undeclared => "no longer in the spec".to_owned(),
        Reason::Destroy => "everything is to be destroyed".to_owned(),
        Reason::Removed => "`removed` says to forget it".to_owned(),
        Reason::Moved(from) => format!("moved from {from}"),
        Reason::Imported(id) => format!("imported as {id}"),
        Reason::Drift(path) => format!("{} was changed outside of mlpc", named(path, action)),
        Reason::Gone => "it was removed outside of mlpc".to_owned(),
        Reason::Deposed => "left over from a replacement that was cut off".to_owned(),
        Reason::Uncertain => "a run was cut off while changing it".to_owned(),
    }
}

/// Why a group changes: its edits, else where it was, else what it follows from.
pub(crate) fn cause(group: &Group<'_>, plan: &Plan) -> String {
    if !group.fields.is_empty() {
        return group.fields.iter().map(|edit| edit_text(edit)).collect::<Vec<_>>().join(", ");
    }
    if let Some(former) = &group.moved_from {
        return format!("moved from {former}");
    }
    if let Some(edit) = root(group, plan) {
        return format!("follows from {} ({}): {}", edit.declaration, edit.at, edit_text(edit));
    }
    let reasons = group.actions.iter().flat_map(|item| item.action.why.iter().map(|why| (why, item.action)));
    let mut reasons = reasons.filter(|(why, _)| !matches!(why, Reason::Forces(_)));
    match (reasons.next(), only_edited(plan)) {
        // Nothing else was edited, so that is what it follows from.
        (Some((Reason::Lowered(_) | Reason::Made | Reason::Unmade, _)), Some(edit)) => {
            format!("follows from {} ({})", edit.declaration, edit.at)
        }
        (Some((first, action)), _) => reason(first, action, plan),
        (None, _) => String::new(),
    }
}

/// The edit that a group follows from through what its resources refer to, or through where they are: the one met first, breadth first.
fn root<'a>(group: &Group<'_>, plan: &'a Plan) -> Option<&'a FieldChange> {
    let mut open: VecDeque<&Action> = group.actions.iter().map(|item| item.action).collect();
    let mut seen: BTreeSet<&Address> = open.iter().map(|action| &action.target).collect();
    while let Some(action) = open.pop_front() {
        for why in &action.why {
            match why {
                Reason::Field(id) => return plan.fields.get(*id),
                Reason::Place => {
                    if let Some(edit) = moved_place(action, plan) {
                        return Some(edit);
                    }
                }
                Reason::Follows { to, .. } => {
                    let at = plan.acting(to);
                    if let Some(next) = at.filter(|next| seen.insert(&next.target)) {
                        open.push_back(next);
                    }
                }
                _ => {}
            }
        }
    }
    None
}

/// The edit that made an action's target mean another place.
fn moved_place<'a>(action: &Action, plan: &'a Plan) -> Option<&'a FieldChange> {
    let target = action.place().target;
    plan.fields
        .iter()
        .find(|edit| edit.declaration.strip_prefix("target.") == Some(target.as_str()) && edit.from.is_some() && edit.to.is_some())
}

/// The first edit, where all are of one declaration.
fn only_edited(plan: &Plan) -> Option<&FieldChange> {
    let mut edits = plan.fields.iter();
    let first = edits.next()?;
    edits.all(|edit| edit.declaration == first.declaration).then_some(first)
}

/// `gpus 24 → 16`, `budget set to 5000 USD/month`, `cohort ml removed`.
pub(crate) fn edit_text(edit: &FieldChange) -> String {
    let field = &edit.field;
    match (&edit.from, &edit.to) {
        (Some(from), Some(to)) => format!("{field} {from} → {to}"),
        (None, Some(to)) => format!("{field} set to {to}"),
        (Some(from), None) => format!("{field} {from} removed"),
        (None, None) => field.to_string(),
    }
}
