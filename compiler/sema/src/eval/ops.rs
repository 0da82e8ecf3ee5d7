//! Operators: exact, and only between what fits together.

use std::cmp::Ordering;
use std::sync::Arc;

use mlpc_diag::Diagnostic;
use mlpc_source::Span;
use mlpc_syntax::{BinaryOp, ExprId, ExprKind, UnaryOp};
use mlpc_units::{Dimension, Money, MoneyMismatch, Ratio, Rational};

use super::Ex;
use crate::codes::{currency_mismatch, deferred_value, overflow, unit_mismatch, wrong_type};
use crate::cx::Cx;
use crate::value::Value;

/// Why an operation has no result.
enum Fault {
    /// Operands of types that don't go together at all.
    Types,
    /// Operands with units that don't fit.
    Units,
    Currency,
    /// Beyond exact numbers.
    Overflow,
    DivisionByZero,
}

impl Cx<'_> {
    pub(super) fn eval_unary(&mut self, ex: Ex<'_>, id: ExprId, op: UnaryOp, operand: ExprId) -> Value {
        match (op, self.eval(ex, operand)) {
            (_, Value::Poison) => Value::Poison,
            (UnaryOp::Not, Value::Bool(flag)) => Value::Bool(!flag),
            (UnaryOp::Not, other) => self.not_a_bool(other, ex.span(operand), "the operand of `!`"),
            (UnaryOp::Neg, Value::Number(number)) => Value::Number(number.negated()),
            (UnaryOp::Neg, other) => {
                self.report_at(&wrong_type::RULE, format!("`-` negates numbers, this is {}", other.noun()), ex.span(id), other.show());
                Value::Poison
            }
        }
    }

    pub(super) fn eval_binary(&mut self, ex: Ex<'_>, id: ExprId, op: BinaryOp, left: ExprId, right: ExprId) -> Value {
        let a = self.eval(ex, left);
        if matches!(op, BinaryOp::Or | BinaryOp::And) {
            return match self.left_of_logic(ex, op, left, a) {
                Some(value) => value,
                None => {
                    let b = self.eval(ex, right);
                    self.right_of_logic(ex, op, right, b)
                }
            };
        }
        let b = self.eval(ex, right);
        self.apply(ex, id, op, [left, right], a, b)
    }

    /// The result of `&&` or `||` as far as the left side settles it.
    fn left_of_logic(&mut self, ex: Ex<'_>, op: BinaryOp, left: ExprId, value: Value) -> Option<Value> {
        match value {
            Value::Bool(flag) => (flag == (op == BinaryOp::Or)).then_some(Value::Bool(flag)),
            other => Some(self.not_a_bool(other, ex.span(left), &format!("the left side of `{}`", op.symbol()))),
        }
    }

    fn right_of_logic(&mut self, ex: Ex<'_>, op: BinaryOp, right: ExprId, value: Value) -> Value {
        match value {
            Value::Bool(flag) => Value::Bool(flag),
            other => self.not_a_bool(other, ex.span(right), &format!("the right side of `{}`", op.symbol())),
        }
    }

    /// The result of an operator. Not part of the recursion, whose frames stay small that way.
    fn apply(&mut self, ex: Ex<'_>, id: ExprId, op: BinaryOp, operands: [ExprId; 2], a: Value, b: Value) -> Value {
        if a == Value::Poison || b == Value::Poison {
            return Value::Poison;
        }
        if matches!(a, Value::Later(_) | Value::Joined(_)) || matches!(b, Value::Later(_) | Value::Joined(_)) {
            let message = "a value that is known later can't be computed with";
            self.report_at(&deferred_value::RULE, message, ex.span(id), "not known at compile time");
            return Value::Poison;
        }
        let (a, b) = (self.plain(a), self.plain(b));
        let result = match op {
            BinaryOp::Eq | BinaryOp::Ne => equal(&a, &b).map(|same| Value::Bool(same == (op == BinaryOp::Eq))),
            BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => order(&a, &b).map(|order| Value::Bool(holds(op, order))),
            BinaryOp::Add => add(&a, &b),
            BinaryOp::Sub => subtract(&a, &b),
            BinaryOp::Mul => multiply(&a, &b),
            BinaryOp::Div => divide(&a, &b),
            BinaryOp::Rem => remainder(&a, &b),
            BinaryOp::Or | BinaryOp::And => Err(Fault::Types),
        };
        match result {
            Ok(Value::List(items)) if op == BinaryOp::Add => {
                if !self.spend_steps(items.len() as u64, ex.span(id)) {
                    return Value::Poison;
                }
                self.checked_list(items.to_vec(), ex.span(id))
            }
            Ok(Value::Text(text)) if op == BinaryOp::Add => self.checked_text(text.into(), ex.span(id)),
            Ok(Value::Bool(_)) if !self.spend_steps(size(&a), ex.span(id)) => Value::Poison,
            Ok(value) => value,
            Err(fault) => self.report_fault(ex, id, op, operands, [&a, &b], &fault),
        }
    }

    /// A reference counts as its name where values are compared and joined.
    fn plain(&self, value: Value) -> Value {
        match value {
            Value::Decl(id) => {
                self.decls.get(id).and_then(|decl| decl.known_name()).map_or(Value::Poison, |name| Value::Text(name.clone()))
            }
            other => other,
        }
    }

    fn report_fault(&mut self, ex: Ex<'_>, id: ExprId, op: BinaryOp, operands: [ExprId; 2], values: [&Value; 2], fault: &Fault) -> Value {
        let span = ex.span(id);
        let [a, b] = values;
        let shown = format!("{} {} {}", bare(a), op.symbol(), bare(b));
        let diagnostic = match fault {
            Fault::Overflow => Diagnostic::new(&overflow::RULE, format!("{shown} is beyond exact numbers")).label(span, "overflow"),
            Fault::DivisionByZero => Diagnostic::new(&overflow::RULE, format!("division by zero: {shown}"))
                .label(ex.span(operands[1]), "this is 0")
                .help("guard it: `${if n > 0 then x / n else 0}`"),
            Fault::Currency => Diagnostic::new(&currency_mismatch::RULE, format!("can't {} amounts of two currencies: {shown}", verb(op)))
                .label(span, "no exchange rate is known, and none would stay the same")
                .help("write both amounts in one currency"),
            Fault::Units => self.unit_fault(ex, id, op, values, &shown),
            Fault::Types => {
                let message = if matches!((a, b), (Value::Null, _) | (_, Value::Null)) {
                    format!("can't {} null: {shown}", verb(op))
                } else {
                    format!("can't {} {} and {}: {shown}", verb(op), a.noun(), b.noun())
                };
                let diagnostic = Diagnostic::new(&wrong_type::RULE, message).label(span, "these don't go together");
                match (a, b) {
                    (Value::Null, _) | (_, Value::Null) => diagnostic.help("`coalesce(x, …)` says what holds where `x` is absent"),
                    (Value::Text(_), Value::Number(_)) | (Value::Number(_), Value::Text(_)) => {
                        diagnostic.help("`int('8')` and `number('0.5')` read numbers from text")
                    }
                    _ => diagnostic,
                }
            }
        };
        let diagnostic = self.label_operands(ex, diagnostic, operands, values);
        self.report(diagnostic);
        Value::Poison
    }

    fn unit_fault(&self, ex: Ex<'_>, id: ExprId, op: BinaryOp, values: [&Value; 2], shown: &str) -> Diagnostic {
        let [a, b] = values;
        let span = ex.span(id);
        let (with_unit, number) = match (a, b) {
            (unit, Value::Number(number)) | (Value::Number(number), unit) => (unit, Some(*number)),
            (unit, _) => (unit, None),
        };
        let Some(number) = number else {
            let message = format!("can't {} {} and {}: {shown}", verb(op), unit_noun(a), unit_noun(b));
            return Diagnostic::new(&unit_mismatch::RULE, message).label(span, "their units differ");
        };
        let joint = if op == BinaryOp::Add {
            "to"
        } else if op == BinaryOp::Sub {
            "and"
        } else {
            "with"
        };
        let message = format!("can't {} a plain number {joint} {}: {shown}", verb(op), with_unit.noun());
        let diagnostic = Diagnostic::new(&unit_mismatch::RULE, message).label(span, format!("{number} what?"));
        let (written, meant) = match with_unit {
            Value::Quantity(quantity) if quantity.dimension == Dimension::Bytes => (format!("quantity('{number}Gi')"), "gibibytes are"),
            Value::Quantity(_) => (format!("quantity('{number}')"), "a count is"),
            Value::Duration(_) => (format!("duration('{number}h')"), "hours are"),
            Value::Money(money) => (format!("money('{number} {}')", money.currency()), "an amount is"),
            Value::Ratio(_) => (format!("ratio('{number}%')"), "percent are"),
            Value::Rate(_) => (format!("rate('{number}/s')"), "so many a second are"),
            _ => return diagnostic,
        };
        let ExprKind::Binary(_, left, right) = &ex.expr.node(id).kind else { return diagnostic };
        let source = |operand: ExprId, value: &Value| {
            if matches!(value, Value::Number(_)) { written.clone() } else { self.inputs.sources.text(ex.span(operand)).to_owned() }
        };
        diagnostic.help(format!("write `${{{} {} {}}}` if {meant} meant", source(*left, a), op.symbol(), source(*right, b)))
    }

    /// Labels where the names among the operands get their values.
    fn label_operands(&self, ex: Ex<'_>, mut diagnostic: Diagnostic, operands: [ExprId; 2], values: [&Value; 2]) -> Diagnostic {
        for (operand, value) in operands.into_iter().zip(values) {
            if let ExprKind::Name(name) = &ex.expr.node(operand).kind
                && let Some(binding) = self.lookup(ex.site.scope, name).and_then(|id| self.bindings.get(id))
            {
                diagnostic = diagnostic.label(binding.value_span, format!("`{name}` is {}: {}", unit_noun(value), bare(value)));
            }
        }
        diagnostic
    }

    /// Sum of a list's values, for `sum`.
    pub(crate) fn add_values(&mut self, a: &Value, b: &Value, span: Span) -> Option<Value> {
        match add(a, b) {
            Ok(value) => Some(value),
            Err(fault) => {
                let shown = format!("{} + {}", bare(a), bare(b));
                let diagnostic = match fault {
                    Fault::Overflow | Fault::DivisionByZero => Diagnostic::new(&overflow::RULE, format!("{shown} is beyond exact numbers")),
                    Fault::Currency => Diagnostic::new(&currency_mismatch::RULE, format!("can't add amounts of two currencies: {shown}")),
                    Fault::Units => {
                        Diagnostic::new(&unit_mismatch::RULE, format!("can't add {} and {}: {shown}", unit_noun(a), unit_noun(b)))
                    }
                    Fault::Types => Diagnostic::new(&wrong_type::RULE, format!("can't add {} and {}: {shown}", a.noun(), b.noun())),
                };
                self.report(diagnostic.label(span, "in this list"));
                None
            }
        }
    }

    /// The order of two values, for `min` and `max`; what has none is reported.
    pub(crate) fn compare_values(&mut self, a: &Value, b: &Value, span: Span) -> Option<Ordering> {
        match order(a, b) {
            Ok(order) => Some(order),
            Err(fault) => {
                let rule = match fault {
                    Fault::Currency => &currency_mismatch::RULE,
                    Fault::Units => &unit_mismatch::RULE,
                    Fault::Types | Fault::Overflow | Fault::DivisionByZero => &wrong_type::RULE,
                };
                let message = format!("can't compare {} and {}: {}, {}", unit_noun(a), unit_noun(b), bare(a), bare(b));
                self.report_at(rule, message, span, "these don't go together");
                None
            }
        }
    }
}

