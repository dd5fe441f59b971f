//! What nobody promises: each way in which a real host may differ from another is a setting here.

use std::time::Duration;

use fastrand::Rng;
use hcs_sys::{E_ABORT, HCS_E_OPERATION_ALREADY_CANCELLED, HRESULT};

/// How often something happens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Chance(u8);

impl Chance {
    /// Never.
    pub const NEVER: Self = Self(0);
    /// Each time.
    pub const ALWAYS: Self = Self(100);

    /// So many times in a hundred; more than a hundred is [`ALWAYS`](Self::ALWAYS).
    pub const fn percent(percent: u8) -> Self {
        Self(if percent > 100 { 100 } else { percent })
    }

    /// How many times in a hundred.
    pub const fn as_percent(self) -> u8 {
        self.0
    }

    /// Draws. A chance that leaves no choice draws nothing, so that it changes no seed's sequence.
    pub(crate) fn happens(self, rng: &mut Rng) -> bool {
        match self.0 {
            0 => false,
            100 => true,
            percent => rng.u8(..100) < percent,
        }
    }
}

/// What becomes of the callback of a pending operation that is closed from outside (O8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClosedPending {
    /// The work goes on, and the callback runs when it is done.
    CallbackRuns,
    /// The work goes on, and the callback never runs.
    CallbackNever,
    /// The work is cancelled, and the callback never runs.
    Cancelled,
    /// The work is cancelled, and the callback runs.
    CancelledWithCallback,
}

/// What setting the callback or the context of a pending operation does (O9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LateSetting {
    /// `HCS_E_OPERATION_ALREADY_STARTED`.
    Refused,
    /// `S_OK`, and this call completes as if nothing had been set.
    TooLate,
    /// `S_OK`, and it holds for this call already.
    InTime,
}

/// What `HcsCancelOperation` does (O10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cancel {
    /// `E_NOTIMPL`, as its page says.
    NotImplemented,
    /// The operation completes with `HCS_E_OPERATION_ALREADY_CANCELLED`.
    Cancelled,
    /// The operation completes with `E_ABORT`.
    Aborted,
}

impl Cancel {
    /// What a cancelled operation completes with.
    pub(crate) fn code(self) -> Option<HRESULT> {
        match self {
            Self::NotImplemented => None,
            Self::Cancelled => Some(HCS_E_OPERATION_ALREADY_CANCELLED),
            Self::Aborted => Some(E_ABORT),
        }
    }
}

/// What `HcsGetComputeSystemFromOperation` returns (O12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Borrowed {
    /// The value of the handle that the call was made with. Closing it is the same as closing that one, so that the
    /// mistake shows when the owner closes it again: as S1.
    Same,
    /// A value of its own for the same handle. Closing it is recorded as O12.
    Distinct,
}

/// What becomes of a notification for which there was no callback when it was due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Missed {
    /// It is delivered as soon as a callback is registered.
    Delivered,
    /// It is lost.
    Lost,
}

/// What the event of a completed operation carries beside the operation (E4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OperationEventData {
    /// NULL.
    Absent,
    /// A copy of the result document.
    Result,
}

/// What becomes of the operations that are pending on a handle with an event callback when the service goes (E8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Disconnected {
    /// They complete with `HCS_E_SERVICE_DISCONNECT`.
    Complete,
    /// They never complete. An explicit wait ends with the error all the same.
    Never,
}

/// What a NULL namespace means (E9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NullNamespace {
    /// The default one.
    Default,
    /// `E_INVALIDARG`.
    Refused,
}

/// What becomes of the operations that are pending on a handle that is closed (S8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClosedHandle {
    /// They complete as they would have.
    Complete,
    /// They complete with `E_ABORT`, and their work isn't done.
    Fail,
}

/// What closing a system's handle does with the events that are on their way to its callback (S5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Drain {
    /// Those whose callback is running are waited for; the others are dropped.
    DropsQueued,
    /// The others are delivered first, on another thread, while the close waits.
    DeliversQueued,
}

/// The code for a configuration that is not JSON (S2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotJson {
    /// `HCS_E_INVALID_JSON`.
    InvalidJson,
    /// `HRESULT_FROM_WIN32(ERROR_INVALID_DATA)`, as older builds said.
    InvalidData,
}

/// What making a state file does where there is a file already (H2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExistingStateFile {
    /// `HRESULT_FROM_WIN32(ERROR_FILE_EXISTS)`; the file stays as it is.
    Refused,
    /// `S_OK`; what was in the file is lost.
    Overwritten,
}

