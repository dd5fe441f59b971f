//! What real hosts said of failures, and what an error makes of it: the code, the place, the cause, the remedy.
//!
//! The documents have the shapes, codes and numbers of public reports, which each entry names; ids and paths are made up.

use crate::common::VM;
use hcs::{ComputeSystem, Error, Host, SchemaVersion};
use hcs_sys::HRESULT;
use hcs_testkit::{Fault, MockHost, Profile};
use rstest::rstest;
use serde_json::{Value, json};

/// Which call fails, and how: at once, or through its operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Open,
    Create,
    Start,
    ShutDown,
    Modify,
    CreateProcess,
}

impl Call {
    fn name(self) -> &'static str {
        match self {
            Self::Open => "HcsOpenComputeSystem",
            Self::Create => "HcsCreateComputeSystem",
            Self::Start => "HcsStartComputeSystem",
            Self::ShutDown => "HcsShutDownComputeSystem",
            Self::Modify => "HcsModifyComputeSystem",
            Self::CreateProcess => "HcsCreateProcess",
        }
    }

    /// Makes the call, which fails.
    fn fail(self, mock: &MockHost, code: HRESULT, document: Option<&str>) -> Error {
        fn system(host: &Host) -> ComputeSystem {
            host.create("Test", VM).wait().expect("no fault yet")
        }

        let host = mock.host();
        let fault = Fault::call(self.name());
        let fault = match self {
            Self::Open => fault.answers(code),
            _ => fault.completes(code, document),
        };
        match self {
            Self::Open => {
                mock.fail(fault);
                host.open("Test").map(drop)
            }
            Self::Create => {
                mock.fail(fault);
                host.create("Test", VM).wait().map(drop)
            }
            Self::Start => {
                let system = system(&host);
                mock.fail(fault);
                system.start().wait()
            }
            Self::ShutDown => {
                let system = system(&host);
                mock.fail(fault);
                system.shut_down().wait()
            }
            Self::Modify => {
                let system = system(&host);
                mock.fail(fault);
                system.modify(json!({})).wait()
            }
            Self::CreateProcess => {
                let system = system(&host);
                system.start().wait().expect("no fault yet");
                mock.fail(fault);
                let document = json!({ "CommandLine": "cmd" });
                system.create_process(document).wait().map(drop)
            }
        }
        .expect_err("a fault")
    }
}

/// A failure as somebody reported it.
struct Report {
    call: Call,
    code: u32,
    document: Option<Value>,
    /// Questions to the error, to which the answer is yes.
    is: &'static [fn(&Error) -> bool],
    place: Option<&'static str>,
    /// Words that its sentence has.
    words: &'static [&'static str],
}

const PROVIDER: &str = "17103e3f-3c6e-4677-bb17-3b267eb5be57";
const WORKER: &str = "51ddfa29-d5c8-4803-be4b-2ecb715570fe";

/// Nothing but a code, and where in the creation it was.
fn constructing(code: i32) -> Option<Value> {
    let attribution = json!([{ "OperationFailure": { "Detail": "Construct" } }]);
    Some(json!({ "Error": code, "ErrorMessage": "", "Attribution": attribution }))
}

fn event(provider: &str, id: u32, message: &str, data: &[&str]) -> Value {
    let data: Vec<Value> = data
        .iter()
        .map(|value| json!({ "Type": "String", "Value": value }))
        .collect();
    json!({ "Message": message, "Provider": provider, "EventId": id, "Data": data })
}

/// Whose id is taken: anthropics/claude-code#67972.
fn taken() -> Report {
    Report {
        call: Call::Create,
        code: 0x8037_010F,
        document: Some(json!({
            "Error": -1_070_137_073,
            "ErrorMessage": "A virtual machine or container with the specified identifier already exists.",
        })),
        is: &[Error::is_already_exists],
        place: None,
        words: &[
            "exists already",
            "HCS_E_SYSTEM_ALREADY_EXISTS, 0x8037010F",
            "open the existing one",
        ],
    }
}

