//! The plan as JSON, `format_version` 1.

use mlpc_diag::Diagnostic;
use mlpc_graph::Value as Attr;
use mlpc_plan::{Action, Answer, FieldChange, Op, Plan};
use serde_json::{Map, Value, json};

use super::difference::{Difference, What, differences, statements};
use super::{PlanInput, reason};

/// The whole plan as one document.
pub fn json(input: PlanInput<'_>) -> String {
    format!("{:#}\n", document(input))
}

/// The document itself, for previews that hold several.
pub(crate) fn document(input: PlanInput<'_>) -> Value {
    let plan = input.plan;
    let counts = plan.counts();
    let actions: Vec<_> = plan.actions.iter().map(|action| one(action, plan)).collect();
    let fields: Vec<_> = plan.fields.iter().map(field).collect();
    let touched: Map<String, Value> =
        input.touched.iter().map(|(tenant, touch)| (tenant.to_string(), json!(format!("{touch:?}").to_lowercase()))).collect();
    let renames: Vec<_> =
        plan.renames.iter().map(|it| json!({ "from": it.from.as_str(), "to": it.to.as_str(), "resources": it.n_resources })).collect();
    let protection: Vec<_> = plan
        .protections()
        .iter()
        .map(|it| json!({ "declaration": it.owner.as_str(), "at": it.origin.as_str(), "protected": it.protected }))
        .collect();
    json!({
        "format_version": 1,
        "base": { "lineage": plan.base.lineage.as_str(), "serial": plan.base.serial },
        "spec": plan.spec.0.as_str(),
        "counts": {
            "create": counts.create, "update": counts.update, "replace": counts.replace, "delete": counts.delete,
            "adopt": counts.adopt, "forget": counts.forget, "rename": counts.rename, "read": counts.read,
            "untouched": counts.untouched, "outside": counts.outside,
        },
        "fields": fields,
        "actions": actions,
        "tenants": touched,
        "obstacles": input.obstacles.iter().map(obstacle).collect::<Vec<_>>(),
        "renames": renames,
        "protection": protection,
        "handed_over": plan.handed_over.iter().map(mlpc_graph::Address::as_str).collect::<Vec<_>>(),
        "cost": input.cost.map(crate::money::CostChange::json),
    })
}

fn obstacle(found: &Diagnostic) -> Value {
    json!({
        "code": found.rule.code, "severity": found.severity.word(), "message": found.message, "notes": found.notes,
        "helps": found.helps.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(),
        "declarations": found.subjects.iter().map(smol_str::SmolStr::as_str).collect::<Vec<_>>(),
    })
}

fn field(edit: &FieldChange) -> Value {
    json!({
        "declaration": edit.declaration.as_str(), "field": edit.field.as_str(), "at": edit.at.as_str(),
        "from": edit.from.as_ref().map(smol_str::SmolStr::as_str), "to": edit.to.as_ref().map(smol_str::SmolStr::as_str),
    })
}

fn one(action: &Action, plan: &Plan) -> Value {
    let changes: Vec<_> = action
        .changes
        .iter()
        .map(|change| {
            json!({
                "path": change.path.to_string(),
                "from": change.from.as_ref().map(value), "to": change.to.as_ref().map(value),
                "replaces": answer(change.replaces), "after_apply": change.after_apply, "drift": change.drift,
                "field": change.field.map(mlpc_source::Idx::to_usize),
                "differences": differences(change, action).iter().map(difference).collect::<Vec<_>>(),
            })
        })
        .collect();
    let charge = action.charge();
    json!({
        "address": action.target.as_str(),
        "op": op(action),
        "declaration": action.owner(),
        "at": action.origin(),
        "tenant": charge.tenant.as_ref().map(smol_str::SmolStr::as_str),
        "cost_center": charge.cost_center.as_ref().map(smol_str::SmolStr::as_str),
        "why": action.why.iter().map(|it| reason(it, action, plan)).collect::<Vec<_>>(),
        "changes": changes,
        "moved_from": action.moved_from.as_ref().map(mlpc_graph::Address::as_str),
        "import": action.import.as_ref().map(smol_str::SmolStr::as_str),
    })
}

/// A difference inside a change, its path with names.
fn difference(it: &Difference) -> Value {
    match &it.what {
        What::Value(from, to) => json!({ "path": it.path, "from": from.as_ref().map(value), "to": to.as_ref().map(value) }),
        What::Items { removed, added } => {
            let values = |items: &[Attr]| items.iter().map(value).collect::<Vec<_>>();
            json!({ "path": it.path, "removed": values(removed), "added": values(added) })
        }
        What::AfterApply => json!({ "path": it.path }),
    }
}

const fn op(action: &Action) -> &'static str {
    match (action.op, action.partner.is_some()) {
        (Op::Create, true) => "replace-create",
        (Op::Delete, true) => "replace-delete",
        (Op::Create, false) => "create",
        (Op::Delete, false) => "delete",
        (Op::Read, _) => "read",
        (Op::Update, _) => "update",
        (Op::Adopt, _) => "adopt",
        (Op::Forget, _) => "forget",
        (Op::Rename, _) => "rename",
    }
}

const fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::No => "no",
        Answer::Unknown => "unknown",
        Answer::Conditional => "conditional",
        Answer::Yes => "yes",
    }
}

/// A value as JSON; what is known only after apply as `{"$ref": …}`, a template as its parts.
fn value(attr: &Attr) -> Value {
    match attr {
        Attr::Null | Attr::Poison => Value::Null,
        Attr::Bool(value) => json!(value),
        Attr::Int(value) => json!(value),
        Attr::Number(text) => serde_json::from_str(text).unwrap_or_else(|_| json!(text.as_str())),
        Attr::Text(text) => json!(text.as_str()),
        Attr::List(items) => items.iter().map(value).collect(),
        Attr::Map(map) => map_value(map),
        Attr::Blocks(blocks) => blocks.iter().map(map_value).collect(),
        Attr::Ref(reference) => json!({ "$ref": reference.to_string() }),
        Attr::Template(_) => json!({ "$template": super::value::short(attr, usize::MAX) }),
        Attr::Json(inner) => json!({ "$json": value(inner) }),
        Attr::Policy(policy) => json!({ "$policy": policy.name.as_str(), "statements": value(&statements(policy)) }),
        Attr::Secret(name) => json!({ "$secret": name.as_str() }),
    }
}

fn map_value(map: &mlpc_graph::Map) -> Value {
    Value::Object(map.iter().map(|entry| (entry.key.to_string(), value(&entry.value))).collect())
}