/// What revoking access does that isn't granted (H3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RevokeUngranted {
    /// `S_OK`.
    Ignored,
    /// `HRESULT_FROM_WIN32(ERROR_NOT_FOUND)`.
    Refused,
}

/// What becomes of calls about layers that contradict what is there: importing to a layer that is there already, a second
/// filter, destroying a layer with a filter (F3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LayerConflicts {
    /// They are refused.
    Refused,
    /// They are done: over the layer, in the place of the filter, and with the filter.
    Done,
}

/// The form of HCS's own codes in error documents (T4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorForm {
    /// 0xC037xxxx.
    Nt,
    /// 0x8037xxxx, as in the HRESULT.
    Hresult,
}

/// How `HcsCreateProcess` completes (P3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProcessCreation {
    /// Through its operation.
    Asynchronous,
    /// When the call returns: its operation has nothing to do with it, and nobody is told.
    Synchronous,
    /// When the call returns; the operation's callback runs all the same, or its event comes, and finds an operation
    /// that was never started.
    SynchronousAndTold,
}

/// What stands for a stream that wasn't asked for (P2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AbsentStream {
    /// 0.
    Null,
    /// `INVALID_HANDLE_VALUE`.
    Invalid,
}

/// What terminating a process answers that has exited (P5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecondTerminate {
    /// `HCS_E_PROCESS_ALREADY_STOPPED`.
    AlreadyStopped,
    /// `HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED)`.
    AccessDenied,
}

/// A kind of host.
///
/// [`documented`](Self::documented) is what Microsoft's pages say, with the likeliest choice where they say nothing;
/// [`adversarial`](Self::adversarial) is a host that makes the most of everything that they leave open. A program that
/// is correct is correct on all of them.
///
/// ```
/// use hcs_testkit::{Chance, MockHost, Profile};
///
/// let mut profile = Profile::documented();
/// profile.build = 17763;
/// profile.early_completion = Chance::percent(50);
/// let mock = MockHost::builder().profile(profile).build();
/// assert!(mock.table().HcsCrashComputeSystem.is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Profile {
    /// The build of Windows. Functions that it doesn't have are absent from the table (L1).
    pub build: u32,
    /// The value of a closed handle goes to the next one that is made (O6, E6).
    pub reuse_addresses: bool,
    /// A call's work is done, and its callbacks run, before it returns: on the calling thread, or on another one
    /// (O5). For the schedules that leave a choice: threaded and stepped.
    pub early_completion: Chance,
    /// Callbacks of pending operations that are closed from outside (O8).
    pub closed_pending: ClosedPending,
    /// Setting the callback or context of a pending operation (O9).
    pub late_setting: LateSetting,
    /// Cancelling (O10).
    pub cancel: Cancel,
    /// Borrowed handles (O12).
    pub borrowed: Borrowed,
    /// An operation's callback runs a second time, with the same arguments. Nobody says that it does (O4 says that it
    /// doesn't); a program that guards its contexts survives it.
    pub duplicate_callbacks: Chance,
    /// An event is delivered a second time.
    pub duplicate_events: Chance,
    /// After an operation was closed, an event that names it is delivered to the handle that it was used on (E6).
    pub stale_events: Chance,
    /// An operation that completed before the event callback was registered (E5).
    pub completed_before_registration: Missed,
    /// A system that exited before the event callback was registered (E10).
    pub exited_before_registration: Missed,
    /// An event that is documented to have data comes without (E2).
    pub event_data_missing: Chance,
    /// The data of operation callbacks' events (E4).
    pub operation_event_data: OperationEventData,
    /// An event that was on its way is delivered after its callback was unregistered (by registering NULL, not by
    /// closing the handle, which drains). Nobody says whether unregistering drains.
    pub events_after_unregister: Chance,
    /// The exit event is on its way before the completion of the call that caused it (E11).
    pub exit_event_first: Chance,
    /// The exit of a system is told before those of its processes, which end with it.
    pub system_exit_first: Chance,
    /// How processes are created (P3).
    pub process_creation: ProcessCreation,
    /// Streams that weren't asked for (P2).
    pub absent_stream: AbsentStream,
    /// Terminating a process that has exited (P5).
    pub second_terminate: SecondTerminate,
    /// A process's input ends when the program closes its end of the pipe, and not only when `HcsModifyProcess` says
    /// so (P6).
    pub closed_pipe_ends_input: bool,
    /// Operations pending when the service goes (E8).
    pub disconnected: Disconnected,
    /// A NULL namespace (E9).
    pub null_namespace: NullNamespace,
    /// Operations pending on a handle that is closed (S8).
    pub closed_handle: ClosedHandle,
    /// What closing a system's handle waits for (S5).
    pub drain: Drain,
    /// A call that fails synchronously leaves an error document in its operation (T5).
    pub document_of_refused_call: bool,
    /// An operation that fails has no error document (T3).
    pub failure_without_document: Chance,
    /// A configuration that is not JSON (S2).
    pub not_json: NotJson,
    /// The files that a configuration attaches to a virtual machine are looked at when it starts: they exist, and the machine
    /// was granted access to each and to its [parents](crate::MockHost::set_parent_disk) (H3). The file that a machine is
    /// saved to is, too. Real hosts do this always; tests that have no such files leave it off.
    pub checks_files: bool,
    /// Making a state file where there is a file (H2).
    pub existing_state_file: ExistingStateFile,
    /// Revoking access that isn't granted (H3).
    pub revoke_ungranted: RevokeUngranted,
    /// Calls about layers that contradict what is there (F3).
    pub layer_conflicts: LayerConflicts,
    /// HCS's own codes in error documents (T4).
    pub error_form: ErrorForm,
    /// How many times an operation with notifications tells of its progress (O15).
    pub progress_updates: usize,
    /// The longest time that a task waits before a worker thread takes it, on the threaded schedule.
    pub longest_delay: Duration,
    /// How many freed strings are kept back, so that a second free of one is recognised for certain (T2). With 0 they
    /// are released at once, which is what a sanitizer that looks for uses after the free needs.
    pub kept_strings: usize,
    /// Setting the callback or context of a pending operation is recorded as a violation of O9.
    pub police_late_setting: bool,
    /// A wait for a pending operation inside a callback is recorded as a violation of O14.
    pub police_waits_in_callbacks: bool,
}

