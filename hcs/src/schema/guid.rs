//! GUIDs.

use std::fmt;
use std::str::FromStr;

use super::info::Kind;
use super::leaf::{Leaf, Scalar, leaf_serde};

/// A GUID. It is read in either case, and written in lower case.
///
/// ```
/// use hcs::schema::Guid;
///
/// let guid: Guid = "FB405FE8-65B1-5F71-A18E-96AD5A7D3864".parse()?;
/// assert_eq!(guid.to_string(), "fb405fe8-65b1-5f71-a18e-96ad5a7d3864");
/// assert_eq!(Guid::from_u128(0xfb405fe8_65b1_5f71_a18e_96ad5a7d3864), guid);
/// # Ok::<(), hcs::schema::NotA>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(u128);

impl Guid {
    /// All zeros.
    pub const ZERO: Self = Self(0);

    /// The GUID whose digits are those of this number.
    #[must_use]
    pub const fn from_u128(digits: u128) -> Self {
        Self(digits)
    }

    /// The number that has the GUID's digits.
    #[must_use]
    pub const fn to_u128(self) -> u128 {
        self.0
    }

    /// Of 36 characters in the usual form.
    fn parse(text: &str) -> Option<Self> {
        let bytes: &[u8; 36] = text.as_bytes().try_into().ok()?;
        let mut digits = 0;
        for (at, byte) in bytes.iter().enumerate() {
            if matches!(at, 8 | 13 | 18 | 23) {
                if *byte != b'-' {
                    return None;
                }
            } else {
                digits = digits << 4 | u128::from(char::from(*byte).to_digit(16)?);
            }
        }
        Some(Self(digits))
    }
}

impl FromStr for Guid {
    type Err = NotA;

    /// Reads 32 hexadecimal digits in five groups, without braces.
    fn from_str(text: &str) -> Result<Self, NotA> {
        Self::parse(text).ok_or_else(|| NotA::new(Self::KIND, text))
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [b'-'; 36];
        let mut digits = self.0;
        for (at, byte) in text.iter_mut().enumerate().rev() {
            if !matches!(at, 8 | 13 | 18 | 23) {
                *byte = b"0123456789abcdef"[(digits & 15) as usize];
                digits >>= 4;
            }
        }
        f.pad(str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<hcs_sys::GUID> for Guid {
    fn from(guid: hcs_sys::GUID) -> Self {
        let last = u64::from_be_bytes(guid.data4);
        Self(
            u128::from(guid.data1) << 96
                | u128::from(guid.data2) << 80
                | u128::from(guid.data3) << 64
                | u128::from(last),
        )
    }
}

impl From<Guid> for hcs_sys::GUID {
    fn from(guid: Guid) -> Self {
        hcs_sys::GUID {
            data1: (guid.0 >> 96) as u32,
            data2: (guid.0 >> 80) as u16,
            data3: (guid.0 >> 64) as u16,
            data4: (guid.0 as u64).to_be_bytes(),
        }
    }
}

impl Leaf for Guid {
    const KIND: Kind = Kind::Guid;

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

leaf_serde!(Guid);

/// A text that is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotA {
    expected: &'static str,
    text: String,
}

impl NotA {
    pub(super) fn new(kind: Kind, text: &str) -> Self {
        let expected = kind.words();
        // What is expected has some forty characters: more of a wrong text shows nothing more.
        let text = text.chars().take(60).collect();
        Self { expected, text }
    }
}

impl fmt::Display for NotA {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not {}", self.text, self.expected)
    }
}

impl std::error::Error for NotA {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_usual_form_is_read() {
        let good = "17103e3f-3c6e-4677-bb17-3b267eb5be57";
        let guid: Guid = good.parse().unwrap();
        assert_eq!(format!("{guid}, {guid:?}"), format!("{good}, {good}"));
        assert_eq!(guid, good.to_uppercase().parse().unwrap());
        for bad in [
            "",
            "{17103e3f-3c6e-4677-bb17-3b267eb5be57}",
            "17103e3f3c6e4677bb173b267eb5be57",
            "17103e3f-3c6e-4677-bb17-3b267eb5be5",
            "17103e3f-3c6e-4677-bb17-3b267eb5be5g",
            "17103e3f-3c6e-4677-bb1-73b267eb5be57",
            "+7103e3f-3c6e-4677-bb17-3b267eb5be57",
        ] {
            let error = bad.parse::<Guid>().unwrap_err().to_string();
            assert!(
                error.starts_with(&format!("{bad:?} is not a GUID")),
                "{error}"
            );
        }
    }

    #[test]
    fn the_parts_are_those_of_windows() {
        let guid = Guid::from_u128(0x17103e3f_3c6e_4677_bb17_3b267eb5be57);
        let windows = hcs_sys::GUID::from(guid);
        assert_eq!(
            (windows.data1, windows.data2, windows.data3),
            (0x17103e3f, 0x3c6e, 0x4677)
        );
        assert_eq!(
            windows.data4,
            [0xbb, 0x17, 0x3b, 0x26, 0x7e, 0xb5, 0xbe, 0x57]
        );
        assert_eq!(Guid::from(windows), guid);
        assert_eq!(Guid::from_u128(guid.to_u128()), guid);
    }
}
