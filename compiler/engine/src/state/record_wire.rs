//! Records as lines of JSON.

use std::collections::BTreeMap;

use mlpc_graph::Charge;
use mlpc_plan::{MonthlyCost, Op, Rewrite, SpecField, SpecView};
use mlpc_units::Rational;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::entry::{Addr, EntryIn, EntryOut, Object};
use super::record::{InDoubt, Outcome, Record};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line<E> {
    Begin {
        seq: u64,
        address: Addr,
        op: SmolStr,
        token: SmolStr,
        #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
        id: SmolStr,
        #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
        entry: Option<E>,
        run: SmolStr,
    },
    Settle {
        seq: u64,
        of: u64,
        outcome: Outcome,
    },
    Put {
        seq: u64,
        address: Addr,
        entry: E,
        object: Object,
    },
    Rename {
        seq: u64,
        from: Addr,
        to: Addr,
        rewrite: RewriteLine,
    },
    Rewrite {
        seq: u64,
        address: Addr,
        rewrite: RewriteLine,
    },
    Forget {
        seq: u64,
        address: Addr,
    },
    Token {
        seq: u64,
        address: Addr,
        token: SmolStr,
    },
    Spec {
        seq: u64,
        view: SpecLine,
        #[serde(default, skip_serializing_if = "CostLine::is_empty")]
        costs: CostLine,
    },
}

/// [`Rewrite`] on the wire.
#[derive(Serialize, Deserialize)]
pub(crate) struct RewriteLine {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tenant: Option<SmolStr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cost_center: Option<SmolStr>,
    owner: SmolStr,
    origin: SmolStr,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    protect: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    turns_protection: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    needs: Vec<Addr>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    only_origin: bool,
}

impl From<&Rewrite> for RewriteLine {
    fn from(it: &Rewrite) -> Self {
        Self {
            tenant: it.charge.tenant.clone(),
            cost_center: it.charge.cost_center.clone(),
            owner: it.owner.clone(),
            origin: it.origin.clone(),
            protect: it.protect,
            turns_protection: it.turns_protection,
            needs: it.needs.iter().cloned().map(Addr).collect(),
            only_origin: it.only_origin,
        }
    }
}

impl From<RewriteLine> for Rewrite {
    fn from(it: RewriteLine) -> Self {
        Self {
            charge: Charge { tenant: it.tenant, cost_center: it.cost_center },
            owner: it.owner,
            origin: it.origin,
            protect: it.protect,
            turns_protection: it.turns_protection,
            needs: it.needs.into_iter().map(|it| it.0).collect(),
            only_origin: it.only_origin,
        }
    }
}

/// The fields of a [`SpecView`] on the wire: declaration → field → text and place.
#[derive(Serialize, Deserialize, Default)]
pub(crate) struct SpecLine(BTreeMap<SmolStr, BTreeMap<SmolStr, (SmolStr, SmolStr)>>);

impl From<&SpecView> for SpecLine {
    fn from(view: &SpecView) -> Self {
        let fields =
            |of: &BTreeMap<SmolStr, SpecField>| of.iter().map(|(name, it)| (name.clone(), (it.text.clone(), it.at.clone()))).collect();
        Self(view.fields.iter().map(|(declaration, of)| (declaration.clone(), fields(of))).collect())
    }
}

/// What a spec costs on the wire: declaration → minimum, expected, maximum as decimal text in millionths at most.
#[derive(Serialize, Deserialize, Default)]
pub(crate) struct CostLine(BTreeMap<SmolStr, [SmolStr; 3]>);

impl CostLine {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&SpecView> for CostLine {
    fn from(view: &SpecView) -> Self {
        let amounts = |it: &MonthlyCost| [it.min, it.expected, it.max].map(|it| it.to_decimal_text(6).into());
        Self(view.costs.iter().map(|(declaration, it)| (declaration.clone(), amounts(it))).collect())
    }
}

fn view_of(SpecLine(fields): SpecLine, CostLine(costs): CostLine) -> SpecView {
    let field = |(name, (text, at))| (name, SpecField { text, at, origin: None });
    let cost = |(declaration, amounts): (SmolStr, [SmolStr; 3])| {
        let [min, expected, max] = amounts.map(|it| Rational::parse(&it));
        Some((declaration, MonthlyCost { min: min.ok()?, expected: expected.ok()?, max: max.ok()? }))
    };
    SpecView {
        fields: fields.into_iter().map(|(declaration, of)| (declaration, of.into_iter().map(field).collect())).collect(),
        costs: costs.into_iter().filter_map(cost).collect(),
    }
}

/// Appends a record as one line.
pub(crate) fn write(record: &Record, to: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    let address = |it: &mlpc_graph::Address| Addr(it.clone());
    let line: Line<EntryOut<'_>> = match record {
        Record::Begin { seq, intent: it } => Line::Begin {
            seq: *seq,
            address: address(&it.address),
            op: it.op.word().into(),
            token: it.token.clone(),
            id: it.id.clone(),
            entry: it.entry.as_ref().map(EntryOut),
            run: it.run.clone(),
        },
        Record::Settle { seq, of, outcome } => Line::Settle { seq: *seq, of: *of, outcome: outcome.clone() },
        Record::Put { seq, address: at, entry, object } => {
            Line::Put { seq: *seq, address: address(at), entry: EntryOut(entry), object: object.clone() }
        }
        Record::Rename { seq, from, to, rewrite } => {
            Line::Rename { seq: *seq, from: address(from), to: address(to), rewrite: rewrite.into() }
        }
        Record::Rewrite { seq, address: at, rewrite } => Line::Rewrite { seq: *seq, address: address(at), rewrite: rewrite.into() },
        Record::Forget { seq, address: at } => Line::Forget { seq: *seq, address: address(at) },
        Record::Token { seq, address: at, token } => Line::Token { seq: *seq, address: address(at), token: token.clone() },
        Record::Spec { seq, view } => Line::Spec { seq: *seq, view: view.into(), costs: view.into() },
    };
    serde_json::to_writer(&mut *to, &line)?;
    to.push(b'\n');
    Ok(())
}

/// Reads one line.
pub(crate) fn read(line: &[u8]) -> Result<Record, serde_json::Error> {
    Ok(match serde_json::from_slice::<Line<EntryIn>>(line)? {
        Line::Begin { seq, address, op, token, id, entry, run } => {
            let unknown = || serde::de::Error::custom(format!("`{op}` is no operation"));
            let op = Op::from_word(&op).ok_or_else(unknown)?;
            Record::Begin { seq, intent: InDoubt { address: address.0, op, token, id, entry: entry.map(|it| it.0), run } }
        }
        Line::Settle { seq, of, outcome } => Record::Settle { seq, of, outcome },
        Line::Put { seq, address, entry, object } => Record::Put { seq, address: address.0, entry: entry.0, object },
        Line::Rename { seq, from, to, rewrite } => Record::Rename { seq, from: from.0, to: to.0, rewrite: rewrite.into() },
        Line::Rewrite { seq, address, rewrite } => Record::Rewrite { seq, address: address.0, rewrite: rewrite.into() },
        Line::Forget { seq, address } => Record::Forget { seq, address: address.0 },
        Line::Token { seq, address, token } => Record::Token { seq, address: address.0, token },
        Line::Spec { seq, view, costs } => Record::Spec { seq, view: view_of(view, costs) },
    })
}