impl Profile {
    /// The builds of Windows that brought new functions.
    pub const BUILDS: [u32; 5] = [17763, 19041, 20348, 22621, 26100];

    /// The host of Microsoft's pages, with all functions.
    pub fn documented() -> Self {
        Self {
            build: 26100,
            reuse_addresses: false,
            early_completion: Chance::NEVER,
            closed_pending: ClosedPending::CallbackRuns,
            late_setting: LateSetting::Refused,
            cancel: Cancel::NotImplemented,
            borrowed: Borrowed::Same,
            duplicate_callbacks: Chance::NEVER,
            duplicate_events: Chance::NEVER,
            stale_events: Chance::NEVER,
            completed_before_registration: Missed::Delivered,
            exited_before_registration: Missed::Delivered,
            event_data_missing: Chance::NEVER,
            operation_event_data: OperationEventData::Absent,
            events_after_unregister: Chance::NEVER,
            exit_event_first: Chance::NEVER,
            system_exit_first: Chance::NEVER,
            process_creation: ProcessCreation::Asynchronous,
            absent_stream: AbsentStream::Invalid,
            second_terminate: SecondTerminate::AlreadyStopped,
            closed_pipe_ends_input: true,
            disconnected: Disconnected::Complete,
            null_namespace: NullNamespace::Default,
            closed_handle: ClosedHandle::Complete,
            drain: Drain::DropsQueued,
            document_of_refused_call: false,
            failure_without_document: Chance::NEVER,
            not_json: NotJson::InvalidJson,
            checks_files: false,
            existing_state_file: ExistingStateFile::Refused,
            revoke_ungranted: RevokeUngranted::Ignored,
            layer_conflicts: LayerConflicts::Refused,
            error_form: ErrorForm::Nt,
            progress_updates: 2,
            longest_delay: Duration::ZERO,
            kept_strings: 32,
            police_late_setting: true,
            police_waits_in_callbacks: true,
        }
    }

    /// A host of one build of Windows: with the functions that it has, and with what is known of the answers of its time.
    ///
    /// ```
    /// use hcs_testkit::{NotJson, Profile};
    ///
    /// assert_eq!(Profile::for_build(17763).not_json, NotJson::InvalidData);
    /// assert_eq!(Profile::for_build(26100), Profile::documented());
    /// ```
    pub fn for_build(build: u32) -> Self {
        Self {
            build,
            // Seen of a build of these years, which nobody has named.
            not_json: match build {
                ..20348 => NotJson::InvalidData,
                _ => NotJson::InvalidJson,
            },
            ..Self::documented()
        }
    }

