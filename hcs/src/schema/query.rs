//! Questions about systems and about the service: what is asked decides what the answer is.
//!
//! A question is a name of this module, or several of them in a tuple; its answer is the structure that belongs to it, or a
//! tuple of them. [`ComputeSystem::query`](crate::ComputeSystem::query) and [`Host::query`](crate::Host::query) ask and
//! answer:
//!
//! ```
//! use hcs::schema::query;
//!
//! # let mock = hcs_testkit::MockHost::new();
//! # let host = mock.host();
//! # let system = host.create("Test", r#"{ "VirtualMachine": {} }"#).wait()?;
//! # system.start().wait()?;
//! let (memory, ends) = system.query((query::Memory, query::TerminateOnLastHandleClosed)).wait()?;
//! println!("{:?}, ends with its last handle: {ends}", memory.virtual_node_count);
//! # Ok::<(), hcs::Error>(())
//! ```
//!
//! The documents in between:
//!
//! ```
//! use hcs::schema::query::{self, Question};
//! use hcs::schema::{Properties, Schema};
//!
//! // For HcsGetComputeSystemProperties:
//! let question = (query::Memory, query::TerminateOnLastHandleClosed);
//! assert_eq!(question.query().to_json(), r#"{"PropertyTypes":["Memory","TerminateOnLastHandleClosed"]}"#);
//!
//! // What it has answered:
//! let answer = r#"{ "Id": "Test", "Memory": { "VirtualNodeCount": 1 }, "TerminateOnLastHandleClosed": true }"#;
//! let (memory, ends) = question.answer(Properties::from_json(answer)?)?;
//! assert_eq!(memory.virtual_node_count, Some(1));
//! assert!(ends);
//!
//! // Where it is left out:
//! let stopped = Properties::from_json(r#"{ "Id": "Test", "Stopped": true }"#)?;
//! let error = query::Memory.answer(stopped).unwrap_err();
//! assert_eq!(error.to_string(), "the answer has no Memory: systems that don't run, or of another type, leave it out");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fmt;

use serde_core::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{
    BasicInformation, CompatibilityInfo, ContainerCredentialGuardSystemInfo,
    CpuGroupConfigurations, GetPropertyType, GuestConnectionInfo, IntegrationComponentStatus,
    MemoryInformationForVm, ProcessDetails, ProcessorCapabilitiesInfo, ProcessorTopology,
    Properties, PropertyResponse, QoSCapabilities, ResultError, ServiceProperties,
    ServicePropertyQuery, SharedMemoryRegionInfo, Statistics, SystemPropertyQuery,
    SystemPropertyType,
};

/// A question about a system, for `HcsGetComputeSystemProperties`.
pub trait Question: Copy {
    /// What answers it.
    type Answer;

    /// Adds the question to the others.
    #[doc(hidden)]
    fn ask(self, query: &mut SystemPropertyQuery);

    /// Takes the answer out.
    #[doc(hidden)]
    fn take(properties: &mut Properties) -> Result<Self::Answer, Unanswered>;

    /// The document that asks it.
    fn query(self) -> SystemPropertyQuery {
        let mut query = SystemPropertyQuery::default();
        self.ask(&mut query);
        query
    }

    /// Its answer, from what was answered.
    ///
    /// # Errors
    /// The answer is not there, or it is an error of its own.
    fn answer(self, mut properties: Properties) -> Result<Self::Answer, Unanswered> {
        Self::take(&mut properties)
    }
}

/// A question about the service, for `HcsGetServiceProperties`.
///
/// ```
/// use hcs::schema::query::{ServiceQuestion, service};
/// use hcs::schema::{Schema, ServiceProperties};
///
/// let question = (service::Basic, service::QoS);
/// assert_eq!(question.query().to_json(), r#"{"PropertyTypes":["Basic","QoSCapabilities"]}"#);
/// let answer = r#"{ "Properties": [
///     { "SupportedSchemaVersions": [{ "Major": 2, "Minor": 5 }] },
///     { "ProcessorQoSSupported": true }
/// ] }"#;
/// let (basic, qos) = question.answer(ServiceProperties::from_json(answer)?)?;
/// assert_eq!(basic.supported_schema_versions.unwrap()[0].minor, Some(5));
/// assert_eq!(qos.processor_qos_supported, Some(true));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait ServiceQuestion: Copy {
    /// What answers it.
    type Answer;

    /// Adds the question to the others.
    #[doc(hidden)]
    fn ask(self, query: &mut ServicePropertyQuery);

    /// Takes the answer out; `next` is the place of the next answer to a property that was asked for by type.
    #[doc(hidden)]
    fn take(
        properties: &mut ServiceProperties,
        next: &mut usize,
    ) -> Result<Self::Answer, Unanswered>;

    /// The document that asks it.
    fn query(self) -> ServicePropertyQuery {
        let mut query = ServicePropertyQuery::default();
        self.ask(&mut query);
        query
    }

    /// Its answer, from what was answered.
    ///
    /// # Errors
    /// The answer is not there, or it is an error of its own.
    fn answer(self, mut properties: ServiceProperties) -> Result<Self::Answer, Unanswered> {
        Self::take(&mut properties, &mut 0)
    }
}

