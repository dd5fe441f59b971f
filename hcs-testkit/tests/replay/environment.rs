#![allow(unsafe_code)] // Puts a recorder in front of the mock.

//! `HCS_RECORD` in the environment, in processes of their own.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use hcs::Host;
use hcs::record::from_environment;
use hcs_testkit::replay::{Recording, Verdict};
use hcs_testkit::{MockHost, Profile, Schedule};

use crate::programs;

/// A directory of a test's own, gone after it.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let name = format!("hcs-record-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs [`child`] in a process of its own.
fn run(environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "environment::child", "--nocapture"])
        .env("HCS_RECORD_CHILD", "1")
        .env_remove("HCS_RECORD")
        .env_remove("HCS_RECORD_KEEP")
        .envs(environment.iter().copied());
    command.output().unwrap()
}

/// What the child has printed.
fn said(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text
        .lines()
        .find_map(|line| Some(line.split_once("child: ")?.1));
    line.unwrap_or_default().to_owned()
}

/// A program that is recorded if its environment says so. As a test of its own it does nothing.
#[test]
fn child() {
    if std::env::var_os("HCS_RECORD_CHILD").is_none() {
        return;
    }
    let mock = MockHost::builder()
        .schedule(Schedule::Threaded)
        .profile(Profile::documented())
        .build();
    let (table, again) = match (
        from_environment(mock.table()),
        from_environment(mock.table()),
    ) {
        (Ok(table), Ok(again)) => (table, again),
        (Err(error), _) | (_, Err(error)) => {
            println!("child: {error}");
            return;
        }
    };
    assert!(std::ptr::eq(table, again), "one recorder for one table");
    let other = MockHost::new();
    let second = from_environment(other.table()).unwrap();
    // SAFETY: the tables hand everything on to the mocks.
    let (host, second) = unsafe { (Host::from_table(table), Host::from_table(second)) };
    second.enumerate().wait().unwrap();
    programs::model_1(&mock, host);
    programs::model_2(&mock, host);
    let direct = std::ptr::eq(table, mock.table());
    println!(
        "child: {}",
        if direct { "not recorded" } else { "recorded" }
    );
    other.finish();
    mock.finish();
}

#[test]
fn without_the_variable_the_table_is_the_librarys_own() {
    assert_eq!(said(&run(&[])), "not recorded");
    assert_eq!(said(&run(&[("HCS_RECORD", "")])), "not recorded");
}

#[test]
fn with_the_variable_each_library_has_a_file() {
    let directory = Directory::new("each");
    let file = directory.file("run-%%-%p.jsonl");
    assert_eq!(said(&run(&[("HCS_RECORD", &file)])), "recorded");
    let mut files: Vec<PathBuf> = fs::read_dir(&directory.0)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert_eq!(files.len(), 2, "{files:?}");
    assert!(
        files[1].to_str().unwrap().ends_with(".jsonl.2"),
        "{files:?}"
    );
    assert!(files[0].to_str().unwrap().contains("run-%-"), "{files:?}");
    for (file, calls) in files.iter().zip([30, 3]) {
        let text = fs::read_to_string(file).unwrap();
        let recording = Recording::read(text.as_bytes()).unwrap();
        let report = recording.check();
        assert_eq!(report.verdict(), Verdict::Consistent, "{report}");
        assert!(text.matches("\"call\":").count() > calls, "{text}");
    }
}

#[test]
fn a_file_that_cannot_be_made_is_an_error_that_names_the_variable_and_the_path() {
    let directory = Directory::new("bad");
    let file = directory.file("no/such/run.jsonl");
    let error = said(&run(&[("HCS_RECORD", &file)]));
    assert!(
        error.contains("HCS_RECORD") && error.contains(&file),
        "{error}"
    );
    let file = directory.file("there.jsonl");
    fs::write(&file, "evidence").unwrap();
    let error = said(&run(&[("HCS_RECORD", &file)]));
    assert!(
        error.contains("not written over") && error.contains(&file),
        "{error}"
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), "evidence");
    let file = directory.file("new.jsonl");
    let error = said(&run(&[
        ("HCS_RECORD", &file),
        ("HCS_RECORD_KEEP", "passwords"),
    ]));
    assert!(
        error.contains("HCS_RECORD_KEEP") && error.contains("passwords"),
        "{error}"
    );
    assert!(!fs::exists(&file).unwrap());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_the_recording_and_nothing_else() {
    use hcs::record::{Keep, Recorder};

    let mock = MockHost::new();
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let recorder = Recorder::to_writer(mock.table(), full, Keep::default()).unwrap();
    // SAFETY: the recorder's functions are the mock's.
    programs::model_2(&mock, unsafe { Host::from_table(recorder.table()) });
    let failure = recorder.failure().expect("nothing could be written");
    assert!(
        failure.contains("No space left") && !failure.contains('\n'),
        "{failure}"
    );
    mock.finish();
}

#[test]
fn a_writer_that_panics_ends_the_recording_and_nothing_else() {
    use hcs::record::{Keep, Recorder};

    struct Panics(usize);
    impl std::io::Write for Panics {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += 1;
            assert!(self.0 < 10, "on purpose");
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    let mock = MockHost::new();
    let recorder = Recorder::to_writer(mock.table(), Panics(0), Keep::default()).unwrap();
    // SAFETY: the recorder's functions are the mock's.
    programs::model_2(&mock, unsafe { Host::from_table(recorder.table()) });
    assert!(recorder.failure().unwrap().contains("panicked"));
    mock.finish();
}
