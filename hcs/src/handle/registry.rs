#![allow(unsafe_code)] // Registers the event callback of a handle.
//! What a handle keeps for its events: the registration, the subscribers, the pending operations.
//!
//! A handle has one event callback (E1), so this crate registers its own and deals the events out. It is
//! registered when it is first needed, with the options that anyone needs, and stays until the handle
//! closes: it outlives its subscribers, since operations may depend on it.
//!
//! No lock is held while the backend is called: a registration may deliver events at once, on this thread
//! (E5, E10).

use std::collections::HashMap;
use std::ffi::c_void;
use std::hash::{BuildHasherDefault, Hasher};

use hcs_sys::{HCS_E_SERVICE_DISCONNECT, HCS_OPERATION};

use super::{Handle, IN_FLIGHT, Shared, Subject};
use crate::callback::{HANDLES, OPERATIONS, Token, boundary, event_occurred, in_callback};
use crate::error::{Error, Result};
use crate::event::{Event, EventKind, EventOptions, EventStream, Subscriber, Subscription};
use crate::operation::Operation;
use crate::sync::{Arc, Ordering};
use crate::trace;

/// See the module's documentation.
pub(super) struct Registry {
    /// The context of the event callback: one for the life of the handle, so that an event which is on its
    /// way when the options change isn't lost.
    token: Option<Token>,
    /// The options of the registration, none when there is none.
    active: Option<EventOptions>,
    /// The options of a registration that was lost: subscribers still count on them.
    lost: EventOptions,
    /// A thread is changing the registration, to these options.
    registering: Option<EventOptions>,
    /// The service is known to be gone: the subscribers are told once.
    disconnected: bool,
    subscribers: Option<Subscribers>,
    /// The operations that complete by event. The others are in the table of contexts.
    pending: Pending,
    /// `close()` has begun, and ended.
    pub(super) closing: bool,
    pub(super) closed: bool,
}

/// The receivers of a handle's events.
pub(crate) type Subscribers = Arc<[Arc<Subscriber>]>;

/// Operations, by the addresses that events name.
#[derive(Default)]
struct Pending {
    /// One of them: most handles have no more at a time, and are spared the hashing.
    first: Option<(usize, Arc<Operation>)>,
    others: HashMap<usize, Arc<Operation>, BuildHasherDefault<AddressHasher>>,
}

impl Pending {
    #[inline]
    fn insert(&mut self, raw: HCS_OPERATION, operation: Arc<Operation>) {
        let address = raw.addr();
        debug_assert!(
            self.get(raw).is_none(),
            "an operation leaves the table before its address is free"
        );
        match &self.first {
            None => self.first = Some((address, operation)),
            Some(_) => drop(self.others.insert(address, operation)),
        }
    }

    #[inline]
    fn get(&self, raw: HCS_OPERATION) -> Option<&Arc<Operation>> {
        match &self.first {
            Some((address, operation)) if *address == raw.addr() => Some(operation),
            _ if self.others.is_empty() => None,
            _ => self.others.get(&raw.addr()),
        }
    }

    #[inline]
    fn remove(&mut self, raw: HCS_OPERATION) -> Option<Arc<Operation>> {
        match &self.first {
            Some((address, _)) if *address == raw.addr() => {
                self.first.take().map(|(_, operation)| operation)
            }
            _ => self.others.remove(&raw.addr()),
        }
    }

    fn all(&self) -> Vec<Arc<Operation>> {
        let first = self.first.iter().map(|(_, operation)| operation);
        first.chain(self.others.values()).cloned().collect()
    }
}

/// What [`Registry::retire`] leaves to be dropped outside the lock.
pub(super) type Retired = (Option<Token>, Option<Subscribers>);

impl Registry {
    pub(super) fn new() -> Self {
        Self {
            token: None,
            active: None,
            lost: EventOptions::NONE,
            registering: None,
            disconnected: false,
            subscribers: None,
            pending: Pending::default(),
            closing: false,
            closed: false,
        }
    }

