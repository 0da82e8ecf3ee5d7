//! `slo`: recording rules of the error ratio and the budget, burn-rate alerts over several windows, an alert on missing metrics.

mod indicator;
mod windows;

use mlpc_analysis::slo::for_period;
use mlpc_catalog::BurnRateWindow;
use mlpc_graph::{Map, Value};
use mlpc_lowering::Lowering;
use mlpc_model::{AlertSpeed, DeclId, Slo};
use mlpc_units::{Duration, Rational};
use smol_str::{SmolStr, format_smolstr};

use self::indicator::Indicator;
use super::cluster::monitoring_namespace;
use super::not_yet;
use crate::Clusters;
use crate::object::{Object, PROMETHEUS_RULE, Site, spec};

/// Decimal places of what has no finite decimal: factors of periods that no window divides.
const PLACES: u32 = 9;

/// Lowers an SLO.
pub fn lower(cx: &mut Lowering<'_>, clusters: &Clusters, id: DeclId) {
    let platform = cx.platform;
    let (Some(slo), Some(decl)) = (platform.slo(id), platform.decl(id)) else { return };
    let cluster = platform.cluster_of(slo.of.value).and_then(|it| clusters.get(it.decl));
    let Some(cluster) = cluster.filter(|it| it.has("kube-prometheus-stack")) else { return };
    let site = match platform.tenant_of(id) {
        Some(tenant) => Site::of_tenant(platform, cluster, tenant, decl),
        None => match monitoring_namespace(cx, cluster) {
            Some(namespace) => Site::of_platform(platform, cluster, decl).within(namespace),
            None => return,
        },
    };
    let Some(indicator) = indicator::indicator(cx, &site, slo) else {
        not_yet::report(cx, decl, "the rules", "say what is measured: `good` and `total`, selectors of counters");
        return;
    };
    let Some(group) = group(cx, clusters, &site, slo, &indicator) else { return };
    let body = spec(Map::new().with("groups", Value::List(vec![group.into()])));
    site.add(cx, Object { ty: PROMETHEUS_RULE, name: &slo.name, part: None, reason: "its rules and alerts", labels: Map::new(), body });
}

/// All rules of one SLO; `None` where its arithmetic doesn't fit.
fn group(cx: &Lowering<'_>, clusters: &Clusters, site: &Site<'_>, slo: &Slo, indicator: &Indicator) -> Option<Map> {
    let budget = slo.objective.complement()?.fraction();
    let pairs = for_period(clusters.burn_rates(), slo.window.value);
    let mut labels = Map::with_capacity(2).with("slo", identity(site, slo));
    if let Some(namespace) = &site.namespace {
        labels.push("namespace", namespace);
    }
    let labels = labels.share();
    let text = Texts { selector: selector(&labels), budget: decimal(budget), identity: identity(site, slo) };
    let mut rules = Vec::with_capacity(13);
    for window in windows::all(&pairs) {
        let window = window_text(window);
        rules.push(recording(&format!("slo:sli_error:ratio_rate{window}"), indicator.error_ratio(&window), &labels));
    }
    let shortest = windows::all(&pairs).into_iter().next()?;
    let mean = mean_over(&text.selector, &window_text(shortest), &window_text(slo.window.value));
    rules.push(recording("slo:sli_error:ratio_period", mean, &labels));
    rules.push(recording("slo:objective:ratio", format!("vector({})", decimal(slo.objective.fraction())), &labels));
    rules.push(recording("slo:error_budget:ratio", format!("vector({})", text.budget), &labels));
    let remaining = format!("1 - slo:sli_error:ratio_period{} / {}", text.selector, text.budget);
    rules.push(recording("slo:error_budget_remaining:ratio", remaining, &labels));
    for speed in [AlertSpeed::Page, AlertSpeed::Ticket] {
        if slo.alert.iter().any(|it| it.value == speed) {
            rules.extend(burn_alert(cx, slo, speed, &pairs, &text, &labels));
        }
    }
    rules.push(absent_alert(cx, slo, indicator, &text, &labels));
    Some(Map::new().with("name", format_smolstr!("slo-{}", slo.name)).with("interval", "30s").with("rules", Value::List(rules)))
}

/// Texts that many rules of one SLO repeat.
struct Texts {
    /// `{slo="…",namespace="…"}`.
    selector: String,
    /// The error budget, a decimal.
    budget: String,
    /// [`identity`].
    identity: SmolStr,
}

