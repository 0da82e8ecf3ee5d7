//! How often each API is called: unlimited until it throttles, then half as often, then slowly more again.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use smol_str::SmolStr;
use tokio::time::Instant;

/// Where an API begins that throttles for the first time, in calls a second.
const FIRST: u32 = 64;
/// From here on it counts as unlimited again.
const UNLIMITED: u32 = 512;

/// One bucket an API.
#[derive(Default, Debug)]
pub(crate) struct Buckets {
    buckets: Mutex<BTreeMap<SmolStr, Bucket>>,
    retries: AtomicUsize,
}

#[derive(Debug)]
struct Bucket {
    per_second: u32,
    successes: u32,
    next: Instant,
}

impl Buckets {
    /// Waits until a call to the API may go out.
    pub(crate) async fn take(&self, api: &SmolStr) {
        let at = self.slot(api);
        if let Some(at) = at {
            tokio::time::sleep_until(at).await;
        }
    }

    fn slot(&self, api: &SmolStr) -> Option<Instant> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets.get_mut(api)?;
        let at = bucket.next.max(Instant::now());
        bucket.next = at + Duration::from_secs(1) / bucket.per_second.max(1);
        Some(at)
    }

    /// Counts a call made again.
    pub(crate) fn retried(&self) {
        self.retries.fetch_add(1, Ordering::Relaxed);
    }

    /// How many calls were made again.
    pub(crate) fn n_retries(&self) -> usize {
        self.retries.load(Ordering::Relaxed)
    }

    /// Learns that the API throttled; its new rate is returned.
    pub(crate) fn throttled(&self, api: &SmolStr) -> u32 {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || Bucket { per_second: FIRST * 2, successes: 0, next: Instant::now() };
        let bucket = buckets.entry(api.clone()).or_insert_with(fresh);
        bucket.per_second = (bucket.per_second / 2).max(1);
        bucket.successes = 0;
        bucket.per_second
    }

    /// Learns that a call went through.
    pub(crate) fn went_through(&self, api: &SmolStr) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(bucket) = buckets.get_mut(api) else { return };
        bucket.successes += 1;
        // A second's worth of calls without a complaint earns a quarter more.
        if bucket.successes >= bucket.per_second {
            bucket.successes = 0;
            bucket.per_second += (bucket.per_second / 4).max(1);
            if bucket.per_second >= UNLIMITED {
                buckets.remove(api);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_throttled_api_is_called_less_often_and_recovers() {
        let (buckets, api) = (Buckets::default(), SmolStr::from("ec2"));
        assert_eq!(buckets.throttled(&api), 64);
        assert_eq!(buckets.throttled(&api), 32);
        let start = Instant::now();
        for _ in 0..33 {
            buckets.take(&api).await;
            buckets.went_through(&api);
        }
        assert!(start.elapsed() >= Duration::from_millis(990), "{:?}", start.elapsed());
        for _ in 0..10_000 {
            buckets.went_through(&api);
        }
        assert!(buckets.slot(&api).is_none());
    }
}
