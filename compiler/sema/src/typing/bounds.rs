//! Ranges: `min` and `max` of fields and params, of groups against each other, and what money may be.

use std::cmp::Ordering;

use mlpc_diag::Diagnostic;
use mlpc_model::{Item, Val};
use mlpc_schema::{Bound, Field, Type};
use mlpc_source::Span;
use mlpc_units::{Currency, Date, Duration, Money, Per, Quantity, Rate, Ratio, Rational};
use smol_str::SmolStr;

use crate::codes::{currency_mismatch, out_of_range, wrong_type};
use crate::cx::Cx;
use crate::value::Value;

impl Cx<'_> {
    /// Whether a value, or each element of a list, lies within a field's range; reports it if not.
    pub(crate) fn within(&mut self, value: &Value, field: &Field, span: Span) -> bool {
        if field.min.is_none() && field.max.is_none() {
            return true;
        }
        if let Value::List(items) = value {
            return items.iter().all(|item| self.within(item, field, span));
        }
        let below = field.min.as_ref().is_some_and(|bound| outside(value, bound, Ordering::Less));
        let above = field.max.as_ref().is_some_and(|bound| outside(value, bound, Ordering::Greater));
        if !below && !above {
            return true;
        }
        let range = match (&field.min, &field.max) {
            (Some(min), Some(max)) if !min.exclusive && !max.exclusive => format!("it lies between {} and {}", min.value, max.value),
            (Some(min), Some(max)) => format!("it lies above {} and below {}", min.value, max.value),
            (Some(min), None) if min.exclusive => format!("it lies above {}", min.value),
            (Some(min), None) => format!("it is at least {}", min.value),
            (None, Some(max)) if max.exclusive => format!("it lies below {}", max.value),
            (None, Some(max)) => format!("it is at most {}", max.value),
            (None, None) => String::new(),
        };
        let shown = value.show().replace('`', "");
        let message = format!("`{}` can't be {shown}: {range}", field.name);
        self.report(Diagnostic::new(&out_of_range::RULE, message).label(span, if below { "too small" } else { "too large" }));
        false
    }

    /// Whether money says per what, and is in the currency of the catalog's prices; reports it if not. A field's amount that nothing could be
    /// compared with would check nothing.
    pub(crate) fn payable(&mut self, value: &Value, field: &Field, span: Span) -> bool {
        let Value::Money(money) = value else { return true };
        let name = &field.name;
        if *money.currency() != Currency::USD {
            let message = format!("`{name}` is in {}, prices are in USD", money.currency());
            let diagnostic = Diagnostic::new(&currency_mismatch::RULE, message).label(span, "can't be compared with a price");
            self.report(diagnostic.help(format!("write {name} in USD, at the rate that you plan with")));
            return false;
        }
        if money.per() == Per::Once {
            let diagnostic = Diagnostic::new(&wrong_type::RULE, format!("`{name}`: `{money}` doesn't say per what"))
                .label(span, "paid once")
                .help(format!("write `\"{money}/month\"`; periods are h, day, month and year"));
            self.report(diagnostic);
            return false;
        }
        true
    }

    /// The `min` and `max` of a param against each other.
    pub(crate) fn check_bounds(&mut self, field: &Field, span: Span) {
        let (Some(min), Some(max)) = (&field.min, &field.max) else { return };
        if order(&field.ty, &min.value, &max.value) != Some(Ordering::Greater) {
            return;
        }
        let message = format!("param `{}` has `min` {} above `max` {}: no value lies between", field.name, min.value, max.value);
        let diagnostic = Diagnostic::new(&out_of_range::RULE, message).label(span, "can have no value");
        self.report(diagnostic.help(format!("write `min={} max={}` if they are swapped", max.value, min.value)));
    }

    /// The `min` and `max` of a group against each other; poisons the `max` of a range that holds nothing.
    pub(crate) fn check_order(&mut self, group: &Field, found: &mut [(SmolStr, Item)], whole: Span) {
        let named = |wanted: &str| found.iter().find(|(name, _)| name == wanted).map(|(_, item)| item);
        let (Some(min), Some(max)) = (named("min"), named("max")) else { return };
        let (Some(least), Some(most)) = (comparable(&min.val), comparable(&max.val)) else { return };
        if std::mem::discriminant(&min.val) != std::mem::discriminant(&max.val) || least <= most {
            return;
        }
        let (at_min, at_max) = (self.origins.span(min.origin).unwrap_or(whole), self.origins.span(max.origin).unwrap_or(whole));
        let message = format!("`{}` has `min` {least} above `max` {most}", group.name);
        let diagnostic = Diagnostic::new(&out_of_range::RULE, message)
            .label(at_min, format!("at least {least}"))
            .label(at_max, format!("at most {most}"))
            .help(format!("write `min={most} max={least}` if they are swapped, or raise `max` to {least} at least"));
        self.report(diagnostic);
        for (_, item) in found.iter_mut().filter(|(name, _)| name == "max") {
            item.val = Val::Poison;
        }
    }
}

