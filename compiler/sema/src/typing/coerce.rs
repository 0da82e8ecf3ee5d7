//! A value read by a type.

use mlpc_diag::{Diagnostic, Fix};
use mlpc_model::{DeferredRef, Val};
use mlpc_schema::{Field, Type};
use mlpc_source::{Span, TextRange};
use mlpc_units::{Cidr, Date, Duration, Money, ParseError, ParseErrorKind, Quantity, Rate, Ratio, Version};
use smol_str::SmolStr;

use super::tree::{known_by_lowering, parts_of};
use super::{grammar, image};
use crate::codes::{deferred_value, not_in_enum, overflow, wrong_type};
use crate::cx::{Cx, LaterRef, Site};
use crate::suggest::{listing, nearest};
use crate::value::{Later, Piece, Value, When};

impl Cx<'_> {
    /// A value as the type of a field, within the field's range.
    pub(crate) fn typed(&mut self, value: Value, ty: &Type, field: &Field, span: Span, site: Site) -> Val {
        if let Some(val) = self.known_later(&value, ty, field, span, site) {
            return val;
        }
        if matches!(ty, Type::Tree | Type::EnvValue | Type::Any) {
            return self.tree_leaf(value, ty, field, span, site);
        }
        let value = self.coerce(value, ty, &field.name, span, site);
        if value != Value::Poison && !(self.within(&value, field, span) && self.payable(&value, field, span)) {
            return Val::Poison;
        }
        self.val_of(value, ty, span)
    }

    /// What is known later stands in trees and `env`; what the lowering knows in any text.
    fn known_later(&mut self, value: &Value, ty: &Type, field: &Field, span: Span, site: Site) -> Option<Val> {
        let free = matches!(ty, Type::Tree | Type::EnvValue | Type::Any);
        let (val, by_lowering, secret) = match value {
            Value::Later(later) => (
                Val::Deferred(DeferredRef { decl: later.decl, path: later.path.to_vec() }),
                later.when == When::Lowering,
                later.when == When::Never,
            ),
            Value::Joined(pieces) => (Val::Template(parts_of(pieces)), known_by_lowering(pieces), false),
            _ => return None,
        };
        let textual = matches!(ty, Type::Text | Type::Url | Type::Image | Type::Path | Type::PromQl);
        if *ty == Type::Image && by_lowering && !self.may_be_image(value, span) {
            return Some(Val::Poison);
        }
        if free || (textual && by_lowering) {
            return Some(val);
        }
        if secret {
            let message = format!("`{}` can't be a secret", field.name);
            self.report_at(&wrong_type::RULE, message, span, "secrets stand alone in an `env` entry or in a tree");
        } else {
            let message = format!("`{}` must be known at compile time", field.name);
            let label = if by_lowering { "known only when it is lowered" } else { "known only after apply" };
            let diagnostic = Diagnostic::new(&deferred_value::RULE, message)
                .label(span, label)
                .help("such values may stand in `env`, in trees such as `values { … }`, and in `patch`");
            self.report(diagnostic);
        }
        let _ = site;
        Some(Val::Poison)
    }

    /// Whether the known parts of a reference, together with what the lowering puts in, can be an image; reports it if not.
    fn may_be_image(&mut self, value: &Value, span: Span) -> bool {
        let alone;
        let pieces: &[Piece] = match value {
            Value::Later(later) => {
                alone = [Piece::Later(later.clone())];
                &alone
            }
            Value::Joined(pieces) => pieces,
            _ => return true,
        };
        let is_registry = |later: &Later| self.decls.get(later.decl).is_some_and(|decl| decl.kind.name == "registry");
        match image::check_joined(pieces, is_registry) {
            Ok(()) => true,
            Err(fault) => {
                self.report(Diagnostic::new(&wrong_type::RULE, fault.message).label(span, "not an image").help(fault.help));
                false
            }
        }
    }

    fn tree_leaf(&mut self, value: Value, ty: &Type, field: &Field, span: Span, site: Site) -> Val {
        if *ty != Type::EnvValue {
            return self.tree_val(value, site, span.range);
        }
        match value {
            Value::List(_) | Value::Map(_) => {
                let message = format!("`{}` is a text or a secret, this is {}", field.name, value.noun());
                self.report_at(&wrong_type::RULE, message, span, value.show());
                Val::Poison
            }
            Value::Number(_) | Value::Bool(_) => match self.text_of(&value, span) {
                Some(text) => Val::Text(text),
                None => Val::Poison,
            },
            other => self.tree_val(other, site, span.range),
        }
    }

    /// A value read by a type: texts parsed, words checked. Types without a value of their own stay text. Reports what doesn't fit.
    pub(crate) fn coerce(&mut self, value: Value, ty: &Type, name: &str, span: Span, site: Site) -> Value {
        let value = match value {
            Value::Map(entries) if !matches!(ty, Type::Map(_) | Type::Any | Type::Tree) => match entries.get(crate::eval::GROUP_HEAD) {
                Some(head) => head.clone(),
                None => Value::Map(entries),
            },
            value => value,
        };
        match (ty, value) {
            (_, Value::Poison) => Value::Poison,
            (_, Value::Null) => Value::Null,
            (Type::Any | Type::Tree, value) => value,
            (Type::List(element), Value::List(items)) => {
                if !self.spend_steps(items.len() as u64, span) {
                    return Value::Poison;
                }
                let items: Vec<Value> = items.iter().map(|item| self.coerce(item.clone(), element, name, span, site)).collect();
                if items.contains(&Value::Poison) { Value::Poison } else { Value::list(items) }
            }
            (Type::List(element), single) => match self.coerce(single, element, name, span, site) {
                Value::Poison => Value::Poison,
                single => Value::list(vec![single]),
            },
            (Type::Map(entry), Value::Map(entries)) => {
                let entries: Vec<(SmolStr, Value)> =
                    entries.iter().map(|(key, value)| (key.clone(), self.coerce(value.clone(), entry, name, span, site))).collect();
                if entries.iter().any(|(_, value)| *value == Value::Poison) { Value::Poison } else { crate::eval::map_value(entries) }
            }
            (Type::Union(types), value) => self.coerce_union(value, types, name, span, site),
            (Type::Ref(kinds), value) => self.coerce_ref(value, kinds, name, span, site),
            (Type::Enum(words), value) => self.coerce_word(value, words, name, span),
            (ty, value) => self.coerce_scalar(value, ty, name, span),
        }
    }

    /// The first type of a union that takes the value; if none does, the finding of the last is reported.
    fn coerce_union(&mut self, value: Value, types: &[Type], name: &str, span: Span, site: Site) -> Value {
        let mut last = mlpc_diag::Diagnostics::default();
        for ty in types.iter().filter(|ty| !matches!(ty, Type::Group(_))) {
            let kept = std::mem::take(&mut self.out);
            let result = self.coerce(value.clone(), ty, name, span, site);
            let found = std::mem::replace(&mut self.out, kept);
            if result != Value::Poison || found.is_empty() {
                self.out.append(found);
                return result;
            }
            last = found;
        }
        let wanted = Type::Union(types.to_vec());
        if types.len() > 1 {
            let message = format!("`{name}` is {}, this is {}", a(&wanted.to_string()), described(&value));
            self.report_at(&wrong_type::RULE, message, span, "none of them");
        } else {
            self.out.append(last);
        }
        Value::Poison
    }

    fn coerce_ref(&mut self, value: Value, kinds: &[SmolStr], name: &str, span: Span, site: Site) -> Value {
        match value {
            Value::Text(text) => {
                let platform_pool = text == "platform" && kinds.iter().any(|kind| kind == "platform");
                if site.early && !kinds.iter().any(|kind| kind == "tenant") && !platform_pool {
                    let range = span.range;
                    self.later_refs.push(LaterRef {
                        text: text.clone(),
                        kinds: kinds.to_vec(),
                        site: Site { file: span.file, ..site },
                        range,
                    });
                    return Value::Text(text);
                }
                match self.refer(&text, kinds, site.decl, span) {
                    Some(id) => Value::Decl(id),
                    None => Value::Poison,
                }
            }
            Value::Decl(id) => {
                let fits = self.decls.get(id).is_some_and(|decl| kinds.iter().any(|kind| decl.kind.answers_to(kind)));
                if fits {
                    self.referred.insert(id);
                    return Value::Decl(id);
                }
                let kind = self.kind_of(id).map(|kind| kind.name.clone()).unwrap_or_default();
                let wanted = crate::resolve::kinds_noun(kinds);
                let message = format!("`{name}` is a {wanted}, this is a {kind}");
                self.report_at(&crate::codes::reference_of_wrong_kind::RULE, message, span, format!("a {kind}"));
                Value::Poison
            }
            other => self.mistyped(&other, name, &format!("the name of a {}", crate::resolve::kinds_noun(kinds)), span),
        }
    }

    fn coerce_word(&mut self, value: Value, words: &[SmolStr], name: &str, span: Span) -> Value {
        let Value::Text(text) = value else {
            return self.mistyped(&value, name, &format!("one of {}", listing(words)), span);
        };
        if words.contains(&text) {
            return Value::Text(text);
        }
        let shown = crate::value::shorten(&text);
        let diagnostic = Diagnostic::new(&not_in_enum::RULE, format!("`{name}` can't be `{shown}`"))
            .label(span, format!("not one of {}", listing(words)));
        let diagnostic = match nearest(&text, words) {
            Some(near) => {
                let fix = Fix::replace(format!("write `{near}`"), span, format!("\"{near}\""));
                let literal = self.inputs.sources.text(span).trim_matches(['"', '#']) == text;
                let help = format!("did you mean `{near}`?");
                if literal { diagnostic.help_fix(help, fix) } else { diagnostic.help(help) }
            }
            None => diagnostic.help(format!("it is one of {}", listing(words))),
        };
        self.report(diagnostic);
        Value::Poison
    }

    fn coerce_scalar(&mut self, value: Value, ty: &Type, name: &str, span: Span) -> Value {
        let parsed = match (ty, value) {
            (Type::Bool, value @ Value::Bool(_)) => return value,
            (Type::Number, value @ Value::Number(_)) => return value,
            (Type::Int, Value::Number(number)) => return self.whole_number(number, name, span),
            (Type::Int, Value::Quantity(quantity)) if quantity.dimension == mlpc_units::Dimension::Count => {
                return self.whole_number(quantity.value, name, span);
            }
            (Type::Quantity(dimension), Value::Quantity(quantity)) if quantity.dimension == *dimension => return Value::Quantity(quantity),
            (Type::Quantity(dimension), Value::Number(number)) => Quantity::from_number(number, *dimension).map(Value::Quantity),
            (Type::Quantity(dimension), Value::Text(text)) => Quantity::parse_as(&text, *dimension).map(Value::Quantity),
            (Type::Duration, value @ Value::Duration(_))
            | (Type::Ratio, value @ Value::Ratio(_))
            | (Type::Rate, value @ Value::Rate(_))
            | (Type::Money, value @ Value::Money(_))
            | (Type::Date, value @ Value::Date(_)) => return value,
            (Type::Duration, Value::Text(text)) => Duration::parse(&text).map(Value::Duration),
            (Type::Ratio, Value::Text(text)) => Ratio::parse(&text).map(Value::Ratio),
            (Type::Ratio, Value::Number(number)) => Err(Ratio::from_number(number)),
            (Type::Rate, Value::Text(text)) => Rate::parse(&text).map(Value::Rate),
            (Type::Money, Value::Text(text)) => Money::parse(&text).map(Value::Money),
            (Type::Money, Value::Number(number)) => Err(Money::from_number(number)),
            (Type::Date, Value::Text(text)) => Date::parse(&text).map(Value::Date),
            (Type::Version, Value::Number(number)) => {
                let raw = self.inputs.sources.text(span).to_owned();
                let shown = if raw.is_empty() { number.to_string() } else { raw };
                let message = format!("`{name}` is a version, this is the number {number}");
                let diagnostic = Diagnostic::new(&wrong_type::RULE, message)
                    .label(span, "1.30 as a number is 1.3")
                    .help_fix(format!("write `\"{shown}\"`"), Fix::replace("put it in quotes", span, format!("\"{shown}\"")));
                self.report(diagnostic);
                return Value::Poison;
            }
            (ty, Value::Text(text)) if is_textual(ty) => match grammar::check(ty, &text) {
                Ok(()) => return Value::Text(text),
                Err(fault) => {
                    let diagnostic = Diagnostic::new(&wrong_type::RULE, fault.message).label(span, format!("not {}", a(&ty.to_string())));
                    let diagnostic = if fault.help.is_empty() { diagnostic } else { diagnostic.help(fault.help) };
                    self.report(diagnostic);
                    return Value::Poison;
                }
            },
            (ty, Value::Decl(id)) if is_textual(ty) => {
                return match self.text_of(&Value::Decl(id), span) {
                    Some(text) => Value::Text(text),
                    None => Value::Poison,
                };
            }
            (
                Type::Text,
                value @ (Value::Quantity(_) | Value::Duration(_) | Value::Ratio(_) | Value::Rate(_) | Value::Money(_) | Value::Date(_)),
            ) => {
                return match self.text_of(&value, span) {
                    Some(text) => Value::Text(text),
                    None => Value::Poison,
                };
            }
            (ty, value) => return self.mistyped(&value, name, &a_value(ty), span),
        };
        parsed.unwrap_or_else(|error| self.report_unreadable(&error, name, ty, span))
    }

    fn whole_number(&mut self, number: mlpc_units::Rational, name: &str, span: Span) -> Value {
        if number.to_i64().is_some() {
            return Value::Number(number);
        }
        if number.is_integer() {
            self.report_at(&overflow::RULE, format!("`{name}` is {number}, beyond 64 bits"), span, "too large");
        } else {
            self.report_at(
                &wrong_type::RULE,
                format!("`{name}` is a whole number, this is {number}"),
                span,
                "round it: `ceil(x)`, `floor(x)`",
            );
        }
        Value::Poison
    }

    fn report_unreadable(&mut self, error: &ParseError, name: &str, ty: &Type, span: Span) -> Value {
        let rule = if error.kind == ParseErrorKind::Overflow { &overflow::RULE } else { &wrong_type::RULE };
        let diagnostic = Diagnostic::new(rule, format!("`{name}`: {}", error.message)).label(span, format!("not {}", a_value(ty)));
        let diagnostic = match &error.help {
            Some(help) => {
                let literal = help.strip_prefix("write `").and_then(|rest| rest.strip_suffix('`'));
                match literal {
                    Some(text) if text.starts_with('"') && !self.inputs.sources.text(span).contains("${") => {
                        diagnostic.help_fix(help.clone(), Fix::replace(format!("write {text}"), span, text).unsafely())
                    }
                    _ => diagnostic.help(help.clone()),
                }
            }
            None if *ty == Type::Money => diagnostic.help(MONEY),
            None => diagnostic,
        };
        self.report(diagnostic);
        Value::Poison
    }

    fn mistyped(&mut self, value: &Value, name: &str, wanted: &str, span: Span) -> Value {
        let message = format!("`{name}` is {wanted}, this is {}", described(value));
        let mut diagnostic = Diagnostic::new(&wrong_type::RULE, message).label(span, format!("not {wanted}"));
        let literal = self.inputs.sources.text(span).to_owned();
        diagnostic = match (wanted, value) {
            ("a bool", Value::Text(text)) if matches!(text.as_str(), "true" | "yes" | "on" | "false" | "no" | "off") => {
                let word = if matches!(text.as_str(), "true" | "yes" | "on") { "#true" } else { "#false" };
                diagnostic.help_fix(format!("write `{word}`"), Fix::replace(format!("write `{word}`"), span, word))
            }
            ("an int" | "a number", Value::Text(text)) if mlpc_units::Rational::parse(text).is_ok() && !literal.contains("${") => {
                diagnostic.help_fix(format!("write `{text}`, without quotes"), Fix::replace("remove the quotes", span, text.as_str()))
            }
            ("an int" | "a number", Value::Text(text)) => match meant_number(text) {
                Some(number) if !literal.contains("${") => {
                    let number = number.to_string();
                    diagnostic.help_fix(format!("write `{number}`"), Fix::replace(format!("write `{number}`"), span, number).unsafely())
                }
                _ if literal.contains("${") => diagnostic.help("`int(x)` and `number(x)` read one from a text in an expression"),
                _ => diagnostic.help("write it in digits, without quotes: `8`"),
            },
            ("a duration", Value::Number(number)) if *number > mlpc_units::Rational::ZERO && !literal.contains("${") => {
                let quoted = format!("\"{literal}s\"");
                diagnostic.help_fix(
                    format!("write `{quoted}` if seconds are meant; units are ms, s, m, h and d"),
                    Fix::replace(format!("write `{quoted}`"), span, quoted).unsafely(),
                )
            }
            ("a duration", _) => diagnostic.help("a duration has a unit, and stands in quotes: `\"300ms\"`, `\"6s\"`, `\"1h30m\"`"),
            ("an amount of money", _) => diagnostic.help(MONEY),
            ("a text", Value::Number(_) | Value::Bool(_)) if !literal.contains("${") => {
                let quoted = format!("\"{}\"", literal.trim_start_matches('#'));
                diagnostic.help_fix(format!("write `{quoted}`"), Fix::replace("put it in quotes", span, quoted))
            }
            _ => diagnostic,
        };
        self.report(diagnostic);
        Value::Poison
    }

    /// The value of the model.
    fn val_of(&mut self, value: Value, ty: &Type, span: Span) -> Val {
        match value {
            Value::Poison => Val::Poison,
            Value::Null => Val::Null,
            Value::Bool(flag) => Val::Bool(flag),
            Value::Number(number) if *ty == Type::Int => number.to_i64().map_or(Val::Poison, Val::Int),
            Value::Number(number) => match ty {
                Type::Union(types) if types.contains(&Type::Int) && number.to_i64().is_some() => {
                    number.to_i64().map_or(Val::Poison, Val::Int)
                }
                _ => Val::Number(number),
            },
            Value::Text(text) => match ty {
                Type::Version => Version::parse(&text).map_or(Val::Text(text), |it| Val::Version(Box::new(it))),
                Type::Cidr => Cidr::parse(&text).map_or(Val::Poison, Val::Cidr),
                Type::Union(types) if types.contains(&Type::Cidr) => Cidr::parse(&text).map_or(Val::Text(text), Val::Cidr),
                _ => Val::Text(text),
            },
            Value::Quantity(it) => Val::Quantity(it),
            Value::Duration(it) => Val::Duration(it),
            Value::Ratio(it) => Val::Ratio(it),
            Value::Rate(it) => Val::Rate(it),
            Value::Money(it) => Val::Money(Box::new(it)),
            Value::Date(it) => Val::Date(it),
            Value::Decl(id) => Val::Ref(id),
            Value::List(items) => {
                let element = match ty {
                    Type::List(element) => element,
                    Type::Union(types) => match types.iter().find_map(|ty| if let Type::List(element) = ty { Some(element) } else { None })
                    {
                        Some(element) => element,
                        None => return Val::Poison,
                    },
                    _ => return Val::Poison,
                };
                let origin = self.top_origin(span);
                let items = items.iter().map(|item| mlpc_model::Item::new(self.val_of(item.clone(), element, span), origin));
                Val::List(items.collect())
            }
            Value::Map(entries) => {
                let Type::Map(entry) = ty else { return Val::Poison };
                let origin = self.top_origin(span);
                let entries = entries
                    .iter()
                    .map(|(key, value)| (key.clone(), mlpc_model::Item::new(self.val_of(value.clone(), entry, span), origin)));
                Val::Map(entries.collect())
            }
            Value::Space(_) | Value::Later(_) | Value::Joined(_) => Val::Poison,
        }
    }

    /// Checks references that instances were given, now that all names are known.
    pub(crate) fn check_later_refs(&mut self) {
        for reference in std::mem::take(&mut self.later_refs) {
            let span = Span::new(reference.site.file, TextRange::new(reference.range.start, reference.range.end));
            self.refer(&reference.text, &reference.kinds, reference.site.decl, span);
        }
    }
}

