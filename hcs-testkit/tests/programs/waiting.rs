//! Calls that aren't answered yet, of any type, and what is done with an answer.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use hcs::{
    CallFuture, Cancellation, ComputeSystem, EventStream, Pending, Process, ProcessInformation,
    Result, Subscription, TimedOut,
};
use hcs_testkit::Cancel;
use serde_json::Value;

use crate::book::{Family, Said, Ticket};
use crate::code::{Armed, inside};
use crate::exits::ExitCall;
use crate::judge::said;
use crate::life::{Told, Word};
use crate::listener::{Listener, Listening, Subscribed};
use crate::pipes::AnyPipe;
use crate::stage::{Held, Stage};
use crate::step::{Doing, Limit, Of, Proc, Str, Streams, Sub, Sys, Wakes};

/// What is to be done with an answer.
pub(crate) struct Plan {
    pub(crate) stage: Weak<Stage>,
    pub(crate) ticket: Ticket,
    /// The handle that the call is made with.
    pub(crate) family: Option<Arc<Family>>,
    /// Where what it gives goes.
    pub(crate) made: Option<Made>,
    settled: bool,
}

pub(crate) enum Made {
    System(MadeSystem),
    Process(MadeProcess),
    /// Ends of a process's streams, which go to the places from here on.
    Ends(u8, Arc<Family>),
}

/// A process to be created.
pub(crate) struct MadeProcess {
    pub(crate) into: Proc,
    pub(crate) system: Arc<Family>,
    pub(crate) guest: Doing,
    pub(crate) streams: Streams,
}

/// Where a new system goes, and what hears its events.
pub(crate) struct MadeSystem {
    pub(crate) into: Sys,
    pub(crate) family: Arc<Family>,
    pub(crate) listener: Option<Arc<Listener>>,
    pub(crate) subscription: Option<Sub>,
    pub(crate) stream: Option<Str>,
}

impl Plan {
    pub(crate) fn new(
        stage: &Arc<Stage>,
        ticket: Ticket,
        family: Option<Arc<Family>>,
        made: Option<Made>,
    ) -> Self {
        Self {
            stage: Arc::downgrade(stage),
            ticket,
            family,
            made,
            settled: false,
        }
    }

    pub(crate) fn begin(&self, stage: &Stage) {
        stage.begin(self.ticket, self.family.as_deref());
    }

    /// The answer is there.
    pub(crate) fn settle<T: Product>(mut self, stage: &Arc<Stage>, result: Result<T>) {
        self.settled = true;
        match result {
            Ok(product) => {
                stage.answer(self.ticket, Said::Word(product.word()));
                product.keep(stage, &self);
            }
            Err(error) => stage.answer(self.ticket, said(&error)),
        }
    }
}

impl Drop for Plan {
    fn drop(&mut self) {
        if let Some(stage) = self.stage.upgrade()
            && !self.settled
        {
            stage.book.dropped(self.ticket);
        }
    }
}

/// The result of a call.
pub(crate) trait Product: Send + Sized + 'static {
    fn word(&self) -> Word {
        Word::Ok
    }

    fn keep(self, stage: &Arc<Stage>, plan: &Plan);
}

impl Product for () {
    fn keep(self, _: &Arc<Stage>, _: &Plan) {}
}

impl Product for Value {
    fn word(&self) -> Word {
        if self.is_array() {
            return Word::Ok;
        }
        Word::Seen(match self["State"].as_str() {
            _ if self["Stopped"] == true || self["Exited"] == true => Told::Stopped,
            _ if self["Exited"] == false => Told::Running,
            Some("Running") => Told::Running,
            Some("Paused") => Told::Paused,
            _ => Told::Nothing,
        })
    }

    fn keep(self, _: &Arc<Stage>, _: &Plan) {}
}

impl Product for ComputeSystem {
    fn keep(self, stage: &Arc<Stage>, plan: &Plan) {
        let Some(Made::System(made)) = &plan.made else {
            return;
        };
        if self.id() != made.family.id.name() {
            stage.wrong(format!("{self:?} was made for {:?}", made.family.id));
        }
        stage.system(made.into).put(Held {
            system: self,
            family: Arc::clone(&made.family),
        });
    }
}

impl Product for Process {
    fn keep(self, stage: &Arc<Stage>, plan: &Plan) {
        if let Some(Made::Process(made)) = &plan.made {
            stage.keep_process(self, made);
        }
    }
}

