//! What the service tells of itself, and its settings. Both are the whole host's.

use hcs_sys::HRESULT;
use serde_json::{Value, json};

use crate::MockHost;
use crate::document::{self, PropertyQuery, SERVICE_QUERIES, Unusable};
use crate::hresult::{ERROR_ALREADY_EXISTS, ERROR_NOT_FOUND, ERROR_NOT_SUPPORTED};
use crate::profile::Profile;
use crate::text::Input;

/// The build that brought queries by name.
const QUERIES_SINCE: u32 = 20348;
/// The build from which a query that nobody knows is an error inside of a success.
const ERRORS_INSIDE_SINCE: u32 = 22621;
/// So many logical processors has the mock's machine.
const PROCESSORS: u64 = 4;

/// What was told to the service, and is the whole host's.
#[derive(Debug, Default)]
pub(crate) struct Service {
    /// The requests that were granted.
    settings: Vec<Value>,
    groups: Vec<Group>,
    /// The crash reports that were submitted.
    reports: Vec<String>,
}

/// A group of processors.
#[derive(Clone, Debug)]
struct Group {
    id: String,
    count: u64,
    processors: Vec<u64>,
    /// Codes and values.
    properties: Vec<(u64, u64)>,
}

/// Why a request isn't granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Code(HRESULT),
    Unusable(Unusable),
}

impl From<Unusable> for Refusal {
    fn from(unusable: Unusable) -> Self {
        Self::Unusable(unusable)
    }
}

/// The schema versions of a build: the first number of each is the major version.
pub(crate) fn schema_versions(build: u32) -> [(u64, u64); 2] {
    let minor = match build {
        ..18362 => 1,
        18362..19041 => 2,
        19041..20348 => 3,
        20348..22000 => 5,
        22000..22545 => 6,
        22545.. => 7,
    };
    [(1, 0), (2, minor)]
}

impl Service {
    /// Answers a query: `ServiceProperties`.
    pub(crate) fn properties(&self, profile: &Profile, query: &Input) -> Result<Value, Unusable> {
        let query = PropertyQuery::read(query, SERVICE_QUERIES)?;
        let mut answer = match &query.queries {
            Some(names) => self.responses(profile, names)?,
            None => json!({}),
        };
        // Without any query it is as if there was one for the basic ones.
        let types = match (query.types, query.queries) {
            (types, Some(_)) if types.is_empty() => return Ok(answer),
            (types, None) if types.is_empty() => vec!["Basic".to_owned()],
            (types, _) => types,
        };
        let properties = types.iter().enumerate().map(|(index, name)| {
            let property = self.property(profile, name);
            property.ok_or_else(|| Unusable::at(&format!("$.PropertyTypes[{index}]")))
        });
        answer["Properties"] = properties.collect::<Result<_, _>>()?;
        Ok(answer)
    }

    /// Answers a query of the form that schema 2.5 brought.
    fn responses(&self, profile: &Profile, names: &[String]) -> Result<Value, Unusable> {
        if profile.build < QUERIES_SINCE {
            return Err(Unusable::at("$.PropertyQueries"));
        }
        let mut responses = serde_json::Map::new();
        for name in names {
            let response = match self.property(profile, name) {
                Some(response) => json!({ "Response": response }),
                None if profile.build < ERRORS_INSIDE_SINCE => {
                    return Err(Unusable::at(&format!("$.PropertyQueries.{name}")));
                }
                None => {
                    let error = document::error(ERROR_NOT_SUPPORTED, profile.error_form);
                    let error: Value = serde_json::from_str(&error).unwrap_or_default();
                    json!({ "Error": error })
                }
            };
            responses.insert(name.clone(), response);
        }
        Ok(json!({ "PropertyResponses": responses }))
    }

