//! Rounding: `ceil`, `floor`, `round`.

use mlpc_units::Rational;

use super::{Arguments, Function};
use crate::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "ceil", arity: (1, Some(1)), form: "ceil(x)", call: ceil },
    Function { name: "floor", arity: (1, Some(1)), form: "floor(x)", call: floor },
    Function { name: "round", arity: (1, Some(2)), form: "round(x) or round(x, places)", call: round },
];

fn ceil(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    whole(arguments, |number| Some(number.ceil()))
}

fn floor(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    whole(arguments, |number| Some(number.floor()))
}

fn round(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    const MOST_PLACES: i64 = 18;
    let places = if arguments.values.len() > 1 { arguments.int(1)? } else { 0 };
    if !(0..=MOST_PLACES).contains(&places) {
        return arguments.mistyped(1, "0 to 18 places");
    }
    let places = places as i32;
    whole(arguments, |number| number.scaled(places)?.rounded().scaled(-places))
}

/// Rounds a number, or the number of a measure: bytes of a quantity, the amount of money.
fn whole(arguments: &mut Arguments<'_, '_>, step: impl Fn(Rational) -> Option<Rational>) -> Option<Value> {
    let value = arguments.value(0).clone();
    let rounded = match value {
        Value::Number(number) => step(number).map(Value::Number),
        Value::Quantity(mut quantity) => step(quantity.value).map(|value| {
            quantity.value = value;
            Value::Quantity(quantity)
        }),
        Value::Money(money) => {
            step(money.amount()).and_then(|amount| mlpc_units::Money::new(amount, money.currency().clone(), money.per())).map(Value::Money)
        }
        _ => return arguments.mistyped(0, "a number, a quantity or money"),
    };
    if rounded.is_none() {
        let span = arguments.span;
        arguments.cx.report_at(&crate::codes::overflow::RULE, "the result is beyond exact numbers", span, "overflow");
    }
    rounded
}
