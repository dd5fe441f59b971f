//! Exits that are awaited. Unlike what is asked for, they may never come; but one that has come is seen.

use std::future::Future as _;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use hcs::{Error, ExitStatus, Exited, Result, SystemExit};
use hcs_testkit::State;

use crate::book::{Asked, Closing, Family, Special, Waits};
use crate::code::inside;
use crate::doing::may_exit_with;
use crate::stage::{Kept, Stage};
use crate::step::{Limit, Of};
use crate::waiting::{Plan, Polled, Product, Waiting};

enum AnyExit {
    System(Exited<SystemExit>),
    Process(Exited<ExitStatus>),
}

/// How something has ended.
#[derive(Debug)]
pub(crate) enum Ended {
    System(SystemExit),
    Process(ExitStatus),
}

impl Product for Ended {
    fn keep(self, stage: &Arc<Stage>, plan: &Plan) {
        let Some(family) = &plan.family else {
            return;
        };
        let right = match &self {
            Self::System(exit) => {
                let known = ["UnexpectedExit", "GracefulExit", "ForcedExit"];
                exit.exit_type().is_none_or(|it| known.contains(&it))
                    && has_ended(stage, family) != Some(false)
            }
            Self::Process(exit) => {
                may_exit_with(exit.code()) && has_ended(stage, family) != Some(false)
            }
        };
        if !right {
            stage.wrong(format!("{family:?} is said to have ended: {self:?}"));
        }
    }
}

/// Whether it has ended, where the host knows it by its name.
fn has_ended(stage: &Stage, family: &Family) -> Option<bool> {
    match family.process {
        Some(_) => match (stage.is_over(family), stage.is_running(family)) {
            (over, running) if over != running => Some(over),
            _ => None,
        },
        // One that was terminated may be gone, and its name another's.
        None => match stage.mock.system_state(family.id.name())? {
            State::Stopped => Some(true),
            _ => None,
        },
    }
}

pub(crate) struct ExitCall {
    exit: AnyExit,
    family: Arc<Family>,
    /// It was polled.
    begun: bool,
    /// None when it was answered.
    plan: Option<Plan>,
}

impl ExitCall {
    pub(crate) fn new(stage: &Arc<Stage>, of: Of) -> Option<Self> {
        let (exit, family) = match stage.get(of)? {
            Kept::System(held) => (AnyExit::System(held.system.exited()), held.family),
            Kept::Process(held) => (AnyExit::Process(held.process.exited()), held.family),
        };
        let ticket = stage.ask(
            Asked::Exit,
            Waits::Future,
            Some(Arc::clone(&family)),
            Special::default(),
        );
        Some(Self {
            exit,
            plan: Some(Plan::new(stage, ticket, Some(Arc::clone(&family)), None)),
            family,
            begun: false,
        })
    }

    fn begin(&mut self, stage: &Stage) {
        if let (false, Some(plan)) = (self.begun, &self.plan) {
            plan.begin(stage);
        }
        self.begun = true;
    }

    fn look(&mut self, waker: &Waker) -> Poll<Result<Ended>> {
        let context = &mut Context::from_waker(waker);
        match &mut self.exit {
            AnyExit::System(exit) => Pin::new(exit)
                .poll(context)
                .map(|exit| exit.map(Ended::System)),
            AnyExit::Process(exit) => Pin::new(exit)
                .poll(context)
                .map(|exit| exit.map(Ended::Process)),
        }
    }

    /// Waits, for so long.
    fn sleep(self, limit: Duration) -> (Option<AnyExit>, Option<Result<Ended>>) {
        match self.exit {
            AnyExit::System(exit) => match exit.wait_timeout(limit) {
                Ok(Ok(exit)) => (None, Some(Ok(Ended::System(exit)))),
                Ok(Err(exit)) => (Some(AnyExit::System(exit)), None),
                Err(error) => (None, Some(Err(error))),
            },
            AnyExit::Process(exit) => match exit.wait_timeout(limit) {
                Ok(Ok(exit)) => (None, Some(Ok(Ended::Process(exit)))),
                Ok(Err(exit)) => (Some(AnyExit::Process(exit)), None),
                Err(error) => (None, Some(Err(error))),
            },
        }
    }
}

impl Waiting for ExitCall {
    fn is_begun(&self) -> bool {
        self.begun
    }

    fn poll(&mut self, stage: &Arc<Stage>, waker: &Waker) -> Polled {
        self.begin(stage);
        let Poll::Ready(result) = self.look(waker) else {
            return Polled::Pending;
        };
        if let Some(plan) = self.plan.take() {
            plan.settle(stage, result);
        }
        // Once more, which is a mistake, and no hang.
        match self.look(waker) {
            Poll::Ready(Err(error)) if error.to_string().contains("polled after") => {}
            _ => stage.wrong("an exit that was polled too often doesn't say so"),
        }
        Polled::Ready
    }

    /// Waits for as long as it takes, if it has ended, and not for long else.
    fn wait(mut self: Box<Self>, stage: &Arc<Stage>) {
        if stage.setting.is_stepped() && !inside() {
            stage.mock.run_until_idle();
            if matches!(self.poll(stage, Waker::noop()), Polled::Pending) {
                // It may ask for the state, which nobody else brings about.
                stage.mock.run_until_idle();
                let _ = self.poll(stage, Waker::noop());
            }
            return;
        }
        let limit = match self.may_never_be(stage) || inside() {
            true => Limit::Short,
            false => Limit::Long,
        };
        if let Some(left) = self.wait_timeout(stage, limit)
            && limit == Limit::Long
        {
            drop(left);
            stage.wrong("the exit of what has ended doesn't come");
        }
    }

    fn wait_timeout(
        mut self: Box<Self>,
        stage: &Arc<Stage>,
        limit: Limit,
    ) -> Option<Box<dyn Waiting>> {
        self.begin(stage);
        let plan = self.plan.take()?;
        let limit = match (stage.setting.is_stepped(), self.may_never_be(stage), limit) {
            (true, ..) => Limit::Zero,
            (false, true, Limit::Long) => Limit::Short,
            (false, _, limit) => limit,
        };
        let family = Arc::clone(&self.family);
        let this = *self;
        let (left, result) = this.sleep(limit.duration());
        match (left, result) {
            (Some(_), _) if inside() => {
                stage.wrong("an exit was waited for inside a callback");
                None
            }
            (Some(exit), _) => Some(Box::new(Self {
                exit,
                family,
                begun: true,
                plan: Some(plan),
            })),
            (None, Some(result)) if inside() => {
                refused(stage, result);
                drop(plan);
                None
            }
            (None, Some(result)) => {
                plan.settle(stage, result);
                None
            }
            (None, None) => None,
        }
    }

    fn waits_by_polling(&self) -> bool {
        true
    }

    /// There is no operation that is known.
    fn cancel(&self, _: &Stage) {}

    fn ask(&self, _: &Stage) {}

    /// It may live on for ever, unless it is over, or nobody would tell any more.
    fn may_never_be(&self, stage: &Stage) -> bool {
        let closed = self.family.closing() == Closing::Done;
        let gone = stage.disconnected.load(Ordering::SeqCst);
        !closed && !gone && has_ended(stage, &self.family) != Some(true)
    }
}

fn refused(stage: &Stage, result: Result<Ended>) {
    match result.as_ref().err().map(Error::is_in_callback) {
        Some(true) => {}
        _ => stage.wrong(format!("a wait inside a callback said {result:?}")),
    }
}
