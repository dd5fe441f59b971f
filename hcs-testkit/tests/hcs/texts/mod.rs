//! Texts that are out of the ordinary: megabytes of them, characters of two units, and units that are no character.

mod marred;

use std::sync::mpsc;

use self::marred::{LONELY_HIGH, LONELY_LOW};
use hcs::{ComputeSystem, Document, EventKind, EventOptions};
use hcs_sys::{E_FAIL, HCS_EVENT_TYPE, S_OK};
use hcs_testkit::{Fault, MockHost};
use serde_json::{Value, json};

/// A kind of event that no build of Windows has sent yet.
const UNKNOWN: HCS_EVENT_TYPE = 0x1234;

/// What a unit that is no character becomes.
const REPLACEMENT: char = char::REPLACEMENT_CHARACTER;

/// Characters of each length in UTF-8, two of them pairs of surrogates, the first and the last that there is.
const MIXED: &str = "aé€\u{10000}🦀\u{10FFFF}";

/// About so many characters of all kinds, which show where one is missing.
fn long(length: usize) -> String {
    let words = (0..).map(|number| format!("{number}{MIXED}"));
    let mut text = String::new();
    for word in words {
        if text.len() >= length {
            break;
        }
        text.push_str(&word);
    }
    text
}

fn vm(owner: &str) -> Value {
    json!({ "Owner": owner, "VirtualMachine": {} })
}

fn created(mock: &MockHost, id: &str) -> ComputeSystem {
    mock.host().create(id, vm("Test")).wait().expect("created")
}

/// Ends the system and the test.
fn end(mock: MockHost, system: ComputeSystem) {
    system.terminate().wait().expect("terminated");
    system.close().expect("closed");
    mock.finish();
}

#[test]
fn documents_of_megabytes_go_both_ways() {
    let mock = MockHost::new();
    let owner = long(4 << 20);
    let system = mock
        .host()
        .create("Test", vm(&owner))
        .wait()
        .expect("created");
    assert!(mock.systems()[0].owner == owner, "cut on its way in");
    let listed = mock.host().enumerate_value().wait().expect("listed");
    assert!(listed[0]["Owner"] == owner.as_str(), "cut on its way out");
    // The callback gets it just as well.
    let listed = pollster::block_on(mock.host().enumerate_value().into_future()).expect("listed");
    assert!(listed[0]["Owner"] == owner.as_str(), "cut on its way out");
    end(mock, system);
}

#[test]
fn an_id_of_megabytes_is_told_from_another_to_its_end() {
    let mock = MockHost::new();
    let id = long(2 << 20);
    let system = created(&mock, &id);
    assert!(mock.systems()[0].id == id, "cut on its way in");
    assert!(system.id() == id);
    let again = mock.host().open(&id).expect("opened");
    again.close().expect("closed");
    for other in [format!("{id}x"), id[..id.len() - 4].to_owned()] {
        let error = mock.host().open(&other).map(drop).expect_err("another id");
        assert!(error.is_not_found(), "{error}");
    }
    end(mock, system);
}

#[test]
fn event_data_of_megabytes_arrives_whole() {
    let mock = MockHost::new();
    let system = created(&mock, "Test");
    let mut events = system.events(EventOptions::NONE).expect("registered");
    let data = json!({ "Text": long(4 << 20) }).to_string();
    assert!(mock.emit_event("Test", UNKNOWN, Some(&data)));
    let event = events.recv().expect("no callback").expect("an event");
    assert_eq!(event.kind(), EventKind(UNKNOWN));
    assert!(event.data() == Some(&data), "cut on its way out");
    drop(events);
    end(mock, system);
}

#[test]
fn t3_the_document_of_a_failure_is_kept_whole_and_told_in_short() {
    let mock = MockHost::new();
    let system = created(&mock, "Test");
    let message = long(4 << 20);
    let document = json!({ "Error": E_FAIL, "ErrorMessage": message }).to_string();
    mock.fail(Fault::call("HcsStartComputeSystem").completes(E_FAIL, Some(&document)));
    let error = system.start().wait().expect_err("failed");
    assert!(error.document() == Some(&document));
    assert!(error.message() == Some(&message));
    let said = error.to_string();
    assert!(said.contains("HcsStartComputeSystem failed"), "{said}");
    assert!(said.contains(&long(200)) && said.contains('…'), "{said}");
    assert!(said.len() < 4_000, "{} bytes", said.len());
    end(mock, system);
}

#[test]
fn t1_a_nul_far_inside_is_found_and_told_in_short() {
    let mock = MockHost::new();
    let id = format!("{}\0{}", long(1 << 20), long(1 << 20));
    let position = id.find('\0').expect("it is there");
    let said = mock
        .host()
        .open(&id)
        .map(drop)
        .expect_err("refused")
        .to_string();
    assert!(said.contains(&format!("at byte {position},")), "{said}");
    assert!(
        said.contains('…') && said.len() < 1_000,
        "{} bytes",
        said.len()
    );

    let document = format!("{{ \"Owner\": \"{}\0\" }}", long(1 << 20));
    let error = mock.host().create("Test", document).wait().map(drop);
    let said = error.expect_err("refused").to_string();
    assert!(said.contains("NUL") && said.len() < 1_000, "{said}");
    assert!(mock.history().calls.is_empty(), "nothing was called");
    mock.finish();
}