/// Why a question has no answer, although the call has succeeded.
#[derive(Clone, Debug, PartialEq)]
pub struct Unanswered {
    property: &'static str,
    why: Why,
}

#[derive(Clone, Debug, PartialEq)]
enum Why {
    NotThere,
    Error(Box<ResultError>),
    OfAnotherForm(String),
}

impl Unanswered {
    /// The property that was asked for.
    #[must_use]
    pub fn property(&self) -> &'static str {
        self.property
    }

    /// The error that came in the place of the answer.
    ///
    /// Its code is also that of the [`Error`](crate::Error) which the call ends with.
    #[must_use]
    pub fn error(&self) -> Option<&ResultError> {
        match &self.why {
            Why::Error(error) => Some(error),
            _ => None,
        }
    }
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let property = self.property;
        match &self.why {
            Why::NotThere => write!(
                f,
                "the answer has no {property}: systems that don't run, or of another type, leave it out"
            ),
            Why::Error(error) => {
                write!(f, "{property} was answered with an error")?;
                if let Some(code) = error.error {
                    write!(f, " ({code})")?;
                }
                match error.error_message.as_deref() {
                    Some(message) if !message.is_empty() => write!(f, ": {message}"),
                    _ => Ok(()),
                }
            }
            Why::OfAnotherForm(why) => write!(f, "{property} was answered in another form: {why}"),
        }
    }
}

impl std::error::Error for Unanswered {}

/// A question that asks for nothing: the basics, which every answer has.
#[derive(Clone, Copy, Debug)]
pub struct Basic;

impl Question for Basic {
    type Answer = Properties;

    fn ask(self, _: &mut SystemPropertyQuery) {}

    /// All that the other questions have left.
    fn take(properties: &mut Properties) -> Result<Properties, Unanswered> {
        Ok(properties.clone())
    }
}

