//! Facts of the catalog: `machine`.

use mlpc_catalog::Catalog;
use mlpc_diag::Diagnostic;
use mlpc_units::{Quantity, Rational};
use smol_str::SmolStr;

use super::{Arguments, Function};
use crate::codes::unknown_name;
use crate::eval::map_value;
use crate::value::Value;

pub(super) const FUNCTIONS: &[Function] =
    &[Function { name: "machine", arity: (1, Some(1)), form: "machine('p5.48xlarge')", call: machine }];

/// What the catalog knows of a machine type, of whichever cloud: the clouds' names for machines don't meet.
pub(crate) struct MachineFacts {
    pub(crate) cpu: Quantity,
    pub(crate) memory: Quantity,
    pub(crate) gpus: Rational,
    pub(crate) accelerator: Option<SmolStr>,
}

const CLOUDS: [&str; 3] = ["aws", "gcp", "azure"];

pub(crate) fn machine_facts(catalog: &Catalog, id: &str) -> Option<MachineFacts> {
    let machine = CLOUDS.iter().find_map(|cloud| catalog.machine(cloud, id))?;
    Some(MachineFacts {
        cpu: Quantity::count(machine.vcpus),
        memory: machine.memory,
        gpus: machine.accelerator_count.unwrap_or(Rational::ZERO),
        accelerator: machine.accelerator,
    })
}

fn machine(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    let id = arguments.text(0)?;
    let Some(facts) = machine_facts(arguments.cx.inputs.catalog, &id) else {
        let diagnostic = Diagnostic::new(&unknown_name::RULE, format!("the catalog has no machine `{id}`"))
            .label(arguments.span_of(0), "unknown machine")
            .help("add it to `stdlib/catalog`, or write its numbers out");
        arguments.cx.report(diagnostic);
        return None;
    };
    let entry = |name: &'static str, value: Value| (SmolStr::new_static(name), value);
    Some(map_value([
        entry("cpu", Value::Quantity(facts.cpu)),
        entry("memory", Value::Quantity(facts.memory)),
        entry("gpus", Value::Number(facts.gpus)),
        entry("accelerator", facts.accelerator.map_or(Value::Null, Value::Text)),
    ]))
}
