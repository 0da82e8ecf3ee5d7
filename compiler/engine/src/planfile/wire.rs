//! Plans as JSON.

use std::collections::BTreeMap;

use mlpc_graph::{Address, AttrPath};
use mlpc_plan::{
    Action, ActionId, Answer, Change, FieldChange, FieldChangeId, Op, Plan, ReadSet, Reason, Rename, SpecDigest, StateVersion,
};
use mlpc_source::Idx;
use serde::{Deserialize, Serialize};
use smol_str::{SmolStr, ToSmolStr};

use crate::state::wire::{ValueIn, ValueOut};
use crate::state::{Addr, EntryIn, EntryOut, RewriteLine};

/// A plan as read.
pub(super) type PlanWire = Wire<EntryIn, ValueIn>;

/// Declaration, field, before, after, `FILE:LINE`.
type FieldWire = (SmolStr, SmolStr, Option<SmolStr>, Option<SmolStr>, SmolStr);

#[derive(Serialize, Deserialize)]
pub(super) struct Wire<E, V> {
    lineage: SmolStr,
    serial: u64,
    spec: SmolStr,
    actions: Vec<ActionWire<E, V>>,
    after: Vec<(usize, usize)>,
    reads: Vec<(Addr, Option<u64>)>,
    fields: Vec<FieldWire>,
    renames: Vec<(SmolStr, SmolStr, usize, usize)>,
    n_untouched: usize,
    #[serde(default)]
    n_outside: usize,
    handed_over: Vec<Addr>,
    rewrites: Vec<(Addr, RewriteLine)>,
}

#[derive(Serialize, Deserialize)]
struct ActionWire<E, V> {
    target: Addr,
    op: SmolStr,
    why: Vec<ReasonWire>,
    changes: Vec<ChangeWire<V>>,
    from: Option<E>,
    to: Option<E>,
    partner: Option<usize>,
    deposed: Option<SmolStr>,
    moved_from: Option<Addr>,
    import: Option<SmolStr>,
    timeouts: Vec<(SmolStr, SmolStr)>,
    wanted: Vec<SmolStr>,
}

