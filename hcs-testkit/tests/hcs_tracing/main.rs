//! What subscribers of `tracing` are told: each call, what came of it, each callback; and no secret.

#[path = "../common/mod.rs"]
mod common;
mod subscriber;

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::sync::mpsc;
use std::time::Duration;

use common::{VM, block_on, on};
use hcs::storage::LayerData;
use hcs::trace::{Keep, keep};
use hcs::{ComputeSystem, EventKind, EventOptions};
use hcs_testkit::{ExitType, Fault, MockHost, Schedule};
use rstest::rstest;
use serde_json::{Value, json};
use subscriber::{Book, Fields, Keeper};
use tracing::Level;
use tracing::subscriber::with_default;

const CONTAINER: &str = r#"{"SchemaVersion":{"Major":2,"Minor":1},"Owner":"Test","Container":{},"ShouldTerminateOnLastHandleClosed":true}"#;

/// What must not be seen, in whatever it is hidden.
const SECRET: &str = "s3cr3t";

/// What is told while this runs, at this level.
fn told_at(level: Level, run: impl FnOnce()) -> Book {
    let keeper = Keeper::new(level);
    telling(&keeper, run);
    keeper.book()
}

/// Has this subscriber told what happens while this runs.
fn telling(keeper: &Keeper, run: impl FnOnce()) {
    // A thread without any subscriber that comes by first would have `tracing` take what is there for unwanted.
    everywhere();
    with_default(keeper.clone(), run);
}

fn told(run: impl FnOnce()) -> Book {
    told_at(Level::TRACE, run)
}

/// That of all threads: the callbacks of handles are told to it.
fn everywhere() -> &'static Keeper {
    static KEEPER: OnceLock<Keeper> = OnceLock::new();
    KEEPER.get_or_init(|| {
        let keeper = Keeper::new(Level::TRACE);
        tracing::subscriber::set_global_default(keeper.clone()).expect("there is no other");
        keeper
    })
}

fn document(fields: &Fields) -> Value {
    serde_json::from_str(&fields["document"]).expect("JSON")
}

#[track_caller]
fn succeeded(fields: &Fields, model: &str) {
    assert_eq!(fields["hresult"], "0x00000000", "{fields:?}");
    assert_eq!(fields.get("model").map(String::as_str), Some(model));
    assert_eq!(fields.get("error"), None);
    fields["duration_us"].parse::<u64>().expect("a number");
}

#[rstest]
fn each_model_has_a_span_for_each_call(
    #[values(
        Schedule::Inline,
        Schedule::BeforeReturn,
        Schedule::Threaded,
        Schedule::Stepped
    )]
    schedule: Schedule,
) {
    let mock = on(schedule);
    let host = mock.host();
    let book = told(|| {
        let system = host.create("One", VM).wait().expect("created");
        block_on(&mock, system.start()).expect("started");
        let (sender, receiver) = mpsc::channel();
        let paused = system
            .pause()
            .on_complete(move |it| sender.send(it).expect("waits"));
        paused.expect("started");
        mock.run_until_idle();
        receiver.recv().expect("run").expect("paused");
        system.close().expect("closed");

        let options = EventOptions::OPERATION_CALLBACKS;
        let create = host.create("Two", VM).with_handler(options, |_| ());
        let (system, events) = block_on(&mock, create).expect("created");
        events.unsubscribe().expect("no panic");
        let (starting, progress) = system.start().submit_with_progress().map_or_else(
            // On this handle it is refused (E4).
            |_| (system.start().submit().expect("started"), None),
            |(pending, progress)| (pending, Some(progress)),
        );
        assert!(progress.is_none());
        mock.run_until_idle();
        starting.wait().expect("started");
        system.close().expect("closed");
    });

    let creations = book.calls("HcsCreateComputeSystem");
    let fields: Vec<_> = creations.iter().map(|(_, span)| &span.fields).collect();
    let [one, two] = fields[..] else {
        panic!("{creations:?}");
    };
    succeeded(one, "wait");
    assert_eq!(one["system"], "One");
    succeeded(two, "event");
    assert_eq!(two["system"], "Two");
    assert!(creations.iter().all(|(_, span)| span.is_closed));

    let starts = book.calls("HcsStartComputeSystem");
    let [(one, first), (_, refused), (_, second)] = &starts[..] else {
        panic!("{starts:?}");
    };
    succeeded(&first.fields, "callback");
    assert_eq!(
        refused.fields["error"],
        "HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET"
    );
    assert_eq!(refused.fields["model"], "notifications");
    succeeded(&second.fields, "event");
    assert_eq!(second.fields["system"], "Two");
    let callbacks = book.messages(Some(*one), "hcs::callback");
    assert_eq!(callbacks, ["the operation is complete"]);
    assert_eq!(book.messages(Some(*one), "hcs::call"), ["returned"]);

    let (_, paused) = book.call("HcsPauseComputeSystem");
    succeeded(&paused, "callback");
    let closed = book.calls("HcsCloseComputeSystem");
    assert_eq!(closed.len(), 2);
    assert!(closed.iter().all(|(_, span)| span.is_closed));
    mock.finish();
}