    fn property(&self, profile: &Profile, name: &str) -> Option<Value> {
        Some(match name {
            "Basic" => {
                let versions = schema_versions(profile.build);
                let versions =
                    versions.map(|(major, minor)| json!({ "Major": major, "Minor": minor }));
                json!({ "SupportedSchemaVersions": versions })
            }
            "CpuGroup" => {
                let groups: Vec<Value> = self.groups.iter().map(Group::describe).collect();
                json!({ "CpuGroups": groups })
            }
            "ProcessorTopology" => {
                let processor = |index| {
                    json!({
                        "LpIndex": index, "NodeNumber": 0, "PackageId": 0, "CoreId": index, "RootVpIndex": index,
                    })
                };
                let processors: Vec<Value> = (0..PROCESSORS).map(processor).collect();
                json!({ "LogicalProcessorCount": PROCESSORS, "LogicalProcessors": processors })
            }
            "ContainerCredentialGuard" => json!({ "Instances": [] }),
            "QoSCapabilities" => json!({ "ProcessorQoSSupported": true }),
            "ProcessorCapabilities" if profile.build >= ERRORS_INSIDE_SINCE => {
                json!({ "ProcessorFeatures": ["NestedVirt"] })
            }
            _ => return None,
        })
    }

    /// Grants a `ModificationRequest`, or says why not.
    pub(crate) fn modify(&mut self, request: &Input) -> Result<(), Refusal> {
        let request = document::required(request)?;
        match request.get("PropertyType").and_then(Value::as_str) {
            Some("CpuGroup") => self.modify_groups(&request)?,
            Some("ContainerCredentialGuard") => {
                object(&request, "$", "Settings")?;
            }
            _ => return Err(Unusable::at("$.PropertyType").into()),
        }
        self.settings.push(request);
        Ok(())
    }

    fn modify_groups(&mut self, request: &Value) -> Result<(), Refusal> {
        let settings = object(request, "$", "Settings")?;
        let operation = settings.get("Operation").and_then(Value::as_str);
        let known = matches!(
            operation,
            Some("CreateGroup" | "DeleteGroup" | "SetProperty")
        );
        if !known {
            return Err(Unusable::at("$.Settings.Operation").into());
        }
        let place = "$.Settings.OperationDetails";
        let details = object(settings, "$.Settings", "OperationDetails")?;
        let wrong = |name: &str| Unusable::at(&format!("{place}.{name}"));
        let number = |name| {
            details
                .get(name)
                .and_then(Value::as_u64)
                .ok_or_else(|| wrong(name))
        };
        let id = details.get("GroupId").and_then(Value::as_str);
        let id = id
            .filter(|id| document::is_guid(id))
            .ok_or_else(|| wrong("GroupId"))?;
        let at = self
            .groups
            .iter()
            .position(|group| group.id.eq_ignore_ascii_case(id));
        match (operation, at) {
            (Some("CreateGroup"), Some(_)) => return Err(Refusal::Code(ERROR_ALREADY_EXISTS)),
            (Some("CreateGroup"), None) => {
                let list = details.get("LogicalProcessors").and_then(Value::as_array);
                let list = list.ok_or_else(|| wrong("LogicalProcessors"))?;
                let processor = |value: &Value| value.as_u64().filter(|index| *index < PROCESSORS);
                let processors = list.iter().map(processor).collect::<Option<Vec<u64>>>();
                self.groups.push(Group {
                    id: id.to_owned(),
                    count: number("LogicalProcessorCount")?,
                    processors: processors.ok_or_else(|| wrong("LogicalProcessors"))?,
                    properties: Vec::new(),
                });
            }
            (_, None) => return Err(Refusal::Code(ERROR_NOT_FOUND)),
            (Some("DeleteGroup"), Some(at)) => {
                self.groups.remove(at);
            }
            (_, Some(at)) => {
                let property = (number("PropertyCode")?, number("PropertyValue")?);
                let properties = &mut self.groups[at].properties;
                properties.retain(|(code, _)| *code != property.0);
                properties.push(property);
            }
        }
        Ok(())
    }

    /// Takes a `CrashReport`.
    pub(crate) fn submit(&mut self, report: &Input) -> Result<(), Unusable> {
        document::required(report)?;
        self.reports.extend(report.text().map(str::to_owned));
        Ok(())
    }
}

