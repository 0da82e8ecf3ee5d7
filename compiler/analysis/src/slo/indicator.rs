//! What engines measure of themselves: the metrics behind an indicator, for rules and for what is lowered.

use mlpc_model::EngineName;

/// The metrics behind an indicator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Measured {
    /// Selectors of counters.
    Counters {
        /// Bad events.
        bad: &'static str,
        /// All events.
        total: &'static str,
    },
    /// A histogram in seconds.
    Histogram(&'static str),
}

/// The engine's name among the catalog's metrics; `None` where they are one's own.
pub const fn engine_system(engine: EngineName) -> Option<&'static str> {
    match engine {
        EngineName::Vllm => Some("vllm"),
        EngineName::Sglang => Some("sglang"),
        EngineName::Triton => Some("triton"),
        EngineName::RayServe => Some("ray-serve"),
        EngineName::Kserve => Some("kserve"),
        EngineName::Http => None,
    }
}

/// What an engine measures an indicator by, if it does; names of the version that mlpc pins.
pub fn measured(engine: EngineName, sli: &str) -> Option<Measured> {
    let measured = match (engine, sli) {
        (EngineName::Vllm, "availability") => Measured::Counters {
            bad: r#"http_requests_total{handler=~"/v1/.*",status="5xx"}"#,
            total: r#"http_requests_total{handler=~"/v1/.*"}"#,
        },
        (EngineName::RayServe, "availability") => {
            Measured::Counters { bad: "ray_serve_num_http_error_requests_total", total: "ray_serve_num_http_requests_total" }
        }
        (EngineName::Vllm, "ttft") => Measured::Histogram("vllm:time_to_first_token_seconds"),
        (EngineName::Vllm, "itl") => Measured::Histogram("vllm:inter_token_latency_seconds"),
        (EngineName::Vllm, "latency") => Measured::Histogram("vllm:e2e_request_latency_seconds"),
        (EngineName::Sglang, "ttft") => Measured::Histogram("sglang:time_to_first_token_seconds"),
        (EngineName::Sglang, "latency") => Measured::Histogram("sglang:e2e_request_latency_seconds"),
        _ => return None,
    };
    Some(measured)
}

#[cfg(test)]
mod tests {
    use mlpc_catalog::Catalog;

    use super::*;
    use crate::slo::selector;

    #[test]
    fn the_catalog_knows_what_engines_measure() {
        let catalog = Catalog::embedded();
        for engine in [EngineName::Vllm, EngineName::RayServe] {
            for sli in ["availability", "ttft", "itl", "latency"] {
                let names = match measured(engine, sli) {
                    Some(Measured::Counters { bad, total }) => vec![bad, total],
                    Some(Measured::Histogram(name)) => vec![name],
                    None => continue,
                };
                for name in names {
                    let selector = selector(name).unwrap();
                    let metric = catalog.metric(engine_system(engine).unwrap(), selector.metric).unwrap();
                    for label in selector.labels {
                        assert!(metric.labels.iter().any(|known| known == label), "{label} of {name}");
                    }
                }
            }
        }
    }
}
