//! Durations in the whole units that AWS counts in.

/// The least retention of CloudWatch that keeps `days` (API reference, `PutRetentionPolicy`); 0 keeps for ever.
pub(crate) fn log_retention(days: i64) -> i64 {
    const ALLOWED: [i64; 23] =
        [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, 3654];
    match ALLOWED.into_iter().find(|it| *it >= days) {
        Some(3654) | None => 0,
        Some(allowed) => allowed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retention_is_never_shorter() {
        assert_eq!((log_retention(90), log_retention(91), log_retention(3653), log_retention(9000)), (90, 120, 3653, 0));
    }
}
