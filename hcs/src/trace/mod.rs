//! Spans and events about the calls, for the subscribers of the crate [`tracing`]: the feature `tracing`.
//!
//! Without the feature there is no code of this in the program. With it, and without a subscriber that wants to know, a call
//! looks at one number.
//!
//! ```
//! # #[derive(Clone, Default)] struct Lines;
//! # impl tracing::Subscriber for Lines {
//! #     fn enabled(&self, _: &tracing::Metadata<'_>) -> bool { true }
//! #     fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id { tracing::span::Id::from_u64(1) }
//! #     fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
//! #     fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
//! #     fn event(&self, _: &tracing::Event<'_>) {}
//! #     fn enter(&self, _: &tracing::span::Id) {}
//! #     fn exit(&self, _: &tracing::span::Id) {}
//! # }
//! # let subscriber = Lines::default();
//! // let subscriber = tracing_subscriber::fmt().with_env_filter("hcs=debug,hcs::document=trace").finish();
//! tracing::subscriber::set_global_default(subscriber).expect("the only one");
//! # let mock = hcs_testkit::MockHost::new();
//! # let host = mock.host();
//! let systems = host.enumerate_value().wait()?; // a span `hcs_call` with call="HcsEnumerateComputeSystems"
//! # Ok::<(), hcs::Error>(())
//! ```
//!
//! Windows' threads have no subscriber of their own: what happens there is seen by a global one, and what belongs to a call
//! by the one that has its span. A subscriber may run in the middle of a call: waiting for another one, or closing a handle, is
//! an error in it, as in a callback ([`Error::is_in_callback`](crate::Error::is_in_callback)).
//!
//! # What is told
//!
//! | target | level | what |
//! |---|---|---|
//! | `hcs::call` | debug | a span `hcs_call` for each call, from its start until its operation is complete |
//! | `hcs::call` | debug | in it: what the starting call answered; that a wait has ended before the operation |
//! | `hcs::callback` | debug | a callback of Windows: of an operation (in its call's span), with progress, or with an event |
//! | `hcs::callback` | warn | code of the program has panicked in a callback, where the panic ends |
//! | `hcs::document` | trace | a document, scrubbed: a request, a result, an error, or that of an event |
//!
//! A span has these fields, each where it is known:
//!
//! | field | what |
//! |---|---|
//! | `call` | the name of the function, as Microsoft's reference has it |
//! | `system`, `namespace` | the ids of the system and of its namespace |
//! | `process` | the id of the process in its system |
//! | `path` | the file or directory |
//! | `model` | how the operation is waited for: `wait`, `callback`, `event`, `notifications` |
//! | `hresult` | what came of it, as a number: `0x00000000` is success |
//! | `error` | the code's name in Microsoft's headers, or why nothing was called |
//! | `duration_us` | microseconds from the start to the end |
//!
//! A call without operation has a span as long as it takes. Those without which no call comes about (the making, asking and
//! closing of operations) have none, nor have those that a program makes itself through [`crate::raw`].
//!
//! The span is a child of the one that is current when the call is made. The program's own code, such as the closure of
//! [`Call::on_complete`](crate::Call::on_complete), doesn't run in it.
//!
//! # What is scrubbed
//!
//! Documents hold secrets. What is taken out of them, by the names of their members, wherever they are nested: the values of
//! environment variables, passwords, tokens, keys, certificates, credentials (the whole `CredentialSpec`), names of users,
//! command lines; and in each text that looks like it, addresses with passwords, private keys, the names of users'
//! directories. [`keep`] has command lines shown. Of a text that is no JSON only its length is told.

#[cfg(not(feature = "tracing"))]
mod off;
#[cfg(feature = "tracing")]
mod on;

#[cfg(not(feature = "tracing"))]
pub(crate) use off::{Call, Identity, Plain, event, panicked, plain, stray};
#[cfg(feature = "tracing")]
pub(crate) use on::{Call, Identity, Plain, event, panicked, plain, stray};

#[cfg(feature = "tracing")]
pub use crate::scrub::Keep;
#[cfg(feature = "tracing")]
pub use on::keep;