/// Questions by type: a name, the type, the property of the answer, and what that is.
macro_rules! questions {
    ($($(#[$docs:meta])* $name:ident $property:literal $field:ident: $answer:ty;)*) => {$(
        $(#[$docs])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl Question for $name {
            type Answer = $answer;

            fn ask(self, query: &mut SystemPropertyQuery) {
                let kind = SystemPropertyType::from($property);
                query.property_types.get_or_insert_default().push(kind);
            }

            fn take(properties: &mut Properties) -> Result<$answer, Unanswered> {
                let answer = properties.$field.take().map(<$answer>::from_field);
                answer.ok_or(Unanswered { property: $property, why: Why::NotThere })
            }
        }
    )*};
}

/// What is in a field, whether in a box or not.
trait FromField<T> {
    fn from_field(field: T) -> Self;
}

impl<T> FromField<T> for T {
    fn from_field(field: T) -> T {
        field
    }
}

impl<T> FromField<Box<T>> for T {
    fn from_field(field: Box<T>) -> T {
        *field
    }
}

questions! {
    /// The memory of a virtual machine.
    Memory "Memory" memory: MemoryInformationForVm;
    /// What a container has used.
    ContainerStatistics "Statistics" statistics: Statistics;
    /// The processes in a container.
    ProcessList "ProcessList" process_list: Vec<ProcessDetails>;
    /// Whether it ends with its last open handle.
    TerminateOnLastHandleClosed "TerminateOnLastHandleClosed" terminate_on_last_handle_closed: bool;
    /// Where shared memory lies in the guest.
    SharedMemory "SharedMemoryRegion" shared_memory_region_info: Vec<SharedMemoryRegionInfo>;
    /// What is known of the guest.
    GuestConnection "GuestConnection" guest_connection_info: GuestConnectionInfo;
    /// The heartbeat of the guest.
    Heartbeat "ICHeartbeatStatus" ic_heartbeat_status: IntegrationComponentStatus;
}

/// A property that is asked for by name, from schema 2.5 on. Implement it for a type of your own to ask for others.
///
/// ```
/// use hcs::schema::Schema;
/// use hcs::schema::query::{Named, NamedProperty, Question};
///
/// #[derive(Clone, Copy)]
/// struct Uptime;
///
/// impl NamedProperty for Uptime {
///     const NAME: &'static str = "Uptime";
///     type Answer = u64;
/// }
///
/// assert_eq!(Named(Uptime).query().to_json(), r#"{"Queries":{"Uptime":{}}}"#);
/// ```
pub trait NamedProperty: Copy {
    /// Its name.
    const NAME: &'static str;

    /// What answers it.
    type Answer: DeserializeOwned;

    /// What the question takes along: an empty object, mostly.
    fn details(self) -> Value {
        json!({})
    }
}

/// A question that asks for a property by name.
#[derive(Clone, Copy, Debug)]
pub struct Named<P>(pub P);

impl<P: NamedProperty> Question for Named<P> {
    type Answer = P::Answer;

    fn ask(self, query: &mut SystemPropertyQuery) {
        let queries = query.queries.get_or_insert_default();
        queries.insert(P::NAME.to_owned(), self.0.details());
    }

    fn take(properties: &mut Properties) -> Result<P::Answer, Unanswered> {
        let responses = properties.property_responses.as_mut();
        named::<P>(responses.and_then(|responses| responses.remove(P::NAME)))
    }
}

impl<P: NamedProperty> ServiceQuestion for Named<P> {
    type Answer = P::Answer;

    fn ask(self, query: &mut ServicePropertyQuery) {
        let queries = query.property_queries.get_or_insert_default();
        queries.insert(P::NAME.to_owned(), self.0.details());
    }

    fn take(properties: &mut ServiceProperties, _: &mut usize) -> Result<P::Answer, Unanswered> {
        let responses = properties.property_responses.as_mut();
        named::<P>(responses.and_then(|responses| responses.remove(P::NAME)))
    }
}

/// The answer to a property that was asked for by name.
fn named<P: NamedProperty>(response: Option<PropertyResponse>) -> Result<P::Answer, Unanswered> {
    let why = match response {
        Some(PropertyResponse {
            error: Some(error), ..
        }) => Why::Error(Box::new(error)),
        Some(PropertyResponse {
            response: Some(response),
            ..
        }) => match serde_json::from_value(response) {
            Ok(answer) => return Ok(answer),
            Err(error) => Why::OfAnotherForm(error.to_string()),
        },
        _ => Why::NotThere,
    };
    Err(Unanswered {
        property: P::NAME,
        why,
    })
}

/// What a virtual machine needs of a host, for its live migration.
#[derive(Clone, Copy, Debug)]
pub struct Compatibility;

impl NamedProperty for Compatibility {
    const NAME: &'static str = "CompatibilityInfo";
    type Answer = CompatibilityInfo;
}

/// Questions about the service.
pub mod service {
    use super::{
        BasicInformation, ContainerCredentialGuardSystemInfo, CpuGroupConfigurations,
        GetPropertyType, NamedProperty, ProcessorCapabilitiesInfo, QoSCapabilities,
        ServiceProperties, ServicePropertyQuery, ServiceQuestion, Unanswered, Why,
    };

    macro_rules! questions {
        ($($(#[$docs:meta])* $name:ident $property:literal: $answer:ty;)*) => {$(
            $(#[$docs])*
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl ServiceQuestion for $name {
                type Answer = $answer;

                fn ask(self, query: &mut ServicePropertyQuery) {
                    let kind = GetPropertyType::from($property);
                    query.property_types.get_or_insert_default().push(kind);
                }

                fn take(
                    properties: &mut ServiceProperties,
                    next: &mut usize,
                ) -> Result<$answer, Unanswered> {
                    let answers = properties.properties.as_mut();
                    let answer = answers.and_then(|answers| answers.get_mut(*next));
                    *next += 1;
                    let why = match answer.map(serde_json::Value::take).map(serde_json::from_value) {
                        Some(Ok(answer)) => return Ok(answer),
                        Some(Err(error)) => Why::OfAnotherForm(error.to_string()),
                        None => Why::NotThere,
                    };
                    Err(Unanswered { property: $property, why })
                }
            }
        )*};
    }

    questions! {
        /// The schema versions that it knows.
        Basic "Basic": BasicInformation;
        /// The groups of processors.
        CpuGroups "CpuGroup": CpuGroupConfigurations;
        /// The host's processors.
        ProcessorTopology "ProcessorTopology": super::ProcessorTopology;
        /// The instances of container credential guard.
        ContainerCredentialGuard "ContainerCredentialGuard": ContainerCredentialGuardSystemInfo;
        /// What of quality of service there is.
        QoS "QoSCapabilities": QoSCapabilities;
    }

    /// What the host's processors can do: asked for by name.
    #[derive(Clone, Copy, Debug)]
    pub struct ProcessorCapabilities;

    impl NamedProperty for ProcessorCapabilities {
        const NAME: &'static str = "ProcessorCapabilities";
        type Answer = ProcessorCapabilitiesInfo;
    }
}

/// Several questions are one.
macro_rules! tuples {
    ($($($name:ident)*;)*) => {$(
        impl<$($name: Question),*> Question for ($($name,)*) {
            type Answer = ($($name::Answer,)*);

            #[allow(non_snake_case)] // The names are those of the types.
            fn ask(self, query: &mut SystemPropertyQuery) {
                let ($($name,)*) = self;
                $($name.ask(query);)*
            }

            fn take(properties: &mut Properties) -> Result<Self::Answer, Unanswered> {
                Ok(($($name::take(properties)?,)*))
            }
        }

        impl<$($name: ServiceQuestion),*> ServiceQuestion for ($($name,)*) {
            type Answer = ($($name::Answer,)*);

            #[allow(non_snake_case)] // The names are those of the types.
            fn ask(self, query: &mut ServicePropertyQuery) {
                let ($($name,)*) = self;
                $($name.ask(query);)*
            }

            fn take(
                properties: &mut ServiceProperties,
                next: &mut usize,
            ) -> Result<Self::Answer, Unanswered> {
                Ok(($($name::take(properties, next)?,)*))
            }
        }
    )*};
}

tuples! {
    A;
    A B;
    A B C;
    A B C D;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Schema, State};

    #[test]
    fn questions_by_type_are_those_of_the_schema() {
        fn json(question: impl Question) -> String {
            question.query().to_json()
        }
        assert_eq!(json(Basic), "{}");
        assert_eq!(
            json(SharedMemory),
            r#"{"PropertyTypes":["SharedMemoryRegion"]}"#
        );
        let all = (
            (
                Memory,
                ContainerStatistics,
                ProcessList,
                TerminateOnLastHandleClosed,
            ),
            (SharedMemory, GuestConnection, Heartbeat),
        );
        let types = all.query().property_types.unwrap();
        assert_eq!(types.len(), 7);
        assert!(
            !types
                .iter()
                .any(|own| matches!(own, SystemPropertyType::Other(_))),
            "{types:?}"
        );
    }

    #[test]
    fn the_basics_come_with_whatever_else_was_asked() {
        let answer = r#"{"Id":"a","State":"Running","Memory":{"VirtualNodeCount":2}}"#;
        let answer = Properties::from_json(answer).unwrap();
        let (memory, basic) = (Memory, Basic).answer(answer).unwrap();
        assert_eq!(memory.virtual_node_count, Some(2));
        assert_eq!(basic.state, Some(State::Running));
    }

    #[test]
    fn what_is_asked_for_by_name_may_be_answered_with_an_error() {
        let question = Named(Compatibility);
        let query = Question::query(question).to_json();
        assert_eq!(query, r#"{"Queries":{"CompatibilityInfo":{}}}"#);
        let answer = |response: &str| {
            let json = format!(r#"{{"PropertyResponses":{{"CompatibilityInfo":{response}}}}}"#);
            Question::answer(question, Properties::from_json(&json).unwrap())
        };
        let good = answer(r#"{"Response":{"Data":"AQI="}}"#).unwrap();
        assert_eq!(good.data.unwrap().0, [1, 2]);
        let error = answer(r#"{"Error":{"Error":-2147024846,"ErrorMessage":"No."}}"#).unwrap_err();
        assert_eq!(error.error().unwrap().error_message.as_deref(), Some("No."));
        assert!(error.to_string().contains("0x80070032"), "{error}");
        let error = answer("{}").unwrap_err();
        assert_eq!(
            (error.property(), error.error()),
            ("CompatibilityInfo", None)
        );
        let error = answer(r#"{"Response":7}"#).unwrap_err();
        assert!(error.to_string().contains("another form"), "{error}");
    }

    #[test]
    fn the_service_answers_in_the_order_of_the_questions() {
        let question = (
            service::QoS,
            Named(service::ProcessorCapabilities),
            service::Basic,
        );
        let query = question.query().to_json();
        let expected = r#"{"PropertyTypes":["QoSCapabilities","Basic"],"PropertyQueries":{"ProcessorCapabilities":{}}}"#;
        assert_eq!(query, expected);
        let answer = r#"{
            "Properties": [{ "ProcessorQoSSupported": false }, { "SupportedSchemaVersions": [] }],
            "PropertyResponses": { "ProcessorCapabilities": { "Response": { "CacheLineFlushSize": 8 } } }
        }"#;
        let answer = ServiceProperties::from_json(answer).unwrap();
        let (qos, processor, basic) = question.answer(answer).unwrap();
        assert_eq!(qos.processor_qos_supported, Some(false));
        assert_eq!(processor.cache_line_flush_size, Some(8));
        assert_eq!(basic.supported_schema_versions, Some(Vec::new()));
        let nothing = service::Basic
            .answer(ServiceProperties::default())
            .unwrap_err();
        assert_eq!(nothing.property(), "Basic");
        let other = ServiceProperties {
            properties: Some(vec![json!(1)]),
            ..Default::default()
        };
        assert!(
            service::CpuGroups
                .answer(other)
                .unwrap_err()
                .to_string()
                .contains("another form")
        );
    }
}
