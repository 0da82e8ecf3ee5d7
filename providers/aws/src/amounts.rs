//! Durations and sizes in the whole units that AWS counts in.

use mlpc_units::{ByteUnit, Duration, Quantity};

/// Milliseconds of a day.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// Whole days, a part of a day counted as one; at least 1.
pub(crate) fn whole_days(duration: Duration) -> i64 {
    let milliseconds = duration.milliseconds().max(1);
    milliseconds / DAY + i64::from(milliseconds % DAY > 0)
}

/// The least retention of CloudWatch that keeps `days` (API reference, `PutRetentionPolicy`); 0 keeps for ever.
pub(crate) fn log_retention(days: i64) -> i64 {
    const ALLOWED: [i64; 23] =
        [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, 3654];
    match ALLOWED.into_iter().find(|it| *it >= days) {
        Some(3654) | None => 0,
        Some(allowed) => allowed,
    }
}

/// Whole GiB, a part of one counted as one; at least 1.
pub(crate) fn gibibytes(size: Quantity) -> i64 {
    size.in_unit(ByteUnit::Gi).and_then(|it| it.ceil().to_i64()).unwrap_or(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_days_count_and_retention_is_never_shorter() {
        let days = |text| whole_days(Duration::parse(text).expect("a duration"));
        assert_eq!((days("30d"), days("1h"), days("25h")), (30, 1, 2));
        assert_eq!((log_retention(90), log_retention(91), log_retention(3653), log_retention(9000)), (90, 120, 3653, 0));
    }
}
