//! A process has two outputs, so its client reads them: the standard output to its end, and then the errors. That works
//! until a process has more to say about its errors than their pipe holds. It waits for somebody to read them before it
//! goes on; the client waits for the end of the standard output, which comes when the process does. Both wait for ever
//! (zlayer-hcs 0.14 drains one after the other). P4.

use std::io::Read as _;
use std::thread;

use hcs_sys::{HCS_E_OPERATION_TIMEOUT, S_OK};
use hcs_testkit::{Guest, MockHost, ProcessParameters};

use crate::ends::{stderr, stdout};
use crate::raw::{Abi, CONTAINER};

const PARAMETERS: &str =
    r#"{"CommandLine":"make","CreateStdOutPipe":true,"CreateStdErrPipe":true}"#;

/// More than any pipe holds, in bytes.
const WARNINGS: usize = 4 << 20;

/// Warns a lot, and is done.
fn make(_: &ProcessParameters) -> Guest {
    Guest::new().stderr(vec![b'w'; WARNINGS]).stdout("done\n")
}

#[test]
fn p4_as_they_had_it() {
    let mock = MockHost::new();
    mock.on_process(make);
    let hcs = Abi::of(&mock);
    let system = hcs.running("Test", CONTAINER);
    let (process, information) = hcs.process(system, PARAMETERS);
    let (mut out, mut errors) = (
        stdout(&mock, information.stdout),
        stderr(&mock, information.stderr),
    );
    let client = thread::spawn(move || {
        let mut said = String::new();
        out.read_to_string(&mut said).unwrap();
        // Never reached while the process is there.
        errors.read_to_end(&mut Vec::new()).unwrap();
        said
    });

    // However long one waits: the process has written what the pipe holds, and can't go on.
    let (code, _) = hcs.wait_for_process_exit(process, 20);
    assert_eq!(code, HCS_E_OPERATION_TIMEOUT);
    assert!(mock.processes()[0].bytes_written < WARNINGS as u64);
    // Only its end from outside ends this.
    hcs.done(|operation| hcs.terminate_process(process, operation));
    assert_eq!(client.join().unwrap(), "", "it never came to its output");
    assert_eq!(hcs.wait_for_process_exit(process, 0).0, S_OK);
    hcs.close_process(process);
    hcs.close_system(system);
}

/// Both are read at the same time.
#[test]
fn p4_through_hcs() {
    let mock = MockHost::new();
    mock.on_process(make);
    let system = mock.host().create("Test", CONTAINER).wait().unwrap();
    system.start().wait().unwrap();
    let process = system.create_process(PARAMETERS).wait().unwrap();
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(output.stdout, b"done\n");
    assert_eq!(output.stderr.len(), WARNINGS);
    drop(system);
    mock.finish();
}
