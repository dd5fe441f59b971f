//! Addresses of network adapters.

use std::fmt;
use std::str::FromStr;

use super::guid::NotA;
use super::info::Kind;
use super::leaf::{Leaf, Scalar, leaf_serde};

/// The address of a network adapter. It is read with `-` or `:` between its bytes, in either case, and written as HCS does.
///
/// ```
/// use hcs::schema::MacAddress;
///
/// let address: MacAddress = "00:15:5d:01:02:03".parse()?;
/// assert_eq!(address.to_string(), "00-15-5D-01-02-03");
/// # Ok::<(), hcs::schema::NotA>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MacAddress(pub [u8; 6]);

impl MacAddress {
    fn parse(text: &str) -> Option<Self> {
        let mut address = [0; 6];
        let between = *text.as_bytes().get(2)?;
        let mut parts = text.split(char::from(between));
        for byte in &mut address {
            let part = parts.next()?;
            if part.len() != 2 || !part.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return None;
            }
            *byte = u8::from_str_radix(part, 16).ok()?;
        }
        let is_usual = matches!(between, b'-' | b':') && parts.next().is_none();
        is_usual.then_some(Self(address))
    }
}

impl FromStr for MacAddress {
    type Err = NotA;

    fn from_str(text: &str) -> Result<Self, NotA> {
        Self::parse(text).ok_or_else(|| NotA::new(Self::KIND, text))
    }
}

impl fmt::Display for MacAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.0;
        write!(f, "{a:02X}-{b:02X}-{c:02X}-{d:02X}-{e:02X}-{g:02X}")
    }
}

impl Leaf for MacAddress {
    const KIND: Kind = Kind::MacAddress;

    fn read(value: Scalar<'_>) -> Option<Self> {
        match value {
            Scalar::Text(text) => Self::parse(text),
            _ => None,
        }
    }

    fn scalar(&self) -> Scalar<'_> {
        Scalar::Shown(self)
    }
}

leaf_serde!(MacAddress);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_six_bytes_with_one_mark_between_are_read() {
        let address: MacAddress = "00-15-5D-01-02-fF".parse().unwrap();
        assert_eq!(address, MacAddress([0, 0x15, 0x5D, 1, 2, 0xFF]));
        assert_eq!(address.to_string(), "00-15-5D-01-02-FF");
        for bad in [
            "",
            "00",
            "00-15-5D-01-02",
            "00-15-5D-01-02-03-04",
            "00-15:5D-01-02-03",
            "00155D010203",
            "00.15.5D.01.02.03",
            "+0-15-5D-01-02-03",
            "0-15-5D-01-02-03",
            "üü-15-5D-01-02-03",
        ] {
            let error = bad.parse::<MacAddress>().unwrap_err().to_string();
            assert!(error.contains("00-15-5D-01-02-03"), "{error}");
        }
    }
}