fn verb(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "add",
        BinaryOp::Sub => "subtract",
        BinaryOp::Mul => "multiply",
        BinaryOp::Div | BinaryOp::Rem => "divide",
        BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => "compare",
        BinaryOp::Or | BinaryOp::And => "combine",
    }
}

fn bare(value: &Value) -> String {
    value.show()
}

fn unit_noun(value: &Value) -> String {
    match value {
        Value::Quantity(quantity) if quantity.dimension == Dimension::Bytes => "a quantity of bytes".to_owned(),
        Value::Number(_) => "a plain number".to_owned(),
        other => other.noun().to_owned(),
    }
}

fn size(value: &Value) -> u64 {
    match value {
        Value::List(items) => items.len() as u64,
        Value::Map(entries) => entries.len() as u64,
        Value::Text(text) => text.len() as u64 / 64,
        _ => 1,
    }
}

fn has_unit(value: &Value) -> bool {
    matches!(value, Value::Quantity(_) | Value::Duration(_) | Value::Ratio(_) | Value::Rate(_) | Value::Money(_) | Value::Date(_))
}

/// The fault of two values that an operation doesn't join: units if both are measures, else types.
fn misfit(a: &Value, b: &Value) -> Fault {
    let measure = |value: &Value| has_unit(value) || matches!(value, Value::Number(_));
    if measure(a) && measure(b) { Fault::Units } else { Fault::Types }
}

