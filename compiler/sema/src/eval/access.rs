//! `x.field` and `x[i]`: fields of declarations and maps, elements of lists.

use std::sync::Arc;

use mlpc_diag::{Diagnostic, Fix};
use mlpc_model::{DeclId, Item, Val};
use mlpc_schema::{Field, ReadOnly, Type};
use mlpc_source::{Span, TextRange};
use mlpc_syntax::ExprId;
use mlpc_units::{Quantity, Rational};
use smol_str::SmolStr;

use super::{Ex, GROUP_HEAD, map_value};
use crate::codes::{deferred_value, unknown_name, wrong_type};
use crate::cx::Cx;
use crate::functions::machine_facts;
use crate::resolutions::Target;
use crate::suggest::{listing, nearest};
use crate::value::{Later, Value, When};

impl Cx<'_> {
    pub(super) fn eval_field(&mut self, ex: Ex<'_>, base: ExprId, name: &SmolStr, range: TextRange) -> Value {
        let span = ex.span_of(range);
        match self.eval_whole(ex, base) {
            Value::Poison => Value::Poison,
            Value::Space(kind) => self.in_space(ex, &kind, name, span),
            Value::Decl(id) => self.decl_field(ex, id, name, span),
            Value::Map(entries) => match entries.get(name) {
                Some(value) => value.clone(),
                None => self.no_such_key(name, &entries.keys().filter(|key| *key != GROUP_HEAD).collect::<Vec<_>>(), span),
            },
            Value::Later(later) => {
                let path = later.path.iter().cloned().chain([name.clone()]).collect::<Vec<_>>();
                Value::Later(Later { path: path.into(), ..later })
            }
            other => {
                let message = format!("{} has no field `{name}`", other.noun());
                self.report_at(&wrong_type::RULE, message, span, format!("it is {}", other.show()));
                Value::Poison
            }
        }
    }

    pub(super) fn eval_index(&mut self, ex: Ex<'_>, base: ExprId, index: ExprId) -> Value {
        let base = self.eval_whole(ex, base);
        let key = self.eval(ex, index);
        let span = ex.span(index);
        match (base, key) {
            (Value::Poison, _) | (_, Value::Poison) => Value::Poison,
            (Value::Space(kind), Value::Text(text)) => self.in_space(ex, &kind, &text, span),
            (Value::Space(_), Value::Decl(id)) => Value::Decl(id),
            (Value::Map(entries), Value::Text(key)) => match entries.get(&key) {
                Some(value) => value.clone(),
                None => self.no_such_key(&key, &entries.keys().filter(|key| *key != GROUP_HEAD).collect::<Vec<_>>(), span),
            },
            (Value::List(items), Value::Number(number)) => {
                let at = number.to_i64().and_then(|at| usize::try_from(at).ok());
                match at.and_then(|at| items.get(at)) {
                    Some(item) => item.clone(),
                    None => {
                        let message = format!("there is no element {number}: the list has {}, counted from 0", items.len());
                        self.report_at(&unknown_name::RULE, message, span, "outside the list");
                        Value::Poison
                    }
                }
            }
            (Value::Later(later), Value::Text(key)) => {
                let path = later.path.iter().cloned().chain([key]).collect::<Vec<_>>();
                Value::Later(Later { path: path.into(), ..later })
            }
            (Value::Later(later), Value::Number(number)) => {
                let path = later.path.iter().cloned().chain([SmolStr::new(number.to_string())]).collect::<Vec<_>>();
                Value::Later(Later { path: path.into(), ..later })
            }
            (base, key) => {
                let message = format!("{} can't be read at {}", base.noun(), key.noun());
                self.report_at(&wrong_type::RULE, message, span, "lists are read at a number, maps at a text");
                Value::Poison
            }
        }
    }

    fn no_such_key(&mut self, name: &str, keys: &[&SmolStr], span: Span) -> Value {
        let diagnostic = Diagnostic::new(&unknown_name::RULE, format!("there is no `{name}` here")).label(span, "unknown field");
        let compared = if self.spend_comparisons(keys.len()) { keys } else { &[] };
        let diagnostic = match nearest(name, compared) {
            Some(near) => diagnostic.help_fix(format!("did you mean `{near}`?"), Fix::replace(format!("write `{near}`"), span, near)),
            None if keys.is_empty() => diagnostic.help("it is empty"),
            None => diagnostic.help(format!("it has {}", listing(keys))),
        };
        self.report(diagnostic);
        Value::Poison
    }

    /// `kind.name`, or of the platform `platform.field`.
    fn in_space(&mut self, ex: Ex<'_>, kind: &str, name: &str, span: Span) -> Value {
        if kind == "platform" && name == "name" {
            return Value::Text(self.platform_name());
        }
        if ex.site.early {
            return self.too_late(span, "other declarations can't be read here", "a declaration");
        }
        if kind == "platform" {
            return match self.names.platform() {
                Some(id) => self.decl_field(ex, id, &SmolStr::new(name), span),
                None => Value::Null,
            };
        }
        let kinds = [SmolStr::new(kind)];
        match self.refer(name, &kinds, ex.site.decl, span) {
            Some(id) => Value::Decl(id),
            None => Value::Poison,
        }
    }

    pub(crate) fn too_late(&mut self, span: Span, message: &str, label: &str) -> Value {
        self.report(Diagnostic::new(&deferred_value::RULE, message).label(span, label).help(
            "names, `when`, `in=` and the fields of instances are settled first: they read params, lets, loop variables, files and `env`",
        ));
        Value::Poison
    }

    /// The name of the platform.
    pub(crate) fn platform_name(&self) -> SmolStr {
        let declared = self.names.platform().and_then(|id| self.decls.get(id)).and_then(|decl| decl.known_name().cloned());
        declared.unwrap_or_else(|| self.inputs.options.dir_name.clone())
    }

    fn decl_field(&mut self, ex: Ex<'_>, id: DeclId, name: &SmolStr, span: Span) -> Value {
        let Some(kind) = self.kind_of(id) else { return Value::Poison };
        self.note_use(span, Target::Decl(id));
        let later = |path: &SmolStr, when| Value::Later(Later { decl: id, path: Arc::from([path.clone()]), when });
        if kind.name == "resource" {
            return later(name, When::Apply);
        }
        if let Some(field) = kind.get(name) {
            let Some(index) = self.field_index(id, name) else { return Value::Poison };
            return match self.field_at(id, index, span) {
                Some(item) => self.value_of(&item, Some(field)),
                None if field.derived.is_some() && name == "namespace" => self.read_only(id, name).unwrap_or(Value::Null),
                None => Value::Null,
            };
        }
        let Some(read_only) = kind.get_read_only(name) else {
            let mut names: Vec<&SmolStr> = kind.fields.iter().map(|field| &field.name).collect();
            names.extend(kind.read_only.iter().map(|value| &value.name));
            names.sort();
            let diagnostic = Diagnostic::new(&unknown_name::RULE, format!("a {} has no `{name}`", kind.name)).label(span, "unknown field");
            let diagnostic = match nearest(name, &names) {
                Some(near) => diagnostic.help_fix(format!("did you mean `{near}`?"), Fix::replace(format!("write `{near}`"), span, near)),
                None => diagnostic.help(format!("it has {}", listing(&names))),
            };
            self.report(diagnostic);
            return Value::Poison;
        };
        let ReadOnly { deferred, secret, .. } = read_only;
        match (secret, deferred) {
            (true, _) => later(name, When::Never),
            (false, true) => later(name, When::Apply),
            (false, false) => match self.read_only(id, name) {
                Some(value) => value,
                None => self.pool_facts(ex, id, name, span).unwrap_or_else(|| later(name, When::Lowering)),
            },
        }
    }

    /// Values that follow from the declaration itself.
    fn read_only(&mut self, id: DeclId, name: &str) -> Option<Value> {
        let decl = self.decls.get(id)?;
        match (name, decl.kind.name.as_str()) {
            ("name", _) => Some(decl.known_name().map_or(Value::Poison, |name| Value::Text(name.clone()))),
            ("address", _) => Some(Value::Text(decl.address.clone())),
            ("namespace", "tenant") => Some(decl.known_name().map_or(Value::Poison, |name| Value::Text(name.clone()))),
            _ => None,
        }
    }

    /// What one node of a pool has: as `node` says, else as the catalog knows its machine; of several machines the least.
    fn pool_facts(&mut self, _ex: Ex<'_>, id: DeclId, name: &str, span: Span) -> Option<Value> {
        let wanted = match name {
            "gpus-per-node" => "gpus",
            "cpu" => "cpu",
            "memory" => "memory",
            _ => return None,
        };
        if !self.decls.get(id)?.kind.name.ends_with("-pool") {
            return None;
        }
        let node = self.field_index(id, "node").and_then(|index| self.field_at(id, index, span));
        if let Some(Item { val: Val::Group(fields), .. }) = &node
            && let Some(item) = fields.get(wanted)
        {
            return Some(self.value_of(&item.clone(), None));
        }
        let machines = self.field_index(id, "machine").and_then(|index| self.field_at(id, index, span))?;
        let mut least: Option<Rational> = None;
        for machine in machines.elements() {
            let Val::Text(machine) = &machine.val else { return Some(Value::Poison) };
            let facts = machine_facts(self.inputs.catalog, machine)?;
            let value = match wanted {
                "gpus" => facts.gpus,
                "cpu" => facts.cpu.value,
                _ => facts.memory.value,
            };
            least = Some(least.map_or(value, |least| least.min(value)));
        }
        Some(match wanted {
            "gpus" => Value::Number(least?),
            "cpu" => Value::Quantity(Quantity::count(least?)),
            _ => Value::Quantity(Quantity::bytes(least?)),
        })
    }

    /// A typed value as expressions see it. A field that repeats is a map by key.
    pub(crate) fn value_of(&self, item: &Item, field: Option<&Field>) -> Value {
        match &item.val {
            Val::Poison => Value::Poison,
            Val::Null => Value::Null,
            Val::Bool(it) => Value::Bool(*it),
            Val::Int(it) => Value::int(*it),
            Val::Number(it) => Value::Number(*it),
            Val::Text(it) => Value::Text(it.clone()),
            Val::Quantity(it) => Value::Quantity(*it),
            Val::Duration(it) => Value::Duration(*it),
            Val::Ratio(it) => Value::Ratio(*it),
            Val::Rate(it) => Value::Rate(it.clone()),
            Val::Money(it) => Value::Money((**it).clone()),
            Val::Date(it) => Value::Date(*it),
            Val::Version(it) => Value::text(it.as_str()),
            Val::Cidr(it) => Value::text(it.to_string()),
            Val::Ref(id) | Val::Secret(id) => Value::Decl(*id),
            Val::List(items) => {
                let key = field.and_then(Field::key).map(|key| key.name.clone());
                match key {
                    Some(key) => map_value(items.iter().filter_map(|item| self.keyed(item, &key))),
                    None => Value::list(items.iter().map(|item| self.value_of(item, None)).collect()),
                }
            }
            Val::Map(entries) => map_value(entries.iter().map(|(name, item)| (name.clone(), self.value_of(item, None)))),
            Val::Group(fields) => {
                let head = field.and_then(|field| leading(&field.ty)).and_then(|name| fields.get(name));
                let head = head.map(|item| (SmolStr::new_static(GROUP_HEAD), self.value_of(item, None)));
                map_value(fields.iter().map(|(name, item)| (name.clone(), self.value_of(item, None))).chain(head))
            }
            Val::Deferred(later) => {
                Value::Later(Later { decl: later.decl, path: later.path.clone().into(), when: self.known_when(later.decl, &later.path) })
            }
            Val::Template(parts) => Value::Joined(
                parts
                    .iter()
                    .map(|part| match part {
                        mlpc_model::Part::Text(text) => crate::value::Piece::Text(text.clone()),
                        mlpc_model::Part::Deferred(later) => crate::value::Piece::Later(Later {
                            decl: later.decl,
                            path: later.path.clone().into(),
                            when: self.known_when(later.decl, &later.path),
                        }),
                    })
                    .collect(),
            ),
        }
    }

    fn known_when(&self, decl: DeclId, path: &[SmolStr]) -> When {
        let read_only = self.decls.get(decl).and_then(|decl| decl.kind.get_read_only(path.first()?).cloned());
        match read_only {
            Some(value) if value.secret => When::Never,
            Some(value) if !value.deferred => When::Lowering,
            Some(_) | None => When::Apply,
        }
    }

    fn keyed(&self, item: &Item, key: &str) -> Option<(SmolStr, Value)> {
        let Val::Group(fields) = &item.val else { return None };
        let name = match self.value_of(fields.get(key)?, None) {
            Value::Text(text) => text,
            Value::Decl(id) => self.decls.get(id)?.known_name()?.clone(),
            _ => return None,
        };
        Some((name, self.value_of(item, None)))
    }
}

/// The first positional field of a group.
fn leading(ty: &Type) -> Option<&SmolStr> {
    ty.group_fields().iter().find(|field| field.position == Some(mlpc_schema::Position::Nth(0))).map(|field| &field.name)
}
