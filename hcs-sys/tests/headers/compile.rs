//! A C compiler for Windows, where there is one, agrees on the size of each struct and the place of each member.

use std::fs;
use std::mem::{offset_of, size_of};
use std::path::Path;
use std::process::Command;

use hcs_sys::*;

/// What is asserted in C of each struct: its size, and its members' places.
macro_rules! assertions {
    ($($type:ident { $($member:ident),* $(,)? })*) => {{
        let mut text = String::new();
        $(
            let size = size_of::<$type>();
            text += &format!("_Static_assert(sizeof({0}) == {size}, \"{0}\");\n", stringify!($type));
            $(
                let at = offset_of!($type, $member);
                let place = format!("offsetof({}, {})", stringify!($type), stringify!($member));
                text += &format!("_Static_assert({place} == {at}, \"{place}\");\n");
            )*
        )*
        text
    }};
}

/// Has the compiler check these assertions; `None` if there is no such compiler.
fn compile(name: &str, assertions: &str) -> Option<bool> {
    let source = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let headers = [
        "stddef.h",
        "windows.h",
        "objbase.h",
        "computecore.h",
        "computenetwork.h",
    ];
    let headers: String = headers
        .iter()
        .map(|header| format!("#include <{header}>\n"))
        .collect();
    fs::write(&source, headers + assertions).unwrap();
    let output = Command::new("x86_64-w64-mingw32-gcc")
        .args(["-fsyntax-only", "-Werror"])
        .arg(&source)
        .output();
    let Ok(output) = output else {
        println!("no C compiler for Windows: nothing compared");
        return None;
    };
    println!("{}", String::from_utf8_lossy(&output.stderr));
    Some(output.status.success())
}

#[test]
fn a_c_compiler_lays_the_structs_out_in_the_same_way() {
    if cfg!(not(target_pointer_width = "64")) {
        println!("the C compiler is for 64 bits: nothing compared");
        return;
    }
    let text = assertions! {
        HCN_PORT_RANGE_ENTRY {
            OwningPartitionId, TargetPartitionId, Protocol, Priority, ReservationType, SharingFlags, DeliveryMode,
            StartingPort, EndingPort,
        }
        HCN_PORT_RANGE_RESERVATION { startingPort, endingPort }
        HCS_CREATE_OPTIONS_1 {
            Version, UserToken, SecurityDescriptor, CallbackOptions, CallbackContext, Callback,
        }
        HCS_EVENT { Type, EventData, Operation }
        HCS_PROCESS_INFORMATION { ProcessId, Reserved, StdInput, StdOutput, StdError }
        ACL { AclRevision, Sbz1, AclSize, AceCount, Sbz2 }
        SECURITY_DESCRIPTOR { Revision, Sbz1, Control, Owner, Group, Sacl, Dacl }
    };
    let guid = format!(
        "_Static_assert(sizeof(GUID) == {}, \"GUID\");\n",
        size_of::<GUID>()
    );
    assert_ne!(compile("layout.c", &(text + &guid)), Some(false));
    // The compiler does look.
    let wrong = "_Static_assert(sizeof(HCS_EVENT) == 23, \"wrong\");\n";
    assert_ne!(compile("wrong.c", wrong), Some(true));
}

/// The three functions of other libraries are in headers too wide to read here.
#[test]
fn a_c_compiler_knows_the_functions_that_free_things() {
    let text = "
        void *(WINAPI *local_free)(void *) = LocalFree;
        int (WINAPI *close_handle)(void *) = CloseHandle;
        void (WINAPI *co_task_mem_free)(void *) = CoTaskMemFree;
    ";
    assert_ne!(compile("helpers.c", text), Some(false));
}