fn of_money(mismatch: MoneyMismatch) -> Fault {
    match mismatch {
        MoneyMismatch::Currency => Fault::Currency,
        MoneyMismatch::Period => Fault::Units,
        MoneyMismatch::Overflow => Fault::Overflow,
    }
}

/// Values of unlike types are never equal, which is an error; null equals itself alone, so that absence can be asked for.
fn equal(a: &Value, b: &Value) -> Result<bool, Fault> {
    const MOST_COMPARED: usize = 100_000;
    Ok(match (a, b) {
        (Value::Null, Value::Null) => true,
        (Value::Null, _) | (_, Value::Null) => false,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Text(a), Value::Text(b)) => a == b,
        (Value::List(x), Value::List(y)) => {
            if x.len() != y.len() {
                return Ok(false);
            }
            if Arc::ptr_eq(x, y) {
                return Ok(true);
            }
            if x.len() > MOST_COMPARED || x.iter().chain(y.iter()).any(|item| matches!(item, Value::List(_) | Value::Map(_))) {
                return Err(Fault::Types);
            }
            for (a, b) in x.iter().zip(y.iter()) {
                if !equal(a, b)? {
                    return Ok(false);
                }
            }
            true
        }
        _ => order(a, b)? == Ordering::Equal,
    })
}