    /// The handle is closed: forget everything.
    pub(super) fn retire(&mut self) -> Retired {
        self.active = None;
        (self.token.take(), self.subscribers.take())
    }

    fn completes_by_event(&self) -> bool {
        self.active
            .is_some_and(|options| options.contains(EventOptions::OPERATION_CALLBACKS))
    }

    fn by_event(&self, soon: bool) -> bool {
        let by_event = |options: EventOptions| options.contains(EventOptions::OPERATION_CALLBACKS);
        soon && self.registering.is_some_and(by_event) || self.completes_by_event()
    }

    fn is_registered(&self) -> bool {
        // Whatever comes of a registration that has begun, an operation that starts meanwhile is looked at afterwards.
        self.active.is_some() || self.registering.is_some()
    }

    /// Those who wait for certain events. They have no handlers, which must not be dropped just anywhere.
    fn waiting(&self) -> Vec<Arc<Subscriber>> {
        let all = self.subscribers.iter().flat_map(|list| list.iter());
        all.filter(|one| one.waits()).cloned().collect()
    }

    /// What each call asks of the registration.
    fn hint(&self) -> usize {
        let registered = usize::from(self.is_registered()) * REGISTERED;
        let by_event = usize::from(self.completes_by_event()) * BY_EVENT;
        registered | by_event
    }
}

/// In [`Shared::hint`]: there is a registration.
const REGISTERED: usize = 1;
/// In [`Shared::hint`]: completions come as events.
const BY_EVENT: usize = 2;

impl Shared {
    /// Whether completions arrive as events on this handle: its operations have no callback then (E4). `soon`: or
    /// will when the change of the registration is over. Else it may be changing now.
    pub(crate) fn completes_by_event(&self, soon: bool) -> bool {
        match soon {
            false => self.hint.load(Ordering::Acquire) & BY_EVENT != 0,
            true => self.registry.lock().by_event(true),
        }
    }

    /// Enters an operation that completes by event, before its starting call.
    pub(crate) fn remember(&self, raw: HCS_OPERATION, operation: Arc<Operation>) {
        self.registry.lock().pending.insert(raw, operation);
    }

    /// The same, if the handle still completes its operations so.
    pub(crate) fn remember_if_current(
        &self,
        raw: HCS_OPERATION,
        operation: &Arc<Operation>,
        soon: bool,
    ) -> bool {
        let mut registry = self.registry.lock();
        let current = registry.by_event(soon);
        if current {
            registry.pending.insert(raw, Arc::clone(operation));
        }
        current
    }

    /// Takes an operation that completes by event out, before it is closed: then its address may be used again (O6).
    pub(crate) fn forget(&self, raw: HCS_OPERATION) {
        let forgotten = self.registry.lock().pending.remove(raw);
        drop(forgotten);
    }

    /// An event names the operation `raw`: perhaps one of ours, perhaps a former one at its address (E6). The subscribers
    /// are told after that.
    pub(crate) fn operation_event(
        self: &Arc<Self>,
        raw: HCS_OPERATION,
        data: impl FnOnce() -> Option<String>,
    ) {
        let visit = self.visit_while();
        let registry = self.registry.lock();
        let found = registry.pending.get(raw).cloned();
        let subscribers = match &visit {
            Some(_) => registry.subscribers.clone(),
            None => None,
        };
        drop(registry);
        if let Some(operation) = found {
            operation.check();
        }
        deal_out(subscribers, EventKind::OPERATION_CALLBACK, data);
    }

