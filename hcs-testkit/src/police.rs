//! Whose handle is this, and may it be used so? Also: which callbacks is this thread inside of?

use std::cell::RefCell;

use hcs_sys::{E_HANDLE, E_INVALIDARG, HRESULT};

use crate::handle::{EntryState, Found};
use crate::label::{Kind, Label};
use crate::slot;
use crate::world::World;

/// A callback that a thread is inside of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub(crate) instance: u64,
    /// The operation whose callback it is, or the handle whose event callback it is.
    pub(crate) label: Label,
    /// The value of a closed operation that the event named all the same (E6); 0 for none.
    pub(crate) stale: usize,
}

thread_local! {
    static FRAMES: RefCell<Vec<Frame>> = const { RefCell::new(Vec::new()) };
}

/// Asks about the callbacks that this thread is inside of. A thread that is ending is inside of none.
fn frames<R: Default>(ask: impl FnOnce(&mut Vec<Frame>) -> R) -> R {
    FRAMES
        .try_with(|frames| ask(&mut frames.borrow_mut()))
        .unwrap_or_default()
}

/// This thread goes into a callback, until the guard is dropped.
pub(crate) fn enter(frame: Frame) -> Inside {
    frames(|frames| frames.push(frame));
    Inside(())
}

pub(crate) struct Inside(());

impl Drop for Inside {
    fn drop(&mut self) {
        frames(|frames| frames.pop());
    }
}

/// How many callbacks this thread is inside of.
pub(crate) fn depth() -> usize {
    frames(|frames| frames.len())
}

/// Whether this thread is inside a callback for this handle.
pub(crate) fn is_inside(instance: u64, label: Label) -> bool {
    frames(|frames| {
        frames
            .iter()
            .any(|frame| frame.instance == instance && frame.label == label)
    })
}

/// Whether the event that this thread is inside of named this closed operation.
fn was_named_by_stale_event(value: usize) -> bool {
    frames(|frames| frames.last().is_some_and(|frame| frame.stale == value))
}

impl World {
    /// The operation that a caller means.
    pub(crate) fn operation(&mut self, call: &'static str, value: usize) -> Result<u64, HRESULT> {
        let wrong = match self.resolve(call, value, Kind::Operation)? {
            Ok(label) => return Ok(label.number),
            Err(wrong) => wrong,
        };
        let inside = Some(EntryState::ClosedInside) == self.handles.state(value);
        if was_named_by_stale_event(value) {
            let message = format!("{wrong}: an event named it, and nobody had claimed it");
            self.violate("E6", call, value, message);
        } else if inside {
            let message = format!("{wrong}: its own callback closed it");
            self.violate("O6", call, value, message);
        } else {
            self.violate("O1", call, value, wrong);
        }
        Err(E_HANDLE)
    }

    /// The handle to a system, or to a process, that a caller means.
    pub(crate) fn holder(
        &mut self,
        kind: Kind,
        call: &'static str,
        value: usize,
    ) -> Result<Label, HRESULT> {
        match self.resolve(call, value, kind)? {
            Ok(label) if self.holders.get(&label).is_some_and(|it| it.closing) => {
                let message = "used while another thread closes it";
                match kind {
                    Kind::Process => self.violate("P1", call, value, message),
                    _ => self.violate("S7", call, value, message),
                }
                Err(E_HANDLE)
            }
            Ok(label) => Ok(label),
            Err(wrong) => {
                match kind {
                    Kind::Process => self.violate("P1", call, value, wrong),
                    _ => self.violate("S1", call, value, wrong),
                }
                Err(E_HANDLE)
            }
        }
    }

    /// What a value stands for, or what is wrong with it. NULL and the handles of other instances are no violation
    /// of this one's rules: they are refused.
    fn resolve(
        &mut self,
        call: &'static str,
        value: usize,
        wanted: Kind,
    ) -> Result<Result<Label, &'static str>, HRESULT> {
        if value == 0 {
            return Err(E_INVALIDARG);
        }
        let closing = matches!(
            call,
            "HcsCloseOperation" | "HcsCloseComputeSystem" | "HcsCloseProcess"
        );
        Ok(match self.handles.find(value) {
            Found::Known(label, _) if label.kind != wanted => Err("this is another kind of handle"),
            Found::Known(label, EntryState::Open | EntryState::Lent) => Ok(label),
            Found::Known(..) if closing => Err("closed a second time"),
            Found::Known(..) => Err("used after it was closed"),
            Found::Forgotten => Err("used long after it was closed"),
            Found::Garbage => Err("this was never a handle"),
            Found::Foreign => {
                slot::record_stray(call, "the handle belongs to another instance of the mock");
                return Err(E_HANDLE);
            }
        })
    }
}
