//! What the hooks are without the feature: nothing.

use std::marker::PhantomData;
use std::path::Path;

use hcs_sys::HRESULT;

use crate::error::{Error, Result};
use crate::event::EventKind;
use crate::handle::Shared;
use crate::operation::{Answer, Completion, Request};
use crate::text::WideId;

/// A call that nobody is told of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Call(());

/// The id of a process that nobody asks for.
#[derive(Debug, Default)]
pub(crate) struct Identity(());

/// A call without operation that nobody is told of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plain<'a>(PhantomData<&'a [u16]>);

#[inline(always)]
pub(crate) fn plain<'a>(_call: &'static str) -> Plain<'a> {
    Plain(PhantomData)
}

#[inline(always)]
pub(crate) fn event(_handle: &Shared, _kind: EventKind, _data: impl FnOnce() -> Option<String>) {}

#[inline(always)]
pub(crate) fn stray() {}

#[inline(always)]
pub(crate) fn panicked() {}

impl Call {
    #[inline(always)]
    pub(crate) fn begin(_request: &Request) -> Self {
        Self(())
    }

    #[inline(always)]
    pub(crate) fn completes(&self, _completion: &Completion) {}

    #[inline(always)]
    pub(crate) fn waits(&self) {}

    #[inline(always)]
    pub(crate) fn starting(&self, _document: &[u16]) {}

    #[inline(always)]
    pub(crate) fn returned(&self, _call: &'static str, _code: HRESULT) {}

    #[inline(always)]
    pub(crate) fn called_back(&self) {}

    #[inline(always)]
    pub(crate) fn notified(&self, _kind: EventKind, _data: impl FnOnce() -> Option<String>) {}

    #[inline(always)]
    pub(crate) fn waited_in_vain(&self) {}

    #[inline(always)]
    pub(crate) fn is_told(&self) -> bool {
        false
    }

    #[inline(always)]
    pub(crate) fn finished(&self, _result: &Result<Answer>) {}

    #[inline(always)]
    pub(crate) fn failed(&self, _error: &Error) {}

    #[inline(always)]
    pub(crate) fn ended(&self, _code: HRESULT) {}

    #[inline(always)]
    pub(crate) fn answered(&self, _code: HRESULT, _document: Option<&str>) {}
}

impl Identity {
    #[inline(always)]
    pub(crate) fn is(&self, _process: u32) {}
}

impl<'a> Plain<'a> {
    #[inline(always)]
    pub(crate) fn handle(self, _handle: &Shared) -> Self {
        self
    }

    #[inline(always)]
    pub(crate) fn system(self, _id: &WideId) -> Self {
        self
    }

    #[inline(always)]
    pub(crate) fn namespace(self, _id: &WideId) -> Self {
        self
    }

    #[inline(always)]
    pub(crate) fn process(self, _id: u32) -> Self {
        self
    }

    #[inline(always)]
    pub(crate) fn path(self, _path: &Path) -> Self {
        self
    }

    #[inline(always)]
    pub(crate) fn document(self, _document: &'a [u16]) -> Self {
        self
    }

    #[inline(always)]
    pub(crate) fn begin(self) -> Call {
        Call(())
    }
}
