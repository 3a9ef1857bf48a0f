//! Addresses that may be reached: in comes what a name stands for, out comes whether it is public, or of which
//! exception it is. The address that is judged is the one that is dialled.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::partner::environment::Reach;

/// What an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Anybody's.
    Public,
    /// Reached by a named exception alone.
    Of(Reach),
    /// Nobody's that could answer: unspecified, broadcast, multicast, documentation, reserved.
    None,
}

/// Judges an address (IANA's special-purpose registries, RFC 6890).
pub(super) fn kind(address: IpAddr) -> Kind {
    match address {
        IpAddr::V4(address) => of_v4(address),
        IpAddr::V6(address) => of_v6(address),
    }
}

fn of_v4(address: Ipv4Addr) -> Kind {
    let [a, b, c, _] = address.octets();
    match (a, b, c) {
        (127, ..) => Kind::Of(Reach::Loopback),
        (169, 254, _) => Kind::Of(Reach::LinkLocal),
        (10, ..) | (192, 168, _) | (172, 16..=31, _) | (100, 64..=127, _) => Kind::Of(Reach::Private),
        (0, ..) | (192, 0, 0 | 2) | (198, 18..=19, _) | (198, 51, 100) | (203, 0, 113) | (224.., ..) => {
            Kind::None
        }
        _ => Kind::Public,
    }
}

fn of_v6(address: Ipv6Addr) -> Kind {
    // Other ways to write an IPv4 address: mapped, compatible, translated (RFC 6052), 6to4.
    let segments = address.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        of_v4(Ipv4Addr::new(a, b, c, d))
    };
    if segments[0] >= 0xff00 {
        return Kind::None;
    }
    match segments {
        [0, 0, 0, 0, 0, 0, 0, 1] => Kind::Of(Reach::Loopback),
        [0, 0, 0, 0, 0, 0, 0, 0] => Kind::None,
        [0, 0, 0, 0, 0, 0xffff | 0, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => v4(high, low),
        [0x2002, high, low, ..] => v4(high, low),
        [0x2001, 0xdb8, ..] | [0x2001, 0, ..] | [0x100, 0, 0, 0, ..] => Kind::None,
        [0xfe80..=0xfebf, ..] => Kind::Of(Reach::LinkLocal),
        [0xfc00..=0xfdff, ..] => Kind::Of(Reach::Private),
        // Nothing else is given to anybody (RFC 4291, section 2.4).
        [0x2000..=0x3fff, ..] => Kind::Public,
        _ => Kind::None,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_an_address_is_seen_through() {
        let is = |text: &str| kind(text.parse().unwrap());
        for text in ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "::127.0.0.1"] {
            assert_eq!(is(text), Kind::Of(Reach::Loopback), "{text}");
        }
        for text in ["169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "2002:a9fe:a9fe::1"] {
            assert_eq!(is(text), Kind::Of(Reach::LinkLocal), "{text}");
        }
        for text in
            ["10.1.2.3", "172.31.0.1", "192.168.0.1", "100.100.0.1", "fd00:ec2::254", "::ffff:10.0.0.1"]
        {
            assert_eq!(is(text), Kind::Of(Reach::Private), "{text}");
        }
        for text in [
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "::",
            "ff02::1",
            "2001:db8::1",
            "198.18.0.1",
            "5f00::1",
        ] {
            assert_eq!(is(text), Kind::None, "{text}");
        }
        for text in ["93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8"] {
            assert_eq!(is(text), Kind::Public, "{text}");
        }
    }
}
