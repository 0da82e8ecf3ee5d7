//! Nothing that a spec says is without effect or word: each field of each core kind, written in a spec, changes what the spec lowers to, what it
//! costs, or what is said about it.
//!
//! [`base.mlp.kdl`](base.mlp.kdl) compiles. Each row of [`rows`] changes it in one field; what comes out must differ, and not because the text
//! is no spec any more. A field without a row stands in [`absent`] with the reason. What each cloud lowers itself has a base and rows of its own.

mod absent;
mod azure;
mod rows;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use libtest_mimic::{Failed, Trial};
use mlpc_diag::Severity;
use mlpc_project::{Snapshot, Standard};
use mlpc_report::check::FactsInput;
use mlpc_schema::{Field, KindTable, Type};

use crate::compile::compile_text;

const BASE: &str = include_str!("base.mlp.kdl");

/// One change of the base.
pub(crate) struct Row {
    /// The field that it changes: `network.egress.per`.
    pub(crate) field: &'static str,
    /// A text that the base has once.
    pub(crate) from: &'static str,
    /// What stands there instead.
    pub(crate) to: &'static str,
}

/// A test a row, and one that no field is forgotten.
pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = vec![
        Trial::test("effects/base", || base(BASE)),
        Trial::test("effects/each-field", each_field),
        Trial::test("effects/azure/base", || base(azure::BASE)),
        Trial::test("effects/azure/each-field", each_field_of_azure),
    ];
    for row in rows::ROWS {
        trials.push(Trial::test(format!("effects/{}", row.field), move || has_effect(BASE, row)));
    }
    for row in azure::ROWS {
        trials.push(Trial::test(format!("effects/azure/{}", row.field), move || has_effect(azure::BASE, row)));
    }
    trials
}

fn base(base: &str) -> Result<(), Failed> {
    let compiled = compile_text("base.mlp.kdl", base);
    let errors = compiled.findings.n_errors();
    if errors == 0 { Ok(()) } else { Err(crate::compile::shown(&compiled).into()) }
}

fn has_effect(base: &str, row: &Row) -> Result<(), Failed> {
    let n = base.matches(row.from).count();
    if n != 1 {
        return Err(format!("`{}` stands {n} times in the base", row.from).into());
    }
    let changed = compile_text("base.mlp.kdl", &base.replacen(row.from, row.to, 1));
    // What isn't a spec any more would differ, too.
    let broken = changed
        .findings
        .standing
        .iter()
        .find(|it| it.severity == Severity::Error && ["MLP00", "MLP01", "MLP02"].iter().any(|group| it.rule.code.starts_with(group)));
    if let Some(broken) = broken {
        return Err(format!("the change is no spec: {}: {}", broken.rule.code, broken.message).into());
    }
    if observable(&changed) == observable(&compile_text("base.mlp.kdl", base)) {
        return Err(format!("`{}` has no effect, and nothing is said", row.field).into());
    }
    Ok(())
}

/// All that comes of a spec, as text: the files of a build, numbers, findings.
fn observable(snapshot: &Snapshot) -> String {
    let mut text = String::new();
    let standard = Standard::of(&snapshot.loaded).expect("no overlay");
    for compiled in &snapshot.compiled {
        assert!(compiled.bugs.is_empty(), "bugs of our own: {:?}", compiled.bugs);
        if let Some(sound) = snapshot.findings.certify(&compiled.graph) {
            let tree = mlpc_project::emit(&sound, compiled, &snapshot.loaded, "0.1.0").expect("a sound graph can be written");
            for (path, file) in &tree.files {
                let _ = writeln!(text, "{path}\n{}", file.text);
            }
        }
        let report = mlpc_analysis::cost::report(&compiled.platform, &standard.catalog);
        let costs = mlpc_report::cost::Costs::of(&compiled.platform, &report);
        let facts = FactsInput { platform: &compiled.platform, catalog: &standard.catalog, costs: &costs, findings: &snapshot.findings };
        let _ = writeln!(text, "{}\n{costs:?}", mlpc_report::check::facts(facts));
    }
    let findings = &snapshot.findings;
    for finding in &findings.standing {
        let _ = writeln!(text, "{} {:?} {}", finding.rule.code, finding.severity, finding.message);
    }
    for waived in &findings.waived {
        let _ = writeln!(text, "{:?} {:?}", waived.waiver.what, waived.waiver.reason);
    }
    text
}

/// Every field of every core kind.
fn all_fields() -> BTreeSet<String> {
    let of_kind = |kind: &mlpc_schema::Kind| {
        let mut fields = Vec::new();
        paths(&kind.name, &kind.fields, &mut fields);
        fields
    };
    KindTable::core().iter().flat_map(of_kind).collect()
}

fn each_field_of_azure() -> Result<(), Failed> {
    let rows: BTreeSet<&str> = azure::ROWS.iter().map(|it| it.field).collect();
    let excused = |field: &str| azure::SAME.iter().any(|(name, _)| *name == field) || absent::reason(field).is_some();
    let own = |field: &&String| field.split('.').next().is_some_and(|kind| azure::KINDS.contains(&kind));
    let known = all_fields();
    let forgotten: Vec<_> = known.iter().filter(own).filter(|field| rows.contains(field.as_str()) == excused(field)).collect();
    if forgotten.is_empty() { Ok(()) } else { Err(format!("neither a row nor a reason, or both: {forgotten:?}").into()) }
}

fn each_field() -> Result<(), Failed> {
    let known = all_fields();
    let rows: BTreeSet<&str> = rows::ROWS.iter().map(|it| it.field).collect();
    let mut faults = Vec::new();
    for field in &known {
        match (rows.contains(field.as_str()), absent::reason(field)) {
            (false, None) => faults.push(format!("`{field}` has neither a row nor a reason")),
            (true, Some(_)) => faults.push(format!("`{field}` has a row and a reason")),
            _ => {}
        }
    }
    let unknown = rows.iter().copied().chain(absent::FIELDS.iter().map(|(field, _)| *field)).filter(|it| !known.contains(*it));
    faults.extend(unknown.map(|it| format!("no kind has a field `{it}`")));
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
}

/// The fields below `prefix`, those of groups with the group's name before theirs; a group itself is there when one of its fields is.
fn paths(prefix: &str, fields: &[Field], found: &mut Vec<String>) {
    // Both pools are one struct with one lowering, as are their tables' common fields.
    let prefix = if prefix == "cpu-pool" || prefix == "gpu-pool" { "pool" } else { prefix };
    for field in fields {
        let path = format!("{prefix}.{}", field.name);
        match &field.ty {
            Type::Group(inner) => paths(&path, inner, found),
            _ => found.push(path),
        }
    }
}
