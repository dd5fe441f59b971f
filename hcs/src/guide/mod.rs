//! How to use this crate, chapter by chapter.
//!
//! Each example runs, on the double of HCS in the crate `hcs-testkit`: where it says `mock.host()`, a program on Windows has
//! [`Host::new()`](crate::Host::new).
//!
//! 1. [`async_models`]: one call, three ways to learn of its completion
//! 2. [`ownership`]: who keeps what open, and when it closes
//! 3. [`time_limits`]: waiting no longer than that, cancelling, giving up
//! 4. [`events`]: what a system does by itself, and its exit
//! 5. [`processes`]: commands in a system, and their streams
//! 6. [`documents`]: JSON as text, values or types
//! 7. [`errors`]: what went wrong, and what to do
//! 8. [`testing`]: your program's tests, without Hyper-V
//! 9. [`real_hosts`]: what a host needs, and what to do when it says no

#[doc = include_str!("async_models.md")]
pub mod async_models {}
#[doc = include_str!("ownership.md")]
pub mod ownership {}
#[doc = include_str!("time_limits.md")]
pub mod time_limits {}
#[doc = include_str!("events.md")]
pub mod events {}
#[doc = include_str!("processes.md")]
pub mod processes {}
#[doc = include_str!("documents.md")]
pub mod documents {}
#[doc = include_str!("errors.md")]
pub mod errors {}
#[doc = include_str!("testing.md")]
pub mod testing {}
#[doc = include_str!("real_hosts.md")]
pub mod real_hosts {}
