//! What a program does, as calls of hcs.

use std::sync::Arc;

use hcs::Call;

use crate::book::{Asked, Closing, Family, Said, Waits};
use crate::code::{Running, inside};
use crate::judge::said;
use crate::listener::{Listener, Listening, Subscribed, handler};
use crate::stage::{Held, Stage};
use crate::step::{Act, Config, Events, Finish, Id, Options, Sys, Verb};
use crate::waiting::{AnyWaiting, Made, Plan, Product};

impl Stage {
    /// Does it. Panics that are planned end here.
    pub(crate) fn act(self: &Arc<Self>, act: &Act) {
        self.planned(|| self.perform(act));
        self.calm();
    }

    fn perform(self: &Arc<Self>, act: &Act) {
        match act {
            Act::Create {
                id,
                config,
                events,
                into,
                finish,
            } => self.create(*id, *config, events, *into, finish),
            Act::Open { id, into } => self.open(*id, *into),
            Act::Enumerate(finish) => {
                self.finish(
                    self.host.enumerate_value(),
                    Asked::Enumerate,
                    None,
                    None,
                    finish,
                );
            }
            Act::Call { on, verb, finish } => {
                if let Some(held) = self.system(*on).get() {
                    self.call(&held, *verb, finish);
                }
            }
            Act::CloneSystem { from, into } => {
                if let Some(held) = self.system(*from).get() {
                    self.system(*into).put(held);
                }
            }
            Act::DropSystem(place) => drop(self.system(*place).take()),
            Act::Close(place) => {
                if let Some(held) = self.system(*place).take() {
                    self.close(held);
                }
            }
            Act::Subscribe {
                on,
                options,
                handler: code,
                into,
            } => {
                if let Some(held) = self.system(*on).get() {
                    let listener = Listener::new(*options);
                    let handler = handler(self, &listener, code);
                    let subscribe = || held.system.subscribe(options.value(), handler);
                    if let Some(subscription) = self.register(&held, *options, subscribe) {
                        listener.attach(self, &held.family);
                        let subscribed = Subscribed::new(subscription, listener);
                        self.subscription(*into).put(subscribed);
                    }
                }
            }
            Act::Listen { on, options, into } => {
                if let Some(held) = self.system(*on).get() {
                    let listen = || held.system.events(options.value());
                    if let Some(stream) = self.register(&held, *options, listen) {
                        let listener = Listener::new(*options);
                        listener.attach(self, &held.family);
                        self.stream(*into).put(Listening::new(stream, listener));
                    }
                }
            }
            Act::Unsubscribe(place) => {
                if let Some(subscribed) = self.subscription(*place).take() {
                    subscribed.unsubscribe(self);
                }
            }
            Act::DropSubscription(place) => drop(self.subscription(*place).take()),
            Act::Next(place, wakes) => {
                if let Some(mut listening) = self.stream(*place).take() {
                    listening.poll(self, wakes);
                    self.stream(*place).put(listening);
                }
            }
            Act::TryRecv(place) => {
                if let Some(mut listening) = self.stream(*place).take() {
                    listening.try_recv(self);
                    self.stream(*place).put(listening);
                }
            }
            Act::RecvTimeout(place) => {
                if let Some(mut listening) = self.stream(*place).take() {
                    listening.recv_timeout(self);
                    self.stream(*place).put(listening);
                }
            }
            Act::DropStream(place) => drop(self.stream(*place).take()),
            Act::Poll(place, wakes) => {
                if let Some(waiting) = self.future(*place).take()
                    && let Some(waiting) = waiting.poll(self, wakes)
                {
                    self.future(*place).put(waiting);
                }
            }
            Act::Wait(place) => {
                if let Some(waiting) = self.future(*place).take() {
                    waiting.wait(self);
                }
            }
            Act::WaitTimeout(place, limit) => {
                if let Some(waiting) = self.future(*place).take()
                    && let Some(waiting) = waiting.wait_timeout(self, *limit)
                {
                    self.future(*place).put(waiting);
                }
            }
            Act::DropFuture(place) => drop(self.future(*place).take()),
        }
    }

    fn create(
        self: &Arc<Self>,
        id: Id,
        config: Config,
        events: &Events,
        into: Sys,
        finish: &Finish,
    ) {
        self.look(id);
        let number = self.book.new_system(id, config);
        let asked = Asked::Create(number, config);
        let call = self.host.create(id.name(), config.document());
        let mut made = Made {
            into,
            family: Family::new(id, Some(number)),
            listener: None,
            subscription: None,
            stream: None,
        };
        match events {
            Events::Unheard => self.finish(call, asked, None, Some(made), finish),
            Events::Handled(options, code, place) => {
                let listener = Listener::new(*options);
                let handler = handler(self, &listener, code);
                made.listener = Some(listener);
                made.subscription = Some(*place);
                let call = call.with_handler(options.value(), handler);
                self.finish(call, asked, None, Some(made), finish);
            }
            Events::Streamed(options, place) => {
                made.listener = Some(Listener::new(*options));
                made.stream = Some(*place);
                let call = call.with_events_stream(options.value());
                self.finish(call, asked, None, Some(made), finish);
            }
        }
    }

    fn is_there(&self, id: Id) -> bool {
        self.mock.system_state(id.name()).is_some()
    }

