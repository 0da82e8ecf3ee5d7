//! Queueing: how long requests wait for one of several servers (Erlang C, M/M/c).
//!
//! It assumes arrivals at random, service times spread exponentially, one queue and servers of one speed. Sources: A. K. Erlang, 1917; the
//! recursion of Erlang B, which is stable, as in R. B. Cooper, *Introduction to Queueing Theory*, chapter 3.
//!
//! Numbers are whole multiples of 10⁻¹⁵, as exact fractions would grow with every server. Each step of the recursion is off by at most one
//! of these and damps what came before, so a result is off by less than (servers + 100) × 10⁻¹⁵.

use mlpc_units::{Duration, Rational};

/// Digits after the point that are computed.
pub const ERLANG_PLACES: i32 = 15;

/// One, in multiples of the last digit.
const ONE: i128 = 1_000_000_000_000_000;

/// Beyond so many servers nothing is computed: each costs a step, and with that many waits are rare up to the last of them.
const MOST_SERVERS: i64 = 8192;

/// 1/e.
const INVERSE_E: i128 = 367_879_441_171_442;

/// The chance that a request finds all servers busy, `load` being the mean number of requests in flight. `None` where the load is no less
/// than the servers, so that the queue grows without end, or there are too many of them.
pub fn wait_chance(servers: i64, load: Rational) -> Option<Rational> {
    Rational::new(erlang_c(servers, load)?, ONE)
}

/// The mean wait of all requests, those included that don't wait.
pub fn mean_wait(servers: i64, load: Rational, service_time: Duration) -> Option<Duration> {
    let idle = Rational::integer(servers).checked_sub(load)?;
    // A product of two fractions of 15 digits must stay within bounds, hence the cut to six.
    let chance = wait_chance(servers, load)?.scaled(6)?.ceil().scaled(-6)?;
    service_time.checked_mul(chance)?.checked_div(idle)
}

/// The share of requests that wait longer than a time.
pub fn waits_longer(servers: i64, load: Rational, service_time: Duration, than: Duration) -> Option<Rational> {
    let chance = erlang_c(servers, load)?;
    let idle = Rational::integer(servers).checked_sub(load)?;
    let exponent = idle.checked_mul(than.checked_ratio(service_time)?)?;
    Rational::new(product(chance, exp_of_negative(exponent)?)?, ONE)
}

fn erlang_c(servers: i64, load: Rational) -> Option<i128> {
    if !(1..=MOST_SERVERS).contains(&servers) || load.is_negative() || load >= Rational::integer(servers) {
        return None;
    }
    let load = fixed(load)?;
    let mut blocked = ONE;
    for n in 1..=i128::from(servers) {
        let busy = product(load, blocked)?;
        blocked = quotient(busy, n.checked_mul(ONE)?.checked_add(busy)?)?;
    }
    // C = B / (1 − ρ (1 − B))
    let usage = load.checked_div(i128::from(servers))?;
    let free = ONE.checked_sub(product(usage, ONE.checked_sub(blocked)?)?)?;
    quotient(blocked, free).map(|chance| chance.clamp(0, ONE))
}

/// e to the power of −x, for x from 0.
fn exp_of_negative(x: Rational) -> Option<i128> {
    if x.is_negative() {
        return None;
    }
    // e⁻⁶⁰ is below the last digit.
    let Some(whole) = x.floor().to_i64().filter(|whole| *whole < 60) else { return Some(0) };
    let rest = fixed(x.checked_sub(Rational::integer(whole))?)?;
    let (mut sum, mut term) = (ONE, ONE);
    for n in 1..=20 {
        term = -product(term, rest)?.checked_div(n)?;
        sum = sum.checked_add(term)?;
    }
    (0..whole).try_fold(sum, |power, _| product(power, INVERSE_E))
}

fn fixed(value: Rational) -> Option<i128> {
    // Whole and fractional part apart: the numerator of a long fraction has no room for fifteen more digits.
    let whole = value.floor();
    let rest = value.checked_sub(whole)?;
    let digits = match rest.scaled(ERLANG_PLACES) {
        Some(scaled) => scaled.floor().numerator(),
        None => Rational::parse(&rest.to_decimal_text(12)).ok()?.scaled(ERLANG_PLACES)?.floor().numerator(),
    };
    whole.numerator().checked_mul(ONE)?.checked_add(digits)
}

