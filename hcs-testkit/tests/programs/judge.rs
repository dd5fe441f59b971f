//! Whether an answer can be right, whatever the schedule: the rules that hold for each call by itself.

use hcs::Error;
use hcs_sys::{E_ABORT, E_OUTOFMEMORY, HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET};
use hcs_testkit::Cancel;

use crate::book::{Asked, Began, Closing, Said, Waiter, Waits};
use crate::life::{Told, Word, may_say};
use crate::step::{Asks, Config, Doing, Verb};

/// The code of the faults that programs plan.
pub(crate) const STRUCK: i32 = E_OUTOFMEMORY;

/// What has happened so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SoFar {
    /// The service has gone, or is going.
    pub(crate) disconnecting: bool,
    pub(crate) faults: bool,
    /// How its operations end that are cancelled, if they can be.
    pub(crate) cancel: Cancel,
}

/// An error as what it says.
pub(crate) fn said(error: &Error) -> Said {
    let code = error.code().map(|code| code.0);
    if error.is_closed() {
        Said::Closed
    } else if error.is_in_callback() {
        Said::InCallback
    } else if error.is_invalid_state() {
        Said::Word(Word::InvalidState)
    } else if error.is_already_stopped() {
        Said::Word(Word::AlreadyStopped)
    } else if error.is_already_exists() {
        Said::AlreadyExists
    } else if error.is_not_found() {
        Said::NotFound
    } else if error.is_invalid_json() {
        Said::InvalidJson
    } else if error.is_service_gone() {
        Said::ServiceGone
    } else if code == Some(0x8007_0032_u32.cast_signed()) {
        Said::Word(Word::NotSupported)
    } else if error.is_unsupported() {
        Said::Unsupported
    } else if error.is_access_denied() {
        Said::AccessDenied
    } else if error.is_cancelled() {
        Said::Cancelled
    } else if code == Some(HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET) {
        Said::NoCallbacks
    } else if code == Some(E_ABORT) {
        Said::Aborted
    } else if code == Some(STRUCK) || error.to_string().contains("gave no operation") {
        Said::Struck
    } else {
        Said::Other(error.to_string())
    }
}

/// What is wrong with an answer, if anything is.
pub(crate) fn judge(waiter: &Waiter, said: &Said, so_far: SoFar) -> Option<String> {
    let Some(began) = waiter.began else {
        return Some(format!(
            "{:?} was answered with {said:?} before it was made",
            waiter.asked
        ));
    };
    let closing = waiter.family.as_ref().map(|family| family.closing());
    let closing = closing.is_some_and(|closing| closing > Closing::No);
    let right = match must(waiter, began, closing) {
        Some(only) => *said == only || *said == Said::Struck && so_far.faults,
        None => match said {
            Said::Word(Word::AlreadyStopped) if waiter.late && closing => true,
            Said::Word(word) => may_be(waiter.asked, *word),
            Said::AlreadyExists => matches!(waiter.asked, Asked::Create(..)),
            Said::InvalidJson => matches!(
                waiter.asked,
                Asked::Create(_, Config::Unusable) | Asked::Process(_, Doing::Nameless)
            ),
            Said::NotFound | Said::Unsupported => false,
            Said::AccessDenied => matches!(
                waiter.asked,
                Asked::Process(_, Doing::Denied) | Asked::OfProcess(_, Asks::Kill)
            ),
            Said::NoCallbacks => waiter.special.progress,
            Said::Cancelled => waiter.cancelled && so_far.cancel == Cancel::Cancelled,
            Said::ServiceGone => so_far.disconnecting,
            Said::Closed => closing,
            Said::InCallback => false,
            Said::Aborted => {
                waiter.late && closing || waiter.cancelled && so_far.cancel == Cancel::Aborted
            }
            Said::Struck => so_far.faults,
            Said::Other(_) => false,
        },
    };
    (!right).then(|| {
        format!(
            "{:?} can't be answered with {said:?} ({began:?}, {so_far:?}, closing: {closing}, late: {})",
            waiter.asked, waiter.late
        )
    })
}

/// The one answer that there can be.
fn must(waiter: &Waiter, began: Began, closing: bool) -> Option<Said> {
    let mistake = matches!(
        waiter.asked,
        Asked::Create(_, Config::Mistake)
            | Asked::Verb(_, _, Verb::StartWithMistake)
            | Asked::Process(_, Doing::Garbled)
            | Asked::OfProcess(_, Asks::SignalWithMistake)
    );
    if mistake {
        return Some(Said::InvalidJson);
    }
    if waiter.special.lacking {
        return Some(Said::Unsupported);
    }
    if waiter.waits == Waits::Thread && began.inside {
        return Some(Said::InCallback);
    }
    if began.closed {
        return Some(Said::Closed);
    }
    // A close that goes on meanwhile may be seen first. Exits may be known.
    if began.service_gone && !closing && waiter.asked != Asked::Exit {
        return Some(Said::ServiceGone);
    }
    None
}

fn may_be(asked: Asked, word: Word) -> bool {
    match asked {
        Asked::Create(_, Config::Unusable) => false,
        Asked::Create(..) | Asked::Enumerate => word == Word::Ok,
        Asked::Verb(_, _, verb) => may_say(verb, word),
        Asked::Process(_, Doing::Denied | Doing::Nameless) => {
            matches!(word, Word::InvalidState | Word::AlreadyStopped)
        }
        Asked::Process(..) => {
            matches!(word, Word::Ok | Word::InvalidState | Word::AlreadyStopped)
        }
        Asked::OfProcess(_, Asks::Status) => {
            matches!(word, Word::Seen(Told::Running | Told::Stopped))
        }
        Asked::OfProcess(..) => matches!(word, Word::Ok | Word::AlreadyStopped),
        Asked::Exit => word == Word::Ok,
    }
}
