//! Mistakes that the compiler catches. Each stands beside its mended twin, which compiles: so each fails for
//! the reason that it names.
//!
//! # A closure that can't go to another thread
//!
//! ```compile_fail,E0277
//! # fn example(call: hcs::Call<()>) -> hcs::Result<()> {
//! let count = std::rc::Rc::new(std::cell::Cell::new(0));
//! call.on_complete(move |_| count.set(1))
//! # }
//! ```
//! ```
//! # fn example(call: hcs::Call<()>) -> hcs::Result<()> {
//! let count = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
//! call.on_complete(move |_| count.store(1, std::sync::atomic::Ordering::SeqCst))
//! # }
//! ```
//!
//! # A closure that borrows from a frame that may be gone
//!
//! ```compile_fail,E0373
//! # fn example(call: hcs::Call<()>) -> hcs::Result<()> {
//! let count = std::sync::atomic::AtomicU32::new(0);
//! call.on_complete(|_| count.store(1, std::sync::atomic::Ordering::SeqCst))
//! # }
//! ```
//! ```
//! # fn example(call: hcs::Call<()>) -> hcs::Result<()> {
//! let count = std::sync::atomic::AtomicU32::new(0);
//! call.on_complete(move |_| count.store(1, std::sync::atomic::Ordering::SeqCst))
//! # }
//! ```
//!
//! # A handler that two threads can't enter at once (E3)
//!
//! ```compile_fail,E0277
//! # fn example(system: hcs::ComputeSystem) -> hcs::Result<hcs::Subscription> {
//! let count = std::cell::Cell::new(0);
//! system.subscribe(hcs::EventOptions::NONE, move |_| count.set(count.get() + 1))
//! # }
//! ```
//! ```
//! # fn example(system: hcs::ComputeSystem) -> hcs::Result<hcs::Subscription> {
//! let count = std::sync::Mutex::new(0);
//! system.subscribe(hcs::EventOptions::NONE, move |_| *count.lock().unwrap() += 1)
//! # }
//! ```
//!
//! # A handler that changes what it captured without a lock (E3)
//!
//! ```compile_fail,E0594
//! # fn example(system: hcs::ComputeSystem) -> hcs::Result<hcs::Subscription> {
//! let mut count = 0;
//! system.subscribe(hcs::EventOptions::NONE, move |_| count += 1)
//! # }
//! ```
//!
//! # An event that outlives its callback by reference (E2)
//!
//! ```compile_fail,E0521
//! # fn example(system: hcs::ComputeSystem) -> hcs::Result<hcs::Subscription> {
//! let kept: std::sync::Mutex<Option<&'static hcs::Event>> = Default::default();
//! system.subscribe(hcs::EventOptions::NONE, move |event| *kept.lock().unwrap() = Some(event))
//! # }
//! ```
//! ```
//! # fn example(system: hcs::ComputeSystem) -> hcs::Result<hcs::Subscription> {
//! let kept: std::sync::Mutex<Option<hcs::Event>> = Default::default();
//! system.subscribe(hcs::EventOptions::NONE, move |event| *kept.lock().unwrap() = Some(event.clone()))
//! # }
//! ```
//!
//! # A call that is finished twice
//!
//! ```compile_fail,E0382
//! # fn example(system: hcs::ComputeSystem) -> hcs::Result<()> {
//! let call = system.start();
//! call.wait()?;
//! call.wait()
//! # }
//! ```
//! ```
//! # fn example(system: hcs::ComputeSystem) -> hcs::Result<()> {
//! let call = system.start();
//! call.wait()
//! # }
//! ```
//!
//! # A pending call that is waited for twice
//!
//! ```compile_fail,E0382
//! # fn example(system: hcs::ComputeSystem) -> hcs::Result<()> {
//! let pending = system.start().submit()?;
//! pending.wait()?;
//! pending.wait()
//! # }
//! ```
//! ```
//! # fn example(system: hcs::ComputeSystem) -> hcs::Result<()> {
//! let pending = system.start().submit()?;
//! pending.wait()
//! # }
//! ```
//!
//! # An operation without callback, awaited (O9)
//!
//! ```compile_fail,E0277
//! # async fn example(late: hcs::TimedOut<()>) -> hcs::Result<()> {
//! late.await
//! # }
//! ```
//! ```
//! # async fn example(pending: hcs::Pending<()>) -> hcs::Result<()> {
//! pending.await
//! # }
//! ```
//!
//! # A system that is used after it was closed (S7)
//!
//! ```compile_fail,E0382
//! # fn example(system: hcs::ComputeSystem) -> hcs::Result<()> {
//! system.close()?;
//! system.start().wait()
//! # }
//! ```
//! ```
//! # fn example(system: hcs::ComputeSystem) -> hcs::Result<()> {
//! system.start().wait()?;
//! system.close()
//! # }
//! ```
//!
//! # A subscription that is used after it was taken back
//!
//! ```compile_fail,E0382
//! # fn example(subscription: hcs::Subscription) -> hcs::Result<()> {
//! subscription.unsubscribe()?;
//! subscription.unsubscribe()
//! # }
//! ```
//! ```
//! # fn example(subscription: hcs::Subscription) -> hcs::Result<()> {
//! subscription.unsubscribe()
//! # }
//! ```
//!
//! # A wait for an event that outlives its stream
//!
//! ```compile_fail,E0505
//! # async fn example(mut events: hcs::EventStream) {
//! let next = events.next();
//! drop(events);
//! next.await;
//! # }
//! ```
//! ```
//! # async fn example(mut events: hcs::EventStream) {
//! let next = events.next();
//! next.await;
//! drop(events);
//! # }
//! ```
//!
//! # A stream that is closed while another thread reads it
//!
//! ```compile_fail,E0505
//! # use std::io::Read as _;
//! # fn example(mut stdout: hcs::Stdout) {
//! std::thread::scope(|scope| {
//!     scope.spawn(|| stdout.read(&mut [0; 16]).unwrap());
//!     drop(stdout);
//! });
//! # }
//! ```
//! ```
//! # use std::io::Read as _;
//! # fn example(mut stdout: hcs::Stdout) {
//! std::thread::scope(|scope| {
//!     scope.spawn(|| stdout.read(&mut [0; 16]).unwrap());
//! });
//! drop(stdout);
//! # }
//! ```
//!
//! # A stream that two threads read at once
//!
//! ```compile_fail,E0499
//! # use std::io::Read as _;
//! # fn example(mut stdout: hcs::Stdout) {
//! std::thread::scope(|scope| {
//!     scope.spawn(|| stdout.read(&mut [0; 16]).unwrap());
//!     scope.spawn(|| stdout.read(&mut [0; 16]).unwrap());
//! });
//! # }
//! ```
//! ```
//! # use std::io::Read as _;
//! # fn example(mut stdout: hcs::Stdout, mut stderr: hcs::Stderr) {
//! std::thread::scope(|scope| {
//!     scope.spawn(|| stdout.read(&mut [0; 16]).unwrap());
//!     scope.spawn(|| stderr.read(&mut [0; 16]).unwrap());
//! });
//! # }
//! ```