#[test]
fn a_call_that_is_called_otherwise_tells_by_which_name() {
    let mock = MockHost::builder().schedule(Schedule::Inline).build();
    let book = told(|| {
        let create = mock.host().create("Test", VM);
        let events = create.with_events_stream(EventOptions::NONE).wait();
        drop(events.expect("created"));
    });
    let (span, _) = book.call("HcsCreateComputeSystem");
    let mut events = book.events.iter().filter(|event| event.span == Some(span));
    let returned = events.find(|event| event.fields["message"] == "returned");
    let returned = returned.expect("told");
    assert_eq!(returned.fields["call"], "HcsCreateComputeSystemInNamespace");
    assert_eq!(returned.fields["answer"], "0x00000000");
    mock.finish();
}

#[test]
fn progress_is_told_in_the_calls_span() {
    let mock = on(Schedule::Inline);
    let host = mock.host();
    let book = told(|| {
        let namespace = host.namespace("Space");
        let system = namespace.create("Test", VM).wait().expect("created");
        let (pending, _progress) = system.start().submit_with_progress().expect("started");
        pending.wait().expect("complete");
    });
    let (_, created) = book.call("HcsCreateComputeSystemInNamespace");
    assert_eq!(created["namespace"], "Space");
    let (span, started) = book.call("HcsStartComputeSystem");
    succeeded(&started, "notifications");
    let callbacks = book.messages(Some(span), "hcs::callback");
    assert!(callbacks.contains(&"notified"), "{callbacks:?}");
    mock.finish();
}

