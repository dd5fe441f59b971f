//! Faults: what goes wrong on purpose, at which call, and whether it has struck.

use hcs_sys::{ComputeCore, ComputeStorage, HRESULT};

/// The exports that have no way to say that they failed.
const CANT_FAIL: [&str; 8] = [
    "HcsCloseOperation",
    "HcsGetOperationContext",
    "HcsGetComputeSystemFromOperation",
    "HcsGetProcessFromOperation",
    "HcsGetOperationType",
    "HcsGetOperationId",
    "HcsCloseComputeSystem",
    "HcsCloseProcess",
];

/// Something that goes wrong on purpose: given to [`MockHost::fail`](crate::MockHost::fail).
///
/// It strikes once, at the first call that fits, unless told otherwise.
///
/// ```
/// use hcs_testkit::{Fault, MockHost};
/// use hcs_sys::E_ACCESSDENIED;
///
/// let mock = MockHost::new();
/// // The second system that is started has a disk that may not be read.
/// mock.fail(
///     Fault::call("HcsStartComputeSystem")
///         .nth(2)
///         .completes(E_ACCESSDENIED, Some(r#"{"Error":-2147024891,"ErrorMessage":""}"#)),
/// );
/// // The fifth call from now on is refused, whichever it is.
/// mock.fail(Fault::any_call().nth(5).answers(hcs_sys::E_OUTOFMEMORY));
/// # assert_eq!(mock.faults_left(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The function; `None` for any.
    call: Option<String>,
    nth: u64,
    every: bool,
    pub(crate) consequence: Consequence,
}

/// What a fault does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Consequence {
    /// The call answers this, and does nothing.
    Answer {
        code: HRESULT,
        document: Option<String>,
    },
    /// The call succeeds, and its operation completes with this.
    Complete {
        code: HRESULT,
        document: Option<String>,
    },
    /// The call succeeds, and its operation never completes.
    NeverComplete,
    /// The service goes away just before the call.
    Disconnect,
}

impl Fault {
    fn new(call: Option<String>) -> Self {
        Self {
            call,
            nth: 1,
            every: false,
            consequence: Consequence::Answer {
                code: hcs_sys::E_FAIL,
                document: None,
            },
        }
    }

    /// At a call of this exported function; it answers `E_FAIL`, unless something else is said.
    ///
    /// # Panics
    /// When there is no such export, or it can't fail: such a fault would never strike.
    #[track_caller]
    pub fn call(name: &str) -> Self {
        match Self::try_call(name) {
            Ok(fault) => fault,
            Err(reason) => panic!("{reason}"),
        }
    }

    /// [`call`](Self::call), for names that come from elsewhere.
    ///
    /// # Errors
    /// Where that panics: a sentence that says why.
    pub fn try_call(name: &str) -> Result<Self, String> {
        let mut exports = ComputeCore::FUNCTIONS
            .iter()
            .chain(ComputeStorage::FUNCTIONS);
        if !exports.any(|it| it.name == name) {
            return Err(format!(
                "computecore.dll has no export `{name}`, nor has computestorage.dll"
            ));
        }
        if CANT_FAIL.contains(&name) {
            return Err(format!("`{name}` has no way to say that it failed"));
        }
        Ok(Self::new(Some(name.to_owned())))
    }

    /// At a call of any function that can fail, which the closing functions and the plain getters can't.
    /// [`MockHost::failable_calls`](crate::MockHost::failable_calls) counts the same calls.
    pub fn any_call() -> Self {
        Self::new(None)
    }

    /// At the n-th call that fits, counted from 1 and from when the fault was given to the mock.
    pub fn nth(mut self, nth: u64) -> Self {
        self.nth = nth.max(1);
        self
    }

    /// At each call that fits from there on, not once only.
    pub fn every(mut self) -> Self {
        self.every = true;
        self
    }

    /// The call fails with this code at once. `HcsCreateOperation` returns NULL, whatever the code (O1).
    pub fn answers(mut self, code: HRESULT) -> Self {
        self.consequence = Consequence::Answer {
            code,
            document: None,
        };
        self
    }

    /// The call fails with this code at once, and leaves a document in its operation (T5).
    pub fn answers_with_document(mut self, code: HRESULT, document: &str) -> Self {
        self.consequence = Consequence::Answer {
            code,
            document: Some(document.to_owned()),
        };
        self
    }

    /// The call succeeds and its operation completes with this, through the usual path. With a failing code the work
    /// isn't done; with `S_OK` it is, and the document takes the place of the result.
    pub fn completes(mut self, code: HRESULT, document: Option<&str>) -> Self {
        self.consequence = Consequence::Complete {
            code,
            document: document.map(str::to_owned),
        };
        self
    }

    /// The call succeeds and its operation stays pending, until the service disconnects.
    pub fn never_completes(mut self) -> Self {
        self.consequence = Consequence::NeverComplete;
        self
    }

    /// The service goes away just before the call (E8).
    pub fn disconnects(mut self) -> Self {
        self.consequence = Consequence::Disconnect;
        self
    }
}

/// The faults of an instance that are still to strike.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    armed: Vec<(Fault, u64)>,
    /// The calls that could have failed.
    pub(crate) calls: u64,
}

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.armed.push((fault, 0));
    }

    pub(crate) fn left(&self) -> usize {
        self.armed.len()
    }

    /// A call that can fail begins: what strikes it. Each fault counts it; the oldest that is due strikes.
    pub(crate) fn strike(&mut self, name: &str) -> Option<Consequence> {
        self.calls += 1;
        let mut struck = None;
        for (index, (fault, seen)) in self.armed.iter_mut().enumerate() {
            if fault.call.as_deref().is_some_and(|call| call != name) {
                continue;
            }
            *seen += 1;
            let due = *seen == fault.nth || fault.every && *seen > fault.nth;
            if due && struck.is_none() {
                struck = Some(index);
            }
        }
        let index = struck?;
        if self.armed[index].0.every {
            Some(self.armed[index].0.consequence.clone())
        } else {
            Some(self.armed.remove(index).0.consequence)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_the_nth_call_that_fits_once() {
        let mut faults = Faults::default();
        faults.add(Fault::new(Some("A".to_owned())).nth(2).answers(-1));
        assert_eq!(faults.strike("A"), None);
        assert_eq!(faults.strike("B"), None);
        assert!(faults.strike("A").is_some());
        assert_eq!(faults.strike("A"), None);
        assert_eq!((faults.left(), faults.calls), (0, 4));
    }

    #[test]
    #[should_panic(expected = "no export `HcsStartSystem`")]
    fn a_fault_of_a_misspelt_export_is_refused() {
        Fault::call("HcsStartSystem");
    }

    #[test]
    #[should_panic(expected = "no way to say")]
    fn a_fault_of_an_export_that_cannot_fail_is_refused() {
        Fault::call("HcsCloseOperation");
    }

    #[test]
    fn a_lasting_fault_strikes_each_call_from_there_on() {
        let mut faults = Faults::default();
        faults.add(Fault::any_call().nth(2).every());
        assert_eq!(faults.strike("A"), None);
        assert!(faults.strike("B").is_some());
        assert!(faults.strike("A").is_some());
        assert_eq!(faults.left(), 1);
    }
}
