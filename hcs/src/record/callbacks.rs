#![allow(unsafe_code)] // Calls the program's callbacks.

//! The program's callbacks, wrapped: Windows is given functions of the recorder's and contexts that are tokens.
//!
//! A token is a number, never an address, and outlives whatever it was made for: a callback that comes late, twice, or
//! on several threads finds the program's function and context all the same.

use core::ffi::c_void;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use hcs_sys::{HCS_EVENT, HCS_OPERATION, PCWSTR};
use serde_json::{Value, json};

use super::kinds::{Argument as _, Document, Operation, address};
use super::session::{Scribe, Session};

/// How many callbacks are remembered after their handles were closed: of those that have run, and of those that haven't.
const REMEMBERED: usize = 65_536;

pub(super) type OnOperation = unsafe extern "system" fn(HCS_OPERATION, *const c_void);
pub(super) type OnEvent = unsafe extern "system" fn(*const HCS_EVENT, *const c_void);

/// A function of the program's.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    Operation(OnOperation),
    Event(OnEvent),
}

/// A callback and its context, as the program passed them.
pub(super) struct Callback {
    number: u64,
    pub(super) target: Target,
    pub(super) context: usize,
    session: Arc<Session>,
    ran: AtomicBool,
    closed: AtomicBool,
}

struct Registry {
    callbacks: HashMap<usize, Arc<Callback>>,
    next: usize,
    count: u64,
    /// Tokens whose handles are closed, oldest first: those that have run, and the others.
    retired: [VecDeque<usize>; 2],
}

static REGISTRY: LazyLock<Mutex<Registry>> = LazyLock::new(|| {
    Mutex::new(Registry {
        callbacks: HashMap::new(),
        // Unlike the small numbers and the addresses that programs have for contexts.
        next: 0x5EC0_0001,
        count: 0,
        retired: [VecDeque::new(), VecDeque::new()],
    })
});

fn registry() -> MutexGuard<'static, Registry> {
    REGISTRY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes a token for a callback, which Windows gets in the place of its context.
pub(super) fn register(session: &Arc<Session>, target: Target, context: usize) -> usize {
    let mut registry = registry();
    registry.count += 1;
    let number = registry.count;
    let token = loop {
        let token = registry.next;
        registry.next = token.wrapping_add(1).max(1);
        if !registry.callbacks.contains_key(&token) {
            break token;
        }
    };
    let callback = Callback {
        number,
        target,
        context,
        session: Arc::clone(session),
        ran: AtomicBool::new(false),
        closed: AtomicBool::new(false),
    };
    registry.callbacks.insert(token, Arc::new(callback));
    token
}

/// What a token stands for.
pub(super) fn find(token: usize) -> Option<Arc<Callback>> {
    registry().callbacks.get(&token).cloned()
}

/// The handle of a token was closed, or its call was refused: from now on it may be forgotten, after many others.
pub(super) fn retire(token: usize) {
    let mut registry = registry();
    let Some(callback) = registry.callbacks.get(&token) else {
        return;
    };
    if callback.closed.swap(true, Ordering::AcqRel) {
        return;
    }
    let ran = callback.ran.load(Ordering::Acquire);
    let retired = &mut registry.retired[usize::from(ran)];
    retired.push_back(token);
    if retired.len() > REMEMBERED
        && let Some(oldest) = retired.pop_front()
    {
        registry.callbacks.remove(&oldest);
    }
}

impl Callback {
    pub(super) fn name(&self) -> Value {
        json!(format!("cb#{}", self.number))
    }

    /// Calls the program between two lines.
    fn run(&self, arguments: impl FnOnce(&mut Scribe<'_>) -> Value, call: impl FnOnce()) {
        self.ran.store(true, Ordering::Release);
        let line = self.session.line(|scribe, line| {
            line.field("callback", &self.name());
            line.field("args", &arguments(scribe));
        });
        call();
        self.session
            .line(|_, text| text.field("done", &json!(line)));
    }
}

/// A callback that Windows makes with a context that it was never given, or long after its handle was closed.
#[cold]
fn stray(token: usize) {
    let message =
        format!("hcs: a callback came with the unknown context {token:#x} and was dropped");
    let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("{message}\n"));
}

/// What Windows calls when an operation is complete.
///
/// # Safety
/// As the program's function asks for.
pub(super) unsafe extern "system" fn on_operation(operation: HCS_OPERATION, token: *const c_void) {
    let Some(callback) = find(token as usize) else {
        return stray(token as usize);
    };
    let Target::Operation(function) = callback.target else {
        return stray(token as usize);
    };
    let context = callback.context;
    let arguments = |scribe: &mut Scribe<'_>| {
        // SAFETY: a handle is a number here.
        let operation = unsafe { Operation::before(operation, scribe) };
        json!({ "operation": operation, "context": address(context) })
    };
    // SAFETY: function and context belong together, as the program promised, and the operation is what Windows passed.
    callback.run(arguments, || unsafe {
        function(operation, context as *const c_void);
    });
}

/// What Windows calls with an event.
///
/// # Safety
/// As the program's function asks for.
pub(super) unsafe extern "system" fn on_event(event: *const HCS_EVENT, token: *const c_void) {
    let Some(callback) = find(token as usize) else {
        return stray(token as usize);
    };
    let Target::Event(function) = callback.target else {
        return stray(token as usize);
    };
    let context = callback.context;
    let arguments = |scribe: &mut Scribe<'_>| {
        // SAFETY: Windows passes an event that lives until the callback returns.
        let told = unsafe { describe(event, scribe) };
        json!({ "event": told, "context": address(context) })
    };
    // SAFETY: function and context belong together, as the program promised, and the event is what Windows passed.
    callback.run(arguments, || unsafe {
        function(event, context as *const c_void);
    });
}

/// # Safety
/// The event is NULL, or can be read, and its data ends with a NUL.
unsafe fn describe(event: *const HCS_EVENT, scribe: &mut Scribe<'_>) -> Value {
    if event.is_null() {
        return Value::Null;
    }
    // SAFETY: it can be read, as the caller promises.
    let HCS_EVENT {
        Type: kind,
        EventData: data,
        Operation: operation,
    } = unsafe { event.read() };
    let data: PCWSTR = data;
    // SAFETY: the data ends with a NUL, as the caller promises; the handle is a number here.
    let (data, operation) = unsafe {
        (
            Document::before(data, scribe),
            Operation::before(operation, scribe),
        )
    };
    json!({ "type": kind, "data": data, "operation": operation })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Keep;

    extern "system" fn nobody(_: HCS_OPERATION, _: *const c_void) {}

    #[test]
    fn what_is_remembered_is_bounded_and_nothing_that_is_open_is_forgotten() {
        let table = hcs_testkit::null::table();
        let out = Box::new(std::io::sink());
        let session = Session::begin("a test".to_owned(), out, Keep::default(), table, false);
        let session = Arc::new(session);
        let open = register(&session, Target::Operation(nobody), 7);
        let first = register(&session, Target::Operation(nobody), 8);
        retire(first);
        retire(first);
        assert!(find(first).is_some(), "a late callback finds it");
        for _ in 0..REMEMBERED {
            retire(register(&session, Target::Operation(nobody), 9));
        }
        assert!(find(first).is_none());
        assert_eq!(find(open).unwrap().context, 7);
        assert!(registry().retired.iter().all(|it| it.len() <= REMEMBERED));
    }
}