fn product(a: i128, b: i128) -> Option<i128> {
    a.checked_mul(b)?.checked_div(ONE)
}

fn quotient(a: i128, b: i128) -> Option<i128> {
    a.checked_mul(ONE)?.checked_div(b)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn r(text: &str) -> Rational {
        Rational::parse(text).unwrap()
    }

    fn close(found: Rational, exact: Rational, servers: i64) {
        let off = found.checked_sub(exact).unwrap().abs();
        assert!(off < Rational::new(i128::from(servers) + 100, ONE).unwrap(), "{found} is not {exact}");
    }

    /// The same by exact fractions: C = (aᶜ/c! · c/(c−a)) / (Σ aⁿ/n! + aᶜ/c! · c/(c−a)).
    fn exact(servers: i64, load: Rational) -> Rational {
        let (mut term, mut sum) = (Rational::ONE, Rational::ZERO);
        for n in 1..=servers {
            sum = sum.checked_add(term).unwrap();
            term = term.checked_mul(load).unwrap().checked_div(Rational::integer(n)).unwrap();
        }
        let c = Rational::integer(servers);
        let last = term.checked_mul(c).unwrap().checked_div(c.checked_sub(load).unwrap()).unwrap();
        last.checked_div(sum.checked_add(last).unwrap()).unwrap()
    }

    #[test]
    fn known_values() {
        // One server waits as often as it is busy; two at load 1: 1/3; three at load 2: 4/9.
        for (servers, load, chance) in [(1, "0.7", "0.7"), (2, "1", "1/3"), (3, "2", "4/9"), (1, "0", "0")] {
            close(wait_chance(servers, r(load)).unwrap(), r(chance), servers);
        }
        assert_eq!(wait_chance(12, r("10")).unwrap().to_decimal_text(4), "0.4494");
        assert_eq!(wait_chance(3, r("3")), None, "the queue grows without end");
        assert_eq!((wait_chance(0, r("0")), wait_chance(8193, r("1"))), (None, None));
        assert_eq!(wait_chance(8192, r("8191.9")).map(|chance| chance > r("0.9")), Some(true));
    }

    #[test]
    fn waits() {
        let service = Duration::parse("8s").unwrap();
        // M/M/1: W = ρ s / (1 − ρ), and the tail is ρ e^(−(1−ρ) t/s).
        assert_eq!(mean_wait(1, r("0.5"), service), Some(service));
        let tail = |t: &str| waits_longer(1, r("0.5"), service, Duration::parse(t).unwrap()).unwrap().to_decimal_text(10);
        assert_eq!(["0s", "16s", "1h"].map(tail), ["0.5000000000", "0.1839397206", "0.0000000000"]);
    }

    proptest! {
        #[test]
        fn agrees_with_exact_fractions(servers in 1_i64..12, tenths in 0_i128..120) {
            let load = Rational::new(tenths, 10).unwrap();
            prop_assume!(load < Rational::integer(servers));
            close(wait_chance(servers, load).unwrap(), exact(servers, load), servers);
        }

        #[test]
        fn another_server_never_makes_it_worse(servers in 1_i64..400, share in 1_i128..1000) {
            let load = Rational::integer(servers).checked_mul(Rational::new(share, 1000).unwrap()).unwrap();
            let (fewer, more) = (wait_chance(servers, load).unwrap(), wait_chance(servers + 1, load).unwrap());
            prop_assert!(more <= fewer.checked_add(Rational::new(1000, ONE).unwrap()).unwrap());
        }

        #[test]
        fn nothing_overflows(servers in i64::MIN..i64::MAX, numerator in 0_i128..i128::MAX, denominator in 1_i128..i128::MAX) {
            let load = Rational::new(numerator, denominator).unwrap();
            let hour = Duration::parse("1h").unwrap();
            for servers in [servers, servers.rem_euclid(1000)] {
                let _ = (wait_chance(servers, load), mean_wait(servers, load, hour), waits_longer(servers, load, hour, hour));
            }
        }
    }
}