impl Product for ProcessInformation {
    fn keep(self, stage: &Arc<Stage>, plan: &Plan) {
        let Some(Made::Ends(place, family)) = &plan.made else {
            return;
        };
        if Some(self.id) != family.process.map(|it| it.id) {
            stage.wrong(format!("{self:?} is about {family:?}"));
        }
        let pipes = [
            self.stdin.map(AnyPipe::Input),
            self.stdout.map(AnyPipe::Output),
            self.stderr.map(AnyPipe::Errors),
        ];
        stage.put_pipes(pipes, family, *place);
    }
}

impl Product for (ComputeSystem, Subscription) {
    fn keep(self, stage: &Arc<Stage>, plan: &Plan) {
        let (system, subscription) = self;
        if let Some(Made::System(made)) = &plan.made
            && let (Some(listener), Some(place)) = (&made.listener, made.subscription)
        {
            listener.attach(stage, &made.family);
            let subscribed = Subscribed::new(subscription, Arc::clone(listener));
            stage.subscription(place).put(subscribed);
        }
        system.keep(stage, plan);
    }
}

impl Product for (ComputeSystem, EventStream) {
    fn keep(self, stage: &Arc<Stage>, plan: &Plan) {
        let (system, stream) = self;
        if let Some(Made::System(made)) = &plan.made
            && let (Some(listener), Some(place)) = (&made.listener, made.stream)
        {
            listener.attach(stage, &made.family);
            let listening = Listening::new(stream, Arc::clone(listener));
            stage.stream(place).put(listening);
        }
        system.keep(stage, plan);
    }
}

/// A call that isn't answered.
pub(crate) struct AnyWaiting {
    call: Box<dyn Waiting>,
    armed: Armed,
}

impl AnyWaiting {
    pub(crate) fn future<T: Product>(future: CallFuture<T>, plan: Plan) -> Self {
        Self::new(Form::Future(future, false), plan)
    }

    pub(crate) fn pending<T: Product>(pending: Pending<T>, plan: Plan) -> Self {
        Self::new(Form::Pending(pending), plan)
    }

    pub(crate) fn late<T: Product>(stage: &Stage, late: TimedOut<T>, plan: Plan) -> Self {
        stage.book.late(plan.ticket);
        Self::new(Form::Late(late), plan)
    }

    fn new<T: Product>(form: Form<T>, plan: Plan) -> Self {
        Self::of(Box::new(Call {
            form,
            plan: Some(plan),
        }))
    }

    /// The exit of what is there.
    pub(crate) fn exit(stage: &Arc<Stage>, of: Of) -> Option<Self> {
        ExitCall::new(stage, of).map(|exit| Self::of(Box::new(exit)))
    }

    fn of(call: Box<dyn Waiting>) -> Self {
        let armed = Armed::default();
        Self { call, armed }
    }

    pub(crate) fn cancel(&self, stage: &Stage) {
        self.call.cancel(stage);
    }

    pub(crate) fn ask(&self, stage: &Stage) {
        self.call.ask(stage);
    }

    /// Polls it. Gives it back when it isn't answered.
    pub(crate) fn poll(mut self, stage: &Arc<Stage>, wakes: &Wakes) -> Option<Self> {
        let alarm = self.armed.waker(stage, wakes);
        let armed = Armed::arm(&alarm);
        let waker = Waker::from(alarm);
        // If the waker that is replaced panics, the new one is in place.
        let mut polled = Polled::Pending;
        stage.planned(|| {
            polled = self.call.poll(stage, &waker);
            drop(waker);
        });
        match polled {
            Polled::Pending => {
                self.armed = armed;
                Some(self)
            }
            Polled::NoFuture => Some(self),
            Polled::Ready => {
                if stage.sequential && self.armed.is_asleep() {
                    stage.wrong("a future is ready, and nobody was woken");
                }
                None
            }
        }
    }

    /// Waits for it as long as it takes.
    pub(crate) fn wait(self, stage: &Arc<Stage>) {
        self.call.wait(stage);
    }

    /// Waits for it; gives it back when the limit is over.
    pub(crate) fn wait_timeout(mut self, stage: &Arc<Stage>, limit: Limit) -> Option<Self> {
        if self.call.waits_by_polling() {
            // With a waker of its own, in the place of the last one.
            self.armed = Armed::default();
        }
        self.call = self.call.wait_timeout(stage, limit)?;
        Some(self)
    }

