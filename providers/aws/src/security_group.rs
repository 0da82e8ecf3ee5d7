//! Security groups with their rules.

use mlpc_graph::{Address, Map, Value};
use mlpc_lowering::{Lowering, Scope};
use mlpc_units::Cidr;
use smol_str::format_smolstr;

/// One rule of a group.
#[derive(Clone, Debug)]
pub(crate) struct Rule<'r> {
    /// What tells it from the group's other rules; empty where there is one, or where its block of addresses does.
    pub(crate) part: &'r str,
    /// `tcp`, or `-1` for all.
    pub(crate) protocol: &'static str,
    /// The port; `None` for all.
    pub(crate) port: Option<i64>,
    /// From or to whom.
    pub(crate) peer: Peer,
}

/// Who is on the other side of a rule.
#[derive(Clone, Debug)]
pub(crate) enum Peer {
    /// A block of addresses.
    Cidr(Cidr),
    /// Members of a group, by its id.
    Group(Value),
    /// Members of the same group.
    Itself,
}

/// The rules of a group.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules<'r> {
    /// Who reaches its members.
    pub(crate) ingress: &'r [Rule<'r>],
    /// Whom its members reach.
    pub(crate) egress: &'r [Rule<'r>],
}

/// Makes a group called `NAME__part` with these rules.
pub(crate) fn security_group(cx: &mut Lowering<'_>, scope: &Scope<'_>, part: &str, vpc: &Address, what: &str, rules: Rules<'_>) -> Address {
    let name = scope.derived_name(Some(part), 255);
    let attrs = Map::new()
        .with("name", &name)
        .with("description", format_smolstr!("{what} of {}", scope.joined("-", None)))
        .with("vpc_id", Value::reference(vpc, "id"))
        .with_opt("tags", scope.tags(Some(name)));
    scope.make(cx, "aws_security_group", Some(part), "who reaches it", attrs);
    let group = scope.address("aws_security_group", Some(part));
    for (kind, rules) in [("aws_vpc_security_group_ingress_rule", rules.ingress), ("aws_vpc_security_group_egress_rule", rules.egress)] {
        for rule in rules {
            rule_of(cx, scope, &group, part, kind, rule);
        }
    }
    group
}

fn rule_of(cx: &mut Lowering<'_>, scope: &Scope<'_>, group: &Address, part: &str, kind: &str, rule: &Rule<'_>) {
    let mut name = part.to_owned();
    if !rule.part.is_empty() {
        name.push('-');
        name.push_str(rule.part);
    }
    let mut attrs = Map::new().with("security_group_id", Value::reference(group, "id"));
    match &rule.peer {
        Peer::Cidr(cidr) => {
            let text = cidr.to_string();
            name.push('-');
            name.push_str(&text.replace(['.', '/', ':'], "-"));
            attrs.push(if cidr.is_ipv4() { "cidr_ipv4" } else { "cidr_ipv6" }, text);
        }
        Peer::Group(id) => attrs.push("referenced_security_group_id", id.clone()),
        Peer::Itself => attrs.push("referenced_security_group_id", Value::reference(group, "id")),
    }
    attrs.push("ip_protocol", rule.protocol);
    if let Some(port) = rule.port {
        attrs.push("from_port", port);
        attrs.push("to_port", port);
    }
    scope.make(cx, kind, Some(&name), "who may talk to whom", attrs);
}
