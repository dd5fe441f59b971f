//! A profile's fields by their names, with JSON values: for programs that are told in a file what host to expect.

use std::fmt;
use std::time::Duration;

use serde_json::{Map, Number, Value};

use crate::profile::{
    AbsentStream, Borrowed, Cancel, Chance, ClosedHandle, ClosedPending, Disconnected, Drain,
    ErrorForm, ExistingStateFile, LateSetting, LayerConflicts, Missed, NotJson, NullNamespace,
    OperationEventData, ProcessCreation, Profile, RevokeUngranted, SecondTerminate,
};

/// The oldest build that the functions are declared for.
const OLDEST_BUILD: u32 = Profile::BUILDS[0];

/// A setting that [`Profile::set`] refused: what was wrong with it, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongSetting(String);

impl fmt::Display for WrongSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WrongSetting {}

/// A type of the profile's fields.
trait Setting: Sized {
    /// The values that it can have, in words.
    fn allowed() -> String;
    fn read(value: &Value) -> Option<Self>;
    fn write(&self) -> Value;
}

macro_rules! settings {
    ($($field:ident)*) => {
        impl Profile {
            /// The names of the fields, which are those of the settings.
            pub const SETTINGS: &[&str] = &[$(stringify!($field)),*];

            /// Sets the field with this name.
            ///
            /// Chances are percentages, the longest delay is in milliseconds and may have a fraction, choices have the
            /// names of their variants as `"callback-runs"`.
            ///
            /// ```
            /// use hcs_testkit::{Chance, ClosedPending, Profile};
            ///
            /// let mut profile = Profile::documented();
            /// profile.set("early_completion", &50.into())?;
            /// profile.set("closed_pending", &"callback-never".into())?;
            /// assert_eq!(profile.early_completion, Chance::percent(50));
            /// assert_eq!(profile.closed_pending, ClosedPending::CallbackNever);
            /// let error = profile.set("drain", &"slowly".into()).unwrap_err();
            /// assert_eq!(
            ///     error.to_string(),
            ///     r#"`drain` is "slowly", and must be one of "drops-queued", "delivers-queued""#,
            /// );
            /// # Ok::<(), hcs_testkit::WrongSetting>(())
            /// ```
            ///
            /// # Errors
            /// There is no such field, or this is not a value for it.
            pub fn set(&mut self, name: &str, value: &Value) -> Result<(), WrongSetting> {
                match name {
                    $(stringify!($field) => self.$field = read(name, value)?,)*
                    _ => {
                        let names = Self::SETTINGS.join(", ");
                        return Err(WrongSetting(format!(
                            "there is no setting `{name}` among {names}"
                        )));
                    }
                }
                Ok(())
            }

            /// All fields, as [`set`](Self::set) takes them.
            pub fn settings(&self) -> Map<String, Value> {
                // A field that isn't in the list above is an error of the compiler's here.
                let Self { $($field),* } = self;
                [$((stringify!($field).to_owned(), $field.write())),*].into_iter().collect()
            }
        }
    };
}

settings! {
    build reuse_addresses early_completion closed_pending late_setting cancel borrowed duplicate_callbacks
    duplicate_events stale_events completed_before_registration exited_before_registration event_data_missing
    operation_event_data events_after_unregister exit_event_first system_exit_first process_creation absent_stream
    second_terminate closed_pipe_ends_input disconnected null_namespace closed_handle drain
    document_of_refused_call failure_without_document not_json checks_files existing_state_file revoke_ungranted layer_conflicts
    error_form progress_updates longest_delay kept_strings
    police_late_setting police_waits_in_callbacks
}

fn read<T: Setting>(name: &str, value: &Value) -> Result<T, WrongSetting> {
    T::read(value).ok_or_else(|| {
        let allowed = T::allowed();
        WrongSetting(format!("`{name}` is {value}, and must be {allowed}"))
    })
}