fn order(a: &Value, b: &Value) -> Result<Ordering, Fault> {
    Ok(match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Quantity(a), Value::Quantity(b)) if a.dimension == b.dimension => a.value.cmp(&b.value),
        (Value::Quantity(a), Value::Number(b)) if a.dimension == Dimension::Count => a.value.cmp(b),
        (Value::Number(a), Value::Quantity(b)) if b.dimension == Dimension::Count => a.cmp(&b.value),
        (Value::Duration(a), Value::Duration(b)) => a.cmp(b),
        (Value::Ratio(a), Value::Ratio(b)) => a.cmp(b),
        (Value::Rate(a), Value::Rate(b)) if a.of == b.of => a.per_second.cmp(&b.per_second),
        (Value::Money(a), Value::Money(b)) => a.compare(b).map_err(of_money)?,
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        _ => return Err(misfit(a, b)),
    })
}

fn holds(op: BinaryOp, order: Ordering) -> bool {
    match op {
        BinaryOp::Lt => order.is_lt(),
        BinaryOp::Le => order.is_le(),
        BinaryOp::Gt => order.is_gt(),
        _ => order.is_ge(),
    }
}

fn add(a: &Value, b: &Value) -> Result<Value, Fault> {
    let checked = |value: Option<Value>| value.ok_or(Fault::Overflow);
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => checked(a.checked_add(*b).map(Value::Number)),
        (Value::Quantity(a), Value::Quantity(b)) if a.dimension == b.dimension => checked(a.checked_add(*b).map(Value::Quantity)),
        (Value::Duration(a), Value::Duration(b)) => checked(a.checked_add(*b).map(Value::Duration)),
        (Value::Ratio(a), Value::Ratio(b)) => checked(a.checked_add(*b).map(Value::Ratio)),
        (Value::Rate(a), Value::Rate(b)) if a.of == b.of => checked(a.checked_add(b).map(Value::Rate)),
        (Value::Money(a), Value::Money(b)) => a.checked_add(b).map(Value::Money).map_err(of_money),
        (Value::Date(date), Value::Duration(time)) | (Value::Duration(time), Value::Date(date)) => {
            let days = time.days();
            let days = days.to_i64().ok_or(Fault::Units)?;
            checked(date.checked_add_days(days).map(Value::Date))
        }
        (Value::Text(a), Value::Text(b)) => Ok(Value::text(format!("{a}{b}"))),
        (Value::List(a), Value::List(b)) => Ok(Value::List(a.iter().chain(b.iter()).cloned().collect())),
        _ => Err(misfit(a, b)),
    }
}

