//! The simulator passes the suite that every driver passes.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use mlpc_engine::Driver;
use mlpc_engine::conformance::{Arranged, Bench, Sample, run};
use mlpc_graph::{Address, AttrPath, Map, ResourceKind};
use mlpc_simulator::{Fault, Faults, Simulator};

struct SimulatorBench {
    cloud: Simulator,
    kind: &'static str,
    how: ResourceKind,
}

impl Bench for SimulatorBench {
    fn driver(&self) -> Arc<dyn Driver> {
        Arc::new(self.cloud.clone())
    }

    fn resource(&self, case: &str) -> Sample {
        Sample {
            address: Address::new(self.kind, case),
            kind: self.how.clone(),
            attrs: Map::new().with("name", case).with("size", 1),
            changed: Map::new().with("name", case).with("size", 2),
            wanted: AttrPath::parse("arn"),
        }
    }

    fn arrange(&self, fault: Arranged) -> BoxFuture<'_, ()> {
        self.cloud.inject([match fault {
            Arranged::LostAnswer => Fault::Lost,
            Arranged::Throttle => Fault::Throttled,
        }]);
        Box::pin(async {})
    }

    fn count(&self) -> BoxFuture<'_, usize> {
        let n = self.cloud.objects().len();
        Box::pin(async move { n })
    }
}

#[tokio::test]
async fn the_simulator_is_a_driver_like_any_other() {
    let object = ResourceKind::Object { api_version: "v1".into(), kind: "ConfigMap".into() };
    for (kind, how) in [("aws_s3_bucket", ResourceKind::Managed), ("ConfigMap", object)] {
        let bench = SimulatorBench { cloud: Simulator::in_memory(Faults::default()), kind, how };
        for (case, result) in run(&bench).await {
            assert_eq!(result, Ok(()), "{kind}: {case}");
        }
    }
}