/// A configuration that is refused: jamesstringer90/appsandbox#151.
fn refused() -> Report {
    let message = "The specified compute system configuration is invalid: The virtual machine or container JSON document \
                   is invalid. (0xC037010D, 'Invalid JSON document '$.VirtualMachine.Devices.Gpu'').";
    Report {
        call: Call::Create,
        code: 0x8037_010D,
        document: Some(json!({
            "Error": -1_070_137_075,
            "ErrorMessage": "The virtual machine or container JSON document is invalid.",
            "ErrorEvents": [event(PROVIDER, 11000, message, &[
                "%%3224830221", "0xC037010D", "Invalid JSON document '$.VirtualMachine.Devices.Gpu'",
            ])],
        })),
        is: &[Error::is_invalid_json],
        place: Some("$.VirtualMachine.Devices.Gpu"),
        words: &[
            "'$.VirtualMachine.Devices.Gpu'",
            "Check the member at that place",
            "schema versions up to 2.7",
        ],
    }
}

/// What is no JSON, on an older build: MicrosoftDocs/Virtualization-Documentation#1702.
fn no_json() -> Report {
    let message = "The specified compute system configuration is invalid: The data is invalid. (0x8007000D, 'Invalid JSON \
                   document '$'').";
    Report {
        call: Call::Create,
        code: 0x8007_000D,
        document: Some(json!({
            "Error": -2_147_024_883,
            "ErrorMessage": "The data is invalid.",
            "ErrorEvents": [event(PROVIDER, 11000, message, &[
                "%%2147942413", "0x8007000D", "Invalid JSON document '$'",
            ])],
        })),
        is: &[],
        place: Some("$"),
        words: &[
            "ERROR_INVALID_DATA, 0x8007000D",
            "not JSON or names a schema version",
        ],
    }
}

/// Options that are refused, as those of a shutdown: anthropics/claude-code#52141. The message is in the host's language.
fn refused_options() -> Report {
    Report {
        call: Call::ShutDown,
        code: 0x8037_010D,
        document: Some(json!({
            "Error": -1_070_137_075,
            "ErrorMessage": "",
            "ErrorEvents": [event(PROVIDER, 11001, "Die angegebene Abfrage ist ungültig.", &[
                "%%3224830221", "0xC037010D", "Invalid JSON document '$'",
            ])],
        })),
        is: &[Error::is_invalid_json],
        place: Some("$"),
        words: &["Abfrage", ", at $"],
    }
}

/// No Hyper-V: anthropics/claude-code#42888. The code in the document has the form of an HRESULT.
fn no_hyper_v() -> Report {
    Report {
        call: Call::Create,
        code: 0x8037_0102,
        document: Some(json!({
            "Error": -2_143_878_910,
            "ErrorMessage": "The virtual machine could not be started because a required feature is not installed.",
            "ErrorEvents": [event(
                PROVIDER,
                11008,
                "Cannot create system 'Test' since Hyper-V is not installed on the host.",
                &["Test", "%%2151088386", "0x80370102"],
            )],
        })),
        is: &[Error::is_unsupported],
        place: None,
        words: &[
            "Hyper-V is not installed",
            "Virtual Machine Platform",
            "virtualization in the firmware",
        ],
    }
}

/// No service: microsoft/WSL#12606.
fn no_service() -> Report {
    Report {
        call: Call::Create,
        code: 0x8037_0114,
        document: None,
        is: &[Error::is_service_gone],
        place: None,
        words: &["sc start vmcompute"],
    }
}

/// A user who isn't a member of the group: microsoft/devhome#2476.
fn no_member() -> Report {
    Report {
        call: Call::Open,
        code: 0x8037_011B,
        document: None,
        is: &[Error::is_access_denied],
        place: None,
        words: &["Hyper-V Administrators", "sign in again"],
    }
}

/// A file without a grant, at the creation: jamesstringer90/appsandbox#99.
fn construct_denied() -> Report {
    Report {
        call: Call::Create,
        code: 0x8007_0005,
        document: constructing(-2_147_024_891),
        is: &[Error::is_access_denied],
        place: None,
        words: &[
            "Host::vm_access",
            "parents of differencing disks",
            "Hyper-V Administrators",
        ],
    }
}