    /// The service is gone: operations that are still pending here may never complete (E8). The subscribers are told,
    /// once, whether an event has said so or a call.
    pub(crate) fn service_disconnected(self: &Arc<Self>, data: impl FnOnce() -> Option<String>) {
        let mut registry = self.registry.lock();
        let known = std::mem::replace(&mut registry.disconnected, true);
        let mut pending = registry.pending.all();
        drop(registry);
        // The others. It happens once to a handle: calls are spared one more table.
        if self.gate.load(Ordering::Acquire) >= IN_FLIGHT {
            pending.extend(OPERATIONS.find(|operation| operation.is_on(self)));
        }
        for operation in pending {
            let error = Error::code_of(operation.name(), HCS_E_SERVICE_DISCONNECT, None);
            operation.lose(error);
        }
        if !known {
            self.dispatch(EventKind::SERVICE_DISCONNECT, data);
        }
    }

    /// Deals an event out to the subscribers that asked for its kind.
    pub(crate) fn dispatch(
        self: &Arc<Self>,
        kind: EventKind,
        data: impl FnOnce() -> Option<String>,
    ) {
        // Before the list is taken, and as long as it is there: dropping it may drop a user's handler.
        let Some(_visit) = self.visit_while() else {
            return;
        };
        let subscribers = self.registry.lock().subscribers.clone();
        deal_out(subscribers, kind, data);
    }

    /// Adds a subscriber; the registration is another step.
    pub(crate) fn add_subscriber(&self, subscriber: &Arc<Subscriber>) {
        let mut registry = self.registry.lock();
        let list = registry.subscribers.iter().flat_map(|list| list.iter());
        let list = list.chain([subscriber]).cloned().collect();
        let old = registry.subscribers.replace(list);
        drop(registry);
        drop(old);
    }

    /// Takes a subscriber off the list; a handler that runs goes on.
    pub(crate) fn remove_subscriber(&self, subscriber: &Arc<Subscriber>) {
        let mut registry = self.registry.lock();
        let Some(old) = registry.subscribers.take() else {
            return;
        };
        let left: Arc<[_]> = old
            .iter()
            .filter(|other| !Arc::ptr_eq(other, subscriber))
            .cloned()
            .collect();
        if !left.is_empty() {
            registry.subscribers = Some(left);
        }
        drop(registry);
        drop(old);
    }
}

/// Tells those who were subscribers when it came. The handle has a visitor.
#[inline]
fn deal_out(
    subscribers: Option<Subscribers>,
    kind: EventKind,
    data: impl FnOnce() -> Option<String>,
) {
    let Some(subscribers) = subscribers else {
        return;
    };
    let mut receivers = subscribers.iter().filter(|one| one.wants(kind));
    // Without one the data isn't copied.
    if let Some(first) = receivers.next() {
        let event = Event::new(kind, data());
        first.deliver(&event);
        receivers.for_each(|other| other.deliver(&event));
    }
}

impl Handle {
    /// Sees to it that the handle's events are delivered. The gate is held.
    pub(crate) fn ensure_delivery(&self) -> Result<()> {
        match self.shared().hint.load(Ordering::Acquire) & REGISTERED {
            0 => self.ensure_registered(EventOptions::NONE),
            _ => Ok(()),
        }
    }

    /// Sees to it that the handle's events are delivered, with `options` at least. The gate is held.
    pub(crate) fn ensure_registered(&self, options: EventOptions) -> Result<()> {
        let shared = self.shared();
        let mut registry = shared.registry.lock();
        loop {
            let active = registry.active;
            if active.is_some_and(|active| active.contains(options)) {
                return Ok(());
            }
            if options == EventOptions::NONE && registry.is_registered() {
                return Ok(());
            }
            if in_callback() && (active.is_some() || registry.registering.is_some()) {
                // Changing the registration could wait for the very callback that we are in.
                return Err(Error::in_callback(shared.subject.register()));
            }
            if registry.registering.is_none() {
                break;
            }
            registry = shared.changed.wait(registry);
        }
        let former = registry.active;
        let wanted = former.unwrap_or(registry.lost) | options;
        registry.registering = Some(wanted);
        drop(registry);

        let outcome = self.change_registration(former, wanted);

        let mut registry = shared.registry.lock();
        registry.registering = None;
        registry.active = match &outcome {
            Ok(()) => Some(wanted),
            Err((_, left)) => *left,
        };
        if registry.active.is_none()
            && let Some(former) = former
        {
            registry.lost = former;
        }
        let by_event = registry.completes_by_event();
        shared.hint.store(registry.hint(), Ordering::Release);
        let waiting = registry.waiting();
        drop(registry);
        shared.changed.notify_all();
        waiting.iter().for_each(|one| one.may_have_missed());
        match outcome {
            Ok(()) => {
                // What completed before the registration may have no event any more (E5).
                self.check_pending();
                Ok(())
            }
            Err((error, _)) => {
                if error.is_service_gone() {
                    // Its event may have come while there was no registration: told here, as in a callback.
                    boundary(|| shared.service_disconnected(|| None));
                } else if !by_event {
                    self.lose_event_operations(&error);
                }
                Err(error)
            }
        }
    }

