//! `param`: its type and range, and where its value comes from.

use std::rc::Rc;

use mlpc_diag::{Diagnostic, Fix};
use mlpc_schema::{Bound, Field, Type};
use mlpc_source::{FileId, Span, TextRange};
use mlpc_syntax::{Entry, Node, Scalar};
use mlpc_units::{Dimension, Rational};
use smol_str::SmolStr;

use super::Ground;
use super::globals::Environment;
use crate::codes::{duplicate, missing_required, not_in_enum, out_of_range, unknown_field, wrong_type};
use crate::cx::{Cx, Site};
use crate::program::Source;
use crate::resolutions::Target;
use crate::scope::{Binding, BindingState, What};
use crate::suggest::{listing, nearest};
use crate::value::Value;

/// A `param`.
#[derive(Debug)]
pub(crate) struct ParamDecl<'a> {
    pub(crate) name: SmolStr,
    pub(crate) span: Span,
    pub(crate) file: FileId,
    pub(crate) head: TextRange,
    /// Type and range, in the form of a field.
    pub(crate) field: Field,
    /// A regular expression that the whole text must match.
    pub(crate) pattern: Option<SmolStr>,
    pub(crate) one_of: Vec<Value>,
    pub(crate) default: Option<Source<'a>>,
}

const PARTS: [&str; 6] = ["type", "default", "one-of", "min", "max", "pattern"];