#[test]
fn failures_are_told_with_their_code_and_document() {
    let mock = on(Schedule::Threaded);
    let host = mock.host();
    let details = json!({ "Error": -1_070_137_075, "ErrorMessage": "no", "Password": SECRET });
    let book = told(|| {
        host.open("nobody").expect_err("there is none");
        let system = host.create("Test", VM).wait().expect("created");
        host.create("Test", VM).wait().expect_err("there is one");
        system.start().wait().expect("started");
        mock.fail(
            Fault::call("HcsPauseComputeSystem")
                .completes(hcs_sys::HCS_E_UNEXPECTED_EXIT, Some(&details.to_string())),
        );
        block_on(&mock, system.pause()).expect_err("the fault");
        mock.fail(Fault::call("HcsSaveComputeSystem").answers(hcs_sys::E_ACCESSDENIED));
        system.save().submit().expect_err("the fault");
        mock.fail(Fault::call("HcsCreateOperation"));
        system.resume().wait().expect_err("no operation");
        let other = system.clone();
        system.close().expect("closed");
        other.terminate().wait().expect_err("closed");
    });
    let (_, open) = book.call("HcsOpenComputeSystem");
    assert_eq!(open["system"], "nobody");
    assert_eq!(open["hresult"], "0x8037010E");
    assert_eq!(open["error"], "HCS_E_SYSTEM_NOT_FOUND");
    assert!(open.contains_key("duration_us"));

    let (_, second) = &book.calls("HcsCreateComputeSystem")[1];
    assert_eq!(second.fields["error"], "HCS_E_SYSTEM_ALREADY_EXISTS");
    assert_eq!(second.fields["model"], "wait");

    let (span, paused) = book.call("HcsPauseComputeSystem");
    assert_eq!(paused["hresult"], "0x80370106");
    let documents = book.documents(Some(span), "error");
    assert_eq!(document(documents[0])["ErrorMessage"], "no");
    assert_eq!(document(documents[0])["Password"], "<scrubbed>");

    let (_, saved) = book.call("HcsSaveComputeSystem");
    assert_eq!(saved["hresult"], "0x80070005");
    let (_, resumed) = book.call("HcsResumeComputeSystem");
    assert_eq!(resumed["error"], "no operation");
    assert_eq!(resumed.get("hresult"), None);
    let (_, terminated) = book.call("HcsTerminateComputeSystem");
    assert_eq!(terminated["error"], "closed");
    assert!(!format!("{book:?}").contains(SECRET));
    mock.finish();
}

#[test]
fn a_wait_that_is_over_too_early_is_told_and_the_span_goes_on() {
    let mock = on(Schedule::Threaded);
    let system = mock.host().create("Test", VM).wait().expect("created");
    mock.fail(Fault::call("HcsStartComputeSystem").never_completes());
    let book = told(|| {
        let started = system.start().wait_timeout(Duration::ZERO).expect("issued");
        let late = started.expect_err("it never completes");
        let late = late.wait_timeout(Duration::ZERO).expect("asked");
        drop(late.expect_err("it never completes"));
    });
    let (span, fields) = book.call("HcsStartComputeSystem");
    assert_eq!(fields.get("hresult"), None, "nobody knows what came of it");
    let messages = book.messages(Some(span), "hcs::call");
    let early = "not complete in the time given";
    assert_eq!(messages, ["returned", early, early]);
    drop(system);
    mock.finish();
}

#[test]
fn a_call_that_nobody_waits_for_is_told_of_all_the_same() {
    let mock = on(Schedule::Stepped);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let keeper = Keeper::new(Level::DEBUG);
    telling(&keeper, || drop(system.start().submit().expect("started")));
    let calls = keeper.book().calls("HcsStartComputeSystem");
    assert!(!calls[0].1.is_closed, "it is pending");
    mock.run_until_idle();
    let (_, fields) = keeper.book().call("HcsStartComputeSystem");
    succeeded(&fields, "callback");
    drop(system);
    mock.finish();
}

/// The parameters of a process, with a secret in whatever may have one.
fn secretive() -> Value {
    json!({
        "CommandLine": format!("echo --password {SECRET}"),
        "CommandArgs": [SECRET],
        "User": format!("admin-{SECRET}"),
        "WorkingDirectory": "C:\\work",
        "Environment": { "TOKEN": SECRET, "PATH": format!("C:\\{SECRET}") },
        "CreateStdOutPipe": true,
        "Unknown": {
            "Certificates": [{ "Pem": format!("-----BEGIN CERTIFICATE-----{SECRET}") }],
            "ClientCert": SECRET,
            "Text": format!("{{\"Password\":\"{SECRET}\"}}"),
            "Address": format!("https://admin:{SECRET}@host/"),
        },
    })
}

