//! MLP0701: blocks of addresses that overlap in one routing domain, or that the cloud refuses for their size.

use std::collections::BTreeMap;

use mlpc_diag::{Diagnostic, Diagnostics, Rule, Severity};
use mlpc_model::{At, Cloud, Network, Platform, SubnetSize};
use mlpc_source::OriginId;
use mlpc_units::Cidr;

use crate::{CheckCx, words};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "MLP0701",
    name: "cidr-conflict",
    severity: Severity::Error,
    title: "blocks of addresses that overlap, or of a size that the cloud refuses",
    since: "0.1",
    explain: include_str!("cidr_conflict.md"),
};

/// A block with what it is for and where it is written.
#[derive(Clone)]
struct Block {
    cidr: Cidr,
    what: String,
    origin: OriginId,
    /// Whether it is a part of the network's own blocks and may lie in one of them.
    is_part: bool,
}

pub(crate) fn check(cx: &CheckCx<'_>, platform: &Platform, out: &mut Diagnostics) {
    for network in &platform.networks {
        let cloud = platform.target(network.target.value).map(|it| it.cloud.value);
        let blocks = blocks(network, cloud);
        if let Some((one, other)) = overlapping(&blocks) {
            out.push(inside(cx, network, one, other));
        }
        if cloud == Some(Cloud::Aws) && network.existing.is_none() {
            for block in network.cidr.iter().filter(|it| it.value.is_ipv4() && !VPC.contains(&it.value.prefix())) {
                out.push(refused(cx, network, block));
            }
        }
        if network.existing.is_none() {
            out.extend(
                network.cidr.iter().filter(|it| it.value.is_ipv4() && !is_private(it.value)).map(|block| public(cx, network, block)),
            );
        }
        peers(cx, platform, network, out);
    }
}

/// Addresses that nobody on the internet has: RFC 1918, and RFC 6598 for carriers, which clouds take for nodes and pods, too.
const PRIVATE: [&str; 4] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

fn is_private(block: Cidr) -> bool {
    PRIVATE.iter().filter_map(|private| Cidr::parse(private).ok()).any(|private| private.contains(block))
}

fn public(cx: &CheckCx<'_>, network: &Network, block: &At<Cidr>) -> Diagnostic {
    Diagnostic::new(&RULE, format!("{} of `{}` is not private: others on the internet have these addresses", block.value, network.address))
        .severity(Severity::Warning)
        .label_opt(cx.span(block.origin), "pods and nodes don't reach whoever has them")
        .help(format!(
            "take a block of {} (RFC 1918) or 100.64.0.0/10 (RFC 6598)",
            PRIVATE.first_chunk::<3>().map_or(String::new(), |it| it.join(", "))
        ))
        .help("own addresses are no mistake: `waive \"MLP0701\"` says so")
        .subject(network.address.clone())
}

/// What AWS takes for a block of a VPC.
const VPC: std::ops::RangeInclusive<u8> = 16..=28;

/// The blocks of a network; on AWS a cluster's services must lie outside the network's own.
fn blocks(network: &Network, cloud: Option<Cloud>) -> Vec<Block> {
    let own = |it: &At<Cidr>| Block { cidr: it.value, what: "the network".into(), origin: it.origin, is_part: false };
    let mut blocks: Vec<Block> = network.cidr.iter().map(own).collect();
    let Some(subnets) = &network.subnets else { return blocks };
    let outside = |what: &str| what == "services" && cloud == Some(Cloud::Aws);
    for (what, size) in [
        ("nodes", subnets.nodes),
        ("public", subnets.public),
        ("data", subnets.data),
        ("pods", subnets.pods),
        ("services", subnets.services),
        ("control-plane", subnets.control_plane),
    ] {
        if let Some(At { value: SubnetSize::Cidr(cidr), origin }) = size {
            blocks.push(Block { cidr, what: format!("`{what}`"), origin, is_part: !outside(what) });
        }
    }
    blocks
}

/// The first two that share addresses, a part and the block that it is cut from aside.
fn overlapping(blocks: &[Block]) -> Option<(&Block, &Block)> {
    let pairs = blocks.iter().enumerate().flat_map(|(at, one)| blocks.iter().skip(at + 1).map(move |other| (one, other)));
    pairs.into_iter().find(|(one, other)| one.cidr.overlaps(other.cidr) && (one.is_part == other.is_part || !cut_from(one, other)))
}

/// Whether one is a part that lies in the other, which is the network's own.
fn cut_from(one: &Block, other: &Block) -> bool {
    let (part, whole) = if one.is_part { (one, other) } else { (other, one) };
    part.is_part && whole.cidr.contains(part.cidr)
}

