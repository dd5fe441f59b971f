#![allow(unsafe_code)] // Reads and frees the NUL-terminated UTF-16 strings that cross the C ABI.
//! UTF-16 in and out of the C ABI.

use std::ptr::NonNull;

use hcs_sys::{LocalFree, PCWSTR, PWSTR};

use crate::Core;
use crate::error::Error;

/// `text` in UTF-16 with a terminating NUL. One allocation where the text is ASCII, as documents are.
pub(crate) fn wide(text: &str) -> Vec<u16> {
    let mut wide = Vec::with_capacity(text.len() + 1);
    encode(text, &mut wide);
    wide.push(0);
    wide
}

/// Appends `text` in UTF-16.
pub(crate) fn encode(text: &str, wide: &mut Vec<u16>) {
    match text.is_ascii() {
        // Compilers make a few instructions of many such bytes.
        true => wide.extend(text.bytes().map(u16::from)),
        false => wide.extend(text.encode_utf16()),
    }
}

/// The text of NUL-terminated UTF-16. An unpaired surrogate, which no `str` can hold, becomes U+FFFD.
pub(crate) fn narrow(wide: &[u16]) -> String {
    decode(wide.strip_suffix(&[0]).unwrap_or(wide))
}

/// As many units as are looked at together. Compilers make a few instructions of each block that is all ASCII, as documents
/// nearly are: many times as fast as the standard library, which decodes unit by unit.
const BLOCK: usize = 32;

