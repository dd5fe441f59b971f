#![allow(unsafe_code)] // The functions of the C ABI are unsafe to call, each for its own reasons.
#![allow(non_snake_case)] // The exports have their C names.

//! The C ABI: for each slot a table of functions that know their slot and hand everything on.
//!
//! # Safety
//! What a function asks for is what the one in [`abi`] asks for that has its name.

use core::ffi::c_void;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use hcs_sys::*;

use crate::slot::SLOTS;
use crate::{abi, computecore_exports, computestorage_exports};

/// Says of each export whether the table is to have it.
type Present<'a> = &'a dyn Fn(&str) -> bool;

macro_rules! field {
    (always, $present:ident, $name:ident, $slot:ident) => {
        thunk::$name::<$slot>
    };
    (later, $present:ident, $name:ident, $slot:ident) => {
        $present(stringify!($name)).then_some(thunk::$name::<$slot> as hcs_sys::$name)
    };
}

/// The functions of a library, and what makes its table for a slot.
macro_rules! functions {
    ($table:ident; $($since:ident $name:ident($($arg:ident: $type:ty),*) -> $answer:ty;)*) => {
        mod thunk {
            use super::*;

            $(
                pub(super) unsafe extern "system" fn $name<const SLOT: usize>($($arg: $type),*) -> $answer {
                    // SAFETY: the caller keeps the promises of this function, which are those of the other.
                    unsafe { abi::$name(SLOT, $($arg),*) }
                }
            )*
        }

        /// The table of a slot.
        fn make<const SLOT: usize>(present: Present<'_>) -> $table {
            $table {
                $($name: field!($since, present, $name, SLOT),)*
            }
        }

        pub(super) const MAKERS: [fn(Present<'_>) -> $table; SLOTS] = makers![
            0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31
            32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63
        ];
    };
}

macro_rules! makers {
    ($($slot:literal)*) => {
        [$(make::<$slot>),*]
    };
}

mod core_functions {
    use super::*;

    macro_rules! exports {
        ($($functions:tt)*) => { functions! { ComputeCore; $($functions)* } };
    }

    computecore_exports!(exports);
}

mod storage_functions {
    use super::*;

    macro_rules! exports {
        ($($functions:tt)*) => { functions! { ComputeStorage; $($functions)* } };
    }

    computestorage_exports!(exports);
}

/// The tables that were made, by slot and by what they have: a table stays, as it may be called at any time.
struct Tables<T: 'static>(Mutex<Option<HashMap<(usize, u64), &'static T>>>);

impl<T> Tables<T> {
    const fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// The table of a slot, of those functions that this says yes to.
    fn get(
        &self,
        slot: usize,
        functions: &[Function],
        wanted: impl Fn(&Function) -> bool,
        make: fn(Present<'_>) -> T,
    ) -> &'static T {
        let mut mask = 0_u64;
        for (index, function) in functions.iter().enumerate() {
            mask |= u64::from(wanted(function)) << index;
        }
        let present = |name: &str| functions.iter().any(|it| it.name == name && wanted(it));
        let mut tables = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tables
            .get_or_insert_default()
            .entry((slot, mask))
            .or_insert_with(|| Box::leak(Box::new(make(&present))))
    }
}

/// The table of a slot, without the exports for which this says no.
pub(crate) fn table(slot: usize, wanted: impl Fn(&Function) -> bool) -> &'static ComputeCore {
    static TABLES: Tables<ComputeCore> = Tables::new();
    let make = core_functions::MAKERS[slot];
    TABLES.get(slot, ComputeCore::FUNCTIONS, wanted, make)
}

/// The same for the functions of `computestorage.dll`.
pub(crate) fn storage_table(
    slot: usize,
    wanted: impl Fn(&Function) -> bool,
) -> &'static ComputeStorage {
    static TABLES: Tables<ComputeStorage> = Tables::new();
    let make = storage_functions::MAKERS[slot];
    TABLES.get(slot, ComputeStorage::FUNCTIONS, wanted, make)
}
