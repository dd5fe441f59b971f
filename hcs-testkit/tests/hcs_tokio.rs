//! Processes' streams on Tokio: byte for byte, with back-pressure, and without a thread for each.

mod common;

use std::io::{Read as _, Write as _};
use std::time::Duration;

use common::on;
use hcs::{ComputeSystem, Process};
use hcs_testkit::{Guest, MockHost, Schedule};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::runtime::{Builder, Runtime};

const CONTAINER: &str = r#"{"SchemaVersion":{"Major":2,"Minor":1},"Owner":"Test","Container":{},"ShouldTerminateOnLastHandleClosed":true}"#;

fn runtime() -> Runtime {
    Builder::new_current_thread()
        .enable_io()
        .build()
        .expect("a runtime")
}

fn container(mock: &MockHost) -> ComputeSystem {
    let system = mock.host().create("Test", CONTAINER).wait();
    let system = system.expect("created");
    system.start().wait().expect("started");
    system
}

async fn create(system: &ComputeSystem, command: &str) -> Process {
    let parameters = json!({
        "CommandLine": command,
        "CreateStdInPipe": true,
        "CreateStdOutPipe": true,
        "CreateStdErrPipe": true,
    });
    system.create_process(parameters).await.expect("created")
}

/// Far more than the pipes hold goes in while the same comes out, on one thread.
#[test]
fn what_goes_in_comes_out_byte_for_byte() {
    const LENGTH: usize = 8 << 20;
    let mock = on(Schedule::Threaded);
    let system = container(&mock);
    let data: Vec<u8> = (0..LENGTH).map(|index| ((index * 7) >> 3) as u8).collect();
    let sent = data.clone();
    runtime().block_on(async {
        let mut process = create(&system, "cat").await;
        let mut stdin = process
            .stdin
            .take()
            .expect("asked for")
            .into_async()
            .expect("async");
        let mut stdout = process
            .stdout
            .take()
            .expect("asked for")
            .into_async()
            .expect("async");
        let writer = tokio::spawn(async move {
            stdin.write_all(&sent).await.expect("written");
            stdin.shutdown().await.expect("flushed");
        });
        let mut all = vec![0; LENGTH];
        stdout.read_exact(&mut all).await.expect("read");
        assert!(all == data, "something was changed on the way");
        writer.await.expect("no panic");
        // On this host, closing the pipe was enough: the process may be gone.
        match process.close_stdin().await {
            Err(error) if !error.is_already_stopped() => panic!("{error}"),
            _ => {}
        }
        assert_eq!(stdout.read(&mut all).await.expect("read"), 0, "the end");
        assert!(process.exited().await.expect("exited").success());
    });
    drop(system);
    mock.finish();
}

#[test]
fn p4_output_reads_both_streams() {
    const LENGTH: usize = 1 << 20;
    let mock = on(Schedule::Threaded);
    mock.on_process(|_| {
        Guest::run(|mut io| {
            let mut input = Vec::new();
            io.stdin.read_to_end(&mut input).expect("read");
            io.stderr.write_all(&vec![b'e'; LENGTH]).expect("written");
            io.stdout.write_all(&vec![b'o'; LENGTH]).expect("written");
            input.len() as u32
        })
    });
    let system = container(&mock);
    let output = runtime().block_on(async {
        let process = create(&system, "x").await;
        process.output().await.expect("output")
    });
    assert_eq!(output.status.code(), Some(0), "its input has ended, empty");
    assert_eq!(output.stdout, vec![b'o'; LENGTH]);
    assert_eq!(output.stderr, vec![b'e'; LENGTH]);
    drop(system);
    mock.finish();
}

/// A write waits while the pipe is full, and goes on when somebody reads.
#[test]
fn a_write_waits_for_room() {
    let mock = on(Schedule::Threaded);
    mock.on_process(|_| Guest::new().until_killed());
    let system = container(&mock);
    runtime().block_on(async {
        let mut process = create(&system, "x").await;
        let mut stdin = process
            .stdin
            .take()
            .expect("asked for")
            .into_async()
            .expect("async");
        let mut written = 0;
        let full = std::future::poll_fn(|context| {
            use std::pin::Pin;
            use std::task::Poll;
            use tokio::io::AsyncWrite as _;
            loop {
                match Pin::new(&mut stdin).poll_write(context, &[7; 4096]) {
                    // Tokio looks at the pipe first.
                    Poll::Pending if written == 0 => return Poll::Pending,
                    Poll::Pending => return Poll::Ready(Ok::<_, std::io::Error>(())),
                    Poll::Ready(length) => written += length?,
                }
                assert!(written < 64 << 20, "a pipe that holds everything");
            }
        });
        full.await.expect("written");
        assert!(written > 0);
        process.terminate().await.expect("terminated");
        process.exited().await.expect("exited");
    });
    drop(system);
    mock.finish();
}