    /// The handle is about to be made by a call that registers its event callback, too (E9): the context for that.
    pub(crate) fn register_at_creation(&self, options: EventOptions) -> Result<Token> {
        let token = self.token()?;
        self.shared().registry.lock().registering = Some(options);
        Ok(token)
    }

    /// The call that makes the handle has returned; whether it has made it.
    pub(crate) fn registered_at_creation(&self, options: EventOptions, made: bool) {
        let shared = self.shared();
        let mut registry = shared.registry.lock();
        registry.registering = None;
        registry.active = made.then_some(options);
        shared.hint.store(registry.hint(), Ordering::Release);
        drop(registry);
        shared.changed.notify_all();
    }

    /// Sees to it that the handle's events are delivered, after its registration was changed by somebody.
    pub(crate) fn renew_delivery(&self) -> Result<()> {
        let _gate = self.enter(self.shared().subject.register())?;
        self.ensure_delivery()
    }

    /// Has a subscriber receive the handle's events.
    pub(crate) fn subscribe(&self, subscriber: Subscriber) -> Result<Arc<Subscriber>> {
        let shared = self.shared();
        // Dropped after the gate: dropping the user's handler may run code that closes the system.
        let subscriber = Arc::new(subscriber);
        let _gate = self.enter(shared.subject.register())?;
        // First on the list: an event may come at once.
        shared.add_subscriber(&subscriber);
        if let Err(error) = self.ensure_registered(subscriber.options()) {
            subscriber.stop();
            shared.remove_subscriber(&subscriber);
            return Err(error);
        }
        Ok(Arc::clone(&subscriber))
    }

    /// Receives the handle's events with a handler.
    pub(crate) fn handler(
        &self,
        options: EventOptions,
        handler: impl Fn(&Event) + Send + Sync + 'static,
    ) -> Result<Subscription> {
        let subscriber = self.subscribe(Subscriber::handler(options, handler))?;
        Ok(Subscription::new(Arc::clone(self.shared()), subscriber))
    }

    /// Receives the handle's events as a stream.
    pub(crate) fn stream(&self, queue: Subscriber) -> Result<EventStream> {
        let subscriber = self.subscribe(queue)?;
        Ok(EventStream::new(Arc::clone(self.shared()), subscriber))
    }

    /// Registers with `wanted` instead of `former`. On failure: the error, and the options that are
    /// registered now.
    fn change_registration(
        &self,
        former: Option<EventOptions>,
        wanted: EventOptions,
    ) -> Result<(), (Error, Option<EventOptions>)> {
        let token = self.token().map_err(|error| (error, former))?;
        if former.is_some() {
            self.set_callback(None).map_err(|error| (error, former))?;
        }
        self.set_callback(Some((wanted, token))).map_err(|error| {
            let Some(former) = former else {
                return (error, None);
            };
            match self.set_callback(Some((former, token))) {
                Ok(()) => {
                    self.check_pending();
                    (error, Some(former))
                }
                // Its event may have come while there was no registration (E8).
                Err(second) if second.is_service_gone() => (second, None),
                Err(_) => (error, None),
            }
        })
    }