impl Group {
    /// `CpuGroupConfig`.
    fn describe(&self) -> Value {
        let properties = self.properties.iter();
        let properties: Vec<Value> = properties
            .map(|(code, value)| json!({ "PropertyCode": code, "PropertyValue": value }))
            .collect();
        json!({
            "GroupId": self.id,
            "Affinity": { "LogicalProcessorCount": self.count, "LogicalProcessors": self.processors },
            "GroupProperties": properties,
        })
    }
}

/// The member of this name, which must be an object.
fn object<'a>(value: &'a Value, place: &str, name: &str) -> Result<&'a Value, Unusable> {
    let member = value.get(name).filter(|member| member.is_object());
    member.ok_or_else(|| Unusable::at(&format!("{place}.{name}")))
}

impl MockHost {
    /// The requests of `HcsModifyServiceSettings` that were granted, in their order.
    pub fn service_settings(&self) -> Vec<Value> {
        self.instance.lock().service.settings.clone()
    }

    /// The reports that `HcsSubmitWerReport` took, in their order.
    pub fn crash_reports(&self) -> Vec<String> {
        self.instance.lock().service.reports.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &Value) -> Input {
        Input::Text(json.to_string())
    }

    #[test]
    fn groups_of_processors_are_made_changed_and_deleted() {
        let mut service = Service::default();
        let request = |operation: &str, details: Value| {
            text(&json!({
                "PropertyType": "CpuGroup",
                "Settings": { "Operation": operation, "OperationDetails": details },
            }))
        };
        let id = "2f3f5d2c-8f0b-4b1c-9d4a-6f1a52a9a001";
        let group =
            json!({ "GroupId": id, "LogicalProcessorCount": 2, "LogicalProcessors": [0, 1] });
        let create = request("CreateGroup", group);
        assert_eq!(service.modify(&create), Ok(()));
        let again = service.modify(&create);
        assert_eq!(again, Err(Refusal::Code(ERROR_ALREADY_EXISTS)));
        let property = json!({ "GroupId": id, "PropertyCode": 0x10000, "PropertyValue": 50 });
        assert_eq!(service.modify(&request("SetProperty", property)), Ok(()));

        let query = text(&json!({ "PropertyTypes": ["CpuGroup"] }));
        let answer = service.properties(&Profile::documented(), &query).unwrap();
        let groups = &answer["Properties"][0]["CpuGroups"];
        assert_eq!(groups[0]["GroupProperties"][0]["PropertyValue"], 50);

        let delete = request("DeleteGroup", json!({ "GroupId": id }));
        assert_eq!(service.modify(&delete), Ok(()));
        let gone = service.modify(&delete);
        assert_eq!(gone, Err(Refusal::Code(ERROR_NOT_FOUND)));
        assert_eq!(service.settings.len(), 3, "only those that were granted");
    }

    #[test]
    fn a_request_that_cannot_be_used_says_where() {
        let mut service = Service::default();
        let id = "2f3f5d2c-8f0b-4b1c-9d4a-6f1a52a9a001";
        for (request, place) in [
            (json!({}), "$.PropertyType"),
            (json!({ "PropertyType": "Memory" }), "$.PropertyType"),
            (json!({ "PropertyType": "CpuGroup" }), "$.Settings"),
            (
                json!({ "PropertyType": "CpuGroup", "Settings": { "Operation": "Grow" } }),
                "$.Settings.Operation",
            ),
            (
                json!({ "PropertyType": "CpuGroup", "Settings": {
                    "Operation": "DeleteGroup", "OperationDetails": { "GroupId": "one" },
                } }),
                "$.Settings.OperationDetails.GroupId",
            ),
            (
                json!({ "PropertyType": "CpuGroup", "Settings": {
                    "Operation": "CreateGroup",
                    "OperationDetails": { "GroupId": id, "LogicalProcessors": [64] },
                } }),
                "$.Settings.OperationDetails.LogicalProcessorCount",
            ),
        ] {
            let refused = service.modify(&text(&request)).unwrap_err();
            assert_eq!(refused, Refusal::Unusable(Unusable::at(place)), "{request}");
        }
        assert!(service.settings.is_empty());
    }
}