#[test]
fn outside_a_runtime_it_is_an_error() {
    let mock = on(Schedule::Threaded);
    let system = container(&mock);
    let mut process = pollster::block_on(create(&system, "sleep"));
    let stdout = process.stdout.take().expect("asked for");
    let error = stdout.into_async().expect_err("no runtime").to_string();
    assert!(error.contains("Tokio runtime"), "{error}");
    drop((process, system));
    mock.finish();
}

#[test]
fn in_a_runtime_without_input_and_output_it_is_an_error() {
    let mock = on(Schedule::Threaded);
    let system = container(&mock);
    let runtime = Builder::new_current_thread().build().expect("a runtime");
    let error = runtime.block_on(async {
        let mut process = create(&system, "sleep").await;
        let stdin = process.stdin.take().expect("asked for");
        let error = stdin.into_async().expect_err("it can't wait for pipes");
        assert!(error.to_string().contains("enable_io"), "{error}");
        process.output().await.expect_err("the same")
    });
    assert!(error.to_string().contains("enable_io"), "{error}");
    drop(system);
    mock.finish();
}

/// A thousand processes are awaited on one thread: neither the crate nor the mock has one for each.
#[cfg(target_os = "linux")]
#[test]
fn a_thousand_processes_need_no_thousand_threads() {
    fn threads() -> usize {
        std::fs::read_dir("/proc/self/task").expect("Linux").count()
    }

    const PROCESSES: usize = 1000;
    let mock = on(Schedule::Threaded);
    mock.on_process(|parameters| match parameters.command() {
        "short" => Guest::new().stdout("done\n").stderr("well\n").exit(1),
        _ => Guest::new().stdout("ready\n").until_killed(),
    });
    let system = container(&mock);
    let before = threads();
    let most = runtime().block_on(async {
        let mut outputs = Vec::new();
        let mut most = 0;
        for number in 0..PROCESSES {
            let command = if number % 2 == 0 { "short" } else { "long" };
            let process = create(&system, command).await;
            // A short one may be over by now.
            let control = system.open_process(process.id()).ok();
            outputs.push((control, tokio::spawn(process.output())));
            tokio::task::yield_now().await;
            most = most.max(threads());
        }
        for (number, (control, output)) in outputs.into_iter().enumerate() {
            if number % 2 == 1 {
                let control = control.expect("it runs");
                control.terminate().await.expect("terminated");
            }
            let output = output.await.expect("no panic").expect("output");
            let (stdout, code) = if number % 2 == 0 {
                ("done\n", 1)
            } else {
                ("ready\n", 1067)
            };
            assert_eq!(output.stdout, stdout.as_bytes());
            assert_eq!(output.status.code(), Some(code));
            most = most.max(threads());
        }
        most
    });
    // The mock's workers, and what other tests of this program have.
    assert!(most < before + 100, "{most} threads, {before} before");
    println!(
        "report: {PROCESSES} processes with their streams at once, {before} threads before, {most} at most"
    );
    drop(system);
    mock.finish();
}

#[test]
fn a_future_of_an_output_may_be_dropped() {
    let mock = on(Schedule::Threaded);
    mock.on_process(|_| Guest::new().stdout("ready\n").until_killed());
    let system = container(&mock);
    runtime().block_on(async {
        let process = create(&system, "x").await;
        let control = system.open_process(process.id()).expect("opened");
        let output = tokio::spawn(process.output());
        tokio::task::yield_now().await;
        output.abort();
        assert!(output.await.expect_err("aborted").is_cancelled());
        control.terminate().await.expect("it is still there");
        let exit = control.exited().wait_timeout(Duration::from_secs(60));
        exit.expect("asked").expect("exited");
    });
    drop(system);
    mock.finish();
}