#[rstest]
fn a_process_is_told_of_and_its_secrets_are_not(
    #[values(Schedule::Inline, Schedule::Threaded)] schedule: Schedule,
    #[values(false, true)] waits: bool,
) {
    let mock = on(schedule);
    let system = mock
        .host()
        .create("Test", CONTAINER)
        .wait()
        .expect("created");
    system.start().wait().expect("started");
    mock.on_process(|_| hcs_testkit::Guest::new().exit(3));
    let mut id = 0;
    let book = told(|| {
        let call = system.create_process(secretive());
        let process = match waits {
            true => call.wait(),
            false => block_on(&mock, call),
        };
        let mut process = process.expect("created");
        id = process.id();
        process.wait().expect("it exits");
        process.properties_value().wait().expect("told");
        process.close().expect("closed");
    });
    assert!(!format!("{book:?}").contains(SECRET), "{book:#?}");

    let (span, created) = book.call("HcsCreateProcess");
    succeeded(&created, if waits { "wait" } else { "callback" });
    assert_eq!(created["system"], "Test");
    assert_eq!(created["process"], id.to_string());
    let requests = book.documents(Some(span), "request");
    let [request] = requests[..] else {
        panic!("{requests:?}");
    };
    // What is no secret stays, and what is one keeps its shape.
    let request = document(request);
    assert_eq!(request["WorkingDirectory"], "C:\\work");
    assert_eq!(request["Environment"]["TOKEN"], "<scrubbed>");
    assert_eq!(request["CreateStdOutPipe"], true);
    assert_eq!(request["CommandLine"], "<scrubbed>");

    let (span, asked) = book.call("HcsGetProcessProperties");
    assert_eq!(asked["process"], id.to_string());
    let results = book.documents(Some(span), "result");
    assert_eq!(document(results[0])["ProcessId"], id);
    let (_, closed) = book.call("HcsCloseProcess");
    assert_eq!(closed["process"], id.to_string());
    drop(system);
    mock.finish();
}

/// In a process of its own: what is kept is kept for all.
#[test]
fn command_lines_are_shown_to_who_asks() {
    const ALONE: &str = "HCS_TRACING_ALONE";
    if std::env::var_os(ALONE).is_none() {
        let test = std::env::current_exe().expect("this program");
        let name = "command_lines_are_shown_to_who_asks";
        let mut again = std::process::Command::new(test);
        again.args(["--exact", name]).env(ALONE, "1");
        let output = again.output().expect("it runs");
        assert!(output.status.success(), "{output:?}");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(said.contains("1 passed"), "{said}");
        return;
    }
    let mock = on(Schedule::Inline);
    let system = mock
        .host()
        .create("Test", CONTAINER)
        .wait()
        .expect("created");
    system.start().wait().expect("started");
    let mut also = Keep::default();
    also.command_lines = true;
    let parameters = json!({ "CommandLine": "echo hello", "Environment": { "A": SECRET } });
    for (shown, what) in [(also, "echo hello"), (Keep::default(), "<scrubbed>")] {
        keep(shown);
        let book = told(|| drop(system.create_process(&parameters).wait().expect("created")));
        let (span, _) = book.call("HcsCreateProcess");
        let request = document(book.documents(Some(span), "request")[0]);
        assert_eq!(request["CommandLine"], what);
        assert_eq!(request["Environment"]["A"], "<scrubbed>");
    }
    drop(system);
    mock.finish();
}

#[test]
fn documents_are_not_told_to_who_asks_for_less() {
    let mock = on(Schedule::Inline);
    let book = told_at(Level::DEBUG, || {
        let system = mock.host().create("Test", VM).wait().expect("created");
        let _events = system.events(EventOptions::NONE).expect("registered");
        system.start().wait().expect("started");
        system.terminate().wait().expect("terminated");
    });
    let targets: Vec<_> = book.events.iter().map(|event| event.target).collect();
    assert!(targets.contains(&"hcs::callback"), "{targets:?}");
    assert!(!targets.contains(&"hcs::document"), "{targets:?}");
    assert!(book.events.iter().all(|event| event.level <= Level::DEBUG));
    let nothing = told_at(Level::INFO, || {
        mock.host().enumerate_value().wait().expect("listed");
    });
    assert!(nothing.spans.is_empty() && nothing.events.is_empty());
    mock.finish();
}

