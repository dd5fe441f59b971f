#![allow(unsafe_code)] // Asks the service at the C ABI.
//! The service itself: what it is like, its settings, and the reports that it takes.

use hcs_sys::{HRESULT, PWSTR};
use serde_json::Value;

use super::Host;
use crate::answer::FromDocument;
use crate::document::Document;
use crate::error::{Error, Result};
#[cfg(feature = "schema")]
use crate::schema;
use crate::schema_version::SchemaVersion;
use crate::text::{Returned, pointer_or_null};
use crate::trace;

/// The query for what [`Host::service_properties`] answers.
const BASIC: &str = r#"{"PropertyTypes":["Basic"]}"#;

impl Host {
    /// Asks for the basic properties of the service:
    /// [`HcsGetServiceProperties`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsgetserviceproperties).
    ///
    /// ```
    /// # let mock = hcs_testkit::MockHost::new();
    /// # let host = mock.host();
    /// let properties = host.service_properties()?;
    /// println!("{:?}", properties.properties);
    /// # Ok::<(), hcs::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_access_denied`] for a user who may not use the service, [`Error::is_service_gone`] where it doesn't
    /// run: this is a way to find out whether anything else will work.
    #[cfg(feature = "schema")]
    #[doc(alias = "HcsGetServiceProperties")]
    pub fn service_properties(&self) -> Result<schema::ServiceProperties> {
        self.service_answer(BASIC.into())
    }

    /// [`service_properties`](Self::service_properties) as a JSON value: without the feature `schema`, the only way.
    ///
    /// # Errors
    /// As there.
    #[doc(alias = "HcsGetServiceProperties")]
    pub fn service_properties_value(&self) -> Result<Value> {
        self.service_properties_with(BASIC)
    }

    /// Asks for the properties of the service that a query names: see Microsoft's
    /// [`Service_PropertyQuery`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#Service_PropertyQuery).
    ///
    /// Of a query with `PropertyTypes` the answer has `Properties`, a list in the same order; of one with
    /// `PropertyQueries`, which came with schema 2.5, it has `PropertyResponses`, by name, each a `Response` or an `Error`:
    /// the call itself succeeds then.
    ///
    /// ```
    /// # let mock = hcs_testkit::MockHost::new();
    /// # let host = mock.host();
    /// let query = r#"{ "PropertyQueries": { "ProcessorCapabilities": {} } }"#;
    /// let answer = host.service_properties_with(query)?;
    /// let capabilities = &answer["PropertyResponses"]["ProcessorCapabilities"]["Response"];
    /// println!("{}", capabilities["ProcessorFeatures"]);
    /// # Ok::<(), hcs::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`service_properties`](Self::service_properties); [`Error::is_invalid_json`] for a query that the service does
    /// not understand, which a property can be that only later builds know.
    #[doc(alias = "HcsGetServiceProperties")]
    pub fn service_properties_with(&self, query: impl Into<Document>) -> Result<Value> {
        self.service_answer(query.into())
    }

    /// Asks a question about the service, or several in a tuple: what is asked for decides what the answer is. See
    /// [`query::service`](crate::schema::query::service).
    ///
    /// ```
    /// use hcs::schema::query::{Named, service};
    ///
    /// # let mock = hcs_testkit::MockHost::new();
    /// # let host = mock.host();
    /// let (basic, processor) = host.query((service::Basic, Named(service::ProcessorCapabilities)))?;
    /// println!("{:?}", basic.supported_schema_versions);
    /// println!("{:?} bytes at once", processor.cache_line_flush_size);
    /// # Ok::<(), hcs::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`service_properties_with`](Self::service_properties_with), and [`Error::unanswered`] when the answer lacks what
    /// was asked for, or has an error in its place.
    #[cfg(feature = "schema")]
    #[doc(alias = "HcsGetServiceProperties")]
    pub fn query<Q: schema::query::ServiceQuestion>(&self, question: Q) -> Result<Q::Answer> {
        let mut properties = self.service_answer(question.query().into())?;
        Q::take(&mut properties, &mut 0)
            .map_err(|why| Error::no_answer("HcsGetServiceProperties", why))
    }

    fn service_answer<T: FromDocument>(&self, query: Document) -> Result<T> {
        const NAME: &str = "HcsGetServiceProperties";
        let query = query.into_wide(NAME)?;
        let traced = trace::plain(NAME).document(&query);
        let answer = self.answer(NAME, traced, |result| {
            // SAFETY: the query is NUL-terminated and lives here; the place for the answer is exclusive.
            unsafe { (self.core.HcsGetServiceProperties)(pointer_or_null(&query), result) }
        })?;
        T::read(NAME, answer)
    }