    /// Nothing is going to happen any more: if it was asked, it is answered.
    pub(crate) fn last_look(mut self, stage: &Arc<Stage>) {
        if !self.call.is_begun() {
            return;
        }
        let asleep = self.armed.is_asleep();
        match self.call.poll(stage, Waker::noop()) {
            Polled::Ready if asleep => {
                stage.wrong("a future is ready at last, and nobody was woken")
            }
            Polled::Ready => {}
            Polled::Pending if self.call.may_never_be(stage) => {}
            Polled::Pending => {
                // It may have asked for more.
                for _ in 0..LOOKS {
                    stage.mock.run_until_idle();
                    if matches!(self.call.poll(stage, Waker::noop()), Polled::Ready) {
                        return;
                    }
                }
                stage.wrong("a future is not ready when nothing can happen any more")
            }
            Polled::NoFuture => {
                let mut left = Some(self);
                for _ in 0..LOOKS {
                    let Some(waiting) = left else {
                        return;
                    };
                    left = waiting.wait_timeout(stage, Limit::Zero);
                    // It may have asked a process that was created at once, which takes the host's time (P3).
                    stage.mock.run_until_idle();
                }
                if left.is_some() {
                    stage.wrong("a wait runs out when nothing can happen any more");
                }
            }
        }
    }
}

/// How often a future may have to be polled when nothing but itself asks for anything any more.
const LOOKS: usize = 3;

pub(crate) enum Polled {
    Ready,
    Pending,
    /// It can't be polled.
    NoFuture,
}

pub(crate) trait Waiting: Send {
    /// Whether the call was made.
    fn is_begun(&self) -> bool;
    fn poll(&mut self, stage: &Arc<Stage>, waker: &Waker) -> Polled;
    fn wait(self: Box<Self>, stage: &Arc<Stage>);
    fn wait_timeout(self: Box<Self>, stage: &Arc<Stage>, limit: Limit) -> Option<Box<dyn Waiting>>;
    /// Whether its waits are polls: those of a future are.
    fn waits_by_polling(&self) -> bool;
    /// Asks for the operation to be cancelled.
    fn cancel(&self, stage: &Stage);
    /// Asks for the operation's properties.
    fn ask(&self, stage: &Stage);
    /// What it waits for may never happen.
    fn may_never_be(&self, stage: &Stage) -> bool;
}

struct Call<T> {
    form: Form<T>,
    /// None when it was answered.
    plan: Option<Plan>,
}

enum Form<T> {
    /// Whether it was polled, which makes the call.
    Future(CallFuture<T>, bool),
    Pending(Pending<T>),
    Late(TimedOut<T>),
}

impl<T: Product> Waiting for Call<T> {
    fn is_begun(&self) -> bool {
        !matches!(self.form, Form::Future(_, false))
    }

    fn poll(&mut self, stage: &Arc<Stage>, waker: &Waker) -> Polled {
        let context = &mut Context::from_waker(waker);
        let mut look = |form: &mut Form<T>| match form {
            Form::Future(future, _) => Some(Pin::new(future).poll(context)),
            Form::Pending(pending) => Some(Pin::new(pending).poll(context)),
            Form::Late(_) => None,
        };
        if let (Form::Future(_, begun @ false), Some(plan)) = (&mut self.form, &self.plan) {
            *begun = true;
            plan.begin(stage);
        }
        match look(&mut self.form) {
            None => Polled::NoFuture,
            Some(Poll::Pending) => Polled::Pending,
            Some(Poll::Ready(result)) => {
                if let Some(plan) = self.plan.take() {
                    plan.settle(stage, result);
                }
                // Once more, which is a mistake, and no hang.
                match look(&mut self.form) {
                    Some(Poll::Ready(Err(error))) if error.to_string().contains("polled after") => {
                    }
                    _ => stage.wrong("a future that was polled too often doesn't say so"),
                }
                Polled::Ready
            }
        }
    }

    fn wait(self: Box<Self>, stage: &Arc<Stage>) {
        let Self { form, plan } = *self;
        let Some(plan) = plan else {
            return;
        };
        let sequential = stage.setting.is_stepped();
        match form {
            Form::Future(..) if inside() => {}
            Form::Future(future, begun) => {
                if !begun {
                    plan.begin(stage);
                }
                if let Some(result) = block_on(stage, future) {
                    plan.settle(stage, result);
                }
            }
            Form::Pending(pending) if inside() => refused(stage, plan, pending.wait()),
            Form::Late(late) if inside() => refused(stage, plan, late.wait()),
            Form::Pending(pending) if sequential => {
                // Nobody else can bring it about.
                stage.mock.run_until_idle();
                match pending.wait_timeout(Duration::ZERO) {
                    Ok(Ok(product)) => plan.settle(stage, Ok(product)),
                    Ok(Err(_)) => stage.wrong("a call is pending when nothing is due any more"),
                    Err(error) => plan.settle::<T>(stage, Err(error)),
                }
            }
            Form::Pending(pending) => plan.settle(stage, pending.wait()),
            Form::Late(late) => plan.settle(stage, late.wait()),
        }
    }

