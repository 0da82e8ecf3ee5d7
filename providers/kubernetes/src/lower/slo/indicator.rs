//! What an SLO measures, as PromQL: bad or good events over all, of this service alone.

use mlpc_analysis::slo::{Measured, measured};
use mlpc_lowering::Lowering;
use mlpc_model::Slo;
use mlpc_units::Rational;

use crate::object::Site;

/// Good and all events, as selectors of counters.
#[derive(Debug)]
pub(super) struct Indicator {
    /// Whether `part` counts the good ones; else the bad.
    good: bool,
    /// The good or bad ones.
    part: String,
    /// All of them.
    pub(super) total: String,
}

impl Indicator {
    /// The share of bad events over a window. Without events there is no ratio: 0/0 would spoil every mean over it. A counter of bad events
    /// that isn't there yet counts none.
    pub(super) fn error_ratio(&self, window: &str) -> String {
        let part = format!("(sum(rate({}[{window}])) or vector(0))", self.part);
        let ratio = format!("{part} / (sum(rate({}[{window}])) > 0)", self.total);
        if self.good { format!("1 - {ratio}") } else { ratio }
    }
}

/// The indicator of an SLO; `None` where neither the SLO nor the engine says what is measured.
pub(super) fn indicator(cx: &Lowering<'_>, site: &Site<'_>, slo: &Slo) -> Option<Indicator> {
    let of = cx.platform.decl(slo.of.value)?;
    let namespace = site.namespace.as_deref()?;
    let service = cx.platform.service(slo.of.value);
    // PodMonitors name the job after namespace and monitor. Of a component the whole metric is meant.
    let own = service.map(|_| format!(r#"namespace="{namespace}",job="{namespace}/{}""#, of.name));
    let own = own.as_deref();
    if let (Some(good), Some(total)) = (&slo.good, &slo.total) {
        return Some(Indicator { good: true, part: narrowed(&good.value, own), total: narrowed(&total.value, own) });
    }
    if let Some(under) = slo.under {
        let of_engine = || match measured(service?.engine.name.value, &slo.sli.value)? {
            Measured::Histogram(name) => Some(name),
            Measured::Counters { .. } => None,
        };
        let histogram = slo.metric.as_ref().map_or_else(of_engine, |it| Some(it.value.as_str()))?;
        let bound = bucket(under.value.seconds());
        let part = narrowed(&format!("{histogram}_bucket{{le=~\"{bound}\"}}"), own);
        return Some(Indicator { good: true, part, total: narrowed(&format!("{histogram}_count"), own) });
    }
    match measured(service?.engine.name.value, &slo.sli.value)? {
        Measured::Counters { bad, total } => Some(Indicator { good: false, part: narrowed(bad, own), total: narrowed(total, own) }),
        Measured::Histogram(_) => None,
    }
}

/// The bucket's label as a pattern: clients write a whole number with or without a fraction.
fn bucket(seconds: Rational) -> String {
    let text = seconds.to_string();
    if seconds.is_integer() { format!("{text}(\\\\.0)?") } else { text.replace('.', "\\\\.") }
}

/// A selector narrowed by labels: `name`, `name{…}`.
fn narrowed(selector: &str, labels: Option<&str>) -> String {
    let Some(labels) = labels else { return selector.to_owned() };
    match selector.split_once('{') {
        Some((name, rest)) => {
            let comma = if rest.trim_start().starts_with('}') { "" } else { "," };
            format!("{name}{{{labels}{comma}{rest}")
        }
        None => format!("{selector}{{{labels}}}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_narrowed() {
        let labels = Some(r#"job="a/b""#);
        assert_eq!(narrowed("m", labels), r#"m{job="a/b"}"#);
        assert_eq!(narrowed(r#"m{code!~"5.."}"#, labels), r#"m{job="a/b",code!~"5.."}"#);
        assert_eq!(narrowed("m{}", labels), r#"m{job="a/b"}"#);
        assert_eq!(narrowed("m", None), "m");
    }

    #[test]
    fn buckets_as_clients_write_them() {
        assert_eq!(bucket(Rational::integer(1)), r"1(\\.0)?");
        assert_eq!(bucket(Rational::new(1, 20).expect("a fraction")), r"0\\.05");
    }
}
