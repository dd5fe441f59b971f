//! The tests of the service: on any machine, without Hyper-V, in a second.

use std::io::Write as _;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use hcs_sys::{E_ACCESSDENIED, E_FAIL};
use hcs_testkit::{ExitType, Fault, Guest, MockHost, Profile};

use crate::service::{End, Failure, Job, Jobs, Report};

/// Names them for those who run this as a program. `cargo test` finds them by itself.
macro_rules! tests {
    ($($name:ident),* $(,)?) => {
        &[$((stringify!($name), $name as fn())),*]
    };
}

pub(crate) const ALL: &[(&str, fn())] = tests![
    a_job_has_its_output_and_its_exit_code,
    a_job_that_takes_too_long_is_killed,
    a_job_whose_container_crashes_is_told_from_one_that_fails,
    a_job_that_writes_more_than_a_pipe_holds_ends,
    a_name_can_be_used_again_but_not_at_the_same_time,
    a_user_without_rights_is_told_what_to_do,
    whatever_fails_nothing_is_left_behind,
    every_host_will_do,
];

/// Longer than any of these jobs takes.
const LONG: Duration = Duration::from_secs(60);

fn job(command: &str) -> Job<'_> {
    Job {
        name: "test",
        command,
        limit: LONG,
    }
}

/// The end of each test: nothing is left, and no rule of the Host Compute System was broken.
#[track_caller]
fn nothing_is_left(mock: MockHost) {
    mock.assert_clean();
    assert_eq!(mock.systems(), [], "a container has outlived its job");
}

#[cfg_attr(test, test)]
fn a_job_has_its_output_and_its_exit_code() {
    let mock = MockHost::new();
    mock.on_process(|parameters| match parameters.command() {
        "backup" => Guest::new().stdout("3 files\n").exit(4),
        _ => Guest::builtin(parameters),
    });
    let report = Jobs::new(mock.host()).run(&job("backup")).unwrap();
    let expected = Report {
        end: End::Exited(4),
        output: "3 files\n".to_owned(),
    };
    assert_eq!(report, expected);
    nothing_is_left(mock);
}

#[cfg_attr(test, test)]
fn a_job_that_takes_too_long_is_killed() {
    let mock = MockHost::new();
    mock.on_process(|_| {
        let late = Duration::from_secs(5);
        Guest::new().stdout("begun\n").exit_after(late, 0)
    });
    let job = Job {
        limit: Duration::from_millis(20),
        ..job("slow")
    };
    let report = Jobs::new(mock.host()).run(&job).unwrap();
    assert_eq!(report.end, End::TimedOut);
    assert_eq!(report.output, "begun\n", "what it wrote before counts");
    nothing_is_left(mock);
}

#[cfg_attr(test, test)]
fn a_job_whose_container_crashes_is_told_from_one_that_fails() {
    let mock = MockHost::new();
    let (begun, has_begun) = mpsc::channel();
    mock.on_process(move |_| {
        let begun = begun.clone();
        Guest::run(move |mut io| {
            begun.send(()).unwrap();
            // Until its container is gone, and its output with it.
            while io.stdout.write_all(b".").is_ok() {
                thread::sleep(Duration::from_millis(1));
            }
            1
        })
    });
    // A test says what happens on the host, and when.
    let report = thread::scope(|scope| {
        let running = scope.spawn(|| Jobs::new(mock.host()).run(&job("work")));
        has_begun.recv().unwrap();
        assert!(mock.exit_system("job-test", ExitType::UnexpectedExit));
        running.join().unwrap().unwrap()
    });
    assert_eq!(report.end, End::ContainerEnded);
    nothing_is_left(mock);
}

#[cfg_attr(test, test)]
fn a_job_that_writes_more_than_a_pipe_holds_ends() {
    let mock = MockHost::new();
    mock.on_process(|_| Guest::new().stdout(vec![b'x'; 1 << 20]));
    let report = Jobs::new(mock.host()).run(&job("big")).unwrap();
    assert_eq!((report.end, report.output.len()), (End::Exited(0), 1 << 20));
    nothing_is_left(mock);
}

#[cfg_attr(test, test)]
fn a_name_can_be_used_again_but_not_at_the_same_time() {
    let mock = MockHost::new();
    let jobs = Jobs::new(mock.host());
    for _ in 0..2 {
        let report = jobs.run(&job("true")).unwrap();
        assert_eq!(report.end, End::Exited(0));
    }
    // Somebody else has a container with this id.
    let vm = r#"{ "Container": {}, "ShouldTerminateOnLastHandleClosed": true }"#;
    let other = mock.host().create("job-test", vm).wait().unwrap();
    assert!(matches!(jobs.run(&job("true")), Err(Failure::Busy)));
    other.close().unwrap();
    nothing_is_left(mock);
}

#[cfg_attr(test, test)]
fn a_user_without_rights_is_told_what_to_do() {
    let mock = MockHost::new();
    mock.fail(Fault::call("HcsCreateComputeSystem").answers(E_ACCESSDENIED));
    let failure = Jobs::new(mock.host()).run(&job("true")).unwrap_err();
    let sentence = failure.to_string();
    assert!(sentence.contains("Hyper-V Administrators"), "{sentence}");
    nothing_is_left(mock);
}

#[cfg_attr(test, test)]
fn whatever_fails_nothing_is_left_behind() {
    for nth in 1.. {
        let mock = MockHost::new();
        mock.fail(Fault::any_call().nth(nth).answers(E_FAIL));
        let outcome = Jobs::new(mock.host()).run(&job("echo hello"));
        let struck = mock.faults_left() == 0;
        // A job either says that it has failed, or has done all that it should.
        if let Ok(report) = &outcome {
            assert_eq!(report.end, End::Exited(0), "call {nth} has failed");
            assert_eq!(report.output, "hello\n", "call {nth} has failed");
        }
        nothing_is_left(mock);
        if !struck {
            // There are no more calls than these.
            assert!(nth > 5 && outcome.is_ok());
            return;
        }
    }
}

#[cfg_attr(test, test)]
fn every_host_will_do() {
    // Where nothing is promised, these do what is least expected.
    for seed in 0..50 {
        let profile = Profile::adversarial(seed);
        let mock = MockHost::builder().profile(profile).seed(seed).build();
        let report = Jobs::new(mock.host()).run(&job("echo hello")).unwrap();
        assert_eq!(report.end, End::Exited(0), "seed {seed}");
        // Where a process is created before anybody can wait for it, one that has ended by then keeps what it wrote.
        let output = report.output.as_str();
        assert!(["hello\n", ""].contains(&output), "seed {seed}: {output:?}");
        nothing_is_left(mock);
    }
}