fn inside(cx: &CheckCx<'_>, network: &Network, one: &Block, other: &Block) -> Diagnostic {
    let free = free_beside(&blocks(network, None), other.cidr.prefix());
    let help = match free {
        Some(free) => format!("give {} a block of its own, such as `\"{free}\"`", other.what),
        None => format!("give {} a block of its own", other.what),
    };
    Diagnostic::new(
        &RULE,
        format!("{} and {} of `{}` share addresses: {} and {}", one.what, other.what, network.address, one.cidr, other.cidr),
    )
    .label_opt(cx.span(other.origin), overlap(one.cidr, other.cidr))
    .label_opt(cx.span(one.origin), format!("{} addresses for {}", words::whole(count(one.cidr)), one.what))
    .help(help)
    .subject(network.address.clone())
}

fn overlap(one: Cidr, other: Cidr) -> String {
    if one == other {
        format!("the same {} addresses", words::whole(count(other)))
    } else {
        let smaller = if one.contains(other) { other } else { one };
        format!("{} addresses in both", words::whole(count(smaller)))
    }
}

fn count(cidr: Cidr) -> i64 {
    i64::try_from(cidr.n_addresses()).unwrap_or(i64::MAX)
}

/// A block of this size in 10.0.0.0/8 that none of these touches.
fn free_beside(taken: &[Block], prefix: u8) -> Option<Cidr> {
    let private = Cidr::parse("10.0.0.0/8").ok()?;
    let new_bits = prefix.checked_sub(8)?;
    // Blocks behind the last of those taken are free sooner than after 2¹⁶ tries; beyond that nothing is proposed.
    let candidates = (0..1_u128 << new_bits.min(16)).filter_map(|index| private.subnet(new_bits, index));
    candidates.into_iter().find(|candidate| taken.iter().all(|it| !it.cidr.overlaps(*candidate)))
}

fn refused(cx: &CheckCx<'_>, network: &Network, block: &At<Cidr>) -> Diagnostic {
    let n = words::whole(count(block.value));
    let is_large = block.value.prefix() < *VPC.start();
    let nearest = Cidr::new(block.value.first(), if is_large { *VPC.start() } else { *VPC.end() });
    let help = match nearest {
        Some(nearest) if is_large => format!("take `\"{nearest}\"`, and further blocks beside it if that is too small"),
        Some(nearest) => format!("take at least `\"{nearest}\"`; `\"10.40.0.0/16\"` leaves room for nodes and pods"),
        None => "take a block from /16 to /28".to_owned(),
    };
    Diagnostic::new(&RULE, format!("`{}` is a /{} of {n} addresses; AWS takes /16 to /28 for a VPC", network.address, block.value.prefix()))
        .label_opt(cx.span(block.origin), if is_large { "too large" } else { "too small" })
        .help(help)
        .subject(network.address.clone())
}

/// Networks that this one is peered with share no addresses with it; two of them with one block can't both be reached.
fn peers(cx: &CheckCx<'_>, platform: &Platform, network: &Network, out: &mut Diagnostics) {
    let mut reached: BTreeMap<Cidr, &Network> = BTreeMap::new();
    for peer in &network.peer {
        let Some(other) = platform.network(peer.value).filter(|other| other.decl != network.decl) else { continue };
        let shared = network.cidr.iter().find_map(|own| Some((own, other.cidr.iter().find(|it| it.value.overlaps(own.value))?)));
        if let Some((own, its)) = shared {
            out.push(peered(cx, network, other, peer.origin, (own, its)));
            continue;
        }
        for its in &other.cidr {
            let first = *reached.entry(its.value).or_insert(other);
            if first.decl != other.decl {
                out.push(two_routes(cx, network, (first, other), peer.origin, its.value));
            }
        }
    }
}

fn peered(cx: &CheckCx<'_>, network: &Network, other: &Network, at: OriginId, (own, its): (&At<Cidr>, &At<Cidr>)) -> Diagnostic {
    let message = format!("`{}` and its peer `{}` share addresses: {} and {}", network.address, other.address, own.value, its.value);
    Diagnostic::new(&RULE, message)
        .label_opt(cx.span(at), overlap(own.value, its.value))
        .label_opt(cx.span(own.origin), format!("{} here", own.value))
        .label_opt(cx.span(its.origin), format!("{} there", its.value))
        .help("give one of them other addresses, or don't peer them: clouds refuse to peer networks that overlap")
        .subject(network.address.clone())
        .subject(other.address.clone())
}

fn two_routes(cx: &CheckCx<'_>, network: &Network, (first, second): (&Network, &Network), at: OriginId, block: Cidr) -> Diagnostic {
    let message = format!("`{}` has two peers with the block {block}: `{}` and `{}`", network.address, first.address, second.address);
    Diagnostic::new(&RULE, message)
        .label_opt(cx.span(at), "a second route to the same addresses")
        .help("give one of the two other addresses: a route table has one route for a block")
        .subject(network.address.clone())
        .subject(second.address.clone())
}