fn is_textual(ty: &Type) -> bool {
    !matches!(
        ty,
        Type::Bool
            | Type::Int
            | Type::Number
            | Type::Quantity(_)
            | Type::Duration
            | Type::Ratio
            | Type::Rate
            | Type::Money
            | Type::Date
            | Type::List(_)
            | Type::Map(_)
            | Type::Group(_)
    )
}

fn described(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("the text `{}`", crate::value::shorten(text)),
        Value::Number(number) => format!("the number {number}"),
        Value::Bool(flag) => format!("the bool #{flag}"),
        other => other.noun().to_owned(),
    }
}

/// The number that a text means with a suffix: `8k`, `16Ki`.
fn meant_number(text: &str) -> Option<mlpc_units::Rational> {
    let quantity = Quantity::parse(text).ok().or_else(|| Quantity::parse(&text.to_ascii_lowercase()).ok())?;
    (quantity.dimension == mlpc_units::Dimension::Count && quantity.value.is_integer()).then_some(quantity.value)
}

/// How money is written.
const MONEY: &str = "write an amount with its currency and per what, such as `\"4000 USD/month\"`";

/// A value of a type, in plain words.
fn a_value(ty: &Type) -> String {
    match ty {
        Type::Money => "an amount of money".to_owned(),
        ty => a(&ty.to_string()),
    }
}

/// A noun with its article.
fn a(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {noun}")
}