/// The events of the system with this id.
fn events_of<'a>(book: &'a Book, id: &str) -> Vec<&'a BTreeMap<&'static str, String>> {
    let events = book
        .events
        .iter()
        .filter(|event| event.target == "hcs::callback");
    let events = events.map(|event| &event.fields);
    events
        .filter(|fields| fields.get("system").is_some_and(|it| it == id))
        .collect()
}

#[test]
fn events_of_all_threads_are_told_and_their_documents_scrubbed() {
    let keeper = everywhere();
    let mock = on(Schedule::Threaded);
    let id = "events-of-all-threads";
    let system = mock.host().create(id, VM).wait().expect("created");
    let mut events = system.events(EventOptions::NONE).expect("registered");
    system.start().wait().expect("started");
    let report = json!({ "Id": id, "CrashParameters": [1], "Password": SECRET });
    let kind = EventKind::SYSTEM_CRASH_REPORT.0;
    mock.emit_event(id, kind, Some(&report.to_string()));
    // No JSON: nobody can say what is a secret in it.
    let marred = format!("{{ Password: {SECRET}");
    mock.emit_event(id, kind, Some(&marred));
    mock.exit_system(id, ExitType::GracefulExit);
    // They come on several threads, in any order.
    for _ in 0..3 {
        events.recv().expect("outside of callbacks").expect("told");
    }
    system.close().expect("closed");

    let book = keeper.book();
    let told = events_of(&book, id);
    let mut kinds: Vec<_> = told.iter().map(|fields| fields["kind"].as_str()).collect();
    kinds.sort_unstable();
    let report = "SYSTEM_CRASH_REPORT";
    assert_eq!(kinds, [report, report, "SYSTEM_EXITED"]);
    assert!(!format!("{book:?}").contains(SECRET));
    let documents = book.documents(None, "event");
    let reports = documents.iter().filter(|it| it["kind"] == report);
    let reports: Vec<_> = reports.collect();
    let shown = reports.iter().find(|it| it.contains_key("document"));
    let shown = document(shown.expect("one is JSON"));
    assert_eq!(shown["CrashParameters"], json!([1]));
    let length = reports.iter().find_map(|it| it.get("length"));
    assert_eq!(length, Some(&marred.encode_utf16().count().to_string()));
    mock.finish();
}

