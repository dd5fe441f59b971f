// Written by `cargo xtask codegen` from hcs/schema/retired.txt: change that and run the command again.

//! What only older releases have.

#[allow(clippy::wildcard_imports)] // Each file takes what the others define.
use crate::schema::prelude::*;

use super::*;

/// A device of older releases. It has no settings.
///
/// `KernelIntegration` of Microsoft's published files; first published for Windows 10, version 1809, last for Windows 10, version 2004.
#[derive(Clone, Default, PartialEq)]
pub struct KernelIntegration {
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    KernelIntegration "KernelIntegration" W1809.until(Release::W2004), false &[];
}

/// Asks for a property with a filter.
///
/// `FilteredPropertyQuery` of Microsoft's published files; first published for Windows 10, version 1809, last for Windows 10, version 2004.
#[derive(Clone, Default, PartialEq)]
pub struct FilteredPropertyQuery {
    /// The property. (`PropertyType`, since Windows 10, version 1809, until Windows 10, version 2004)
    pub property_type: Option<GetPropertyType>,
    /// The filter, in the form that belongs to the property. (`Filter`, since Windows 10, version 1809, until Windows 10, version 2004)
    pub filter: Option<Value>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    FilteredPropertyQuery "FilteredPropertyQuery" W1809.until(Release::W2004), false &[];
    0 property_type: Leaf(GetPropertyType) "PropertyType" W1809.until(Release::W2004), None, None;
    1 filter: Any(Value) "Filter" W1809.until(Release::W2004), None, None;
}

/// Changes a network adapter of a container.
///
/// `NetworkModifySettingRequest` of Microsoft's published files; first published for Windows 10, version 1809, last for Windows 10, version 2004.
#[derive(Clone, Default, PartialEq)]
pub struct NetworkModifySettingRequest {
    /// What to do. (`RequestType`, since Windows 10, version 1809, until Windows 10, version 2004)
    pub request_type: Option<NetworkModifyRequestType>,
    /// The adapter. (`AdapterId`, since Windows 10, version 1809, until Windows 10, version 2004)
    pub adapter_id: Option<String>,
    /// Its settings. (`Settings`, since Windows 10, version 1809, until Windows 10, version 2004)
    pub settings: Option<Value>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    NetworkModifySettingRequest "NetworkModifySettingRequest" W1809.until(Release::W2004), false &[];
    0 request_type: Leaf(NetworkModifyRequestType) "RequestType" W1809.until(Release::W2004), None, None;
    1 adapter_id: Leaf(String) "AdapterId" W1809.until(Release::W2004), None, None;
    2 settings: Any(Value) "Settings" W1809.until(Release::W2004), None, None;
}

/// Changes a network adapter of a container, in the form of Windows 10, version 1803.
///
/// `Rs4NetworkModifySettingRequest` of Microsoft's published files; first published for Windows 10, version 1809, last for Windows 10, version 2004.
#[derive(Clone, Default, PartialEq)]
pub struct Rs4NetworkModifySettingRequest {
    /// What to do. (`RequestType`, since Windows 10, version 1809, until Windows 10, version 2004)
    pub request_type: Option<NetworkModifyRequestType>,
    /// The adapter. (`AdapterInstanceID`, since Windows 10, version 1809, until Windows 10, version 2004)
    pub adapter_instance_id: Option<Guid>,
    /// Its settings. (`Settings`, since Windows 10, version 1809, until Windows 10, version 2004)
    pub settings: Option<Value>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Rs4NetworkModifySettingRequest "Rs4NetworkModifySettingRequest" W1809.until(Release::W2004), false &[];
    0 request_type: Leaf(NetworkModifyRequestType) "RequestType" W1809.until(Release::W2004), None, None;
    1 adapter_instance_id: Leaf(Guid) "AdapterInstanceID" W1809.until(Release::W2004), None, None;
    2 settings: Any(Value) "Settings" W1809.until(Release::W2004), None, None;
}

/// What is to be done with a network adapter.
///
/// `NetworkModifyRequestType` of Microsoft's published files; first published for Windows 10, version 1809, last for Windows 10, version 2004.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum NetworkModifyRequestType {
    /// Prepare to add it. (since Windows 10, version 1809, until Windows 10, version 2004)
    PreAdd,
    /// Add it. (since Windows 10, version 1809, until Windows 10, version 2004)
    Add,
    /// Remove it. (since Windows 10, version 1809, until Windows 10, version 2004)
    Remove,
    /// Another value, which this crate doesn't know.
    Other(String),
}

open! {
    NetworkModifyRequestType "NetworkModifyRequestType" W1809.until(Release::W2004);
    PreAdd "PreAdd" W1809.until(Release::W2004);
    Add "Add" W1809.until(Release::W2004);
    Remove "Remove" W1809.until(Release::W2004);
}