/// The choices, each with its name. A variant that is missing here is an error of the compiler's.
macro_rules! choices {
    ($($choice:ident { $($variant:ident $name:literal),* })*) => {$(
        impl Setting for $choice {
            fn allowed() -> String {
                format!("one of {}", [$(concat!("\"", $name, "\"")),*].join(", "))
            }

            fn read(value: &Value) -> Option<Self> {
                match value.as_str()? {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }

            fn write(&self) -> Value {
                match self {
                    $(Self::$variant => $name.into(),)*
                }
            }
        }
    )*};
}

choices! {
    ClosedPending {
        CallbackRuns "callback-runs", CallbackNever "callback-never", Cancelled "cancelled",
        CancelledWithCallback "cancelled-with-callback"
    }
    LateSetting { Refused "refused", TooLate "too-late", InTime "in-time" }
    Cancel { NotImplemented "not-implemented", Cancelled "cancelled", Aborted "aborted" }
    Borrowed { Same "same", Distinct "distinct" }
    Missed { Delivered "delivered", Lost "lost" }
    OperationEventData { Absent "absent", Result "result" }
    Disconnected { Complete "complete", Never "never" }
    NullNamespace { Default "default", Refused "refused" }
    ClosedHandle { Complete "complete", Fail "fail" }
    Drain { DropsQueued "drops-queued", DeliversQueued "delivers-queued" }
    ExistingStateFile { Refused "refused", Overwritten "overwritten" }
    RevokeUngranted { Ignored "ignored", Refused "refused" }
    LayerConflicts { Refused "refused", Done "done" }
    NotJson { InvalidJson "invalid-json", InvalidData "invalid-data" }
    ProcessCreation {
        Asynchronous "asynchronous", Synchronous "synchronous", SynchronousAndTold "synchronous-and-told"
    }
    AbsentStream { Null "null", Invalid "invalid" }
    SecondTerminate { AlreadyStopped "already-stopped", AccessDenied "access-denied" }
    ErrorForm { Nt "nt", Hresult "hresult" }
}

impl Setting for bool {
    fn allowed() -> String {
        "true or false".to_owned()
    }

    fn read(value: &Value) -> Option<Self> {
        value.as_bool()
    }

    fn write(&self) -> Value {
        (*self).into()
    }
}

/// The build.
impl Setting for u32 {
    fn allowed() -> String {
        let builds = Profile::BUILDS.map(|build| build.to_string()).join(", ");
        format!("a build of Windows, {OLDEST_BUILD} or later; these brought functions: {builds}")
    }

    fn read(value: &Value) -> Option<Self> {
        let build = value.as_u64()?.try_into().ok()?;
        (build >= OLDEST_BUILD).then_some(build)
    }

    fn write(&self) -> Value {
        (*self).into()
    }
}

impl Setting for usize {
    fn allowed() -> String {
        "a whole number, 0 or greater".to_owned()
    }

    fn read(value: &Value) -> Option<Self> {
        value.as_u64()?.try_into().ok()
    }

    fn write(&self) -> Value {
        (*self).into()
    }
}

impl Setting for Chance {
    fn allowed() -> String {
        "a whole number of percents, from 0 (never) to 100 (always)".to_owned()
    }

    fn read(value: &Value) -> Option<Self> {
        let percent = value.as_u64()?.try_into().ok()?;
        (percent <= 100).then_some(Self::percent(percent))
    }

    fn write(&self) -> Value {
        self.as_percent().into()
    }
}

/// More is no delay any more.
const LONGEST_DELAY: Duration = Duration::from_secs(60);

impl Setting for Duration {
    fn allowed() -> String {
        let most = LONGEST_DELAY.as_millis();
        format!("a number of milliseconds, from 0 to {most}")
    }

    fn read(value: &Value) -> Option<Self> {
        let milliseconds = value.as_f64()?;
        let most = LONGEST_DELAY.as_secs_f64() * 1e3;
        // To the microsecond: finer is no delay, and this way it reads as it was written.
        let micros = (milliseconds * 1e3).round() as u64;
        (0.0..=most)
            .contains(&milliseconds)
            .then(|| Self::from_micros(micros))
    }

    fn write(&self) -> Value {
        let milliseconds = self.as_secs_f64() * 1e3;
        // The only numbers that JSON lacks are none of a duration's.
        Number::from_f64(milliseconds).map_or(Value::Null, Value::Number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_profile_reads_as_it_was_written() {
        for seed in 0..200 {
            let mut adversary = Profile::adversarial(seed);
            adversary.police_late_setting = seed % 2 == 0;
            adversary.police_waits_in_callbacks = seed % 3 == 0;
            adversary.kept_strings = seed as usize;
            let mut read = Profile::documented();
            for (name, value) in adversary.settings() {
                read.set(&name, &value).unwrap();
            }
            assert_eq!(read, adversary);
        }
    }

    #[test]
    fn a_wrong_value_is_refused_with_the_right_ones() {
        let mut profile = Profile::documented();
        for (name, value, allowed) in [
            ("build", Value::from(17762), "17763 or later"),
            ("build", Value::from("26100"), "17763 or later"),
            ("reuse_addresses", Value::from(1), "true or false"),
            ("early_completion", Value::from(101), "from 0 (never)"),
            ("early_completion", Value::from(0.5), "from 0 (never)"),
            ("kept_strings", Value::from(-1), "0 or greater"),
            ("longest_delay", Value::from(-0.1), "from 0 to 60000"),
            ("longest_delay", Value::from(60_001), "from 0 to 60000"),
            ("cancel", Value::from("Cancelled"), "\"cancelled\""),
        ] {
            let error = profile.set(name, &value).unwrap_err().to_string();
            let begin = format!("`{name}` is {value}, and must be ");
            assert!(
                error.starts_with(&begin) && error.contains(allowed),
                "{error}"
            );
        }
        let error = profile.set("bulid", &Value::Null).unwrap_err().to_string();
        assert!(error.starts_with("there is no setting `bulid` among build, "));
        assert_eq!(profile, Profile::documented());
    }
}
