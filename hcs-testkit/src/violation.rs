//! A broken rule, as the mock records it.

use std::fmt;

use crate::label::Label;

/// A rule of the contract that the program broke.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The id of the rule, such as `"O1"`.
    pub rule: &'static str,
    /// The exported function that was called.
    pub call: &'static str,
    /// The handle that it is about.
    pub subject: Option<Label>,
    /// What was wrong.
    pub message: String,
    /// What was done with the handle before, oldest first.
    pub history: Vec<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} broken in {}", self.rule, self.call)?;
        if let Some(subject) = self.subject {
            write!(f, " ({subject})")?;
        }
        write!(f, ": {}", self.message)?;
        self.history
            .iter()
            .try_for_each(|line| write!(f, "\n    {line}"))
    }
}
