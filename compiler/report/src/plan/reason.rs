//! Why an action is there, in words.

use mlpc_plan::{Plan, Reason};

/// A reason as a clause.
pub fn reason(reason: &Reason, plan: &Plan) -> String {
    match reason {
        Reason::New => "new in the spec".to_owned(),
        Reason::Field(id) => plan.fields.get(*id).map_or_else(String::new, |edit| format!("{} {}", edit.declaration, edit_text(edit))),
        Reason::Lowered(path) => format!("{path} is made differently now"),
        Reason::Forces(path) => format!("{path} can't be changed in place"),
        Reason::Place => "it moves to another target, cluster or namespace".to_owned(),
        Reason::Follows { to, path } => format!("{to} gets a new {path}"),
        Reason::Undeclared => "no longer in the spec".to_owned(),
        Reason::Destroy => "everything is to be destroyed".to_owned(),
        Reason::Removed => "`removed` says to forget it".to_owned(),
        Reason::Moved(from) => format!("moved from {from}"),
        Reason::Imported(id) => format!("imported as {id}"),
        Reason::Drift(path) => format!("{path} was changed outside of mlpc"),
        Reason::Gone => "it was removed outside of mlpc".to_owned(),
        Reason::Deposed => "left over from a replacement that was cut off".to_owned(),
        Reason::Uncertain => "a run was cut off while changing it".to_owned(),
    }
}

/// `gpus 24 → 16`, `budget added 5000 USD/month`, `cohort removed`.
pub(crate) fn edit_text(edit: &mlpc_plan::FieldChange) -> String {
    let field = &edit.field;
    match (&edit.from, &edit.to) {
        (Some(from), Some(to)) => format!("{field} {from} → {to}"),
        (None, Some(to)) => format!("{field} {to}, new"),
        (Some(from), None) => format!("{field} {from}, removed"),
        (None, None) => field.to_string(),
    }
}
