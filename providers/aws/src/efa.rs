//! Elastic Fabric Adapter: the network interfaces that an instance is launched with.
//!
//! Facts: EC2 User Guide, "Maximize network bandwidth on Amazon EC2 instances with multiple network cards" and "EFA-enabled instance types";
//! one EFA a card, the first card's primary interface also carries IP, the rest carry the fabric alone so that they take no addresses.

/// One network interface of a launch template.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Interface {
    /// The network card.
    pub(crate) card: u32,
    /// The device on that card: 0 for the primary interface, 1 elsewhere, since device 0 of further cards is reserved on several families.
    pub(crate) device: u32,
    /// `interface` (IP alone), `efa` (both) or `efa-only`.
    pub(crate) kind: &'static str,
}

/// The interfaces of a machine with `n_efa` adapters.
pub(crate) fn interfaces(machine: &str, n_efa: u32) -> Vec<Interface> {
    // The first card of a P6-B300 has no EFA: its 16 adapters are on cards 1 to 16.
    let plain_first = machine.starts_with("p6-b300");
    let n_cards = n_efa + u32::from(plain_first);
    let kind = |card| match (card, plain_first) {
        (0, true) => "interface",
        (0, false) => "efa",
        _ => "efa-only",
    };
    (0..n_cards).map(|card| Interface { card, device: u32::from(card > 0), kind: kind(card) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_adapter_a_card() {
        let p5 = interfaces("p5.48xlarge", 32);
        assert_eq!(p5.len(), 32);
        assert_eq!(p5.first(), Some(&Interface { card: 0, device: 0, kind: "efa" }));
        assert_eq!(p5.last(), Some(&Interface { card: 31, device: 1, kind: "efa-only" }));
        let b300 = interfaces("p6-b300.48xlarge", 16);
        assert_eq!((b300.len(), b300[0].kind, b300[16].kind), (17, "interface", "efa-only"));
    }
}
