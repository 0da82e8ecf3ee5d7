//! Blocks of IP addresses.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;

use crate::error::{ParseError, shorten};

/// A block of IPv4 or IPv6 addresses, without host bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cidr {
    net: IpNet,
}

impl Cidr {
    /// The block around an address; `None` for a prefix longer than the address.
    pub fn new(address: IpAddr, prefix: u8) -> Option<Self> {
        IpNet::new(address, prefix).ok().map(|net| Self { net: net.trunc() })
    }

    /// Reads `10.40.0.0/16`.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let shown = shorten(text);
        match text.parse::<IpNet>() {
            Ok(net) if net.trunc() == net => Ok(Self { net }),
            Ok(net) => {
                Err(ParseError::form(format!("`{shown}` has bits set behind its prefix of {}", net.prefix_len())).write(net.trunc()))
            }
            Err(_) => {
                let error = ParseError::form(format!("`{shown}` is not a CIDR"));
                Err(match text.parse::<IpAddr>() {
                    Ok(address) => error.write(format_args!("{address}/{}", if address.is_ipv4() { 32 } else { 128 })),
                    Err(_) => error.help("a CIDR is an address and a prefix length, such as `\"10.40.0.0/16\"`"),
                })
            }
        }
    }

    /// The first address.
    pub fn first(self) -> IpAddr {
        self.net.network()
    }

    /// The last address.
    pub fn last(self) -> IpAddr {
        self.net.broadcast()
    }

    /// Length of the prefix.
    pub fn prefix(self) -> u8 {
        self.net.prefix_len()
    }

    /// Whether it is of IPv4.
    pub fn is_ipv4(self) -> bool {
        self.net.addr().is_ipv4()
    }

    /// How many addresses it holds; all of IPv6 together count as one less than there are.
    pub fn n_addresses(self) -> u128 {
        1_u128.checked_shl(u32::from(self.net.max_prefix_len() - self.net.prefix_len())).unwrap_or(u128::MAX)
    }

    /// The block number `index` among those whose prefix is `new_bits` longer, as Terraform's `cidrsubnet` counts them.
    pub fn subnet(self, new_bits: u8, index: u128) -> Option<Self> {
        let prefix = self.prefix().checked_add(new_bits).filter(|prefix| *prefix <= self.net.max_prefix_len())?;
        if new_bits < 128 && index >> new_bits != 0 {
            return None;
        }
        // A shift by the whole width means the one address space there is: index 0.
        let offset = index.checked_shl(u32::from(self.net.max_prefix_len() - prefix)).unwrap_or(0);
        Self::new(self.host(offset)?, prefix)
    }

    /// The address number `index` in the block.
    pub fn host(self, index: u128) -> Option<IpAddr> {
        if self.prefix() > 0 && index >= self.n_addresses() {
            return None;
        }
        match self.first() {
            IpAddr::V4(first) => {
                u32::try_from(index).ok().and_then(|index| first.to_bits().checked_add(index)).map(|bits| IpAddr::V4(bits.into()))
            }
            IpAddr::V6(first) => first.to_bits().checked_add(index).map(|bits| IpAddr::V6(bits.into())),
        }
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Self) -> bool {
        self.net.contains(&other.net)
    }

    /// Whether an address lies inside.
    pub fn contains_address(self, address: IpAddr) -> bool {
        self.net.contains(&address)
    }

    /// Whether the two share an address: of two blocks one then holds the other.
    pub fn overlaps(self, other: Self) -> bool {
        self.contains(other) || other.contains(self)
    }
}

impl FromStr for Cidr {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.net, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn c(text: &str) -> Cidr {
        Cidr::parse(text).unwrap()
    }

    #[test]
    fn cuts_subnets() {
        assert_eq!(c("10.40.0.0/16").subnet(2, 0).unwrap().to_string(), "10.40.0.0/18");
        assert_eq!(c("10.40.0.0/16").subnet(2, 3).unwrap().to_string(), "10.40.192.0/18");
        assert_eq!(c("10.40.0.0/16").subnet(8, 255).unwrap().to_string(), "10.40.255.0/24");
        assert_eq!(c("10.40.0.0/16").subnet(2, 4), None);
        assert_eq!(c("10.40.0.0/16").subnet(17, 0), None);
        assert_eq!(c("10.40.0.0/16").subnet(0, 0), Some(c("10.40.0.0/16")));
        assert_eq!(c("2001:db8::/32").subnet(32, 5).unwrap().to_string(), "2001:db8:0:5::/64");
        assert_eq!(c("::/0").subnet(128, u128::MAX).unwrap().to_string(), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128");
        assert_eq!(c("0.0.0.0/0").n_addresses(), 1 << 32);
        assert_eq!(c("10.0.0.0/24").host(5).unwrap().to_string(), "10.0.0.5");
        assert_eq!(c("10.0.0.0/24").host(256), None);
    }

    #[test]
    fn knows_overlap() {
        assert!(c("10.0.0.0/8").overlaps(c("10.40.0.0/16")));
        assert!(c("10.40.0.0/16").overlaps(c("10.0.0.0/8")));
        assert!(!c("10.40.0.0/16").overlaps(c("10.41.0.0/16")));
        assert!(!c("10.40.0.0/16").contains(c("10.0.0.0/8")));
    }

    #[test]
    fn says_what_to_write() {
        for (text, expected) in [
            ("10.40.1.0/16", "`10.40.1.0/16` has bits set behind its prefix of 16; write `\"10.40.0.0/16\"`"),
            ("203.0.113.10", "`203.0.113.10` is not a CIDR; write `\"203.0.113.10/32\"`"),
            ("10.40/16", "`10.40/16` is not a CIDR; a CIDR is an address and a prefix length, such as `\"10.40.0.0/16\"`"),
            ("10.0.0.0/33", "`10.0.0.0/33` is not a CIDR; a CIDR is an address and a prefix length, such as `\"10.40.0.0/16\"`"),
        ] {
            assert_eq!(Cidr::parse(text).unwrap_err().to_string(), expected);
        }
    }

    proptest! {
        #[test]
        fn subnets_lie_inside_and_apart(bits: u32, prefix in 0_u8..=32, new_bits in 0_u8..=32, a: u32, b: u32) {
            let block = Cidr::new(IpAddr::V4(bits.into()), prefix).unwrap();
            prop_assert_eq!(c(&block.to_string()), block);
            if let (Some(left), Some(right)) = (block.subnet(new_bits, u128::from(a)), block.subnet(new_bits, u128::from(b))) {
                prop_assert!(block.contains(left) && block.contains(right));
                prop_assert_eq!(left.overlaps(right), a == b);
            }
        }
    }
}