/// A disk without a grant, at the start: microsoft/WSL#40532.
fn start_denied() -> Report {
    Report {
        call: Call::Start,
        code: 0x8007_0005,
        document: Some(json!({
            "Error": -2_147_024_891,
            "ErrorMessage": "Access is denied.",
            "ErrorEvents": [event(WORKER, 12030, "'Test' failed to start.", &["Test"])],
        })),
        is: &[Error::is_access_denied],
        place: None,
        words: &[
            "'Test' failed to start",
            "Host::vm_access",
            "parents of differencing disks",
        ],
    }
}

/// Two equal shares: anthropics/claude-code#31877.
fn twice() -> Report {
    Report {
        call: Call::Create,
        code: 0x8007_07DE,
        document: constructing(-2_147_022_882),
        is: &[],
        place: None,
        words: &[
            "ERROR_DUPLICATE_TAG, 0x800707DE",
            "there twice",
            "same name",
        ],
    }
}

/// A right that the machines' accounts lack: anthropics/claude-code#29359.
fn no_logon() -> Report {
    Report {
        call: Call::Create,
        code: 0x8007_0569,
        document: constructing(-2_147_023_511),
        is: &[],
        place: None,
        words: &["0x80070569", "log on as a service", "gpupdate"],
    }
}

/// Memory of 8006 MB: jamesstringer90/appsandbox#11.
fn odd_memory() -> Report {
    Report {
        call: Call::Create,
        code: 0x8004_1008,
        document: constructing(-2_147_217_400),
        is: &[],
        place: None,
        words: &["0x80041008", "even number of MB"],
    }
}

/// A disk in a compressed directory: anthropics/claude-code#47174.
fn compressed() -> Report {
    Report {
        call: Call::Start,
        code: 0x8007_0032,
        document: Some(json!({
            "Error": -2_147_024_846,
            "ErrorMessage": "The request is not supported.",
            "ErrorEvents": [
                event(WORKER, 12030, "'Test' failed to start. (Virtual machine ID C0460000)", &["Test", "C0460000"]),
                event(WORKER, 12010, "'Test' Synthetic Storage: Failed to Power on.", &["Test"]),
            ],
        })),
        is: &[],
        place: None,
        words: &[
            "'Test' failed to start",
            "compact /u",
            "SupportCompressedVolumes",
        ],
    }
}

/// A sparse disk, in the words of the host's language: anthropics/claude-code#66772.
fn sparse() -> Report {
    Report {
        call: Call::Start,
        code: 0xC03A_001A,
        document: Some(json!({
            "Error": 0xC03A_001A_u32.cast_signed(),
            "ErrorMessage": "",
            "ErrorEvents": [event(WORKER, 12030, "\"Test\" konnte nicht gestartet werden.", &["Test"])],
        })),
        is: &[],
        place: None,
        words: &[
            "ERROR_VIRTUAL_DISK_LIMITATION, 0xC03A001A",
            "konnte nicht",
            "AlwaysAllowSparseFiles",
        ],
    }
}

/// A disk that another machine has, or had two seconds ago: jamesstringer90/appsandbox, `hcs_vm.c`.
fn in_use() -> Report {
    Report {
        call: Call::Start,
        code: 0x8007_0020,
        document: None,
        is: &[Error::is_file_in_use],
        place: None,
        words: &["about two seconds"],
    }
}

/// An image of another build, in the other space of codes and without an event: moby/moby#35462.
fn other_image() -> Report {
    Report {
        call: Call::Create,
        code: 0xC037_0101,
        document: None,
        is: &[],
        place: None,
        words: &[
            "HCS_E_IMAGE_MISMATCH, 0xC0370101",
            "another Windows build",
            "isolate the container with Hyper-V",
        ],
    }
}

/// A user that the container hasn't; the event says nothing: microsoft/hcsshim#2127.
fn no_user() -> Report {
    let provider = "00000000-0000-0000-0000-000000000000";
    Report {
        call: Call::CreateProcess,
        code: 0x8007_052E,
        document: Some(json!({
            "Error": -2_147_023_570,
            "ErrorMessage": "",
            "ErrorEvents": [event(provider, 0, "", &[])],
        })),
        is: &[],
        place: None,
        words: &[
            "ERROR_LOGON_FAILURE, 0x8007052E",
            "name one that the guest has",
        ],
    }
}

