//! A process that was created although its operation doesn't know (P3): it is asked itself.

use serde_json::Value;

use super::{
    Answer, Closure, Consumer, Function, Half, Operation, ProcessInformation, Request, State,
    Target,
};
use crate::error::{Error, HResult, Result};
use crate::handle::Handle;
use crate::sync::Arc;

impl Operation {
    /// The handle of a process that was created although its operation doesn't know (P3).
    pub(super) fn created_at_once(&self, result: &Result<Answer>, state: &State) -> Option<Handle> {
        let error = result.as_ref().err()?;
        let created = state.created.as_ref()?;
        (is_about_no_process(self.function, error) && !state.recovered)
            .then(|| created.handle.clone())
    }

    /// Asks the new process itself for what the operation should have given (P3).
    pub(super) fn recover(self: &Arc<Self>, process: Handle) {
        let ours = Arc::clone(self);
        let again = process.clone();
        self.ask_process(
            Function::GetProcessInfo,
            process,
            move |answer| match answer {
                // It is over already, and its streams with it: what is left is its id.
                Err(error) if error.is_already_stopped() => {
                    let asker = Arc::clone(&ours);
                    asker.ask_process(Function::GetProcessProperties, again, move |answer| {
                        ours.recovered(answer.and_then(without_streams));
                    });
                }
                answer => ours.recovered(answer),
            },
        );
    }

    /// Asks a process, and has this done with its answer.
    fn ask_process(
        &self,
        function: Function,
        process: Handle,
        then: impl FnOnce(Result<Answer>) + Send + Clone + 'static,
    ) {
        let mut request = Request::new(self.core, function, Target::On(process), Vec::new());
        let closure = then.clone();
        let closure = Closure::new(move |outcome| closure(outcome.result));
        if let Err(error) = request.submit(Consumer::Closure(closure)) {
            then(Err(error));
        }
    }

    fn recovered(self: &Arc<Self>, result: Result<Answer>) {
        let mut state = self.state.lock();
        state.recovering = false;
        state.recovered = true;
        state.result = match (state.result.take(), result) {
            (Some(Err(first)), Err(second)) => Some(Err(not_recovered(first, second))),
            (_, result) => Some(result),
        };
        self.settle(state, Half::Result);
    }
}

/// A process of which only its properties can be had.
pub(super) fn without_streams(answer: Answer) -> Result<Answer> {
    let name = Function::GetProcessProperties.name();
    let properties = crate::document::value(name, answer.document)?;
    let id = properties.get("ProcessId").and_then(Value::as_u64);
    let id = id.and_then(|id| u32::try_from(id).ok());
    let process = ProcessInformation {
        id: id.ok_or_else(|| Error::closed(name))?,
        stdin: None,
        stdout: None,
        stderr: None,
    };
    Ok(Answer {
        document: None,
        process: Some(Box::new(process)),
    })
}

/// Whether this is the answer about a process that was created before its call returned (P3).
pub(super) fn is_about_no_process(function: Function, error: &Error) -> bool {
    function == Function::CreateProcess && error.code() == Some(HResult(hcs_sys::E_INVALIDARG))
}

/// Which of two failures to tell: that of a creation, or that of asking the process, should it have been created at once
/// (P3). Where the process says that it isn't there, the creation has failed indeed.
pub(super) fn not_recovered(first: Error, second: Error) -> Error {
    let failed = first.document().is_some()
        || second.is_not_found()
        || second.is_already_stopped()
        || second.code() == first.code();
    if failed { first } else { second }
}