/// The runtime state of a virtual machine.
///
/// `RuntimeState` of Microsoft's published files; first published for Windows 10, version 1809, last for Windows 10, version 2004.
#[derive(Clone, Default, PartialEq)]
pub struct RuntimeState {
    /// Its version. (`Version`, since Windows 10, version 1809, until Windows 10, version 2004)
    pub version: Option<Version>,
    /// The state of each device. (`Devices`, since Windows 10, version 1809, until Windows 10, version 2004)
    pub devices: Option<BTreeMap<String, RuntimeStateDevice>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    RuntimeState "RuntimeState" W1809.until(Release::W2004), false &[];
    0 version: Record(Version) "Version" W1809.until(Release::W2004), None, None;
    1 devices: RecordMap(RuntimeStateDevice) "Devices" W1809.until(Release::W2004), None, None;
}

/// The state of a device, in a virtual machine's runtime state.
///
/// `Device_2` of Microsoft's published files; first published for Windows 10, version 1809, last for Windows 10, version 2004.
#[derive(Clone, Default, PartialEq)]
pub struct RuntimeStateDevice {
    /// The version of the state. (`Version`, since Windows 10, version 1809, until Windows 10, version 2004)
    pub version: Option<Version>,
    /// The GUID of its kind. (`Type`, since Windows 10, version 1809, until Windows 10, version 2004)
    pub r#type: Option<Guid>,
    /// The states, by name. (`States`, since Windows 10, version 1809, until Windows 10, version 2004)
    pub states: Option<BTreeMap<String, Value>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    RuntimeStateDevice "Device_2" W1809.until(Release::W2004), false &[];
    0 version: Record(Version) "Version" W1809.until(Release::W2004), None, None;
    1 r#type: Leaf(Guid) "Type" W1809.until(Release::W2004), None, None;
    2 states: AnyMap(Value) "States" W1809.until(Release::W2004), None, None;
}

/// The variables of a virtual machine's firmware.
///
/// `Nvram` of Microsoft's published files; first published for Windows 10, version 1809, last for Windows 10, version 2004.
#[derive(Clone, Default, PartialEq)]
pub struct Nvram {
    /// The variables of each vendor, by the vendor's GUID. (`Vendors`, since Windows 10, version 1809, until Windows 10, version 2004)
    pub vendors: Option<BTreeMap<String, NvramVendor>>,
    /// When they were last changed. (`LastUpdateTime`, since Windows 10, version 1809, until Windows 10, version 2004)
    pub last_update_time: Option<Timestamp>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    Nvram "Nvram" W1809.until(Release::W2004), false &[];
    0 vendors: RecordMap(NvramVendor) "Vendors" W1809.until(Release::W2004), None, None;
    1 last_update_time: Leaf(Timestamp) "LastUpdateTime" W1809.until(Release::W2004), None, None;
}

/// The variables of a vendor.
///
/// `NvramVendor` of Microsoft's published files; first published for Windows 10, version 1809, last for Windows 10, version 2004.
#[derive(Clone, Default, PartialEq)]
pub struct NvramVendor {
    /// The variables, by name, in whatever case. (`Variables`, since Windows 10, version 1809, until Windows 10, version 2004)
    pub variables: Option<BTreeMap<String, NvramVariable>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    NvramVendor "NvramVendor" W1809.until(Release::W2004), false &[];
    0 variables: RecordMap(NvramVariable) "Variables" W1809.until(Release::W2004), None, None;
}

/// A variable of the firmware.
///
/// `NvramVariable` of Microsoft's published files; first published for Windows 10, version 1809, last for Windows 10, version 2004.
#[derive(Clone, Default, PartialEq)]
pub struct NvramVariable {
    /// Its attributes, as UEFI numbers them. (`Attributes`, since Windows 10, version 1809, until Windows 10, version 2004)
    pub attributes: Option<u32>,
    /// When it was last changed. (`Timestamp`, since Windows 10, version 1809, until Windows 10, version 2004)
    pub timestamp: Option<Timestamp>,
    /// Its bytes. (`Data`, since Windows 10, version 1809, until Windows 10, version 2004)
    pub data: Option<Vec<u8>>,
    /// Properties that this crate doesn't know, or not with such values.
    pub unknown: Unknown,
}

record! {
    NvramVariable "NvramVariable" W1809.until(Release::W2004), false &[];
    0 attributes: Leaf(u32) "Attributes" W1809.until(Release::W2004), None, None;
    1 timestamp: Leaf(Timestamp) "Timestamp" W1809.until(Release::W2004), None, None;
    2 data: Leaves(u8) "Data" W1809.until(Release::W2004), None, None;
}
