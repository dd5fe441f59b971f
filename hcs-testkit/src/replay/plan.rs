//! What a recording tells ahead: how each call ended, and which of them overlapped.

use std::collections::{HashMap, HashSet};

use hcs_sys::{E_INVALIDARG, HCS_E_SERVICE_DISCONNECT};

use super::check::{gets_result, holder, is_outcome, starts};
use super::read::{Recording, What, code, name};

/// How a call that an operation tracks ended on the host.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outcome {
    pub(super) code: i32,
    /// The line that tells it.
    pub(super) line: usize,
}

/// What is known ahead, by the indices of the lines of calls.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) outcomes: HashMap<usize, Outcome>,
    /// Where each call returned.
    returns: HashMap<usize, usize>,
    /// What each call answered.
    answers: HashMap<usize, i32>,
    /// The calls that were refused as the service was gone.
    pub(super) disconnected: HashSet<usize>,
    /// The systems of calls that operations track.
    starts: Vec<(usize, String)>,
}

impl Plan {
    pub(super) fn of(recording: &Recording) -> Self {
        let mut plan = Self::default();
        // The last call with each operation that was not refused.
        let mut current: HashMap<&str, usize> = HashMap::new();
        for (at, line) in recording.lines.iter().enumerate() {
            match &line.what {
                What::Call { function, args } if starts(function, args) => {
                    if let Some(operation) = name(&args["operation"]) {
                        current.insert(operation, at);
                    }
                    if let Some(system) = holder(args) {
                        plan.starts.push((at, system.to_owned()));
                    }
                }
                What::Return {
                    of,
                    function,
                    result,
                    ..
                } => {
                    plan.returns.insert(*of, at);
                    if let Some(code) = code(result) {
                        plan.answers.insert(*of, code);
                    }
                    if code(result) == Some(HCS_E_SERVICE_DISCONNECT) {
                        plan.disconnected.insert(*of);
                    }
                    let What::Call { args, .. } = &recording.lines[*of].what else {
                        continue;
                    };
                    let (Some(operation), Some(code)) = (name(&args["operation"]), code(result))
                    else {
                        continue;
                    };
                    if starts(function, args) && code < 0 && current.get(operation) == Some(of) {
                        current.remove(operation);
                    }
                    // It may be that the call is about no process, or has nothing to do with its operation (P3).
                    let unrelated = code == E_INVALIDARG && function.ends_with("AndProcessInfo");
                    if gets_result(function)
                        && !unrelated
                        && is_outcome(code)
                        && let Some(&call) = current.get(operation)
                    {
                        let line = line.number;
                        plan.outcomes.entry(call).or_insert(Outcome { code, line });
                    }
                }
                _ => {}
            }
        }
        plan
    }

    /// What a call answered on the host.
    pub(super) fn answer(&self, call: usize) -> Option<i32> {
        self.answers.get(&call).copied()
    }

    /// Whether another call on the same system was under way while this one was made: which took effect first is unknown.
    pub(super) fn overlaps(&self, call: usize) -> bool {
        let end = |at: usize| self.returns.get(&at).copied().unwrap_or(usize::MAX);
        let Some((_, system)) = self.starts.iter().find(|(at, _)| *at == call) else {
            return false;
        };
        self.starts.iter().any(|(other, of)| {
            *other != call && of == system && *other < end(call) && call < end(*other)
        })
    }
}
