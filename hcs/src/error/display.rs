//! An error as a sentence.

use std::fmt;
use std::path::Path;

use super::codes::meaning;
use super::document::ResultError;
use super::shorten::Shortened;
use super::{Cause, Error};
#[cfg(feature = "schema")]
use crate::document::Mistake;
use crate::path::PathMistake;
use crate::support::Build;

/// How many characters of an identifier are shown. A GUID has 36.
const ID: usize = 80;

/// How many characters of a path are shown.
const PATH: usize = 300;

/// How many characters of what Windows wrote are shown: its sentences have a few hundred at most.
const SAID: usize = 800;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let call = self.0.call;
        let path = self.0.path.as_deref().map(quoted);
        let path = Shortened(path.as_deref().unwrap_or_default(), PATH);
        match &self.0.cause {
            Cause::Code { code, document } => {
                let sentence = meaning(*code).map(|meaning| meaning.sentence);
                let said = document.as_ref().and_then(said);
                let shown = said.map(|said| Shortened(said, SAID));
                write!(f, "{call} failed")?;
                if self.0.path.is_some() {
                    write!(f, " for {path}")?;
                }
                match (sentence, shown) {
                    (Some(sentence), Some(said)) => write!(f, ": {sentence} ({code}): {said}")?,
                    (Some(sentence), None) => write!(f, ": {sentence} ({code})")?,
                    (None, Some(said)) => write!(f, " ({code}): {said}")?,
                    (None, None) => write!(f, " with {code}")?,
                }
                let place = self.json_place().filter(|_| self.is_about_a_document());
                let is_said = |place: &&str| said.is_some_and(|said| said.contains(*place));
                if let Some(place) = place.filter(|place| !is_said(place)) {
                    write!(f, ", at {}", Shortened(place, PATH))?;
                }
                if let Some(inner) = self.document_code().filter(|inner| !inner.same_as(*code)) {
                    write!(f, " (the document says {inner})")?;
                }
            }
            #[cfg(feature = "schema")]
            Cause::NotADocument(mistake @ Mistake::Wrong { problems, .. }) => {
                let count = match problems.len() {
                    1 => "a problem".to_owned(),
                    count => format!("{count} problems"),
                };
                write!(
                    f,
                    "{call} was not called: the document has {count}: {mistake}"
                )?;
            }
            Cause::NotADocument(mistake) => {
                write!(
                    f,
                    "{call} was not called: the document is not JSON ({mistake})"
                )?;
            }
            Cause::NulInId { id, position } => write!(
                f,
                "{call} was not called: the id \"{}\" has a NUL character at byte {position}, \
                     where Windows would cut it off",
                Shortened(id, ID)
            )?,
            Cause::BadPath(PathMistake::Nul { position }) => write!(
                f,
                "{call} was not called: the path {path} has a NUL character at position {position}, where Windows would \
                 cut it off"
            )?,
            Cause::BadPath(PathMistake::NotUnicode) => write!(
                f,
                "{call} was not called: the path {path} is not Unicode, as what is passed on must be"
            )?,
            Cause::FileExists => write!(
                f,
                "{call} was not called: there is a file at {path} already, which might be lost"
            )?,
            Cause::NoOperation { maker } if call == *maker => {
                write!(f, "{call} gave no operation")?
            }
            Cause::NoOperation { maker } => {
                write!(f, "{call} was not called: {maker} gave no operation")?;
            }
            Cause::NoContext => write!(
                f,
                "{call} was not called: the table of pending operations is full"
            )?,
            Cause::Closed => write!(f, "{call} was not called: the handle has been closed")?,
            Cause::InCallback => write!(
                f,
                "{call} was refused: it would block inside a callback of the Host Compute \
                     System, which can wait for ever"
            )?,
            Cause::AlreadyTaken => write!(
                f,
                "the future of {call} was polled after it had given its result"
            )?,
            Cause::BadResult { why, .. } => {
                write!(
                    f,
                    "{call} succeeded, but its result document is not JSON ({why})"
                )?;
            }
            Cause::UnexpectedResult { lacks, .. } => write!(
                f,
                "{call} succeeded, but its result document has no {lacks}, or not as it is documented"
            )?,
            #[cfg(feature = "schema")]
            Cause::Unanswered { why, .. } => write!(f, "{call} succeeded, but {why}")?,
            Cause::TimedOut => write!(f, "{call} did not complete in the time given")?,
            Cause::Io(error) => write!(f, "{call} failed: {error}")?,
            Cause::NoFunction {
                library,
                needs,
                host,
            } => {
                write!(f, "{call} was not called: it needs Windows build {needs}; ")?;
                match host {
                    Build::Exactly(build) if build < needs => write!(f, "this host has {build}")?,
                    Build::AtLeast(build) if build < needs => write!(
                        f,
                        "this host's is not known, and its {library} has functions of {build} at the latest"
                    )?,
                    build => write!(
                        f,
                        "this host has {build}, and its {library} lacks it all the same"
                    )?,
                }
            }
            Cause::Load(error) => write!(f, "{error}")?,
            #[cfg(feature = "record")]
            Cause::Record(why) => write!(f, "{why}")?,
        }
        if let Some(remedy) = self.remedy() {
            write!(f, ". {remedy}")?;
        }
        match (self.host_schema_version(), self.0.host) {
            (Some(version), Some(build)) => write!(
                f,
                " This host, build {build}, knows schema versions up to {version}."
            ),
            _ => Ok(()),
        }
    }
}

/// A path in quotes, as a person writes it; what can't be seen, or isn't text, is escaped.
fn quoted(path: &Path) -> String {
    let Some(text) = path.to_str() else {
        return format!("{path:?}");
    };
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c.is_control() {
            true => quoted.extend(c.escape_debug()),
            false => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// The words of Windows that say most: the first event's, else the message.
fn said(error: &ResultError) -> Option<&str> {
    error
        .events
        .iter()
        .map(|event| event.message.as_str())
        .chain(error.message.as_deref())
        .map(|text| text.trim().trim_end_matches('.'))
        .find(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_shown_as_a_person_writes_it() {
        assert_eq!(quoted(Path::new(r"C:\vms\a.vhdx")), r#""C:\vms\a.vhdx""#);
        assert_eq!(quoted(Path::new("a\0b\n")), r#""a\0b\n""#);
        assert_eq!(quoted(Path::new("é 🦀")), "\"é 🦀\"");
    }
}