/// A change of what has stopped: microsoft/hcsshim, `internal/hcs/errors_test.go`.
fn stopped() -> Report {
    Report {
        call: Call::Modify,
        code: 0x8037_0110,
        document: None,
        is: &[Error::is_already_stopped],
        place: None,
        words: &["has stopped already", "create it anew"],
    }
}

/// A guest that doesn't answer: microsoft/WSL#9560.
fn silent_guest() -> Report {
    Report {
        call: Call::Start,
        code: 0x8037_0109,
        document: None,
        is: &[Error::is_timeout],
        place: None,
        words: &["did not connect in time", "may still be booting"],
    }
}

#[rstest]
fn t4_an_error_says_what_real_hosts_meant(
    #[values(
        taken,
        refused,
        no_json,
        refused_options,
        no_hyper_v,
        no_service,
        no_member,
        construct_denied,
        start_denied,
        twice,
        no_logon,
        odd_memory,
        compressed,
        sparse,
        in_use,
        other_image,
        no_user,
        stopped,
        silent_guest
    )]
    report: fn() -> Report,
) {
    let Report {
        call,
        code,
        document,
        is,
        place,
        words,
    } = report();
    let text = document.as_ref().map(Value::to_string);
    // Both spaces of codes mean the same.
    for code in [code, code ^ 0x4000_0000] {
        let mock = MockHost::new();
        let error = call.fail(&mock, code.cast_signed(), text.as_deref());
        assert_eq!(error.call(), call.name());
        assert_eq!(error.code().map(i32::from), Some(code.cast_signed()));
        assert_eq!(error.document(), text.as_deref());
        for (index, is) in is.iter().enumerate() {
            assert!(is(&error), "question {index}: {error}");
        }
        assert_eq!(error.json_place(), place);
        mock.finish();
    }
    let mock = MockHost::new();
    let error = call.fail(&mock, code.cast_signed(), text.as_deref());
    let sentence = error.to_string();
    for word in words {
        assert!(sentence.contains(word), "{word:?} is not in: {sentence}");
    }
    assert!(error.remedy().is_some(), "{sentence}");
    assert!(
        !sentence.contains('\n') && sentence.ends_with('.'),
        "{sentence}"
    );
    mock.finish();
}

#[test]
fn s2_a_schema_that_the_host_does_not_know() {
    for (build, known) in [
        (17763, (2, 1)),
        (19041, (2, 3)),
        (20348, (2, 5)),
        (26100, (2, 7)),
    ] {
        let mock = MockHost::builder()
            .profile(Profile::for_build(build))
            .build();
        let document = json!({
            "SchemaVersion": { "Major": 2, "Minor": 99 }, "VirtualMachine": {},
        });
        let error = mock.host().create("Test", document).wait().unwrap_err();
        assert!(error.is_invalid_json());
        assert_eq!(error.json_pointer().as_deref(), Some("/SchemaVersion"));
        let version = SchemaVersion::new(known.0, known.1);
        assert_eq!(error.host_schema_version(), Some(version));
        let told = format!("This host, build {build}, knows schema versions up to {version}.");
        assert!(error.to_string().ends_with(&told), "{error}");
        assert!(
            error
                .to_string()
                .contains("Host::supported_schema_versions"),
            "{error}"
        );
        mock.finish();
    }
}

#[test]
fn a_schema_is_told_of_creations_only_and_where_the_build_is_known() {
    let mock = MockHost::new();
    let system = mock.host().create("Test", VM).wait().expect("a system");
    let error = system.modify(json!(17)).wait().unwrap_err();
    drop(system);
    assert!(error.is_invalid_json());
    assert_eq!(error.host_schema_version(), None);
    let error = mock.host().open("nobody").unwrap_err();
    assert_eq!(
        (error.host_schema_version(), error.json_place()),
        (None, None)
    );
    mock.finish();
}

#[test]
fn a_pointer_leads_to_the_mistake() {
    let mock = MockHost::new();
    let document = json!({ "Owner": 17, "VirtualMachine": {} });
    let error = mock.host().create("Test", &document).wait().unwrap_err();
    let pointer = error.json_pointer().expect("a place");
    assert_eq!(document.pointer(&pointer), Some(&json!(17)));
    mock.finish();
}