    fn set_callback(&self, registration: Option<(EventOptions, Token)>) -> Result<()> {
        let set = match &self.shared().subject {
            Subject::System(_) => self.core().HcsSetComputeSystemCallback,
            Subject::Process(_) => self.core().HcsSetProcessCallback,
        };
        let raw = self.raw();
        let name = self.shared().subject.register();
        let traced = trace::plain(name).handle(self.shared()).begin();
        let code = match registration {
            // SAFETY: the handle is open, as the gate is held (S7). The context is a token: it may outlive
            // everything. The callback has the signature that the reference gives.
            Some((options, token)) => unsafe {
                set(raw, options.0, token.as_ptr(), Some(event_occurred))
            },
            // SAFETY: as above; NULL takes the registration back (E1).
            None => unsafe { set(raw, EventOptions::NONE.0, std::ptr::null(), None) },
        };
        traced.ended(code);
        if code < 0 {
            return Err(Error::code_of(name, code, None));
        }
        Ok(())
    }

    /// Takes the event callback back from a handle that is about to be somebody else's. Nobody else uses it any more.
    pub(super) fn unregister(&self, raw: *mut c_void) {
        let shared = self.shared();
        let registered = shared.registry.lock().active.is_some();
        if registered && !raw.is_null() {
            let (name, set) = match &shared.subject {
                Subject::System(_) => (
                    "HcsSetComputeSystemCallback",
                    self.core().HcsSetComputeSystemCallback,
                ),
                Subject::Process(_) => ("HcsSetProcessCallback", self.core().HcsSetProcessCallback),
            };
            let traced = trace::plain(name).handle(shared).begin();
            // SAFETY: the handle is open and this thread's alone; NULL takes the registration back (E1). Should that fail,
            // the callback stays, whose context is a token that the table will not know.
            let code = unsafe { set(raw, EventOptions::NONE.0, std::ptr::null(), None) };
            traced.ended(code);
        }
    }

    /// The token of this handle's events, made on first use. Only the registering thread asks.
    fn token(&self) -> Result<Token> {
        let shared = self.shared();
        if let Some(token) = shared.registry.lock().token {
            return Ok(token);
        }
        let token = HANDLES
            .insert_anywhere(Arc::clone(shared))
            .map_err(|_| Error::no_context(shared.subject.register()))?;
        shared.registry.lock().token = Some(token);
        Ok(token)
    }

    /// Asks once for the result of everything that completes by event.
    fn check_pending(&self) {
        let pending = self.shared().registry.lock().pending.all();
        for operation in pending {
            operation.check();
        }
    }

    /// The registration is lost: nothing will complete the operations that count on it.
    fn lose_event_operations(&self, error: &Error) {
        let pending = self.shared().registry.lock().pending.all();
        for operation in pending.iter().filter(|one| one.completes_by_event()) {
            operation.lose(error.of_call(operation.name()));
        }
    }
}

/// Hashes handle values, which are addresses or counters: one multiplication spreads them.
#[derive(Default)]
struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_usize(byte.into());
        }
    }

    fn write_usize(&mut self, value: usize) {
        // 2^64 divided by the golden ratio: Fibonacci hashing. The high bits, which the map uses, and
        // the low ones, which index it, both depend on the whole value.
        let product = (self.0 ^ value as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = product ^ (product >> 32);
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_hashes_of_neighbours_are_spread() {
        let hash = |value: usize| {
            let mut hasher = AddressHasher::default();
            hasher.write_usize(value);
            hasher.finish()
        };
        let hashes: Vec<_> = (0..4096)
            .map(|number| hash(0x10_0000 + 16 * number))
            .collect();
        let low: HashSet<_> = hashes.iter().map(|hash| hash & 0xFFF).collect();
        let high: HashSet<_> = hashes.iter().map(|hash| hash >> 57).collect();
        assert!(low.len() > 1024, "{}", low.len());
        assert_eq!(high.len(), 128);
    }
}
