//! Names in expressions: params, lets, loop variables, `env`, kinds.

use mlpc_diag::{Diagnostic, Fix};
use mlpc_source::Span;
use mlpc_syntax::ExprId;
use smol_str::SmolStr;

use super::Ex;
use crate::codes::unknown_name;
use crate::cx::Cx;
use crate::resolutions::Target;
use crate::suggest::nearest;
use crate::value::Value;

impl Cx<'_> {
    /// The value of a name.
    pub(super) fn eval_name(&mut self, ex: Ex<'_>, name: &SmolStr, id: ExprId) -> Value {
        let span = ex.span(id);
        if name == "env" {
            return self.inputs.options.env.clone().map_or(Value::Null, Value::Text);
        }
        if let Some(binding) = self.lookup(ex.site.scope, name) {
            if let Some(declared) = self.bindings.get(binding).map(|binding| binding.span) {
                self.note_use(span, Target::Name(declared));
            }
            return self.force(binding, ex.site.early, span);
        }
        if self.inputs.kinds.get(name).is_some_and(|kind| kind.group != mlpc_schema::Group::Building) || self.names.is_resource_type(name) {
            return Value::Space(name.clone());
        }
        if self.gaps.values.contains(name) {
            return Value::Poison;
        }
        if name.contains('_') {
            // Names of params and lets hold no `_`: this is the TYPE of a resource.
            return Value::Space(name.clone());
        }
        self.unknown_name(ex, name, span)
    }

    #[cold]
    fn unknown_name(&mut self, ex: Ex<'_>, name: &SmolStr, span: Span) -> Value {
        if self.is_full() {
            return Value::Poison;
        }
        let mut candidates = self.visible_names(ex.site.scope);
        candidates.push(SmolStr::new_static("env"));
        candidates.extend(self.inputs.kinds.iter().filter(|kind| kind.group != mlpc_schema::Group::Building).map(|kind| kind.name.clone()));
        let diagnostic = Diagnostic::new(&unknown_name::RULE, format!("nothing here is called `{}`", crate::value::shorten(name)))
            .label(span, "no param, let, loop variable or kind of this name is visible");
        let near = nearest(name, &candidates);
        if near.is_none() && self.gaps.unnamed_value {
            return Value::Poison; // It may be one whose declaration couldn't be read.
        }
        let diagnostic = match near {
            Some(near) => {
                // What is nearly named here counts as read: one slip, one finding.
                self.gaps.skipped.insert(SmolStr::new(&near));
                diagnostic.help_fix(format!("did you mean `{near}`?"), Fix::replace(format!("write `{near}`"), span, near))
            }
            None if name == "name" => diagnostic.help("`name` is the name of an instance, in the body of a `define`"),
            None => diagnostic.help(format!("a text is written in quotes: `'{}'`", crate::value::shorten(name))),
        };
        self.report(diagnostic);
        Value::Poison
    }
}
