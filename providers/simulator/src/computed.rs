//! Attributes that only a cloud knows: made from the seed and the object's id, the same whenever they are asked for.

use mlpc_graph::{AttrPath, PathStep, Value};
use smol_str::{SmolStr, format_smolstr};

use crate::cloud::SimObject;

/// The beginnings of ids, where a type's ids have one; others are their names. Source: the Amazon EC2 API reference, which shows an id of each
/// in its examples (`DescribeVpcs`: `vpc-…`); of 17 characters, as "Resource IDs" of the EC2 user guide has it.
const PREFIXES: &[(&str, &str)] = &[
    ("aws_eip", "eipalloc"),
    ("aws_instance", "i"),
    ("aws_internet_gateway", "igw"),
    ("aws_launch_template", "lt"),
    ("aws_nat_gateway", "nat"),
    ("aws_network_interface", "eni"),
    ("aws_placement_group", "pg"),
    ("aws_route_table", "rtb"),
    ("aws_route_table_association", "rtbassoc"),
    ("aws_security_group", "sg"),
    ("aws_security_group_rule", "sgr"),
    ("aws_subnet", "subnet"),
    ("aws_vpc", "vpc"),
    ("aws_vpc_endpoint", "vpce"),
    ("aws_vpc_security_group_egress_rule", "sgr"),
    ("aws_vpc_security_group_ingress_rule", "sgr"),
];

/// The id of a new object.
pub(crate) fn id(kind: &str, drawn: u64) -> SmolStr {
    let prefix = PREFIXES.iter().find(|(of, _)| *of == kind).map_or("sim", |(_, prefix)| *prefix);
    format_smolstr!("{prefix}-{:017x}", drawn)
}

/// The value of an attribute that nobody set.
pub(crate) fn attribute(object: &SimObject, path: &AttrPath, drawn: u64) -> Value {
    let last = path.0.iter().rev().find_map(|step| match step {
        PathStep::Key(key) => Some(key.as_str()),
        PathStep::Index(_) => None,
    });
    let name = object.address.name();
    let kind = object.address.kind();
    let service = kind.split('_').nth(1).unwrap_or("sim");
    match last.unwrap_or_default() {
        "id" | "allocation_id" => object.id.clone().into(),
        "port" => Value::Int(443 + (drawn % 4000) as i64),
        "latest_version" | "default_version" => Value::Int(i64::from(object.version)),
        "account_id" | "owner_id" => "000000000000".into(),
        "arn" | "key_arn" | "role_arn" => format_smolstr!("arn:aws:{service}:us-east-1:000000000000:{kind}/{name}").into(),
        "endpoint" | "address" | "dns_name" | "bucket_regional_domain_name" | "repository_url" => {
            format_smolstr!("{}.{service}.simulated", name.to_lowercase().replace('_', "-")).into()
        }
        "unique_id" | "token" | "key_id" | "hosted_zone_id" => format_smolstr!("{drawn:016x}").into(),
        other if other.ends_with("_arn") => format_smolstr!("arn:aws:{service}:us-east-1:000000000000:{kind}/{name}/{other}").into(),
        other if other.ends_with("_ids") || other.ends_with("_arns") || other == "names" => {
            let item = |n: u64| format_smolstr!("{}-{:08x}", other.trim_end_matches('s'), drawn.rotate_left(n as u32 * 7) as u32).into();
            Value::List((0..3).map(item).collect())
        }
        other if other.ends_with("_id") => format_smolstr!("{}-{:017x}", other.trim_end_matches("_id"), drawn).into(),
        other => format_smolstr!("{other}-{name}").into(),
    }
}
