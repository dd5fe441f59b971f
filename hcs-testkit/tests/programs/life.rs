//! The life of a compute system (S3), as the model knows it: what a call may answer, and what comes of it.

use crate::step::Verb;

/// A stage of a system's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    Created,
    Running,
    Paused,
    /// Running, and shutting down: it stops at any time.
    Ending,
    /// Paused before it could stop.
    EndingPaused,
    Stopped,
}

/// The stages that a system may be in: what isn't known is all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lives(u8);

/// What a call on a system has said about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    Ok,
    InvalidState,
    AlreadyStopped,
    NotSupported,
    /// Its properties: they tell the stage, as far as a host tells it.
    Seen(Told),
}

/// A stage as properties tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    Nothing,
    Running,
    Paused,
    Stopped,
}

impl Life {
    const ALL: [Self; 6] = [
        Self::Created,
        Self::Running,
        Self::Paused,
        Self::Ending,
        Self::EndingPaused,
        Self::Stopped,
    ];

    fn told(self) -> Told {
        match self {
            Self::Created => Told::Nothing,
            Self::Running | Self::Ending => Told::Running,
            Self::Paused | Self::EndingPaused => Told::Paused,
            Self::Stopped => Told::Stopped,
        }
    }

    /// What a call answers now, and the stage after it. `vm`: a virtual machine, not a container.
    fn answers(self, verb: Verb, vm: bool) -> (Word, Self) {
        use Life::*;
        let fails = |word| (word, self);
        match (verb, self) {
            (Verb::Properties, _) => (Word::Seen(self.told()), self),
            (_, Stopped) => fails(Word::AlreadyStopped),
            (Verb::Modify, _) => (Word::Ok, self),
            (Verb::Start, Created) => (Word::Ok, Running),
            (Verb::Pause, Running) => (Word::Ok, Paused),
            (Verb::Pause, Ending) => (Word::Ok, EndingPaused),
            (Verb::Resume, Paused) => (Word::Ok, Running),
            (Verb::Resume, EndingPaused) => (Word::Ok, Ending),
            (Verb::Save, Paused | EndingPaused) => (Word::Ok, self),
            (Verb::Terminate, _) => (Word::Ok, Stopped),
            (Verb::ShutDown, Running | Ending) if vm => fails(Word::NotSupported),
            (Verb::ShutDown | Verb::ShutDownWith, Running | Ending) => (Word::Ok, Ending),
            (Verb::Start | Verb::StartWithMistake, _)
            | (Verb::Pause | Verb::Resume | Verb::Save, _)
            | (Verb::ShutDown | Verb::ShutDownWith, _) => fails(Word::InvalidState),
        }
    }
}

impl Lives {
    pub(crate) const ANY: Self = Self(0b11_1111);
    pub(crate) const NONE: Self = Self(0);

    pub(crate) fn just(life: Life) -> Self {
        Self(1 << life as u8)
    }

    pub(crate) fn contains(self, life: Life) -> bool {
        self.0 & Self::just(life).0 != 0
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn iter(self) -> impl Iterator<Item = Life> {
        Life::ALL
            .into_iter()
            .filter(move |life| self.contains(*life))
    }

    fn map(self, next: impl Fn(Life) -> Option<Life>) -> Self {
        self.iter()
            .filter_map(next)
            .fold(Self::NONE, |lives, life| lives.or(Self::just(life)))
    }

    /// What is ending may have stopped meanwhile.
    fn meanwhile(self) -> Self {
        let ending = self.contains(Life::Ending) || self.contains(Life::EndingPaused);
        match ending {
            true => self.or(Self::just(Life::Stopped)),
            false => self,
        }
    }

    /// After a call that said this.
    pub(crate) fn after_answer(self, verb: Verb, vm: bool, said: Word) -> Self {
        self.meanwhile().map(|life| {
            let (word, next) = life.answers(verb, vm);
            (word == said).then_some(next)
        })
    }

    /// After a call of which only that is known: that it was made.
    pub(crate) fn after_call(self, verb: Verb, vm: bool) -> Self {
        self.meanwhile().map(|life| Some(life.answers(verb, vm).1))
    }

    /// After it was asked for a process, and said this: what it must have been then.
    pub(crate) fn hosting(self, said: Word) -> Self {
        self.meanwhile().map(|life| {
            let word = match life {
                Life::Running | Life::Ending => Word::Ok,
                Life::Created | Life::Paused | Life::EndingPaused => Word::InvalidState,
                Life::Stopped => Word::AlreadyStopped,
            };
            (word == said).then_some(life)
        })
    }

    /// After an exit, or a crash, that hit the system if it could.
    pub(crate) fn after_end(self, crash: bool) -> Self {
        self.map(|life| match life {
            Life::Created if crash => Some(life),
            _ => Some(Life::Stopped),
        })
    }
}

/// Whether some system could say this.
pub(crate) fn may_say(verb: Verb, said: Word) -> bool {
    [false, true]
        .into_iter()
        .any(|vm| !Lives::ANY.after_answer(verb, vm, said).is_empty())
}

#[test]
fn the_stages_follow_each_other() {
    let created = Lives::just(Life::Created);
    let running = created.after_answer(Verb::Start, true, Word::Ok);
    assert_eq!(running, Lives::just(Life::Running));
    assert!(running.after_answer(Verb::Start, true, Word::Ok).is_empty());
    let ending = running.after_answer(Verb::ShutDownWith, true, Word::Ok);
    let seen = Word::Seen(Told::Stopped);
    assert_eq!(
        ending.after_answer(Verb::Properties, true, seen),
        Lives::just(Life::Stopped)
    );
    assert!(!may_say(Verb::Modify, Word::InvalidState));
}