#[inline(never)]
fn decode(mut wide: &[u16]) -> String {
    // One byte for each unit, and some room for what takes more.
    let mut text = Vec::with_capacity(wide.len() + wide.len() / 16 + 4);
    while let Some((block, rest)) = wide.split_first_chunk::<BLOCK>() {
        if block.iter().fold(0, |all, unit| all | unit) < 0x80 {
            text.extend(block.map(|unit| unit as u8));
            wide = rest;
            continue;
        }
        // The pair that a block ends within is decoded whole.
        let is_pair = matches!(
            (block[BLOCK - 1], rest.first()),
            (0xD800..0xDC00, Some(0xDC00..0xE000))
        );
        let (block, rest) = wide.split_at(BLOCK + usize::from(is_pair));
        decode_slowly(block, &mut text);
        wide = rest;
    }
    decode_slowly(wide, &mut text);
    // Nothing but whole characters was put together.
    String::from_utf8(text)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

fn decode_slowly(wide: &[u16], text: &mut Vec<u8>) {
    for decoded in char::decode_utf16(wide.iter().copied()) {
        let letter = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
        text.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

/// As many units, NUL included, as an identifier has room for without an allocation: a GUID needs 37.
const SHORT: usize = 40;

/// An identifier in UTF-16 with a terminating NUL.
#[derive(Clone)]
pub(crate) enum WideId {
    Short([u16; SHORT]),
    Long(Vec<u16>),
}

impl WideId {
    /// The identifier `id`, for the call `name`.
    ///
    /// # Errors
    /// A NUL inside the text: it would silently shorten it (T1).
    pub(crate) fn new(name: &'static str, id: &str) -> Result<Self, Error> {
        if let Some(position) = id.find('\0') {
            return Err(Error::nul_in_id(name, id, position));
        }
        let mut short = [0; SHORT];
        for (index, unit) in id.encode_utf16().enumerate() {
            // The last unit stays 0.
            if index == SHORT - 1 {
                return Ok(Self::Long(wide(id)));
            }
            short[index] = unit;
        }
        Ok(Self::Short(short))
    }

    /// Valid as long as `self` is neither moved nor dropped.
    pub(crate) fn as_ptr(&self) -> PCWSTR {
        match self {
            Self::Short(units) => units.as_ptr(),
            Self::Long(units) => units.as_ptr(),
        }
    }
}

impl std::fmt::Display for WideId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let units: &[u16] = match self {
            Self::Short(units) => units,
            Self::Long(units) => units,
        };
        let length = units.iter().position(|&unit| unit == 0);
        f.write_str(&narrow(&units[..length.unwrap_or(units.len())]))
    }
}

/// A pointer for an optional argument: NULL stands for "none".
pub(crate) fn pointer_or_null(wide: &[u16]) -> PCWSTR {
    if wide.is_empty() {
        std::ptr::null()
    } else {
        debug_assert_eq!(wide.last(), Some(&0));
        wide.as_ptr()
    }
}

/// Copies a NUL-terminated string that somebody else owns; NULL is "none".
///
/// # Safety
/// `pointer` is NULL or points to UTF-16 units up to and including a NUL, unchanged during the call.
pub(crate) unsafe fn copy(pointer: PCWSTR) -> Option<String> {
    // SAFETY: as the caller promises.
    let units = unsafe { units_of(pointer) }?;
    Some(decode(units))
}

/// The units before the NUL; NULL is "none".
///
/// # Safety
/// As [`copy`], and that for as long as the units are used.
unsafe fn units_of<'a>(pointer: PCWSTR) -> Option<&'a [u16]> {
    if pointer.is_null() {
        return None;
    }
    let mut length = 0;
    // SAFETY: every unit before the NUL is readable, as the caller promises, and the loop ends there.
    while unsafe { *pointer.add(length) } != 0 {
        length += 1;
    }
    // SAFETY: the `length` units were just read; nobody changes them, as the caller promises.
    Some(unsafe { std::slice::from_raw_parts(pointer, length) })
}

/// A string that a call returned: the caller's, to be freed once with `LocalFree`, after success and
/// after failure alike (T2, T3).
pub(crate) struct Returned {
    free: LocalFree,
    pointer: Option<NonNull<u16>>,
}

impl Returned {
    /// Owns nothing yet; [`Self::out`] is where a call puts its string.
    pub(crate) fn new(core: Core) -> Self {
        Self::freed_by(core.LocalFree)
    }

    /// The same for a string of another library.
    pub(crate) fn freed_by(free: LocalFree) -> Self {
        Self {
            free,
            pointer: None,
        }
    }

    /// Runs a call that may return a string through its out parameter, and owns what it returned.
    pub(crate) fn fill<R>(&mut self, call: impl FnOnce(*mut PWSTR) -> R) -> R {
        let mut out: PWSTR = std::ptr::null_mut();
        let result = call(&raw mut out);
        self.free();
        self.pointer = NonNull::new(out);
        result
    }

    /// The string's text, none when the call returned no string.
    #[inline]
    pub(crate) fn text(self) -> Option<String> {
        self.pointer?;
        self.copied()
    }

    #[inline(never)]
    fn copied(self) -> Option<String> {
        let pointer = self.pointer?;
        // SAFETY: a returned string is NUL-terminated UTF-16 (T1) and this object's alone until it frees it (T2).
        unsafe { copy(pointer.as_ptr()) }
    }

    /// The units of the string without its NUL, none when the call returned no string.
    pub(crate) fn units(&self) -> Option<&[u16]> {
        let pointer = self.pointer?;
        // SAFETY: as above; it isn't freed while this object is borrowed.
        unsafe { units_of(pointer.as_ptr()) }
    }

    fn free(&mut self) {
        if let Some(pointer) = self.pointer.take() {
            // SAFETY: the string came from this table's calls and is freed once: `take` forgot it (T2).
            unsafe { (self.free)(pointer.as_ptr().cast()) };
        }
    }
}

impl Drop for Returned {
    fn drop(&mut self) {
        self.free();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_survives_both_ways() {
        for text in ["", "Test", "🦀", "a\u{FFFF}b"] {
            assert_eq!(narrow(&wide(text)), text);
            // SAFETY: `wide` ends its text with a NUL.
            assert_eq!(unsafe { copy(wide(text).as_ptr()) }.as_deref(), Some(text));
        }
    }

    #[test]
    fn an_unpaired_surrogate_becomes_a_replacement_character() {
        assert_eq!(narrow(&[0xD83E, 0x0041, 0]), "\u{FFFD}A");
    }

    #[test]
    fn blocks_change_nothing() {
        // Whatever is where in or between two blocks: plain, wide, a pair, half a pair.
        let odd: [&[u16]; 6] = [
            &[0x41],
            &[0xFC],
            &[0x20AC],
            &[0xD83E, 0xDD80],
            &[0xD83E],
            &[0xDD80],
        ];
        for at in 0..2 * BLOCK + 2 {
            for one in odd {
                for other in odd {
                    let mut wide = vec![0x61; 3 * BLOCK];
                    wide.splice(at..at, one.iter().chain(other).copied());
                    assert_eq!(
                        decode(&wide),
                        String::from_utf16_lossy(&wide),
                        "{at}: {one:X?} {other:X?}"
                    );
                    wide.truncate(at + one.len());
                    assert_eq!(
                        decode(&wide),
                        String::from_utf16_lossy(&wide),
                        "{at}: {one:X?}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_first_letter_that_is_not_ascii_takes_two_bytes() {
        assert_eq!(decode(&[0x80; 2 * BLOCK]), "\u{80}".repeat(2 * BLOCK));
    }

    #[test]
    fn null_is_no_string() {
        // SAFETY: NULL is allowed.
        assert_eq!(unsafe { copy(std::ptr::null()) }, None);
    }

    #[test]
    fn t1_an_id_with_a_nul_is_refused() {
        let error = WideId::new("HcsOpenComputeSystem", "a\0b").err();
        let error = error.expect("refused").to_string();
        assert!(error.contains("NUL"), "{error}");
    }

    #[test]
    fn an_id_of_any_length_survives() {
        for length in [0, 1, 36, SHORT - 1, SHORT, 3 * SHORT] {
            let id = "x".repeat(length);
            let wide = WideId::new("HcsOpenComputeSystem", &id).expect("no NUL");
            assert_eq!(wide.to_string(), id);
            // SAFETY: an identifier ends with a NUL and `wide` stays where it is.
            assert_eq!(unsafe { copy(wide.as_ptr()) }, Some(id));
        }
    }
}