    fn wait_timeout(self: Box<Self>, stage: &Arc<Stage>, limit: Limit) -> Option<Box<dyn Waiting>> {
        let Self { form, plan } = *self;
        let plan = plan?;
        let (form, result) = match form {
            Form::Future(..) => (Some(form), None),
            Form::Pending(pending) => {
                // Nobody brings anything about while the only thread waits for it.
                let limit = match stage.setting.is_stepped() {
                    true => Duration::ZERO,
                    false => limit.duration(),
                };
                split(pending.wait_timeout(limit), Form::Pending)
            }
            Form::Late(late) => split(late.wait_timeout(limit.duration()), Form::Late),
        };
        match (form, result) {
            (Some(form), _) => {
                return Some(Box::new(Self {
                    form,
                    plan: Some(plan),
                }));
            }
            (None, Some(result)) if inside() => refused(stage, plan, result),
            (None, Some(result)) => plan.settle(stage, result),
            (None, None) => {}
        }
        None
    }

    fn waits_by_polling(&self) -> bool {
        false
    }

    fn cancel(&self, stage: &Stage) {
        let Some(plan) = &self.plan else {
            return;
        };
        // Before it is asked: the answer may come at once.
        match &self.form {
            Form::Future(..) => {}
            Form::Pending(pending) => {
                stage.book.cancelled(plan.ticket);
                cancelled(stage, pending.cancel());
            }
            Form::Late(late) => {
                stage.book.cancelled(plan.ticket);
                cancelled(stage, late.cancel());
            }
        }
    }

    fn ask(&self, stage: &Stage) {
        match &self.form {
            Form::Future(..) => {}
            Form::Pending(pending) => asked(stage, pending.properties()),
            Form::Late(late) => asked(stage, late.properties()),
        }
    }

    fn may_never_be(&self, _: &Stage) -> bool {
        false
    }
}

/// What came of the request to cancel an operation.
fn cancelled(stage: &Stage, answer: Result<Cancellation>) {
    let so_far = stage.so_far();
    let right = match &answer {
        Ok(Cancellation::Requested) => so_far.cancel != Cancel::NotImplemented,
        Ok(Cancellation::NotSupported) => so_far.cancel == Cancel::NotImplemented,
        Ok(Cancellation::AlreadyDone) => true,
        Ok(_) => false,
        Err(error) => may_fail(stage, error),
    };
    if !right {
        stage.wrong(format!("cancelling said {answer:?}"));
    }
}

/// What an operation says about itself.
fn asked(stage: &Stage, answer: Result<Value>) {
    let lacking = stage.mock.table().HcsGetOperationProperties.is_none();
    let right = match &answer {
        Ok(_) => !lacking,
        Err(error) => match lacking {
            true => error.is_unsupported(),
            false => may_fail(stage, error),
        },
    };
    if !right {
        stage.wrong(format!("an operation's properties: {answer:?}"));
    }
}

fn may_fail(stage: &Stage, error: &hcs::Error) -> bool {
    match said(error) {
        Said::Struck => stage.so_far().faults,
        Said::ServiceGone => stage.so_far().disconnecting,
        _ => false,
    }
}

fn split<T, W>(
    outcome: Result<Result<T, W>>,
    again: impl FnOnce(W) -> Form<T>,
) -> (Option<Form<T>>, Option<Result<T>>) {
    match outcome {
        Ok(Ok(product)) => (None, Some(Ok(product))),
        Ok(Err(waiting)) => (Some(again(waiting)), None),
        Err(error) => (None, Some(Err(error))),
    }
}

/// A wait inside a callback: the call goes on, and nobody sees its answer.
fn refused<T: Product>(stage: &Stage, plan: Plan, result: Result<T>) {
    match result {
        Err(error) if error.is_in_callback() => drop(plan),
        Err(error) => stage.wrong(format!("a wait inside a callback said {error}")),
        Ok(_) => stage.wrong("a wait inside a callback was not refused"),
    }
}

/// Waits for a future as an executor does.
fn block_on<T>(stage: &Stage, mut future: CallFuture<T>) -> Option<Result<T>> {
    if !stage.setting.is_stepped() {
        return Some(pollster::block_on(future));
    }
    let mut context = Context::from_waker(Waker::noop());
    if let Poll::Ready(result) = Pin::new(&mut future).poll(&mut context) {
        return Some(result);
    }
    stage.mock.run_until_idle();
    match Pin::new(&mut future).poll(&mut context) {
        Poll::Ready(result) => Some(result),
        Poll::Pending => {
            stage.wrong("a future is pending when nothing is due any more");
            None
        }
    }
}
