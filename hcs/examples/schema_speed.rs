//! How fast documents are read and written, against `serde_json::Value`: `cargo run --release -p hcs --example schema_speed`.
//!
//! The answer of `HcsEnumerateComputeSystems` with a thousand systems is read from UTF-16, and the document of a virtual
//! machine written into it, as the calls do it. Each number is the best of many rounds.

use std::hint::black_box;
use std::time::{Duration, Instant};

use hcs::schema::{ComputeSystem, Properties, Schema, from_utf16};
use serde_json::Value;

/// How often each is measured.
const ROUNDS: u32 = 200;

fn main() {
    let answer = answer(1000);
    let units: Vec<u16> = answer.encode_utf16().collect();
    println!("reading {} systems, {} UTF-16 units:", 1000, units.len());

    let convert = best(|| String::from_utf16_lossy(black_box(&units)));
    let value = best(|| serde_json::from_str::<Value>(black_box(&answer)));
    let typed = best(|| serde_json::from_str::<Vec<Properties>>(black_box(&answer)));
    let both_value =
        best(|| serde_json::from_str::<Value>(&String::from_utf16_lossy(black_box(&units))));
    let both_typed = best(|| from_utf16::<Vec<Properties>>(black_box(&units)));
    show("the standard library's conversion alone", convert);
    show("UTF-8 into Value", value);
    show("UTF-8 into Vec<Properties>", typed);
    show(
        "UTF-16 into Value, by the standard library's conversion",
        both_value,
    );
    show(
        "UTF-16 into Vec<Properties>, by hcs's conversion",
        both_typed,
    );
    println!(
        "  {:.2} times as fast",
        both_value.as_secs_f64() / both_typed.as_secs_f64()
    );
    println!(
        "  conversion: {:.0} % of it",
        100.0 * (1.0 - typed.as_secs_f64() / both_typed.as_secs_f64())
    );

    let machine = ComputeSystem::from_json(MACHINE).expect("a document");
    let value: Value = serde_json::from_str(MACHINE).expect("JSON");
    let length = machine.to_utf16().len();
    println!("writing a virtual machine, {length} UTF-16 units:");
    show(
        "straight into UTF-16",
        best(|| black_box(&machine).to_utf16()),
    );
    let detour = best(|| {
        let text = black_box(&value).to_string();
        text.encode_utf16().chain([0]).collect::<Vec<u16>>()
    });
    show("a Value by way of a String", detour);
}

/// The best time of many rounds, of ten runs each.
fn best<T>(mut run: impl FnMut() -> T) -> Duration {
    let round = |run: &mut dyn FnMut() -> T| {
        let start = Instant::now();
        for _ in 0..10 {
            black_box(run());
        }
        start.elapsed() / 10
    };
    (0..ROUNDS)
        .map(|_| round(&mut run))
        .min()
        .unwrap_or_default()
}

fn show(what: &str, time: Duration) {
    println!("  {what}: {:.1} µs", time.as_secs_f64() * 1e6);
}

/// As Windows writes it, for systems of several kinds.
fn answer(count: usize) -> String {
    let systems = (0..count).map(|at| match at % 4 {
        0 => format!(
            r#"{{"Id":"app-sandbox-{at}","SystemType":"VirtualMachine","Owner":"AppSandbox","RuntimeId":"fb405fe8-65b1-5f71-a18e-96ad5a{at:06x}","State":"Running"}}"#
        ),
        1 => format!(
            r#"{{"Id":"922fcfeb-0000-4a3c-9d0e-0000{at:08x}","SystemType":"VirtualMachine","RuntimeOsType":"Windows","Owner":"CmService","RuntimeId":"922fcfeb-0000-4a3c-9d0e-0000{at:08x}","State":"SavedAsTemplate"}}"#
        ),
        2 => format!(
            r#"{{"Id":"A16D551D-0000-4A3C-9D0E-0000{at:08X}","SystemType":"VirtualMachine","Name":"Ubuntu {at}","Owner":"VMMS","RuntimeId":"a16d551d-0000-4a3c-9d0e-0000{at:08x}","State":"Running"}}"#
        ),
        _ => format!(
            r#"{{"Id":"{at:064x}","SystemType":"Container","RuntimeOsType":"Windows","Owner":"docker","RuntimeId":"17103e3f-3c6e-4677-bb17-3b26{at:08x}","State":"Running"}}"#
        ),
    });
    format!("[{}]", systems.collect::<Vec<_>>().join(","))
}

const MACHINE: &str = r#"{
    "Owner": "Sample",
    "SchemaVersion": { "Major": 2, "Minor": 5 },
    "VirtualMachine": {
        "StopOnReset": true,
        "Chipset": { "Uefi": { "BootThis": { "DeviceType": "ScsiDrive", "DevicePath": "Scsi(0,0)", "DiskNumber": 0 } } },
        "ComputeTopology": { "Memory": { "SizeInMB": 4096, "AllowOvercommit": true }, "Processor": { "Count": 4 } },
        "Devices": {
            "ComPorts": { "0": { "NamedPipe": "\\\\.\\pipe\\sample-com1" } },
            "Scsi": {
                "0": { "Attachments": {
                    "0": { "Type": "VirtualDisk", "Path": "C:\\ProgramData\\Sample\\disks\\system.vhdx" },
                    "1": { "Type": "VirtualDisk", "Path": "C:\\ProgramData\\Sample\\disks\\data.vhdx" },
                    "2": { "Type": "Iso", "Path": "C:\\ProgramData\\Sample\\seed.iso", "ReadOnly": true }
                } }
            },
            "NetworkAdapters": {
                "Default": { "EndpointId": "0f2a3b4c-5d6e-4f80-91a2-b3c4d5e6f708", "MacAddress": "00-15-5D-01-02-03" }
            },
            "VideoMonitor": { "HorizontalResolution": 1280, "VerticalResolution": 1024 },
            "Keyboard": {},
            "Mouse": {},
            "Plan9": {},
            "HvSocket": { "HvSocketConfig": {
                "DefaultBindSecurityDescriptor": "D:P(A;;FA;;;SY)(A;;FA;;;BA)",
                "DefaultConnectSecurityDescriptor": "D:P(A;;FA;;;SY)(A;;FA;;;BA)"
            } }
        },
        "Services": { "Shutdown": {}, "Heartbeat": {} }
    },
    "ShouldTerminateOnLastHandleClosed": true
}"#;
