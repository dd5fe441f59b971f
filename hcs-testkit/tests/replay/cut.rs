//! Files that are no recordings, or only a part of one.

use std::io::{BufReader, Read};

use hcs_testkit::replay::{Recording, Verdict};
use hcs_testkit::{Profile, Schedule};

use crate::{check, programs, record};

fn refused(bytes: &[u8]) -> String {
    let error = Recording::read(bytes).expect_err("no recording");
    let sentence = error.to_string();
    assert!(!sentence.contains('\n') && !sentence.is_empty());
    sentence
}

#[test]
fn a_recording_that_was_cut_anywhere_is_checked_as_far_as_it_goes() {
    let program = programs::model_2;
    let text = record(Schedule::Threaded, Profile::documented(), 1, program);
    let header = text.find('\n').unwrap() + 1;
    for end in header + 1..text.len() {
        let recording = Recording::read(&text.as_bytes()[..end]).unwrap();
        let whole = text.as_bytes()[end - 1] == b'\n';
        assert_eq!(recording.incomplete().is_none(), whole, "{end}");
        if end % 7 == 0 && !whole {
            let report = recording.check();
            assert_eq!(report.verdict(), Verdict::Incomplete, "{end}: {report}");
            let line = text[..end].lines().count();
            let story = report.to_string();
            assert!(
                story.contains(&format!("line {line} is incomplete")),
                "{story}"
            );
        }
    }
}

#[test]
fn a_call_that_never_returned_can_be_told() {
    let text = record(
        Schedule::Inline,
        Profile::documented(),
        1,
        programs::model_1,
    );
    let at = text.find("\"call\":\"HcsWaitForOperationResult\"").unwrap();
    let end = at + text[at..].find('\n').unwrap() + 1;
    let report = check(&text[..end]);
    // The program was ended there: what was open is not closed.
    assert_eq!(report.verdict(), Verdict::Contradicted);
    assert!(report.differences().is_empty(), "{report}");
}

#[test]
fn what_is_no_recording_is_refused_in_a_sentence() {
    assert!(refused(b"").starts_with("is empty"));
    assert!(refused(b"\n").starts_with("is no recording"));
    assert!(refused(b"{}\n").starts_with("is no recording"));
    assert!(refused(b"{\"hcs-record\":1").starts_with("is no recording"));
    assert!(refused(b"{\"hcs-record\":99}\n").contains("version 99"));
    let garbage: Vec<u8> = (0..100_000_u32).map(|i| ((i * 7919) >> 3) as u8).collect();
    assert!(refused(&garbage).starts_with("is no recording"));
    let header = b"{\"hcs-record\":1}\n".to_vec();
    let with = |lines: &str| refused(&[&header, lines.as_bytes()].concat());
    assert_eq!(with("nonsense\n{}\n"), "is damaged: line 2 is not JSON");
    assert_eq!(with("{}\n"), "is damaged: line 2 has no number `seq`");
    assert_eq!(
        with("{\"seq\":1,\"thread\":1,\"return\":7}\n"),
        "is damaged: line 2 ends a call that is not there"
    );
    assert_eq!(
        with("{\"seq\":1,\"thread\":1,\"what\":7}\n"),
        "is damaged: line 2 is of no kind that is known"
    );
}

#[test]
fn a_line_without_an_end_is_refused_before_it_fills_the_memory() {
    let endless = std::io::repeat(b'x');
    assert!(Recording::read(BufReader::new(endless)).is_err());
    let header: &[u8] = b"{\"hcs-record\":1}\n";
    let endless = header.chain(std::io::repeat(b'x'));
    let error = Recording::read(BufReader::new(endless)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "is damaged: line 2 is longer than any recording's"
    );
}

#[test]
fn members_of_other_types_do_no_harm() {
    let header = "{\"hcs-record\":1}\n";
    for args in [
        "null",
        "7",
        "[]",
        "{\"operation\":{}}",
        "{\"operation\":{\"handle\":7}}",
        "{\"computesystem\":\"x\"}",
    ] {
        for function in [
            "HcsStartComputeSystem",
            "HcsCloseOperation",
            "HcsCreateComputeSystem",
            "HcsSetComputeSystemCallback",
            "HcsGetOperationResult",
            "Unknown",
        ] {
            let text = format!(
                "{header}{{\"seq\":1,\"thread\":1,\"call\":\"{function}\",\"args\":{args}}}\n{{\"seq\":2,\"thread\":1,\"return\":1,\"result\":{args},\"out\":{args}}}\n{{\"seq\":3,\"thread\":1,\"callback\":\"cb#1\",\"args\":{args}}}\n{{\"seq\":4,\"thread\":1,\"done\":3}}\n"
            );
            let _ = check(&text);
        }
    }
}
