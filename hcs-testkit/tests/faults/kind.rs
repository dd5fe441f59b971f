//! What goes wrong, and where.

use std::fmt;

use hcs::Error;
use hcs_sys::{HCS_E_SYSTEM_ALREADY_EXISTS, HRESULT};
use hcs_testkit::Fault;

/// A code that nothing else answers.
pub(crate) const INJECTED: HRESULT = 0x8F0F_00ED_u32.cast_signed();
/// A document with it.
pub(crate) const INJECTED_DOCUMENT: &str = r#"{"Error":-1894842131,"ErrorMessage":"as planned","ErrorEvents":[{"Message":"the cause","EventId":7}]}"#;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Nothing,
    Answers(HRESULT),
    AnswersFromThenOn(HRESULT),
    AnswersWithDocument(HRESULT, &'static str),
    Completes(HRESULT, Option<&'static str>),
    Disconnects,
    NeverCompletes,
}

impl Kind {
    /// The code that it has something fail with.
    pub(crate) fn code(self) -> Option<HRESULT> {
        match self {
            Self::Answers(code)
            | Self::AnswersFromThenOn(code)
            | Self::AnswersWithDocument(code, _)
            | Self::Completes(code, _) => Some(code),
            Self::Nothing | Self::Disconnects | Self::NeverCompletes => None,
        }
    }

    /// Whether it is about the operation of a call, and so matters only where there is one.
    pub(crate) fn is_of_an_operation(self) -> bool {
        matches!(
            self,
            Self::AnswersWithDocument(..) | Self::Completes(..) | Self::NeverCompletes
        )
    }

    /// Whether a system can still be terminated afterwards. One that is said to exist already is not touched: it
    /// may be another's.
    pub(crate) fn leaves_a_way(self) -> bool {
        match self {
            Self::Answers(code) | Self::AnswersWithDocument(code, _) | Self::Completes(code, _) => {
                code != HCS_E_SYSTEM_ALREADY_EXISTS
            }
            Self::Nothing => true,
            Self::AnswersFromThenOn(_) | Self::Disconnects | Self::NeverCompletes => false,
        }
    }

    /// Whether this is the error that comes of it.
    pub(crate) fn explains(self, error: &Error) -> bool {
        // What a build lacks it lacks whatever happens.
        if error.is_unsupported() {
            return true;
        }
        match self {
            Self::Nothing => false,
            Self::Answers(code) | Self::AnswersFromThenOn(code) => {
                // There is no code where there is no operation.
                error.code().is_none_or(|it| it.0 == code)
            }
            Self::AnswersWithDocument(code, _) => error.code().is_some_and(|it| it.0 == code),
            Self::Completes(code, _) => match error.code() {
                Some(it) => it.0 == code,
                None => error.document().is_some(),
            },
            Self::Disconnects | Self::NeverCompletes => error.is_service_gone(),
        }
    }

    pub(crate) fn at(self, place: Place) -> Option<Fault> {
        let fault = match place {
            Place::Nowhere => return None,
            Place::Call(nth) => Fault::any_call().nth(nth),
            Place::CallOf(function, nth) => Fault::call(function).nth(nth),
        };
        Some(match self {
            Self::Nothing => return None,
            Self::Answers(code) => fault.answers(code),
            Self::AnswersFromThenOn(code) => fault.answers(code).every(),
            Self::AnswersWithDocument(code, document) => {
                fault.answers_with_document(code, document)
            }
            Self::Completes(code, document) => fault.completes(code, document),
            Self::Disconnects => fault.disconnects(),
            Self::NeverCompletes => fault.never_completes(),
        })
    }
}

/// Where it goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Nowhere,
    /// At the n-th call of all.
    Call(u64),
    /// At the n-th call of this function: the same one also where threads race.
    CallOf(&'static str, u64),
}

impl Place {
    pub(crate) fn nth(self) -> u64 {
        match self {
            Self::Nowhere => 0,
            Self::Call(nth) | Self::CallOf(_, nth) => nth,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nowhere => f.write_str("no call"),
            Self::Call(nth) => write!(f, "call {nth}"),
            Self::CallOf(function, nth) => write!(f, "call {nth} of {function}"),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("goes wrong"),
            Self::Answers(code) => write!(f, "answers {code:#010X}"),
            Self::AnswersFromThenOn(code) => write!(f, "and all later ones answer {code:#010X}"),
            Self::AnswersWithDocument(code, _) => write!(f, "answers {code:#010X} and a document"),
            Self::Completes(code, document) => {
                write!(f, "completes with {code:#010X} and {document:?}")
            }
            Self::Disconnects => f.write_str("finds the service gone"),
            Self::NeverCompletes => f.write_str("never completes"),
        }
    }
}
