//! Durations and sizes in the whole units that clouds count in.

use mlpc_units::{ByteUnit, Duration, Quantity};

/// Milliseconds of a day.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// Whole days, a part of a day counted as one; at least 1.
pub fn whole_days(duration: Duration) -> i64 {
    let milliseconds = duration.milliseconds().max(1);
    milliseconds / DAY + i64::from(milliseconds % DAY > 0)
}

/// Whole GiB, a part of one counted as one; at least 1.
pub fn gibibytes(size: Quantity) -> i64 {
    size.in_unit(ByteUnit::Gi).and_then(|it| it.ceil().to_i64()).unwrap_or(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_days_count() {
        let days = |text| whole_days(Duration::parse(text).expect("a duration"));
        assert_eq!((days("30d"), days("1h"), days("25h")), (30, 1, 2));
    }
}
