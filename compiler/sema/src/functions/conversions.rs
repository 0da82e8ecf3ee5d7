//! Values read from text: `int`, `number`, `quantity`, `duration`, `ratio`, `money`, `rate`, `date`; and `cidrsubnet`.

use mlpc_diag::Diagnostic;
use mlpc_units::{Cidr, Date, Duration, Money, ParseError, ParseErrorKind, Quantity, Rate, Ratio, Rational};

use super::{Arguments, Function};
use crate::codes::{out_of_range, overflow, wrong_type};
use crate::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "int", arity: (1, Some(1)), form: "int('8')", call: int },
    Function { name: "number", arity: (1, Some(1)), form: "number('0.5')", call: number },
    Function { name: "quantity", arity: (1, Some(1)), form: "quantity('64Gi')", call: quantity },
    Function { name: "duration", arity: (1, Some(1)), form: "duration('30d')", call: duration },
    Function { name: "ratio", arity: (1, Some(1)), form: "ratio('99.9%')", call: ratio },
    Function { name: "money", arity: (1, Some(1)), form: "money('10 USD/h')", call: money },
    Function { name: "rate", arity: (1, Some(1)), form: "rate('200/s')", call: rate },
    Function { name: "date", arity: (1, Some(1)), form: "date('2027-03-31')", call: date },
    Function { name: "cidrsubnet", arity: (3, Some(3)), form: "cidrsubnet('10.0.0.0/16', 8, 1)", call: cidrsubnet },
];

/// Reads a text; a value of the type already stays.
fn read(
    arguments: &mut Arguments<'_, '_>,
    same: impl Fn(&Value) -> bool,
    parse: impl Fn(&str) -> Result<Value, ParseError>,
) -> Option<Value> {
    if same(arguments.value(0)) {
        return Some(arguments.value(0).clone());
    }
    let text = arguments.text(0)?;
    match parse(&text) {
        Ok(value) => Some(value),
        Err(error) => {
            let rule = if error.kind == ParseErrorKind::Overflow { &overflow::RULE } else { &wrong_type::RULE };
            let diagnostic = Diagnostic::new(rule, error.message).label(arguments.span_of(0), "can't be read");
            let diagnostic = match error.help {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            };
            arguments.cx.report(diagnostic);
            None
        }
    }
}

fn int(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    let value = match arguments.value(0) {
        Value::Quantity(quantity) => Value::Number(quantity.value),
        _ => read(arguments, |value| matches!(value, Value::Number(_)), |text| Rational::parse(text.trim()).map(Value::Number))?,
    };
    let Value::Number(number) = value else { return None };
    if number.to_i64().is_some() {
        return Some(Value::Number(number));
    }
    let span = arguments.span_of(0);
    if number.is_integer() {
        arguments.cx.report_at(&overflow::RULE, format!("{number} has more than 64 bits"), span, "too large");
    } else {
        let message = format!("{number} is not a whole number");
        arguments.cx.report_at(&wrong_type::RULE, message, span, "round it: `ceil(x)`, `floor(x)`, `round(x)`");
    }
    None
}

fn number(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    read(arguments, |value| matches!(value, Value::Number(_)), |text| Rational::parse(text.trim()).map(Value::Number))
}

fn quantity(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    if let Value::Number(number) = arguments.value(0) {
        return Some(Value::Quantity(Quantity::count(*number)));
    }
    read(arguments, |value| matches!(value, Value::Quantity(_)), |text| Quantity::parse(text).map(Value::Quantity))
}

fn duration(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    read(arguments, |value| matches!(value, Value::Duration(_)), |text| Duration::parse(text).map(Value::Duration))
}

fn ratio(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    read(arguments, |value| matches!(value, Value::Ratio(_)), |text| Ratio::parse(text).map(Value::Ratio))
}

fn money(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    read(arguments, |value| matches!(value, Value::Money(_)), |text| Money::parse(text).map(Value::Money))
}

fn rate(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    read(arguments, |value| matches!(value, Value::Rate(_)), |text| Rate::parse(text).map(Value::Rate))
}

fn date(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    read(arguments, |value| matches!(value, Value::Date(_)), |text| Date::parse(text).map(Value::Date))
}

fn cidrsubnet(arguments: &mut Arguments<'_, '_>) -> Option<Value> {
    let text = arguments.text(0)?;
    let (new_bits, index) = (arguments.int(1)?, arguments.int(2)?);
    let block = match Cidr::parse(&text) {
        Ok(block) => block,
        Err(error) => {
            let span = arguments.span_of(0);
            arguments.cx.report_at(&wrong_type::RULE, error.message, span, "not a block of addresses");
            return None;
        }
    };
    let subnet = match (u8::try_from(new_bits), u128::try_from(index)) {
        (Ok(new_bits), Ok(index)) => block.subnet(new_bits, index),
        _ => None,
    };
    if subnet.is_none() {
        let message = format!("{block} has no block number {index} of {new_bits} bits more");
        let span = arguments.span;
        arguments.cx.report_at(&out_of_range::RULE, message, span, "outside the block, or too small");
    }
    subnet.map(|subnet| Value::text(subnet.to_string()))
}