impl<'a> Cx<'a> {
    /// Reads the declaration of a `param`.
    pub(crate) fn param_decl(&mut self, ground: Ground, node: Node<'a>) -> Option<Rc<ParamDecl<'a>>> {
        let (name, span) = self.construct_name(ground, node, "param")?;
        let properties = node.props().filter_map(|entry: Entry<'a>| Some((SmolStr::new(entry.name()?), Source::Entry(entry))));
        let children = node.children().map(|child| (SmolStr::new(child.name()), Source::Node(child)));
        let parts: Vec<(SmolStr, Source<'a>)> = properties.chain(children).collect();
        for (part, source) in &parts {
            if !PARTS.contains(&part.as_str()) {
                self.unknown_part(part, Span::new(ground.file, source.name_range()));
            }
        }
        let part = |wanted: &str| parts.iter().find(|(part, _)| part == wanted).map(|(_, source)| *source);
        let site = Self::early_site(ground);
        let ty = match part("type").and_then(text_of) {
            Some((text, range)) => self.param_type(&text, Span::new(ground.file, range)),
            None => {
                self.report(
                    Diagnostic::new(&missing_required::RULE, format!("param `{name}` has no type"))
                        .label(Span::new(ground.file, node.head_range()), "`type=` is missing")
                        .help("write one, such as `type=\"int\"` or `type=\"text\"`"),
                );
                Type::Any
            }
        };
        let bound = |source: Option<Source<'a>>| {
            let value = source.and_then(scalar_text)?;
            Some(Bound { value, exclusive: false })
        };
        let mut field = Field::new(&name, ty, "");
        field.min = bound(part("min"));
        field.max = bound(part("max"));
        self.check_bounds(&field, span);
        let pattern = part("pattern").and_then(text_of).map(|(text, _)| SmolStr::new(text));
        let one_of = match part("one-of") {
            Some(source) => self.source_values(source, site),
            None => Vec::new(),
        };
        Some(Rc::new(ParamDecl {
            name,
            span,
            file: ground.file,
            head: node.head_range(),
            field,
            pattern,
            one_of,
            default: part("default"),
        }))
    }

    fn unknown_part(&mut self, part: &str, span: Span) {
        let diagnostic = Diagnostic::new(&unknown_field::RULE, format!("a param has no `{part}`")).label(span, "unknown field");
        let diagnostic = match nearest(part, PARTS) {
            Some(near) => diagnostic.help_fix(format!("did you mean `{near}`?"), Fix::replace(format!("write `{near}`"), span, near)),
            None => diagnostic.help(format!("it has {}", listing(&PARTS))),
        };
        self.report(diagnostic);
    }

    /// The values that an entry, or the arguments of a node, hold.
    pub(crate) fn source_values(&mut self, source: Source<'a>, site: Site) -> Vec<Value> {
        match source {
            Source::Entry(entry) => vec![self.read_entry(entry, site)],
            Source::Node(node) => node.args().map(|entry| self.read_entry(entry, site)).collect(),
        }
    }

    /// Binds the platform's params: `--set` before the environment before the default.
    pub(super) fn bind_params(&mut self, params: Vec<Rc<ParamDecl<'a>>>, environments: &[Environment<'a>]) {
        let names: Vec<SmolStr> = params.iter().map(|param| param.name.clone()).collect();
        for (name, _) in &self.inputs.options.set.clone() {
            if !names.contains(name) {
                self.report_unknown_param(name, None, &names);
            }
        }
        let settings = self.settings(environments, &names);
        for param in params {
            let set = self.inputs.options.set.iter().rev().find(|(name, _)| *name == param.name).map(|(_, text)| text.clone());
            let state = if let Some(text) = set {
                BindingState::Done(self.read_setting(&param, &text))
            } else if let Some((file, source)) =
                settings.iter().find(|(name, ..)| *name == param.name).map(|(_, file, source)| (*file, *source))
            {
                self.note_use(Span::new(file, source.name_range()), Target::Name(param.span));
                BindingState::Param { param: Rc::clone(&param), value: Some((file, source)) }
            } else {
                BindingState::Param { param: Rc::clone(&param), value: None }
            };
            self.bind(
                self.root,
                Binding { name: param.name.clone(), what: What::Param, span: param.span, value_span: param.span, state, source: None },
            );
        }
    }

    /// What the chosen environment sets; the names of the others are checked, too.
    fn settings(&mut self, environments: &[Environment<'a>], names: &[SmolStr]) -> Vec<(SmolStr, FileId, Source<'a>)> {
        let chosen = self.chosen(environments).map(|it| it.name.clone());
        let mut settings: Vec<(SmolStr, FileId, Source<'a>)> = Vec::new();
        for environment in environments {
            let node = environment.node;
            let properties = node.props().filter_map(|entry: Entry<'a>| Some((SmolStr::new(entry.name()?), Source::Entry(entry))));
            let children = node.children().map(|child| (SmolStr::new(child.name()), Source::Node(child)));
            let mut seen: Vec<(SmolStr, Span)> = Vec::new();
            for (name, source) in properties.chain(children).collect::<Vec<_>>() {
                let span = Span::new(environment.file, source.name_range());
                if !names.contains(&name) {
                    self.report_unknown_param(&name, Some(span), names);
                } else if let Some((_, first)) = seen.iter().find(|(known, _)| *known == name) {
                    let diagnostic = Diagnostic::new(&duplicate::RULE, format!("environment `{}` sets `{name}` twice", environment.name))
                        .label(span, "set again here")
                        .label(*first, "first set here")
                        .help("keep one of them");
                    self.report(diagnostic);
                } else {
                    seen.push((name.clone(), span));
                    if chosen.as_ref() == Some(&environment.name) {
                        settings.push((name, environment.file, source));
                    }
                }
            }
        }
        settings
    }

    /// The value of a param as given at `source`.
    pub(crate) fn read_param(&mut self, param: &ParamDecl<'a>, source: Source<'a>, site: Site) -> Value {
        let mut values = self.source_values(source, site);
        let span = site.span(match source {
            Source::Entry(entry) => entry.value_range(),
            Source::Node(node) => node.range(),
        });
        let value = match (values.len(), &param.field.ty) {
            (1, Type::List(_)) => match values.pop() {
                Some(list @ (Value::List(_) | Value::Poison | Value::Null)) => list,
                Some(single) => Value::list(vec![single]),
                None => Value::Null,
            },
            (_, Type::List(_)) => Value::list(values),
            (1, _) => values.pop().unwrap_or(Value::Null),
            (n, ty) => {
                let message = format!("`{}` takes one {ty}, this has {n} values", param.name);
                self.report_at(&wrong_type::RULE, message, span, "one value is wanted");
                return Value::Poison;
            }
        };
        if value == Value::Null {
            return self.param_default(param, site, None);
        }
        self.check_param(param, value, span, site)
    }

    /// The default of a param. `call` is the instance that doesn't give one, if it is a param of a `define`.
    pub(crate) fn param_default(&mut self, param: &ParamDecl<'a>, site: Site, call: Option<Span>) -> Value {
        let Some(source) = param.default else {
            let declared = param.span;
            let diagnostic = Diagnostic::new(&missing_required::RULE, format!("param `{}` has no value", param.name));
            let diagnostic = match call {
                Some(call) => diagnostic
                    .label(call, format!("`{}` is missing", param.name))
                    .label(declared, "it has no default")
                    .help(format!("write `{}=…`, or give the param a default", param.name)),
                None => diagnostic
                    .label(Span::new(param.file, param.head), "it has no default, and nothing sets it")
                    .help(format!("set it with `--set {}=…` or in each `environment`, or give it a default", param.name)),
            };
            self.report(diagnostic);
            return Value::Poison;
        };
        let site = Site { file: param.file, ..site };
        let mut values = self.source_values(source, site);
        let value = match (&param.field.ty, values.len()) {
            (Type::List(_), 1) if matches!(values.first(), Some(Value::List(_) | Value::Poison | Value::Null)) => {
                values.pop().unwrap_or(Value::Null)
            }
            (Type::List(_), _) => Value::list(values),
            _ => values.pop().unwrap_or(Value::Null),
        };
        if value == Value::Null {
            return Value::Null;
        }
        let span = site.span(match source {
            Source::Entry(entry) => entry.value_range(),
            Source::Node(node) => node.range(),
        });
        self.check_param(param, value, span, site)
    }

    fn check_param(&mut self, param: &ParamDecl<'a>, value: Value, span: Span, site: Site) -> Value {
        let value = self.coerce(value, &param.field.ty, &param.name, span, site);
        if value == Value::Poison {
            return value;
        }
        if !self.within(&value, &param.field, span) || !self.matches_pattern(param, &value, span) {
            return Value::Poison;
        }
        let elements: &[Value] = match &value {
            Value::List(items) => items,
            single => std::slice::from_ref(single),
        };
        let stray = elements.iter().find(|element| !param.one_of.is_empty() && !param.one_of.contains(element));
        if let Some(stray) = stray {
            let choices: Vec<String> = param.one_of.iter().map(|choice| choice.show().trim_matches('`').to_owned()).collect();
            let shown = stray.show();
            let diagnostic = Diagnostic::new(&not_in_enum::RULE, format!("`{}` can't be {shown}", param.name))
                .label(span, "not one of the values allowed")
                .label(param.span, "the param is declared here")
                .help(match nearest(shown.trim_matches('`'), &choices) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("it is one of {}", listing(&choices)),
                });
            self.report(diagnostic);
            return Value::Poison;
        }
        value
    }

    fn matches_pattern(&mut self, param: &ParamDecl<'a>, value: &Value, span: Span) -> bool {
        let (Some(pattern), Value::Text(text)) = (&param.pattern, value) else { return true };
        let Ok(regex) = regex::Regex::new(&format!("^(?:{pattern})$")) else {
            let message = format!("the pattern of param `{}` is no regular expression", param.name);
            self.report_at(&wrong_type::RULE, message, Span::new(param.file, param.head), "unreadable pattern");
            return true;
        };
        if regex.is_match(text) {
            return true;
        }
        let message = format!("`{}` can't be `{}`: it doesn't match `{pattern}`", param.name, crate::value::shorten(text));
        let diagnostic =
            Diagnostic::new(&out_of_range::RULE, message).label(span, "doesn't match").label(param.span, "the pattern is declared here");
        self.report(diagnostic);
        false
    }

    /// The value of `--set NAME=TEXT`, read by the param's type.
    fn read_setting(&mut self, param: &ParamDecl<'a>, text: &str) -> Value {
        let value = match &param.field.ty {
            Type::Bool => match text {
                "true" | "#true" => Value::Bool(true),
                "false" | "#false" => Value::Bool(false),
                _ => Value::text(text),
            },
            Type::Int | Type::Number | Type::Any => Rational::parse(text).map_or_else(|_| Value::text(text), Value::Number),
            Type::List(_) => Value::list(text.split(',').map(|part| Value::text(part.trim())).collect()),
            _ => Value::text(text),
        };
        let ground = Ground { file: param.file, scope: self.root, origin: self.setting_origin(param.span), decl: None };
        let site = Self::early_site(ground);
        self.check_param(param, value, param.span, site)
    }

    fn setting_origin(&mut self, span: Span) -> mlpc_source::OriginId {
        self.top_origin(span)
    }

    /// The type that a `param` names.
    fn param_type(&mut self, text: &str, span: Span) -> Type {
        if let Some(ty) = parse_type(text, 0) {
            for kind in ty.ref_kinds() {
                if self.inputs.kinds.answering_to(kind).next().is_none() {
                    let message = format!("no kind is called `{kind}`");
                    self.report_at(&crate::codes::unknown_kind::RULE, message, span, "unknown kind");
                }
            }
            return ty;
        }
        let diagnostic =
            Diagnostic::new(&not_in_enum::RULE, format!("`{}` is not a type", crate::value::shorten(text))).label(span, "unknown type");
        let diagnostic = match nearest(text, TYPE_NAMES) {
            Some(near) => diagnostic.help_fix(format!("did you mean `{near}`?"), Fix::replace(format!("write `{near}`"), span, format!("\"{near}\""))),
            None => diagnostic.help("types are bool, int, number, text, quantity, duration, ratio, rate, money, date, cidr …, `ref(cluster)`, `list(text)`, `map(text)`"),
        };
        self.report(diagnostic);
        Type::Any
    }
}

const TYPE_NAMES: [&str; 25] = [
    "bool",
    "int",
    "number",
    "text",
    "quantity",
    "duration",
    "ratio",
    "rate",
    "money",
    "date",
    "version",
    "cidr",
    "ip",
    "email",
    "url",
    "image",
    "cron",
    "arn",
    "path",
    "principal",
    "accelerator",
    "model",
    "region",
    "zone",
    "machine",
];

fn parse_type(text: &str, depth: u8) -> Option<Type> {
    const DEEPEST: u8 = 8;
    let text = text.trim();
    if depth > DEEPEST {
        return None;
    }
    let inside = |word: &str| text.strip_prefix(word)?.trim().strip_prefix('(')?.strip_suffix(')');
    if let Some(element) = inside("list") {
        return parse_type(element, depth + 1).map(Type::list);
    }
    if let Some(entry) = inside("map") {
        return parse_type(entry, depth + 1).map(Type::map);
    }
    if let Some(kinds) = inside("ref") {
        let kinds: Vec<&str> = kinds.split([',', ' ']).map(str::trim).filter(|kind| !kind.is_empty()).collect();
        let pools: Vec<&str> =
            kinds.iter().flat_map(|kind| if *kind == "pool" { vec!["cpu-pool", "gpu-pool"] } else { vec![*kind] }).collect();
        return (!pools.is_empty()).then(|| Type::refs(&pools));
    }
    Some(match text {
        "bool" => Type::Bool,
        "int" => Type::Int,
        "number" => Type::Number,
        "text" => Type::Text,
        "quantity" => Type::Union(vec![Type::Quantity(Dimension::Count), Type::Quantity(Dimension::Bytes)]),
        "duration" => Type::Duration,
        "ratio" => Type::Ratio,
        "rate" => Type::Rate,
        "money" => Type::Money,
        "date" => Type::Date,
        "version" => Type::Version,
        "cidr" => Type::Cidr,
        "ip" => Type::Ip,
        "email" => Type::Email,
        "url" => Type::Url,
        "image" => Type::Image,
        "cron" => Type::Cron,
        "arn" => Type::Arn,
        "path" => Type::Path,
        "principal" => Type::Principal,
        "accelerator" => Type::Accelerator,
        "model" => Type::Model,
        "region" => Type::Region,
        "zone" => Type::Zone,
        "machine" => Type::Machine,
        _ => return None,
    })
}

fn text_of(source: Source<'_>) -> Option<(String, TextRange)> {
    let entry = single_entry(source)?;
    match entry.value() {
        Scalar::Text(text) => Some((text.into_owned(), entry.value_range())),
        _ => None,
    }
}

/// A bound as written: a number or a text.
fn scalar_text(source: Source<'_>) -> Option<SmolStr> {
    match single_entry(source)?.value() {
        Scalar::Text(text) => Some(SmolStr::new(&text)),
        Scalar::Number(text) => Some(SmolStr::new(text)),
        _ => None,
    }
}

fn single_entry(source: Source<'_>) -> Option<Entry<'_>> {
    match source {
        Source::Entry(entry) => Some(entry),
        Source::Node(node) => node.args().next(),
    }
}