#[test]
fn calls_without_operation_are_told_of() {
    let mock = on(Schedule::Inline);
    let host = mock.host();
    let directory = std::env::temp_dir().join(format!("hcs-tracing-{}", std::process::id()));
    let user = directory.join("Users").join(SECRET);
    std::fs::create_dir_all(&user).expect("made");
    let book = told(|| {
        host.service_properties_value().expect("it runs");
        host.create_empty_guest_state_file(user.join("a.vmgs"))
            .expect("made");
        host.grant_vm_access("Test", user.join("a.vmgs"))
            .expect("granted");
        host.revoke_vm_access("Test", user.join("none"))
            .expect_err("isn't there");
        let storage = mock.storage();
        let (layer, source) = (directory.join("layer"), directory.join("none"));
        storage
            .import_layer(&layer, &source, LayerData::default())
            .expect_err("there is nothing to import");
        let system = host.create("Test", CONTAINER).wait().expect("created");
        system.start().wait().expect("started");
        let process = system.create_process(r#"{"CommandLine":"sleep"}"#).wait();
        let process = process.expect("created");
        let again = system.open_process(process.id()).expect("opened");
        assert!(again.try_wait().expect("asked").is_none());
        let pending = system.properties_value().submit().expect("asked");
        pending.cancel().expect("it is complete");
        pending.wait().expect("told");
    });
    std::fs::remove_dir_all(&directory).expect("deleted");

    let (span, asked) = book.call("HcsGetServiceProperties");
    assert_eq!(asked["hresult"], "0x00000000");
    assert_eq!(book.documents(Some(span), "request").len(), 1);
    assert_eq!(book.documents(Some(span), "result").len(), 1);
    let (_, granted) = book.call("HcsGrantVmAccess");
    assert_eq!(granted["system"], "Test");
    assert!(granted["path"].contains("Users"), "{granted:?}");
    let (_, revoked) = book.call("HcsRevokeVmAccess");
    assert_eq!(revoked["hresult"], "0x80070002");
    let (span, imported) = book.call("HcsImportLayer");
    assert!(imported["hresult"].starts_with("0x8"), "{imported:?}");
    assert!(imported["path"].ends_with("layer"));
    assert_eq!(book.documents(Some(span), "request").len(), 1);
    for call in [
        "HcsCreateEmptyGuestStateFile",
        "HcsOpenProcess",
        "HcsWaitForProcessExit",
        "HcsSetProcessCallback",
    ] {
        book.call(call);
    }
    assert!(!format!("{book:?}").contains(SECRET), "{book:#?}");
    mock.finish();
}

#[test]
fn a_panic_of_the_programs_code_is_told_where_it_ends() {
    let mock = on(Schedule::Inline);
    let system = mock.host().create("Test", VM).wait().expect("created");
    let book = told(|| {
        let start = system.start();
        start
            .on_complete(|_| panic!("in a closure"))
            .expect("started");
        let events = system.subscribe(EventOptions::NONE, |_| panic!("in a handler"));
        let events = events.expect("registered");
        system.terminate().wait().expect("terminated");
        drop(events);
    });
    let warnings = book
        .events
        .iter()
        .filter(|event| event.level == Level::WARN);
    assert!(warnings.count() >= 2, "{book:#?}");
    drop(system);
    mock.finish();
}

#[rstest]
fn a_subscriber_that_panics_changes_nothing(
    #[values(Schedule::Inline, Schedule::Threaded)] schedule: Schedule,
) {
    fn program(mock: &MockHost) -> hcs::Result<ComputeSystem> {
        let host = mock.host();
        let options = EventOptions::OPERATION_CALLBACKS;
        let create = host.create("Test", CONTAINER).with_handler(options, |_| ());
        let (system, _events) = block_on(mock, create)?;
        system.start().wait()?;
        let process = system
            .create_process(r#"{"CommandLine":"exit 0"}"#)
            .wait()?;
        process.exited().wait()?;
        host.open("nobody").expect_err("there is none");
        drop(system.properties_value().submit()?);
        block_on(mock, system.terminate())?;
        Ok(system)
    }

    let mock = on(schedule);
    telling(&Keeper::doing(|| panic!("the subscriber panics")), || {
        let system = program(&mock).expect("all went well");
        system.close().expect("closed");
    });
    mock.finish();
}

/// It may run in the middle of a call, which a close would wait for.
#[test]
fn s6_a_subscriber_can_not_close_a_system() {
    let mock = on(Schedule::Inline);
    let system = mock.host().create("Test", CONTAINER).wait();
    let system = system.expect("created");
    let (sender, receiver) = mpsc::channel();
    let other = system.clone();
    let keeper = Keeper::doing(move || {
        let closed = other.clone().close();
        sender.send(closed).expect("the test looks");
    });
    telling(&keeper, || {
        system.start().submit().map(drop).expect("started");
        system.pause().wait().expect("paused");
    });
    drop(keeper);
    let answers: Vec<_> = receiver.iter().collect();
    assert!(answers.len() > 4, "{answers:?}");
    for answer in answers {
        assert!(answer.expect_err("refused").is_in_callback());
    }
    drop(system);
    mock.finish();
}
