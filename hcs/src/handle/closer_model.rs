//! The closer thread in models: one for each handle, since a model ends when all its threads have.

use super::Shared;
use crate::sync::Arc;

/// Hands `handle` over to be closed soon.
pub(super) fn close_later(handle: Arc<Shared>) {
    loom::thread::spawn(move || handle.close_now());
}