    /// A host that uses what is left open, chosen by the seed.
    pub fn adversarial(seed: u64) -> Self {
        let rng = &mut Rng::with_seed(seed);
        let often = |rng: &mut Rng| Chance::percent(rng.choice([0, 10, 50]).unwrap_or(0));
        Self {
            build: rng.choice(Self::BUILDS).unwrap_or(26100),
            reuse_addresses: rng.bool(),
            early_completion: often(rng),
            closed_pending: pick(
                rng,
                [
                    ClosedPending::CallbackRuns,
                    ClosedPending::CallbackNever,
                    ClosedPending::Cancelled,
                    ClosedPending::CancelledWithCallback,
                ],
            ),
            late_setting: pick(
                rng,
                [
                    LateSetting::Refused,
                    LateSetting::TooLate,
                    LateSetting::InTime,
                ],
            ),
            cancel: pick(
                rng,
                [Cancel::NotImplemented, Cancel::Cancelled, Cancel::Aborted],
            ),
            borrowed: pick(rng, [Borrowed::Same, Borrowed::Distinct]),
            duplicate_callbacks: often(rng),
            duplicate_events: often(rng),
            stale_events: often(rng),
            completed_before_registration: pick(rng, [Missed::Delivered, Missed::Lost]),
            exited_before_registration: pick(rng, [Missed::Delivered, Missed::Lost]),
            event_data_missing: often(rng),
            operation_event_data: pick(
                rng,
                [OperationEventData::Absent, OperationEventData::Result],
            ),
            events_after_unregister: often(rng),
            exit_event_first: often(rng),
            disconnected: pick(rng, [Disconnected::Complete, Disconnected::Never]),
            null_namespace: pick(rng, [NullNamespace::Default, NullNamespace::Refused]),
            closed_handle: pick(rng, [ClosedHandle::Complete, ClosedHandle::Fail]),
            drain: pick(rng, [Drain::DropsQueued, Drain::DeliversQueued]),
            document_of_refused_call: rng.bool(),
            failure_without_document: often(rng),
            not_json: pick(rng, [NotJson::InvalidJson, NotJson::InvalidData]),
            error_form: pick(rng, [ErrorForm::Nt, ErrorForm::Hresult]),
            longest_delay: Duration::from_micros(rng.u64(..500)),
            progress_updates: rng.usize(..5),
            // Drawn last, so that a seed's other choices are what they were.
            system_exit_first: often(rng),
            process_creation: pick(
                rng,
                [
                    ProcessCreation::Asynchronous,
                    ProcessCreation::Synchronous,
                    ProcessCreation::SynchronousAndTold,
                ],
            ),
            absent_stream: pick(rng, [AbsentStream::Null, AbsentStream::Invalid]),
            second_terminate: pick(
                rng,
                [
                    SecondTerminate::AlreadyStopped,
                    SecondTerminate::AccessDenied,
                ],
            ),
            closed_pipe_ends_input: rng.bool(),
            existing_state_file: pick(
                rng,
                [ExistingStateFile::Refused, ExistingStateFile::Overwritten],
            ),
            revoke_ungranted: pick(rng, [RevokeUngranted::Ignored, RevokeUngranted::Refused]),
            layer_conflicts: pick(rng, [LayerConflicts::Refused, LayerConflicts::Done]),
            ..Self::documented()
        }
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self::documented()
    }
}

fn pick<T: Copy, const N: usize>(rng: &mut Rng, choices: [T; N]) -> T {
    choices[rng.usize(..N)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_adversary_is_the_same_for_the_same_seed_and_differs_for_others() {
        assert_eq!(Profile::adversarial(1), Profile::adversarial(1));
        let all: Vec<_> = (0..100).map(Profile::adversarial).collect();
        assert!(all.iter().any(|profile| profile.reuse_addresses));
        assert!(all.iter().any(|profile| !profile.reuse_addresses));
        assert!(
            Profile::BUILDS
                .iter()
                .all(|build| { all.iter().any(|profile| profile.build == *build) })
        );
    }

    #[test]
    fn a_chance_that_leaves_no_choice_draws_nothing() {
        let mut rng = Rng::with_seed(3);
        assert!(!Chance::NEVER.happens(&mut rng));
        assert!(Chance::percent(200).happens(&mut rng));
        assert_eq!(rng.u64(..), Rng::with_seed(3).u64(..));
    }
}