/// What tells one SLO from all others: `search/assistant-ttft`.
fn identity(site: &Site<'_>, slo: &Slo) -> SmolStr {
    match site.tenant {
        Some(tenant) => format_smolstr!("{}/{}", tenant.name, slo.name),
        None => slo.name.clone(),
    }
}

fn recording(record: &str, expression: String, labels: &Map) -> Value {
    Map::with_capacity(3).with("record", record).with("expr", expression).with("labels", labels.clone()).into()
}

/// The mean of the shortest ratios over the whole period, which costs one series instead of a query over weeks of requests.
fn mean_over(selector: &str, short: &str, period: &str) -> String {
    let series = format!("slo:sli_error:ratio_rate{short}{selector}[{period}]");
    format!("sum_over_time({series}) / count_over_time({series})")
}

fn burn_alert(cx: &Lowering<'_>, slo: &Slo, speed: AlertSpeed, pairs: &[BurnRateWindow], text: &Texts, labels: &Map) -> Option<Value> {
    let of_speed: Vec<_> = pairs.iter().filter(|it| it.severity == speed.as_str()).collect();
    let fastest = of_speed.first()?;
    let above = |window: Duration, factor: &str| {
        format!("slo:sli_error:ratio_rate{}{} > {factor} * {}", window_text(window), text.selector, text.budget)
    };
    let term = |it: &&BurnRateWindow| {
        let factor = decimal(it.burn_rate);
        format!("({} and {})", above(it.long, &factor), above(it.short, &factor))
    };
    let terms: Vec<_> = of_speed.iter().map(term).collect();
    let summary = format!(
        "{}: the error budget of {} burns more than {} times too fast",
        text.identity,
        slo.window.value,
        decimal(fastest.burn_rate)
    );
    let rule = Map::with_capacity(4)
        .with("alert", "SLOErrorBudgetBurn")
        .with("expr", terms.join(" or "))
        .with("labels", alert_labels(labels, speed.as_str()))
        .with("annotations", annotations(cx, slo, summary));
    Some(rule.into())
}

/// An SLO whose metric is gone looks perfect.
fn absent_alert(cx: &Lowering<'_>, slo: &Slo, indicator: &Indicator, text: &Texts, labels: &Map) -> Value {
    let summary = format!("{}: nothing is measured", text.identity);
    Map::with_capacity(5)
        .with("alert", "SLOMetricAbsent")
        .with("expr", format!("absent({})", indicator.total))
        .with("for", "15m")
        .with("labels", alert_labels(labels, "ticket"))
        .with("annotations", annotations(cx, slo, summary))
        .into()
}

fn alert_labels(labels: &Map, severity: &str) -> Map {
    let mut all = Map::with_capacity(labels.len() + 1);
    for entry in labels {
        all.push_entry(entry.clone());
    }
    all.with("severity", severity)
}

fn annotations(cx: &Lowering<'_>, slo: &Slo, summary: String) -> Map {
    let of_on_call = || {
        let folder = &cx.platform.on_call(slo.decl)?.runbooks.value;
        Some(format_smolstr!("{}/{}", folder.trim_end_matches('/'), slo.name))
    };
    let runbook = slo.runbook.as_ref().map(|it| it.value.clone()).or_else(of_on_call);
    Map::new().with("summary", summary).with_opt("runbook_url", runbook)
}

/// `{slo="…",namespace="…"}`.
fn selector(labels: &Map) -> String {
    let pairs = labels.iter().filter_map(|it| Some(format!("{}=\"{}\"", it.key, it.value.as_text()?)));
    format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
}

/// The exact decimal where there is one.
fn decimal(value: Rational) -> String {
    if value.is_finite_decimal() { value.to_string() } else { value.to_decimal_text(PLACES) }
}

/// A duration as Prometheus writes it: one unit, the largest that divides it.
fn window_text(window: Duration) -> String {
    let seconds = window.milliseconds() / 1000;
    for (unit, size) in [("d", 86_400), ("h", 3600), ("m", 60)] {
        if seconds >= size && seconds % size == 0 {
            return format!("{}{unit}", seconds / size);
        }
    }
    format!("{seconds}s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_read_as_in_the_workbook() {
        let text = |text: &str| window_text(Duration::parse(text).expect("a duration"));
        assert_eq!([text("5m"), text("60m"), text("24h"), text("30d"), text("90s")], ["5m", "1h", "1d", "30d", "90s"]);
    }
}
