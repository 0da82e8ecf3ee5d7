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
        let what = format!("{} `{}`", binding.what.word(), binding.name);
        let state = std::mem::replace(&mut binding.state, BindingState::Running);
        let step = Step { what, key: StepKey::Binding(id), span };
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
        let hops: Vec<&Step> = self.path.iter().skip(start).collect();
        let mut names: Vec<&str> = hops.iter().map(|hop| hop.what.as_str()).collect();
        names.push(&step.what);
        let mut diagnostic = Diagnostic::new(&dependency_cycle::RULE, format!("{} depends on itself: {}", step.what, names.join(" → ")));
        for hop in hops.iter().skip(1) {
            diagnostic = diagnostic.label(hop.span, format!("needs {}", hop.what));
        }
        diagnostic = diagnostic.label(step.span, format!("needs {} again", step.what));
        self.report(diagnostic.help("break the cycle: write one of the values out"));
    }
}
