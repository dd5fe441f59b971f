//! The structs lie in memory as Windows lays them out, on 64 bits and on 32.
//!
//! Checked when this file is compiled, so that a type check for another target is enough to see a mistake there.

use std::collections::BTreeSet;
use std::mem::{align_of, offset_of, size_of};

use hcs_sys::*;

/// `layout!(T, size, { member: offset, ... })`, where each number is `bits64 | bits32`. A member that is not listed
/// does not compile.
macro_rules! layout {
    ($type:ident, $size64:literal | $size32:literal, { $($member:ident: $at64:literal | $at32:literal),* $(,)? }) => {
        const _: () = {
            assert!(size_of::<$type>() == pick($size64, $size32));
            $(assert!(offset_of!($type, $member) == pick($at64, $at32));)*
            const fn every_member_is_listed(it: &$type) {
                let $type { $($member: _),* } = it;
            }
            every_member_is_listed as fn(&$type);
        };
    };
}

const fn pick(bits64: usize, bits32: usize) -> usize {
    if cfg!(target_pointer_width = "64") {
        bits64
    } else {
        bits32
    }
}

layout!(ACL, 8 | 8, { AclRevision: 0 | 0, Sbz1: 1 | 1, AclSize: 2 | 2, AceCount: 4 | 4, Sbz2: 6 | 6 });
layout!(GUID, 16 | 16, { data1: 0 | 0, data2: 4 | 4, data3: 6 | 6, data4: 8 | 8 });
layout!(HCN_PORT_RANGE_RESERVATION, 4 | 4, { startingPort: 0 | 0, endingPort: 2 | 2 });
layout!(HCS_EVENT, 24 | 12, { Type: 0 | 0, EventData: 8 | 4, Operation: 16 | 8 });
layout!(HCS_PROCESS_INFORMATION, 32 | 20, {
    ProcessId: 0 | 0,
    Reserved: 4 | 4,
    StdInput: 8 | 8,
    StdOutput: 16 | 12,
    StdError: 24 | 16,
});
layout!(HCS_CREATE_OPTIONS_1, 48 | 24, {
    Version: 0 | 0,
    UserToken: 8 | 4,
    SecurityDescriptor: 16 | 8,
    CallbackOptions: 24 | 12,
    CallbackContext: 32 | 16,
    Callback: 40 | 20,
});
layout!(SECURITY_DESCRIPTOR, 40 | 20, {
    Revision: 0 | 0,
    Sbz1: 1 | 1,
    Control: 2 | 2,
    Owner: 8 | 4,
    Group: 16 | 8,
    Sacl: 24 | 12,
    Dacl: 32 | 16,
});

// 32-bit Windows aligns a u64 to 8 bytes; other 32-bit systems may align it to 4, and then this is another struct.
#[cfg(any(windows, target_pointer_width = "64"))]
layout!(HCN_PORT_RANGE_ENTRY, 64 | 64, {
    OwningPartitionId: 0 | 0,
    TargetPartitionId: 16 | 16,
    Protocol: 32 | 32,
    Priority: 40 | 40,
    ReservationType: 48 | 48,
    SharingFlags: 52 | 52,
    DeliveryMode: 56 | 56,
    StartingPort: 60 | 60,
    EndingPort: 62 | 62,
});

#[test]
fn pointers_are_words() {
    let word = size_of::<usize>();
    let sizes = [
        size_of::<HCS_OPERATION>(),
        size_of::<HCS_SYSTEM>(),
        size_of::<HCS_PROCESS>(),
        size_of::<HANDLE>(),
        size_of::<PCWSTR>(),
        size_of::<PWSTR>(),
        // A callback may be absent: that is NULL, not a word more.
        size_of::<HCS_OPERATION_COMPLETION>(),
        size_of::<HCS_EVENT_CALLBACK>(),
        size_of::<HCN_NOTIFICATION_CALLBACK>(),
    ];
    assert_eq!(sizes, [word; 9]);
    assert_eq!(align_of::<HCS_EVENT>(), align_of::<usize>());
}

#[test]
fn values_of_windows_are_32_bits() {
    let sizes = [
        size_of::<HRESULT>(),
        size_of::<HCS_EVENT_TYPE>(),
        size_of::<HCS_EVENT_OPTIONS>(),
        size_of::<HCS_OPERATION_TYPE>(),
        size_of::<HCS_OPERATION_OPTIONS>(),
        size_of::<HCS_RESOURCE_TYPE>(),
        size_of::<HCS_CREATE_OPTIONS>(),
        size_of::<HCN_NOTIFICATIONS>(),
    ];
    assert_eq!(sizes, [4; 8]);
}

#[test]
fn the_default_of_a_struct_is_all_zero() {
    assert_eq!(
        HCS_PROCESS_INFORMATION::default().StdInput,
        std::ptr::null_mut()
    );
    assert_eq!(
        HCN_PORT_RANGE_ENTRY::default().OwningPartitionId,
        GUID::from_u128(0)
    );
    assert!(HCS_CREATE_OPTIONS_1::default().Callback.is_none());
    assert!(HCS_EVENT::default().EventData.is_null());
}

#[test]
fn a_guid_is_read_and_shown_in_its_usual_form() {
    let guid = GUID::from_u128(0xA1B2C3D4_0102_0304_0506_0708090A0B0C);
    assert_eq!(format!("{guid:?}"), "A1B2C3D4-0102-0304-0506-0708090A0B0C");
    assert_ne!(guid, GUID::default());
}

/// A struct that the generator adds some day is noticed here.
#[test]
fn every_struct_is_checked() {
    let declared = include_str!("../src/bindings.rs");
    let declared = declared
        .lines()
        .filter_map(|line| line.strip_prefix("pub struct "));
    let declared: BTreeSet<_> = declared
        .filter_map(|rest| rest.split_whitespace().next())
        .collect();
    let checked = include_str!("layout.rs");
    let checked = checked
        .lines()
        .filter_map(|line| line.strip_prefix("layout!("));
    let checked: BTreeSet<_> = checked.filter_map(|rest| rest.split(',').next()).collect();
    assert_eq!(declared, checked);
}
