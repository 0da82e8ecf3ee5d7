//! Private ways to services of AWS.

use mlpc_graph::{Map, Value};
use mlpc_lowering::Lowering;
use smol_str::{SmolStr, format_smolstr};

use super::{Network, subnet_ids};
use crate::security_group::{Peer, Rule, Rules, security_group};
use crate::subnets::Role;

impl Network<'_> {
    pub(super) fn endpoints(&self, cx: &mut Lowering<'_>) {
        let services: Vec<SmolStr> = self.spec.endpoints.iter().flat_map(|it| services(&it.value)).collect();
        let (gateways, interfaces): (Vec<_>, Vec<_>) = services.into_iter().partition(|it| matches!(it.as_str(), "s3" | "dynamodb"));
        for service in &gateways {
            let attrs = self.endpoint(service, "Gateway").with("route_table_ids", self.node_tables());
            let attrs = attrs.with_opt("tags", self.named(Some(service)));
            self.scope.make(cx, "aws_vpc_endpoint", Some(service), "a private way to a service", attrs);
        }
        if interfaces.is_empty() {
            return;
        }
        let https = |cidr| Rule { part: "", protocol: "tcp", port: Some(443), peer: Peer::Cidr(cidr) };
        let rules: Vec<_> = self.spec.cidr.iter().map(|it| https(it.value)).collect();
        let group = security_group(cx, &self.scope, "endpoints", &self.vpc, "Interface endpoints", Rules { ingress: &rules, egress: &[] });
        for service in &interfaces {
            let attrs = self
                .endpoint(service, "Interface")
                .with("private_dns_enabled", true)
                .with("subnet_ids", subnet_ids(cx, &self.scope, Role::Nodes, &[]))
                .with("security_group_ids", vec![Value::reference(&group, "id")])
                .with_opt("tags", self.named(Some(&service.replace('.', "-"))));
            let part = service.replace('.', "-");
            self.scope.make(cx, "aws_vpc_endpoint", Some(&part), "a private way to a service", attrs);
        }
    }

    fn endpoint(&self, service: &str, kind: &str) -> Map {
        Map::new()
            .with("vpc_id", Value::reference(&self.vpc, "id"))
            .with("service_name", format_smolstr!("com.amazonaws.{}.{service}", self.scope.region()))
            .with("vpc_endpoint_type", kind)
    }
}

/// The services behind a name: images need both halves of ECR.
fn services(name: &str) -> Vec<SmolStr> {
    match name {
        "ecr" => vec![SmolStr::new_static("ecr.api"), SmolStr::new_static("ecr.dkr")],
        name => vec![name.into()],
    }
}