/// How two bounds of a type compare; `None` where one isn't of the type.
fn order(ty: &Type, one: &str, other: &str) -> Option<Ordering> {
    match ty {
        Type::Int | Type::Number => Some(Rational::parse(one).ok()?.cmp(&Rational::parse(other).ok()?)),
        Type::Duration => Some(Duration::parse(one).ok()?.cmp(&Duration::parse(other).ok()?)),
        Type::Ratio => Some(Ratio::parse(one).ok()?.cmp(&Ratio::parse(other).ok()?)),
        Type::Rate => Some(Rate::parse(one).ok()?.per_second.cmp(&Rate::parse(other).ok()?.per_second)),
        Type::Money => Money::parse(one).ok()?.compare(&Money::parse(other).ok()?).ok(),
        Type::Date => Some(Date::parse(one).ok()?.cmp(&Date::parse(other).ok()?)),
        Type::Quantity(dimension) => {
            Some(Quantity::parse_as(one, *dimension).ok()?.value.cmp(&Quantity::parse_as(other, *dimension).ok()?.value))
        }
        Type::Union(types) => types.iter().find_map(|ty| order(ty, one, other)),
        Type::List(element) => order(element, one, other),
        _ => None,
    }
}

/// A bound of a group as a number.
fn comparable(val: &Val) -> Option<Rational> {
    match val {
        Val::Int(number) => Some(Rational::integer(*number)),
        Val::Number(number) => Some(*number),
        _ => None,
    }
}

/// Whether a value lies on the wrong side of a bound; a bound of another type bounds nothing.
fn outside(value: &Value, bound: &Bound, side: Ordering) -> bool {
    let text = bound.value.trim_matches('"');
    let order = match value {
        Value::Number(number) => Rational::parse(text).ok().map(|bound| number.cmp(&bound)),
        Value::Quantity(quantity) => Quantity::parse_as(text, quantity.dimension).ok().map(|bound| quantity.value.cmp(&bound.value)),
        Value::Duration(duration) => Duration::parse(text).ok().map(|bound| duration.cmp(&bound)),
        Value::Ratio(ratio) => Ratio::parse(text).ok().map(|bound| ratio.cmp(&bound)),
        Value::Rate(rate) => Rate::parse(text).ok().map(|bound| rate.per_second.cmp(&bound.per_second)),
        Value::Money(money) => Money::parse(text).ok().and_then(|bound| money.compare(&bound).ok()),
        Value::Date(date) => Date::parse(text).ok().map(|bound| date.cmp(&bound)),
        Value::Poison
        | Value::Null
        | Value::Bool(_)
        | Value::Text(_)
        | Value::List(_)
        | Value::Map(_)
        | Value::Space(_)
        | Value::Decl(_)
        | Value::Later(_)
        | Value::Joined(_) => None,
    };
    order.is_some_and(|order| order == side || (bound.exclusive && order == Ordering::Equal))
}
