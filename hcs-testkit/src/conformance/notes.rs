//! What a case finds out about rules, and how it says so.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hcs_sys::HRESULT;

use crate::hresult;

/// What is known of a rule on a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// The host was seen to do what the rule says; where the rule leaves a choice, one of the choices.
    Confirmed,
    /// The host was seen to do something else.
    Contradicted,
    /// Nothing was seen that settles it.
    NotObservable,
}

impl Verdict {
    /// The word for it in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Contradicted => "contradicted",
            Self::NotObservable => "not observable",
        }
    }
}

/// Something that a case saw of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Observation {
    /// The rule's id.
    pub rule: &'static str,
    /// The case's name.
    pub case: &'static str,
    /// What it means for the rule.
    pub verdict: Verdict,
    /// What was seen, or why nothing was, in a phrase.
    pub text: String,
}

/// The notes of one case. They outlive a case that hangs.
#[derive(Clone, Debug)]
pub(crate) struct Notes {
    case: &'static str,
    taken: Arc<Mutex<Vec<Observation>>>,
}

impl Notes {
    pub(crate) fn of(case: &'static str) -> Self {
        Self {
            case,
            taken: Arc::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Observation>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn taken(&self) -> Vec<Observation> {
        self.lock().clone()
    }

    fn note(&self, rule: &'static str, verdict: Verdict, text: String) {
        self.lock().push(Observation {
            rule,
            case: self.case,
            verdict,
            text,
        });
    }

    /// The host did what the rule says.
    pub(crate) fn confirm(&self, rule: &'static str, text: impl Into<String>) {
        self.note(rule, Verdict::Confirmed, text.into());
    }

    /// The host did something else.
    pub(crate) fn contradict(&self, rule: &'static str, text: impl Into<String>) {
        self.note(rule, Verdict::Contradicted, text.into());
    }

    /// Nothing was seen that settles it.
    pub(crate) fn unseen(&self, rule: &'static str, text: impl Into<String>) {
        self.note(rule, Verdict::NotObservable, text.into());
    }

    /// Confirms or contradicts: the text says what was seen.
    pub(crate) fn judge(&self, rule: &'static str, kept: bool, text: impl Into<String>) -> bool {
        let verdict = match kept {
            true => Verdict::Confirmed,
            false => Verdict::Contradicted,
        };
        self.note(rule, verdict, text.into());
        kept
    }

    /// Judges the code that was answered to `what`: whether it is one of those that the rule allows.
    pub(crate) fn code(
        &self,
        rule: &'static str,
        what: &str,
        code: HRESULT,
        allowed: &[HRESULT],
    ) -> bool {
        let kept = allowed.contains(&code);
        let name = hresult::name(code);
        let text = match kept {
            true => format!("{what}: {name}"),
            false => {
                let allowed: Vec<_> = allowed.iter().map(|code| hresult::name(*code)).collect();
                format!("{what}: {name}, not {}", allowed.join(" or "))
            }
        };
        self.judge(rule, kept, text)
    }
}

/// The verdict that observations come to together: one contradiction outweighs everything.
pub(crate) fn together<'a>(observations: impl IntoIterator<Item = &'a Observation>) -> Verdict {
    let mut verdict = Verdict::NotObservable;
    for observation in observations {
        match observation.verdict {
            Verdict::Contradicted => return Verdict::Contradicted,
            Verdict::Confirmed => verdict = Verdict::Confirmed,
            Verdict::NotObservable => {}
        }
    }
    verdict
}

#[cfg(test)]
mod tests {
    use hcs_sys::{E_ABORT, E_FAIL, S_OK};

    use super::*;

    #[test]
    fn one_contradiction_outweighs_everything() {
        let notes = Notes::of("case");
        assert_eq!(together(&notes.taken()), Verdict::NotObservable);
        notes.unseen("O2", "too fast");
        assert_eq!(together(&notes.taken()), Verdict::NotObservable);
        assert!(notes.code("O2", "the call", S_OK, &[S_OK]));
        assert_eq!(together(&notes.taken()), Verdict::Confirmed);
        assert!(!notes.code("O2", "the call", E_FAIL, &[S_OK, E_ABORT]));
        notes.confirm("O2", "later");
        let taken = notes.taken();
        assert_eq!(together(&taken), Verdict::Contradicted);
        assert_eq!(taken[2].text, "the call: E_FAIL, not S_OK or E_ABORT");
    }
}
