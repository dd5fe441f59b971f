//! What a program does, as calls of hcs.

use std::sync::Arc;

use hcs::{Call, ResourceKind};

use crate::book::{Asked, Closing, Family, Said, Special, Waits};
use crate::code::{Running, inside};
use crate::judge::said;
use crate::listener::{Listener, Listening, Subscribed, handler};
use crate::stage::{Held, Kept, Stage};
use crate::step::{Act, Code, Config, Events, Finish, Id, Of, Options, Str, Sub, Sys, Verb};
use crate::waiting::{AnyWaiting, Made, MadeSystem, Plan, Product};

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
            Act::Raise { id, into } => self.raise(*id, *into),
            Act::CreateProcess {
                on,
                guest,
                streams,
                into,
                finish,
            } => {
                if let Some(held) = self.system(*on).get() {
                    self.create_process(&held, *guest, *streams, *into, finish);
                }
            }
            Act::OpenProcess { on, of, into } => self.open_process(*on, *of, *into),
            Act::CallProcess { on, asks, finish } => {
                if let Some(held) = self.process(*on).get() {
                    self.call_process(*on, held, *asks, finish);
                }
            }
            Act::DropProcess(place) => drop(self.process(*place).take()),
            Act::CloseProcess(place) => {
                if let Some(held) = self.process(*place).take() {
                    self.close_process(held);
                }
            }
            Act::LookForExit(place) => {
                if let Some(held) = self.process(*place).get() {
                    self.look_for_exit(&held);
                }
            }
            Act::Output(place) => {
                if let Some(held) = self.process(*place).take() {
                    self.output(*place, held);
                }
            }
            Act::AwaitExit(of, into) => {
                if let Some(waiting) = AnyWaiting::exit(self, *of) {
                    self.future(*into).put(waiting);
                }
            }
            Act::UsePipe(place) => {
                if let Some(mut pipe) = self.pipe(*place).take() {
                    pipe.transfer(self);
                    self.pipe(*place).put(pipe);
                }
            }
            Act::DropPipe(place) => drop(self.pipe(*place).take()),
            Act::Subscribe {
                on,
                options,
                handler: code,
                into,
            } => self.subscribe(*on, *options, code, *into),
            Act::Listen { on, options, into } => self.listen(*on, *options, *into),
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
            Act::Cancel(place) => {
                if let Some(waiting) = self.future(*place).take() {
                    waiting.cancel(self);
                    self.future(*place).put(waiting);
                }
            }
            Act::AskOperation(place) => {
                if let Some(waiting) = self.future(*place).take() {
                    waiting.ask(self);
                    self.future(*place).put(waiting);
                }
            }
        }
    }

    fn raise(self: &Arc<Self>, id: Id, into: Sys) {
        self.create(
            id,
            Config::Container,
            &Events::Unheard,
            into,
            &Finish::Waited,
        );
        if let Some(held) = self.system(into).get() {
            self.call(&held, Verb::Start, &Finish::Waited);
        }
    }

    fn subscribe(self: &Arc<Self>, on: Of, options: Options, code: &Code, into: Sub) {
        let Some(kept) = self.get(on) else {
            return;
        };
        let listener = Listener::new(options);
        let handler = handler(self, &listener, code);
        let (family, registered) = match kept {
            Kept::System(held) => {
                let subscribe = || held.system.subscribe(options.value(), handler);
                let registered = self.register(&held.family, options, subscribe);
                (held.family, registered)
            }
            Kept::Process(held) => {
                let subscribe = || held.process.subscribe(options.value(), handler);
                let registered = self.register(&held.family, options, subscribe);
                (held.family, registered)
            }
        };
        if let Some(subscription) = registered {
            listener.attach(self, &family);
            let subscribed = Subscribed::new(subscription, listener);
            self.subscription(into).put(subscribed);
        }
    }

    fn listen(self: &Arc<Self>, on: Of, options: Options, into: Str) {
        let (family, registered) = match self.get(on) {
            None => return,
            Some(Kept::System(held)) => {
                let listen = || held.system.events(options.value());
                let registered = self.register(&held.family, options, listen);
                (held.family, registered)
            }
            Some(Kept::Process(held)) => {
                let listen = || held.process.events(options.value());
                let registered = self.register(&held.family, options, listen);
                (held.family, registered)
            }
        };
        if let Some(stream) = registered {
            let listener = Listener::new(options);
            listener.attach(self, &family);
            self.stream(into).put(Listening::new(stream, listener));
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
        let mut made = MadeSystem {
            into,
            family: Family::new(id, Some(number)),
            listener: None,
            subscription: None,
            stream: None,
        };
        match events {
            Events::Unheard => self.finish(call, asked, None, Some(Made::System(made)), finish),
            Events::Handled(options, code, place) => {
                let listener = Listener::new(*options);
                let handler = handler(self, &listener, code);
                made.listener = Some(listener);
                made.subscription = Some(*place);
                let call = call.with_handler(options.value(), handler);
                self.finish(call, asked, None, Some(Made::System(made)), finish);
            }
            Events::Streamed(options, place) => {
                made.listener = Some(Listener::new(*options));
                made.stream = Some(*place);
                let call = call.with_events_stream(options.value());
                self.finish(call, asked, None, Some(Made::System(made)), finish);
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

    pub(crate) fn finish<T: Product>(
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
            Finish::WithProgress(..) | Finish::WithResource(_) => Waits::Future,
            Finish::Completes(_) => Waits::Closure,
        };
        let table = self.mock.table();
        let special = Special {
            lacking: match finish {
                Finish::WithProgress(..) => table.HcsCreateOperationWithNotifications.is_none(),
                Finish::WithResource(_) => table.HcsAddResourceToOperation.is_none(),
                _ => false,
            },
            progress: matches!(finish, Finish::WithProgress(..)),
        };
        let ticket = self.ask(asked, waits, family.clone(), special);
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
            Finish::WithProgress(place, stream) => match call.submit_with_progress() {
                Ok((pending, progress)) => {
                    let listener = Listener::of_progress();
                    self.stream(*stream).put(Listening::new(progress, listener));
                    self.future(*place).put(AnyWaiting::pending(pending, plan));
                }
                Err(error) => plan.settle::<T>(self, Err(error)),
            },
            Finish::WithResource(place) => {
                let call = call.with_resource(ResourceKind::FILE, "a file", self.tally.lend());
                match call.submit() {
                    Ok(pending) => self.future(*place).put(AnyWaiting::pending(pending, plan)),
                    Err(error) => plan.settle::<T>(self, Err(error)),
                }
            }
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
        family: &Family,
        options: Options,
        register: impl FnOnce() -> hcs::Result<R>,
    ) -> Option<R> {
        let closed = family.closing() == Closing::Done;
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
            Said::Closed => family.closing() > Closing::No,
            // What is registered can't be changed there.
            Said::InCallback => inside() && options != Options::Plain && !closed,
            Said::ServiceGone => so_far.disconnecting && !closed,
            Said::Struck => so_far.faults,
            _ => false,
        };
        if !right {
            self.wrong(format!("subscribing to {family:?} said {error}"));
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
