//! The launch template of a pool: disk, metadata service, network interfaces, placement, reservation.

use mlpc_graph::{Map, Value};
use mlpc_lowering::{Lowering, gibibytes};
use mlpc_model::{CapacityType, Dedicated, Platform, PoolClass, Scratch, Tenant};
use smol_str::SmolStr;

use super::NodeGroup;
use crate::lower::cluster;
use crate::{efa, user_data};

/// EC2 API reference, `CreateLaunchTemplate`: 128 characters.
const NAME: usize = 128;

impl NodeGroup<'_> {
    pub(super) fn launch_template(&self, cx: &mut Lowering<'_>) {
        let scope = &self.scope;
        let name = scope.derived_name(None, NAME);
        let mut attrs = Map::new().with("name", &name).with("update_default_version", true);
        if let Some(machine) = self.spec.machine.first() {
            // EKS takes it from either place; a change of a node group's own list would replace the group.
            attrs = attrs.with("instance_type", &machine.value).from_field(machine.origin);
            attrs = attrs.comment("Here and not in the node group, so that another machine rolls node by node.");
        }
        // Network interfaces carry their groups themselves.
        if !self.efa {
            attrs.push("vpc_security_group_ids", vec![cluster::node_security_group(&self.cluster)]);
        }
        if self.has_scratch() {
            attrs =
                attrs.with("user_data", user_data::local_ssd()).comment("nodeadm: the local disks as one, for images, volumes and caches.");
        }
        let attrs = attrs
            .with_opt("tags", scope.tags(None))
            .with("block_device_mappings", Value::block(self.disk(cx)))
            .with("metadata_options", Value::block(metadata_options()));
        let mut attrs = self.capacity(attrs);
        if self.efa {
            attrs.push("network_interfaces", Value::Blocks(self.interfaces()));
            let group = Value::reference(&scope.address("aws_placement_group", None), "name");
            attrs.push("placement", Value::block(Map::new().with("group_name", group)));
        }
        let tenant = self.only_tenant(cx.platform);
        attrs.push(
            "tag_specifications",
            Value::Blocks(["instance", "volume", "network-interface"].map(|kind| self.tagged(kind, tenant)).into()),
        );
        scope.make(cx, "aws_launch_template", None, "how its nodes are launched", attrs);
    }

    fn has_scratch(&self) -> bool {
        let has_disks = self.machine.as_ref().is_some_and(|it| it.local_nvme.is_some());
        match self.spec.scratch.map(|it| it.value) {
            Some(Scratch::None) => false,
            Some(Scratch::LocalSsd) => true,
            None => has_disks && self.scope.decl.kind == "gpu-pool",
        }
    }

    fn disk(&self, cx: &Lowering<'_>) -> Map {
        let disk = self.spec.disk;
        let ebs = Map::new()
            .with("volume_size", gibibytes(disk.value))
            .from_field(disk.origin)
            .with("volume_type", "gp3")
            .with("encrypted", true)
            .with_opt("kms_key_id", cluster::key_arn(cx, &self.cluster))
            .with("delete_on_termination", true);
        Map::new().with("device_name", "/dev/xvda").with("ebs", Value::block(ebs))
    }

    fn capacity(&self, attrs: Map) -> Map {
        let capacity = &self.spec.capacity;
        let kind = capacity.types.first().map(|it| it.value);
        let Some(id) = capacity.id.as_ref().filter(|_| matches!(kind, Some(CapacityType::Reservation | CapacityType::Block))) else {
            return attrs;
        };
        let target = Map::new().with("capacity_reservation_id", &id.value).from_field(id.origin);
        let reservation = Map::new().with("capacity_reservation_target", Value::block(target));
        let attrs = attrs.with("capacity_reservation_specification", Value::block(reservation));
        if kind == Some(CapacityType::Block) {
            return attrs.with("instance_market_options", Value::block(Map::new().with("market_type", "capacity-block")));
        }
        attrs
    }

    fn interfaces(&self) -> Vec<Map> {
        let machine = self.spec.machine.first().map_or("", |it| it.value.as_str());
        let groups = vec![
            cluster::node_security_group(&self.cluster),
            Value::reference(&self.scope.address("aws_security_group", Some("efa")), "id"),
        ];
        let interfaces = efa::interfaces(machine, self.n_efa()).into_iter().map(|it| {
            Map::new()
                .with("network_card_index", it.card)
                .with("device_index", it.device)
                .with("interface_type", it.kind)
                .with("delete_on_termination", true)
                .with("security_groups", groups.clone())
        });
        interfaces.collect()
    }

    /// The tenant that alone runs on its nodes: it is dedicated to it, or takes pods with GPUs only, of which nobody else has a quota.
    fn only_tenant<'p>(&self, platform: &'p Platform) -> Option<&'p Tenant> {
        match self.spec.dedicated.map(|it| it.value) {
            Some(Dedicated::Tenant(tenant)) => return platform.tenant(tenant),
            Some(Dedicated::Platform) => return None,
            None => {}
        }
        if self.spec.class() != PoolClass::Gpu || self.spec.taints.iter().any(|it| it.key.value == "none") {
            return None;
        }
        let mut tenants = platform.quotas_on(self.scope.id).map(|(tenant, _)| tenant);
        tenants.next().filter(|first| tenants.all(|other| other.decl == first.decl))
    }

    /// Default tags reach the template, not what is launched from it.
    fn tagged(&self, kind: &str, tenant: Option<&Tenant>) -> Map {
        let scope = &self.scope;
        let name = SmolStr::from(scope.joined("-", None));
        let mut tags = Map::new().with("Name", name).with("mlpc-platform", &scope.platform.name);
        if let Some(tenant) = tenant {
            tags.push("mlpc-tenant", &tenant.name);
        }
        for entry in scope.tags(None).into_iter().flatten() {
            tags.set(entry.key, entry.value);
        }
        if let Some(center) = scope.platform.cost_center(scope.id).filter(|_| tags.get("mlpc-cost-center").is_none()) {
            tags.push("mlpc-cost-center", &center.value);
        }
        Map::new().with("resource_type", kind).with("tags", tags)
    }
}

/// Tokens only, and no hop further than the node: pods take their roles from the agent, not from the node.
fn metadata_options() -> Map {
    Map::new().with("http_endpoint", "enabled").with("http_tokens", "required").with("http_put_response_hop_limit", 1)
}
