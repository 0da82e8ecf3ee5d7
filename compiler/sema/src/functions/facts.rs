//! Facts of the catalog: `machine`.

use mlpc_diag::Diagnostic;
use smol_str::SmolStr;

use super::{Arguments, Function};
use crate::codes::unknown_name;
use crate::eval::map_value;
use crate::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[Function { name: "machine", arity: (1, Some(1)), form: "machine('p5.48xlarge')", call: machine }];

fn machine(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    let id = arguments.text(0)?;
    let Some(facts) = (arguments.cx.inputs.machine)(&id) else {
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
        entry("gpus", Value::int(i64::from(facts.gpus))),
        entry("accelerator", facts.accelerator.map_or(Value::Null, Value::Text)),
        entry("price", facts.price.map_or(Value::Null, Value::Money)),
    ]))
}