#[test]
fn a_document_that_is_broken_at_its_end_is_refused() {
    let mock = MockHost::new();
    let document = format!("{{ \"Owner\": \"{}\" ", long(4 << 20));
    let error = mock.host().create("Test", document).wait().map(drop);
    let error = error.expect_err("refused");
    assert!(error.is_invalid_json());
    assert!(error.to_string().len() < 1_000, "{error}");
    // As deep as this no document is; a parser that follows it runs out of stack.
    let deep = "[".repeat(4 << 20);
    let error = mock.host().create("Test", deep).wait().map(drop);
    assert!(error.expect_err("refused").is_invalid_json());
    mock.finish();
}

#[test]
fn characters_of_two_units_go_both_ways() {
    let mock = MockHost::new();
    let system = mock
        .host()
        .create(MIXED, vm(MIXED))
        .wait()
        .expect("created");
    assert_eq!(
        (system.id(), &*mock.systems()[0].owner),
        (MIXED.to_owned(), MIXED)
    );
    let listed = mock.host().enumerate_value().wait().expect("listed");
    assert_eq!(
        (&listed[0]["Id"], &listed[0]["Owner"]),
        (&json!(MIXED), &json!(MIXED))
    );
    drop(mock.host().open(MIXED).expect("opened"));
    // Names that differ in the second unit of the last character.
    let other = MIXED.replace('\u{10FFFF}', "\u{10FFFE}");
    mock.host().open(&other).map(drop).expect_err("another id");
    end(mock, system);
}

#[test]
fn a_pair_at_each_place_of_a_short_id_and_of_a_long_one_is_kept_together() {
    let mock = MockHost::new();
    for length in 30..50 {
        let id = format!("{}🦀", "x".repeat(length));
        let system = created(&mock, &id);
        assert_eq!(mock.systems()[0].id, id);
        system.terminate().wait().expect("terminated");
        system.close().expect("closed");
    }
    mock.finish();
}

/// Half a character, in front of another, at the end, the wrong way round.
fn halves() -> [(String, String); 4] {
    [
        (format!("{LONELY_HIGH}x"), format!("{REPLACEMENT}x")),
        (format!("x{LONELY_LOW}"), format!("x{REPLACEMENT}")),
        (
            format!("{LONELY_LOW}{LONELY_HIGH}"),
            format!("{REPLACEMENT}{REPLACEMENT}"),
        ),
        // Both halves in their order are a character: that one is whole.
        (format!("{LONELY_HIGH}{LONELY_LOW}"), "🦀".to_owned()),
    ]
}

#[test]
fn halves_of_characters_in_a_result_become_replacement_characters() {
    let mock = MockHost::new();
    let host = marred::host(&mock);
    for (said, read) in halves() {
        let document = json!([{ "Id": said }]).to_string();
        let fault = || Fault::call("HcsEnumerateComputeSystems").completes(S_OK, Some(&document));
        mock.fail(fault());
        let waited = host.enumerate_value().wait().expect("listed");
        assert_eq!(waited, json!([{ "Id": read }]));
        mock.fail(fault());
        let awaited = pollster::block_on(host.enumerate_value().into_future()).expect("listed");
        assert_eq!(awaited, json!([{ "Id": read }]));
    }
    mock.finish();
}

#[test]
fn halves_of_characters_in_an_error_become_replacement_characters() {
    let mock = MockHost::new();
    let host = marred::host(&mock);
    for (said, read) in halves() {
        let document = json!({ "Error": E_FAIL, "ErrorMessage": said }).to_string();
        mock.fail(Fault::call("HcsEnumerateComputeSystems").completes(E_FAIL, Some(&document)));
        let error = host.enumerate().wait().expect_err("failed");
        assert_eq!(error.message(), Some(&*read));
        assert!(error.to_string().contains(&read), "{error}");
    }
    mock.finish();
}

#[test]
fn halves_of_characters_in_an_event_become_replacement_characters() {
    let mock = MockHost::new();
    let host = marred::host(&mock);
    let system = host.create("Test", vm("Test")).wait().expect("created");
    let (sender, events) = mpsc::channel();
    let subscription = system.subscribe(EventOptions::NONE, move |event| {
        let _ = sender.send(event.clone());
    });
    let subscription = subscription.expect("registered");
    for (said, read) in halves() {
        let data = json!({ "Text": said }).to_string();
        assert!(mock.emit_event("Test", UNKNOWN, Some(&data)));
        let event = events.recv().expect("an event");
        assert_eq!(event.value().expect("JSON"), json!({ "Text": read }));
    }
    subscription.unsubscribe().expect("unsubscribed");
    end(mock, system);
}

/// Escaped, half a character is no text in JSON either: no value can be made of it, but the document is not lost.
#[test]
fn an_escaped_half_of_a_character_is_an_error_that_has_the_document() {
    let mock = MockHost::new();
    let document = r#"[{"Id":"\ud83e"}]"#;
    mock.fail(Fault::call("HcsEnumerateComputeSystems").completes(S_OK, Some(document)));
    let error = mock.host().enumerate_value().wait().expect_err("no text");
    assert_eq!(error.document(), Some(document));
    assert!(error.to_string().contains("is not JSON"), "{error}");
    let whole = r#"[{"Id":"\ud83e\udd80"}]"#;
    mock.fail(Fault::call("HcsEnumerateComputeSystems").completes(S_OK, Some(whole)));
    assert_eq!(
        mock.host().enumerate_value().wait().expect("listed"),
        json!([{ "Id": "🦀" }])
    );
    mock.finish();
}

#[test]
fn an_escaped_pair_of_the_callers_is_a_character() {
    let mock = MockHost::new();
    let document = Document::from(r#"{ "Owner": "\ud83e\udd80", "VirtualMachine": {} }"#);
    let system = mock
        .host()
        .create("Test", document)
        .wait()
        .expect("created");
    assert_eq!(mock.systems()[0].owner, "🦀");
    end(mock, system);
}
