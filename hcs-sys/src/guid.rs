//! What a `GUID` lacks in the form that windows-bindgen gives it.

use std::fmt;

use crate::GUID;

impl Default for GUID {
    fn default() -> Self {
        Self::from_u128(0)
    }
}

impl PartialEq for GUID {
    fn eq(&self, other: &Self) -> bool {
        let parts = |guid: &Self| (guid.data1, guid.data2, guid.data3, guid.data4);
        parts(self) == parts(other)
    }
}

impl Eq for GUID {}

/// The usual form, such as `A1B2C3D4-0102-0304-0506-0708090A0B0C`.
impl fmt::Debug for GUID {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            data1,
            data2,
            data3,
            data4: [a, b, rest @ ..],
        } = *self;
        write!(f, "{data1:08X}-{data2:04X}-{data3:04X}-{a:02X}{b:02X}-")?;
        rest.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}
