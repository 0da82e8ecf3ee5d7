//! Values of params and lets, computed when first asked for.

use std::rc::Rc;

use mlpc_diag::Diagnostic;
use mlpc_source::{Frame, Span};

use crate::codes::dependency_cycle;
use crate::cx::{Cx, Site, Step, StepKey};
use crate::scope::{BindingId, BindingState};
use crate::value::Value;

impl Cx<'_> {
    /// The value of a name. `early` if it is asked for during expansion, `span` where.
    pub(crate) fn force(&mut self, id: BindingId, early: bool, span: Span) -> Value {
        let Some(binding) = self.bindings.get_mut(id) else { return Value::Poison };
        if let BindingState::Done(value) = &binding.state {
            return value.clone();
        }
        let state = std::mem::replace(&mut binding.state, BindingState::Running);
        let step = Step { key: StepKey::Binding(id), span };
        if matches!(state, BindingState::Running) {
            self.report_cycle_of(step);
            return Value::Poison;
        }
        let declared = binding.span;
        let before = self.out.len();
        self.path.push(step);
        let value = match state.clone() {
            BindingState::Waiting { file, node, scope, decl } => {
                let origin = match decl.and_then(|decl| self.decls.get(decl)).map(|decl| decl.origin) {
                    Some(parent) => self.origins.child(parent, Some(declared), Frame::Written),
                    None => self.top_origin(declared),
                };
                let site = Site { file, scope, decl, early, origin, default: None };
                let mut values: Vec<Value> = node.args().skip(1).map(|entry| self.read_entry(entry, site)).collect();
                if values.len() == 1 { values.pop().unwrap_or(Value::Poison) } else { Value::list(values) }
            }
            BindingState::Param { param, value } => {
                let origin = self.top_origin(declared);
                let site = Site { file: param.file, scope: self.root, decl: None, early: true, origin, default: None };
                match value {
                    Some((file, source)) => self.read_param(&Rc::clone(&param), source, Site { file, ..site }),
                    None => self.param_default(&Rc::clone(&param), site, None),
                }
            }
            BindingState::Running | BindingState::Done(_) => Value::Poison,
        };
        self.path.pop();
        let value = match value {
            Value::List(items) if items.contains(&Value::Poison) => Value::Poison,
            other => other,
        };
        // A let that reads declarations fails during expansion, and is read again afterwards for those who may.
        let again =
            early && value == Value::Poison && self.out.iter().skip(before).any(|it| it.rule == &crate::codes::deferred_value::RULE);
        if let Some(binding) = self.bindings.get_mut(id) {
            binding.source = Some(state.clone());
            binding.state = if again { state } else { BindingState::Done(value.clone()) };
        }
        value
    }

    /// Reports that the values on the path from `step` on depend on each other.
    pub(crate) fn report_cycle_of(&mut self, step: Step) {
        let start = self.path.iter().position(|it| it.key == step.key).unwrap_or(0);
        let hops: Vec<(Step, String)> = self.path.iter().skip(start).map(|hop| (*hop, self.step_name(hop.key))).collect();
        let last = self.step_name(step.key);
        let names: Vec<&str> = hops.iter().map(|(_, name)| name.as_str()).chain([last.as_str()]).collect();
        let mut diagnostic = Diagnostic::new(&dependency_cycle::RULE, format!("{last} depends on itself: {}", names.join(" → ")));
        for (hop, name) in hops.iter().skip(1) {
            diagnostic = diagnostic.label(hop.span, format!("needs {name}"));
        }
        diagnostic = diagnostic.label(step.span, format!("needs {last} again"));
        self.report(diagnostic.help("break the cycle: write one of the values out"));
    }

    /// What a step computes, in words.
    fn step_name(&self, key: StepKey) -> String {
        match key {
            StepKey::Binding(id) => self.bindings.get(id).map_or_else(String::new, |it| format!("{} `{}`", it.what.word(), it.name)),
            StepKey::Field(id, index) => {
                let Some(decl) = self.decls.get(id) else { return String::new() };
                let Some(field) = decl.kind.fields.get(usize::from(index)) else { return String::new() };
                if decl.address.is_empty() { format!("`{}`", field.name) } else { format!("`{}` of {}", field.name, decl.address) }
            }
        }
    }
}