    fn open(&self, id: Id, into: Sys) {
        self.look(id);
        let there = self.is_there(id);
        let number = self.book.number_of(id);
        let result = self.host.open(id.name());
        // Afterwards: the service may go away meanwhile.
        let so_far = self.so_far();
        let stepped = self.setting.is_stepped();
        match result {
            Ok(system) => {
                if stepped && !there {
                    self.wrong(format!("{id:?} was opened, and isn't there"));
                }
                let family = Family::new(id, number);
                self.system(into).put(Held { system, family });
            }
            Err(error) => {
                let right = match said(&error) {
                    // The closer thread may have closed its last handle meanwhile.
                    Said::NotFound => !stepped || !there || !self.is_there(id),
                    Said::ServiceGone => so_far.disconnecting,
                    Said::Struck => so_far.faults,
                    _ => false,
                };
                if !right {
                    self.wrong(format!("opening {id:?} said {error}"));
                }
            }
        }
    }

    fn call(self: &Arc<Self>, held: &Held, verb: Verb, finish: &Finish) {
        let system = &held.system;
        let family = Some(Arc::clone(&held.family));
        let asked = Asked::Verb(held.family.number, held.family.id, verb);
        let call = match verb {
            Verb::Start => system.start(),
            Verb::StartWithMistake => system.start_with("{ 'single': 'quotes' }"),
            Verb::ShutDown => system.shut_down(),
            Verb::ShutDownWith => system.shut_down_with(r#"{"Mechanism":"IntegrationService"}"#),
            Verb::Terminate => system.terminate(),
            Verb::Pause => system.pause(),
            Verb::Resume => system.resume(),
            Verb::Save => system.save(),
            Verb::Modify => system.modify("{}"),
            Verb::Properties => {
                return self.finish(system.properties_value(), asked, family, None, finish);
            }
        };
        self.finish(call, asked, family, None, finish);
    }

    fn finish<T: Product>(
        self: &Arc<Self>,
        call: Call<T>,
        asked: Asked,
        family: Option<Arc<Family>>,
        made: Option<Made>,
        finish: &Finish,
    ) {
        let waits = match finish {
            Finish::Waited | Finish::WaitedFor(..) => Waits::Thread,
            Finish::Submitted(_) | Finish::Awaited(_) => Waits::Future,
            Finish::Completes(_) => Waits::Closure,
        };
        let ticket = self.ask(asked, waits, family.clone());
        let plan = Plan::new(self, ticket, family, made);
        if !matches!(finish, Finish::Awaited(_)) {
            plan.begin(self);
        }
        match finish {
            Finish::Waited => plan.settle(self, call.wait()),
            Finish::WaitedFor(limit, place) => match call.wait_timeout(limit.duration()) {
                Ok(Ok(product)) => plan.settle(self, Ok(product)),
                Ok(Err(late)) => self.future(*place).put(AnyWaiting::late(self, late, plan)),
                Err(error) => plan.settle::<T>(self, Err(error)),
            },
            Finish::Submitted(place) => match call.submit() {
                Ok(pending) => self.future(*place).put(AnyWaiting::pending(pending, plan)),
                Err(error) => plan.settle::<T>(self, Err(error)),
            },
            Finish::Awaited(place) => {
                let future = call.into_future();
                self.future(*place).put(AnyWaiting::future(future, plan));
            }
            Finish::Completes(code) => {
                let running = Running::new(self, "a closure", code);
                let closure = move |result| {
                    running.run(|stage| plan.settle(stage, result), |_| {});
                };
                let mut outcome = None;
                self.planned(|| outcome = Some(call.on_complete(closure)));
                match outcome {
                    Some(Ok(())) => {}
                    Some(Err(error)) => {
                        self.book.refused(ticket);
                        self.answer(ticket, said(&error));
                    }
                    None => self.wrong("on_complete has panicked"),
                }
            }
        }
    }

    /// What registering a subscriber gives, if it may.
    fn register<R>(
        &self,
        held: &Held,
        options: Options,
        register: impl FnOnce() -> hcs::Result<R>,
    ) -> Option<R> {
        let closed = held.family.closing() == Closing::Done;
        let error = match register() {
            Ok(_) if closed => {
                self.wrong("a closed handle was subscribed to");
                return None;
            }
            Ok(registered) => return Some(registered),
            Err(error) => error,
        };
        let so_far = self.so_far();
        let right = match said(&error) {
            Said::Closed => held.family.closing() > Closing::No,
            // What is registered can't be changed there.
            Said::InCallback => inside() && options != Options::Plain && !closed,
            Said::ServiceGone => so_far.disconnecting && !closed,
            Said::Struck => so_far.faults,
            _ => false,
        };
        if !right {
            self.wrong(format!("subscribing to {:?} said {error}", held.family));
        }
        None
    }

    fn close(&self, held: Held) {
        let Held { system, family } = held;
        if inside() {
            match system.close() {
                Err(error) if error.is_in_callback() => {}
                result => self.wrong(format!("close inside a callback said {result:?}")),
            }
            return;
        }
        if self.setting.is_stepped() {
            // It waits for what is pending, and nobody else can bring that about.
            self.mock.run_until_idle();
        }
        family.advance(Closing::Begun);
        if let Err(error) = system.close() {
            self.wrong(format!("close said {error}"));
        }
        if family.advance(Closing::Done) {
            self.book.closed(family.number);
        }
    }
}