fn subtract(a: &Value, b: &Value) -> Result<Value, Fault> {
    let checked = |value: Option<Value>| value.ok_or(Fault::Overflow);
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => checked(a.checked_sub(*b).map(Value::Number)),
        (Value::Quantity(a), Value::Quantity(b)) if a.dimension == b.dimension => checked(a.checked_sub(*b).map(Value::Quantity)),
        (Value::Duration(a), Value::Duration(b)) => checked(a.checked_sub(*b).map(Value::Duration)),
        (Value::Ratio(a), Value::Ratio(b)) => {
            checked(a.fraction().checked_sub(b.fraction()).and_then(Ratio::from_fraction).map(Value::Ratio))
        }
        (Value::Rate(a), Value::Rate(b)) if a.of == b.of => checked(a.checked_sub(b).map(Value::Rate)),
        (Value::Money(a), Value::Money(b)) => a.checked_sub(b).map(Value::Money).map_err(of_money),
        (Value::Date(date), Value::Duration(time)) => {
            let days = time.days().to_i64().ok_or(Fault::Units)?;
            checked(date.checked_add_days(-days).map(Value::Date))
        }
        _ => Err(misfit(a, b)),
    }
}

fn multiply(a: &Value, b: &Value) -> Result<Value, Fault> {
    let factor = |value: &Value| match value {
        Value::Number(number) => Some(*number),
        Value::Ratio(ratio) => Some(ratio.fraction()),
        _ => None,
    };
    let result = match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.checked_mul(*b).map(Value::Number),
        (Value::Ratio(a), Value::Ratio(b)) => a.checked_mul(*b).map(Value::Ratio),
        _ => match (factor(a), factor(b)) {
            (None, Some(by)) => scale(a, by)?,
            (Some(by), None) => scale(b, by)?,
            (Some(x), Some(y)) => x.checked_mul(y).map(Value::Number),
            (None, None) => return Err(misfit(a, b)),
        },
    };
    result.ok_or(Fault::Overflow)
}

fn scale(value: &Value, by: Rational) -> Result<Option<Value>, Fault> {
    Ok(match value {
        Value::Quantity(it) => it.checked_mul(by).map(Value::Quantity),
        Value::Duration(it) => it.checked_mul(by).map(Value::Duration),
        Value::Rate(it) => it.checked_mul(by).map(Value::Rate),
        Value::Money(it) => it.checked_mul(by).map(Value::Money),
        other => return Err(misfit(other, &Value::Number(by))),
    })
}

fn divide(a: &Value, b: &Value) -> Result<Value, Fault> {
    let by = match b {
        Value::Number(number) => Some(*number),
        Value::Ratio(ratio) => Some(ratio.fraction()),
        _ => None,
    };
    if by.is_some_and(Rational::is_zero) {
        return Err(Fault::DivisionByZero);
    }
    let result = match (a, b, by) {
        (Value::Quantity(a), Value::Quantity(b), _) if a.dimension == b.dimension => a.checked_ratio(*b).map(Value::Number),
        (Value::Duration(a), Value::Duration(b), _) => a.checked_ratio(*b).map(Value::Number),
        (Value::Rate(a), Value::Rate(b), _) if a.of == b.of => a.checked_ratio(b).map(Value::Number),
        (Value::Money(a), Value::Money(b), _) => return a.checked_ratio(b).map(Value::Number).map_err(of_money),
        (Value::Number(a), _, Some(by)) => a.checked_div(by).map(Value::Number),
        (Value::Ratio(a), Value::Number(_), Some(by)) => a.fraction().checked_div(by).and_then(Ratio::from_fraction).map(Value::Ratio),
        (Value::Ratio(a), Value::Ratio(_), Some(by)) => a.fraction().checked_div(by).map(Value::Number),
        (Value::Quantity(it), _, Some(by)) => it.checked_div(by).map(Value::Quantity),
        (Value::Duration(it), _, Some(by)) => it.checked_div(by).map(Value::Duration),
        (Value::Rate(it), _, Some(by)) => it.checked_div(by).map(Value::Rate),
        (Value::Money(it), _, Some(by)) => Money::checked_div(it, by).map(Value::Money),
        _ => return Err(misfit(a, b)),
    };
    result.ok_or(Fault::Overflow)
}

fn remainder(a: &Value, b: &Value) -> Result<Value, Fault> {
    match (a, b) {
        (Value::Number(_), Value::Number(b)) if b.is_zero() => Err(Fault::DivisionByZero),
        (Value::Number(a), Value::Number(b)) => a.checked_rem(*b).map(Value::Number).ok_or(Fault::Overflow),
        _ => Err(misfit(a, b)),
    }
}
