//! Ranges: `min` and `max` of fields and params.

use std::cmp::Ordering;

use mlpc_diag::Diagnostic;
use mlpc_schema::{Bound, Field};
use mlpc_source::Span;
use mlpc_units::{Date, Duration, Money, Quantity, Rate, Ratio, Rational};

use crate::codes::out_of_range;
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