#[derive(Serialize, Deserialize)]
struct ChangeWire<V> {
    path: SmolStr,
    from: Option<V>,
    to: Option<V>,
    replaces: u8,
    after_apply: bool,
    drift: bool,
    field: Option<usize>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ReasonWire {
    New,
    Made,
    Field(usize),
    Lowered(SmolStr),
    Forces(SmolStr),
    Place,
    Follows(Addr, SmolStr),
    Undeclared,
    Unmade,
    Destroy,
    Removed,
    Moved(Addr),
    Imported(SmolStr),
    Drift(SmolStr),
    Gone,
    Deposed,
    Uncertain,
}

const ANSWERS: [Answer; 4] = [Answer::No, Answer::Unknown, Answer::Conditional, Answer::Yes];

pub(super) fn out(plan: &Plan) -> Wire<EntryOut<'_>, ValueOut<'_>> {
    let address = |it: &Address| Addr(it.clone());
    let field = |it: &FieldChange| (it.declaration.clone(), it.field.clone(), it.from.clone(), it.to.clone(), it.at.clone());
    Wire {
        lineage: plan.base.lineage.clone(),
        serial: plan.base.serial,
        spec: plan.spec.0.clone(),
        actions: plan.actions.iter().map(action_out).collect(),
        after: plan.after.iter().map(|(later, earlier)| (later.to_usize(), earlier.to_usize())).collect(),
        reads: plan.reads.0.iter().map(|(it, version)| (address(it), *version)).collect(),
        fields: plan.fields.iter().map(field).collect(),
        renames: plan.renames.iter().map(|it| (it.from.clone(), it.to.clone(), it.n_resources, it.n_anew)).collect(),
        n_untouched: plan.n_untouched,
        n_outside: plan.n_outside,
        handed_over: plan.handed_over.iter().map(address).collect(),
        rewrites: plan.rewrites.iter().map(|(it, rewrite)| (address(it), rewrite.into())).collect(),
    }
}

fn action_out(it: &Action) -> ActionWire<EntryOut<'_>, ValueOut<'_>> {
    let changes = it.changes.iter().map(|it| ChangeWire {
        path: it.path.to_smolstr(),
        from: it.from.as_ref().map(ValueOut),
        to: it.to.as_ref().map(ValueOut),
        replaces: it.replaces as u8,
        after_apply: it.after_apply,
        drift: it.drift,
        field: it.field.map(Idx::to_usize),
    });
    ActionWire {
        target: Addr(it.target.clone()),
        op: it.op.word().into(),
        why: it.why.iter().map(reason_out).collect(),
        changes: changes.collect(),
        from: it.from.as_ref().map(EntryOut),
        to: it.to.as_ref().map(EntryOut),
        partner: it.partner.map(Idx::to_usize),
        deposed: it.deposed.clone(),
        moved_from: it.moved_from.clone().map(Addr),
        import: it.import.clone(),
        timeouts: it.timeouts.clone(),
        wanted: it.wanted.iter().map(ToSmolStr::to_smolstr).collect(),
    }
}

fn reason_out(it: &Reason) -> ReasonWire {
    match it {
        Reason::New => ReasonWire::New,
        Reason::Made => ReasonWire::Made,
        Reason::Unmade => ReasonWire::Unmade,
        Reason::Field(id) => ReasonWire::Field(id.to_usize()),
        Reason::Lowered(path) => ReasonWire::Lowered(path.to_smolstr()),
        Reason::Forces(path) => ReasonWire::Forces(path.to_smolstr()),
        Reason::Place => ReasonWire::Place,
        Reason::Follows { to, path } => ReasonWire::Follows(Addr(to.clone()), path.to_smolstr()),
        Reason::Undeclared => ReasonWire::Undeclared,
        Reason::Destroy => ReasonWire::Destroy,
        Reason::Removed => ReasonWire::Removed,
        Reason::Moved(from) => ReasonWire::Moved(Addr(from.clone())),
        Reason::Imported(id) => ReasonWire::Imported(id.clone()),
        Reason::Drift(path) => ReasonWire::Drift(path.to_smolstr()),
        Reason::Gone => ReasonWire::Gone,
        Reason::Deposed => ReasonWire::Deposed,
        Reason::Uncertain => ReasonWire::Uncertain,
    }
}

fn reason_in(it: ReasonWire) -> Reason {
    let path = |it: SmolStr| AttrPath::parse(&it);
    match it {
        ReasonWire::New => Reason::New,
        ReasonWire::Made => Reason::Made,
        ReasonWire::Unmade => Reason::Unmade,
        ReasonWire::Field(at) => Reason::Field(FieldChangeId::from_usize(at)),
        ReasonWire::Lowered(it) => Reason::Lowered(path(it)),
        ReasonWire::Forces(it) => Reason::Forces(path(it)),
        ReasonWire::Place => Reason::Place,
        ReasonWire::Follows(to, it) => Reason::Follows { to: to.0, path: path(it) },
        ReasonWire::Undeclared => Reason::Undeclared,
        ReasonWire::Destroy => Reason::Destroy,
        ReasonWire::Removed => Reason::Removed,
        ReasonWire::Moved(from) => Reason::Moved(from.0),
        ReasonWire::Imported(id) => Reason::Imported(id),
        ReasonWire::Drift(it) => Reason::Drift(path(it)),
        ReasonWire::Gone => Reason::Gone,
        ReasonWire::Deposed => Reason::Deposed,
        ReasonWire::Uncertain => Reason::Uncertain,
    }
}

pub(super) fn read(wire: PlanWire) -> Result<Plan, String> {
    let n = wire.actions.len();
    let id = |at: usize| if at < n { Ok(ActionId::from_usize(at)) } else { Err(format!("there is no action {at}")) };
    let after = wire.after.into_iter().map(|(later, earlier)| Ok((id(later)?, id(earlier)?))).collect::<Result<_, String>>()?;
    let actions = wire.actions.into_iter().map(action_in).collect::<Result<Vec<_>, String>>()?;
    let field = |(declaration, field, from, to, at)| FieldChange { declaration, field, from, to, at };
    let rename = |(from, to, n_resources, n_anew)| Rename { from, to, n_resources, n_anew };
    Ok(Plan {
        base: StateVersion { lineage: wire.lineage, serial: wire.serial },
        spec: SpecDigest(wire.spec),
        actions: actions.into(),
        after,
        reads: ReadSet(wire.reads.into_iter().map(|(it, version)| (it.0, version)).collect()),
        fields: wire.fields.into_iter().map(field).collect(),
        renames: wire.renames.into_iter().map(rename).collect(),
        n_untouched: wire.n_untouched,
        n_outside: wire.n_outside,
        handed_over: wire.handed_over.into_iter().map(|it| it.0).collect(),
        rewrites: wire.rewrites.into_iter().map(|(it, rewrite)| (it.0, rewrite.into())).collect::<BTreeMap<_, _>>(),
    })
}

fn action_in(it: ActionWire<EntryIn, ValueIn>) -> Result<Action, String> {
    let op = Op::from_word(&it.op).ok_or_else(|| format!("`{}` is no operation", it.op))?;
    let changes = it.changes.into_iter().map(|it| {
        let replaces = ANSWERS.into_iter().find(|answer| *answer as u8 == it.replaces).ok_or("an unknown answer")?;
        Ok(Change {
            path: AttrPath::parse(&it.path),
            from: it.from.map(|it| it.0),
            to: it.to.map(|it| it.0),
            replaces,
            after_apply: it.after_apply,
            drift: it.drift,
            field: it.field.map(FieldChangeId::from_usize),
        })
    });
    Ok(Action {
        target: it.target.0,
        op,
        why: it.why.into_iter().map(reason_in).collect(),
        changes: changes.collect::<Result<_, String>>()?,
        from: it.from.map(|it| it.0),
        to: it.to.map(|it| it.0),
        partner: it.partner.map(ActionId::from_usize),
        deposed: it.deposed,
        moved_from: it.moved_from.map(|it| it.0),
        import: it.import,
        timeouts: it.timeouts,
        wanted: it.wanted.iter().map(|it| AttrPath::parse(it)).collect(),
    })
}
