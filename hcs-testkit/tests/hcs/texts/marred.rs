#![allow(unsafe_code)] // Functions of the C ABI that change the texts on their way.
//! A table in front of a mock's that mars what the mock says: the mock's own texts are well-formed.
//!
//! # Safety
//! Each function is called as the mock's function of that name may be called, which gets the arguments as they are.

use std::ffi::c_void;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use hcs::Host;
use hcs_sys::{
    ComputeCore, HCS_EVENT, HCS_EVENT_CALLBACK, HCS_EVENT_OPTIONS, HCS_OPERATION, HCS_SYSTEM,
    HRESULT, PWSTR,
};
use hcs_testkit::MockHost;

/// What the mock is told to say, and what arrives in its place: half of a pair.
const HIGH: (char, u16) = ('\u{E000}', 0xD83E);
const LOW: (char, u16) = ('\u{E001}', 0xDD80);

/// Stands for a high surrogate without a low one.
pub(crate) const LONELY_HIGH: char = HIGH.0;
/// Stands for a low surrogate without a high one.
pub(crate) const LONELY_LOW: char = LOW.0;

/// A function of the C ABI knows nothing of the table that it was called through: each table has functions of its own.
const FUNCTIONS: [fn(&mut ComputeCore); 4] = [
    functions::<0>,
    functions::<1>,
    functions::<2>,
    functions::<3>,
];

static BEHIND: [OnceLock<&ComputeCore>; FUNCTIONS.len()] = [const { OnceLock::new() }; 4];
static TABLES: [OnceLock<ComputeCore>; FUNCTIONS.len()] = [const { OnceLock::new() }; 4];

/// The event callback of the program, which is the same each time.
static CALLBACK: OnceLock<unsafe extern "system" fn(*const HCS_EVENT, *const c_void)> =
    OnceLock::new();

/// The host of a mock, with texts that are marred.
pub(crate) fn host(mock: &MockHost) -> Host {
    static USED: AtomicUsize = AtomicUsize::new(0);
    let place = USED.fetch_add(1, Ordering::Relaxed);
    assert!(
        place < FUNCTIONS.len(),
        "more tables than there are functions for"
    );
    BEHIND[place].get_or_init(|| mock.table());
    let table = TABLES[place].get_or_init(|| {
        let mut table = *mock.table();
        FUNCTIONS[place](&mut table);
        table
    });
    // SAFETY: the functions are the mock's, some of them after a detour.
    unsafe { Host::from_table(table) }
}

fn functions<const PLACE: usize>(table: &mut ComputeCore) {
    table.HcsGetOperationResult = get_result::<PLACE>;
    table.HcsWaitForOperationResult = wait_for_result::<PLACE>;
    table.HcsSetComputeSystemCallback = set_callback::<PLACE>;
}

fn behind<const PLACE: usize>() -> &'static ComputeCore {
    BEHIND[PLACE]
        .get()
        .expect("its functions are in no other table")
}

/// What arrives in the place of a unit.
fn marred(unit: u16) -> u16 {
    let both = [HIGH, LOW].into_iter();
    let mut found = both.filter(|&(said, _)| u32::from(said) == u32::from(unit));
    found.next().map_or(unit, |(_, arrives)| arrives)
}

/// # Safety
/// The text is NULL, or it ends with a NUL and is the caller's alone.
unsafe fn mar(text: *mut u16) {
    if text.is_null() {
        return;
    }
    let mut at = text;
    // SAFETY: each unit up to the NUL may be read and written, as the caller promises.
    unsafe {
        while *at != 0 {
            *at = marred(*at);
            at = at.add(1);
        }
    }
}

unsafe extern "system" fn get_result<const PLACE: usize>(
    operation: HCS_OPERATION,
    document: *mut PWSTR,
) -> HRESULT {
    // SAFETY: as the caller promises. The document is new, and the caller's.
    unsafe {
        let code = (behind::<PLACE>().HcsGetOperationResult)(operation, document);
        if !document.is_null() {
            mar(*document);
        }
        code
    }
}

unsafe extern "system" fn wait_for_result<const PLACE: usize>(
    operation: HCS_OPERATION,
    limit: u32,
    document: *mut PWSTR,
) -> HRESULT {
    // SAFETY: as above.
    unsafe {
        let code = (behind::<PLACE>().HcsWaitForOperationResult)(operation, limit, document);
        if !document.is_null() {
            mar(*document);
        }
        code
    }
}

unsafe extern "system" fn set_callback<const PLACE: usize>(
    system: HCS_SYSTEM,
    options: HCS_EVENT_OPTIONS,
    context: *const c_void,
    callback: HCS_EVENT_CALLBACK,
) -> HRESULT {
    let callback: HCS_EVENT_CALLBACK = callback.map(|callback| {
        CALLBACK.get_or_init(|| callback);
        event as unsafe extern "system" fn(*const HCS_EVENT, *const c_void)
    });
    // SAFETY: as the caller promises; `event` does what its callback would.
    unsafe { (behind::<PLACE>().HcsSetComputeSystemCallback)(system, options, context, callback) }
}

unsafe extern "system" fn event(event: *const HCS_EVENT, context: *const c_void) {
    let callback = CALLBACK.get().expect("it was registered");
    // SAFETY: the event and its text live until this returns; the callback belongs to the context.
    unsafe {
        let mut event = *event;
        let mut units = Vec::new();
        if !event.EventData.is_null() {
            let mut at = event.EventData;
            while *at != 0 {
                units.push(marred(*at));
                at = at.add(1);
            }
            units.push(0);
            event.EventData = units.as_ptr();
        }
        callback(&raw const event, context);
    }
}
