//! Private ways to services of AWS.

use mlpc_graph::{Address, Map, Value};
use mlpc_lowering::{Lowering, objects_stay_inside};
use smol_str::{SmolStr, format_smolstr};

use super::{Network, subnet_ids};
use crate::security_group::{Peer, Rule, Rules, security_group};
use crate::subnets::Role;

/// The endpoint of S3 that has addresses.
const INSIDE: &str = "s3-inside";

impl Network<'_> {
    pub(super) fn endpoints(&self, cx: &mut Lowering<'_>) {
        let services: Vec<SmolStr> = self.spec.endpoints.iter().flat_map(|it| services(&it.value)).collect();
        let (gateways, interfaces): (Vec<_>, Vec<_>) = services.into_iter().partition(|it| matches!(it.as_str(), "s3" | "dynamodb"));
        for service in &gateways {
            let attrs = self.endpoint(service, "Gateway").with("route_table_ids", self.node_tables());
            let attrs = attrs.with_opt("tags", self.named(Some(service)));
            self.scope.make(cx, "aws_vpc_endpoint", Some(service), "a private way to a service", attrs);
        }
        // In a network of others' making their own endpoints answer for the names.
        let inside = self.scope.existing().is_none() && objects_stay_inside(cx.platform, self.scope.id);
        if interfaces.is_empty() && !inside {
            return;
        }
        let https = |cidr| Rule { part: "", protocol: "tcp", port: Some(443), peer: Peer::Cidr(cidr) };
        let rules: Vec<_> = self.spec.cidr.iter().map(|it| https(it.value)).collect();
        let group = security_group(cx, &self.scope, "endpoints", &self.vpc, "Interface endpoints", Rules { ingress: &rules, egress: &[] });
        for service in &interfaces {
            let part = service.replace('.', "-");
            let attrs = self.interface(cx, service, &part, &group);
            self.scope.make(cx, "aws_vpc_endpoint", Some(&part), "a private way to a service", attrs);
        }
        if inside {
            self.objects(cx, &group, gateways.iter().any(|it| it == "s3"));
        }
    }

    /// S3 at addresses of the network, for pods that reach nothing outside.
    fn objects(&self, cx: &mut Lowering<'_>, group: &Address, has_gateway: bool) {
        let names = Map::new().with("private_dns_only_for_inbound_resolver_endpoint", false);
        let attrs = self.interface(cx, "s3", INSIDE, group).with("dns_options", Value::block(names));
        let mut endpoint = self.scope.managed(cx, "aws_vpc_endpoint", Some(INSIDE), "S3 for pods that reach nothing outside", attrs);
        endpoint.comment = Some("A network policy can name its addresses; a gateway has none. All of the network's S3 traffic takes it, and is billed by the gigabyte.".into());
        if has_gateway {
            endpoint.life.after.push((self.scope.address("aws_vpc_endpoint", Some("s3")), None));
        }
        cx.add(endpoint);
    }

    fn interface(&self, cx: &Lowering<'_>, service: &str, part: &str, group: &Address) -> Map {
        self.endpoint(service, "Interface")
            .with("private_dns_enabled", true)
            .with("subnet_ids", subnet_ids(cx, &self.scope, Role::Nodes, &[]))
            .with("security_group_ids", vec![Value::reference(group, "id")])
            .with_opt("tags", self.named(Some(part)))
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
