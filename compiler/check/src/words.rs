//! Numbers in messages: grouped, with their units, as short as exactness allows.

use mlpc_model::Bounds;
use mlpc_units::{ByteUnit, Dimension, Duration, Quantity, Ratio, Rational, group_rational};

/// `80 947.07`.
pub(crate) fn cents(amount: Rational) -> String {
    group_rational(amount, 2)
}

/// `60 000`, or with cents where there are some.
pub(crate) fn amount(amount: Rational) -> String {
    if amount.is_integer() { group_rational(amount, 0) } else { cents(amount) }
}

/// A number with at most two digits after the point: `15.89`, `32`, `43.2`.
pub(crate) fn number(value: Rational) -> String {
    trimmed(&group_rational(value, 2))
}

/// Without the zeros at the end of its decimals.
fn trimmed(text: &str) -> String {
    match text.split_once('.') {
        Some((whole, decimals)) => {
            let decimals = decimals.trim_end_matches('0');
            if decimals.is_empty() { whole.to_owned() } else { format!("{whole}.{decimals}") }
        }
        None => text.to_owned(),
    }
}

/// A ratio cut to three digits after the point, never more than it is: `99.8 %`.
pub(crate) fn percent_at_most(ratio: Ratio) -> String {
    let thousandths = ratio.percent().and_then(|percent| percent.scaled(3)).and_then(|scaled| scaled.floor().scaled(-3));
    thousandths.map_or_else(|| ratio.to_string(), |percent| format!("{} %", trimmed(&percent.to_decimal_text(3))))
}

/// A USD price an hour as written in a catalog: `55.04`, `0.8064`.
pub(crate) fn price(hourly: Rational) -> String {
    if hourly.is_finite_decimal() { hourly.to_string() } else { hourly.to_decimal_text(4) }
}

/// `99.95 %`, all digits that it has.
pub(crate) fn percent(ratio: Ratio) -> String {
    match ratio.percent() {
        Some(percent) if percent.is_finite_decimal() => format!("{percent} %"),
        Some(percent) => format!("{} %", percent.to_decimal_text(4)),
        None => ratio.to_string(),
    }
}

/// A window in days where it is whole days: `30 days`.
pub(crate) fn days(window: Duration) -> String {
    let days = window.days();
    match days.to_i64() {
        Some(1) => "a day".to_owned(),
        Some(n) => format!("{n} days"),
        None => window.to_string(),
    }
}

/// CPUs and devices as numbers, bytes in GiB.
pub(crate) fn quantity(quantity: Quantity) -> String {
    match quantity.dimension {
        Dimension::Bytes => quantity.in_unit(ByteUnit::Gi).map_or_else(|| quantity.to_string(), number),
        Dimension::Count => number(quantity.value),
    }
}

/// Bytes in GiB with one digit after the point: `65.7`.
pub(crate) fn gib(bytes: Quantity) -> String {
    bytes.in_unit(ByteUnit::Gi).map_or_else(|| bytes.to_string(), |gib| group_rational(gib, 1))
}

/// A whole number with a blank between groups of three digits: `131 072`.
pub(crate) fn whole(n: i64) -> String {
    group_rational(Rational::integer(n), 0)
}

/// `nodes min=0 max=5` or `nodes 5`, as the pool has it.
pub(crate) fn nodes(bounds: &Bounds, min: i64, max: i64) -> String {
    if bounds.count.is_some() { format!("nodes {max}") } else { format!("nodes min={min} max={max}") }
}

/// `h100 and l40s`, `a, b and c`, at most five and how many more.
pub(crate) fn list<T: AsRef<str>>(items: &[T]) -> String {
    const MOST: usize = 5;
    let mut shown: Vec<String> = items.iter().take(MOST).map(|item| item.as_ref().to_owned()).collect();
    if items.len() > MOST {
        shown.push(format!("{} more", items.len() - MOST));
    }
    match shown.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// `a p5.48xlarge`, `an m7i.4xlarge`: by the sound of its name, which is spelled where it is a letter and a number.
pub(crate) fn with_article(machine: &str) -> String {
    let mut chars = machine.chars();
    let (first, second) = (chars.next().unwrap_or(' '), chars.next().unwrap_or(' '));
    let spelled = second.is_ascii_digit() || (first.is_ascii_uppercase() && second.is_ascii_uppercase());
    let first = first.to_ascii_lowercase();
    let vowel = if spelled { "aefhilmnorsx".contains(first) } else { "aeio".contains(first) };
    format!("{} {machine}", if vowel { "an" } else { "a" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_short_as_they_are_exact() {
        let number_of = |text: &str| number(Rational::parse(text).unwrap());
        assert_eq!(["32", "15.89", "1234.5", "43.20"].map(number_of), ["32", "15.89", "1 234.5", "43.2"]);
        assert_eq!(amount(Rational::parse("60000").unwrap()), "60 000");
        assert_eq!(amount(Rational::parse("0.5").unwrap()), "0.50");
        assert_eq!(percent(Ratio::parse("99.95%").unwrap()), "99.95 %");
        assert_eq!(percent_at_most(Ratio::parse("99.80019%").unwrap()), "99.8 %");
    }

    #[test]
    fn lists_end_with_how_many_more() {
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b"]), "a and b");
        assert_eq!(list(&["a", "b", "c", "d", "e", "f", "g"]), "a, b, c, d, e and 2 more");
    }

    #[test]
    fn articles_follow_the_sound() {
        assert_eq!(
            ["p5.48xlarge", "m7i.4xlarge", "inf2.xlarge", "trn1.2xlarge", "H100", "T4"].map(with_article),
            ["a p5.48xlarge", "an m7i.4xlarge", "an inf2.xlarge", "a trn1.2xlarge", "an H100", "a T4"]
        );
    }
}