    /// The versions of the schema that the service understands, as it says itself: the highest minor version of each major
    /// one.
    ///
    /// ```
    /// use hcs::SchemaVersion;
    ///
    /// # let mock = hcs_testkit::MockHost::new();
    /// # let host = mock.host();
    /// let versions = host.supported_schema_versions()?;
    /// let wanted = SchemaVersion::new(2, 3);
    /// assert!(versions.iter().any(|version| version.includes(wanted)));
    /// # Ok::<(), hcs::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`service_properties`](Self::service_properties); the service's answer doesn't have them.
    #[doc(alias = "HcsGetServiceProperties")]
    pub fn supported_schema_versions(&self) -> Result<Vec<SchemaVersion>> {
        let properties = self.service_properties_value()?;
        let versions = properties
            .pointer("/Properties/0/SupportedSchemaVersions")
            .and_then(Value::as_array)
            .map(|versions| versions.iter().map(version).collect());
        match versions {
            Some(Some(versions)) => Ok(versions),
            _ => Err(Error::unexpected_result(
                "HcsGetServiceProperties",
                "SupportedSchemaVersions",
                properties.to_string(),
            )),
        }
    }

    /// Changes a setting of the service:
    /// [`HcsModifyServiceSettings`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcsmodifyservicesettings),
    /// with a request such as `{"PropertyType":"CpuGroup","Settings":{"Operation":"CreateGroup", …}}`.
    ///
    /// It holds for the whole machine, and for other programs.
    ///
    /// ```
    /// use serde_json::json;
    ///
    /// # let mock = hcs_testkit::MockHost::new();
    /// # let host = mock.host();
    /// host.modify_service_settings(json!({
    ///     "PropertyType": "CpuGroup",
    ///     "Settings": {
    ///         "Operation": "CreateGroup",
    ///         "OperationDetails": {
    ///             "GroupId": "2f3f5d2c-8f0b-4b1c-9d4a-6f1a52a9a001",
    ///             "LogicalProcessorCount": 2,
    ///             "LogicalProcessors": [0, 1],
    ///         },
    ///     },
    /// }))?;
    /// # Ok::<(), hcs::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_invalid_json`] for a request that the service does not understand, [`Error::is_access_denied`].
    #[doc(alias = "HcsModifyServiceSettings")]
    pub fn modify_service_settings(&self, request: impl Into<Document>) -> Result<()> {
        const NAME: &str = "HcsModifyServiceSettings";
        let request = request.into().into_wide(NAME)?;
        let traced = trace::plain(NAME).document(&request);
        let answer = self.answer(NAME, traced, |result| {
            // SAFETY: the request is NUL-terminated and lives here; the place for the answer is exclusive.
            unsafe { (self.core.HcsModifyServiceSettings)(pointer_or_null(&request), result) }
        });
        answer.map(drop)
    }

    /// Hands the report of a guest's crash to Windows Error Reporting:
    /// [`HcsSubmitWerReport`](https://learn.microsoft.com/virtualization/api/hcs/reference/hcssubmitwerreport).
    ///
    /// The report is the data of an event [`EventKind::SYSTEM_CRASH_REPORT`](crate::EventKind::SYSTEM_CRASH_REPORT).
    ///
    /// ```
    /// use hcs::{EventKind, EventOptions};
    ///
    /// # let mock = hcs_testkit::MockHost::new();
    /// # let host = mock.host();
    /// let system = host.create("Test", r#"{ "VirtualMachine": {} }"#).wait()?;
    /// let mut events = system.events(EventOptions::NONE)?;
    /// system.start().wait()?;
    /// # mock.crash_system("Test");
    /// while let Some(event) = events.recv()? {
    ///     if event.kind() == EventKind::SYSTEM_CRASH_REPORT {
    ///         host.submit_crash_report(event.data().unwrap_or("{}"))?;
    ///         break;
    ///     }
    /// }
    /// # Ok::<(), hcs::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_invalid_json`] for what is no report, [`Error::is_access_denied`].
    #[doc(alias = "HcsSubmitWerReport")]
    pub fn submit_crash_report(&self, report: impl Into<Document>) -> Result<()> {
        const NAME: &str = "HcsSubmitWerReport";
        let report = report.into().into_wide(NAME)?;
        let traced = trace::plain(NAME).document(&report).begin();
        // SAFETY: the report is NUL-terminated and lives here.
        let code = unsafe { (self.core.HcsSubmitWerReport)(pointer_or_null(&report)) };
        traced.ended(code);
        done(NAME, code)
    }

    /// Makes a call that may hand out a document, and gives it after a success.
    pub(super) fn answer(
        &self,
        name: &'static str,
        traced: trace::Plain<'_>,
        call: impl FnOnce(*mut PWSTR) -> HRESULT,
    ) -> Result<Option<String>> {
        let traced = traced.begin();
        // Freed after a failure, too (H1).
        let mut document = Returned::new(self.core);
        let code = document.fill(call);
        let text = document.text();
        traced.answered(code, text.as_deref());
        match code {
            0.. => Ok(text),
            _ => Err(Error::code_of(name, code, text)),
        }
    }
}

/// What a call without a document came to.
pub(super) fn done(name: &'static str, code: HRESULT) -> Result<()> {
    match code {
        0.. => Ok(()),
        _ => Err(Error::code_of(name, code, None)),
    }
}

fn version(value: &Value) -> Option<SchemaVersion> {
    let number = |name| value.get(name)?.as_u64()?.try_into().ok();
    Some(SchemaVersion::new(number("Major")?, number("Minor")?))
}
