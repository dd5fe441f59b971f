#![allow(unsafe_code)] // Exports functions of the C ABI.
#![allow(non_snake_case)] // The exports have their C names.

//! `computenetwork.dll` as far as the mock has it: every name is there, so that a program that is linked against it starts, and
//! every function answers `E_NOTIMPL`, as none is modelled. It reads no settings and keeps no report.
//!
//! # Safety
//! What an export asks for is what `computenetwork.dll` asks for.

use core::ffi::c_void;

use hcs_sys::*;

#[macro_use]
mod not_modelled;

/// Frees nothing, as this library hands out nothing.
#[cfg_attr(not(windows), unsafe(no_mangle))]
unsafe extern "system" fn CoTaskMemFree(_: *mut c_void) {}

not_modelled! {
    ComputeNetwork, CoTaskMemFree;
    always HcnEnumerateNetworks(query: PCWSTR, networks: *mut PWSTR, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnCreateNetwork(id: *const GUID, settings: PCWSTR, network: *mut *mut c_void, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnOpenNetwork(id: *const GUID, network: *mut *mut c_void, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnModifyNetwork(network: *const c_void, settings: PCWSTR, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnQueryNetworkProperties(network: *const c_void, query: PCWSTR, properties: *mut PWSTR, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnDeleteNetwork(id: *const GUID, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnCloseNetwork(network: *const c_void) -> HRESULT;
    always HcnEnumerateNamespaces(query: PCWSTR, namespaces: *mut PWSTR, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnCreateNamespace(id: *const GUID, settings: PCWSTR, namespace: *mut *mut c_void, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnOpenNamespace(id: *const GUID, namespace: *mut *mut c_void, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnModifyNamespace(namespace: *const c_void, settings: PCWSTR, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnQueryNamespaceProperties(namespace: *const c_void, query: PCWSTR, properties: *mut PWSTR, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnDeleteNamespace(id: *const GUID, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnCloseNamespace(namespace: *const c_void) -> HRESULT;
    always HcnEnumerateEndpoints(query: PCWSTR, endpoints: *mut PWSTR, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnCreateEndpoint(network: *const c_void, id: *const GUID, settings: PCWSTR, endpoint: *mut *mut c_void, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnOpenEndpoint(id: *const GUID, endpoint: *mut *mut c_void, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnModifyEndpoint(endpoint: *const c_void, settings: PCWSTR, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnQueryEndpointProperties(endpoint: *const c_void, query: PCWSTR, properties: *mut PWSTR, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnDeleteEndpoint(id: *const GUID, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnCloseEndpoint(endpoint: *const c_void) -> HRESULT;
    always HcnEnumerateLoadBalancers(query: PCWSTR, loadbalancer: *mut PWSTR, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnCreateLoadBalancer(id: *const GUID, settings: PCWSTR, loadbalancer: *mut *mut c_void, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnOpenLoadBalancer(id: *const GUID, loadbalancer: *mut *mut c_void, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnModifyLoadBalancer(loadbalancer: *const c_void, settings: PCWSTR, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnQueryLoadBalancerProperties(loadbalancer: *const c_void, query: PCWSTR, properties: *mut PWSTR, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnDeleteLoadBalancer(id: *const GUID, errorrecord: *mut PWSTR) -> HRESULT;
    always HcnCloseLoadBalancer(loadbalancer: *const c_void) -> HRESULT;
    always HcnRegisterServiceCallback(callback: HCN_NOTIFICATION_CALLBACK, context: *const c_void, callbackhandle: *mut *mut c_void) -> HRESULT;
    always HcnUnregisterServiceCallback(callbackhandle: *const c_void) -> HRESULT;
    later HcnCreateGuestNetworkService(id: *const GUID, settings: PCWSTR, guestnetworkservice: *mut *mut c_void, errorrecord: *mut PWSTR) -> HRESULT;
    later HcnCloseGuestNetworkService(guestnetworkservice: *const c_void) -> HRESULT;
    later HcnModifyGuestNetworkService(guestnetworkservice: *const c_void, settings: PCWSTR, errorrecord: *mut PWSTR) -> HRESULT;
    later HcnDeleteGuestNetworkService(id: *const GUID, errorrecord: *mut PWSTR) -> HRESULT;
    later HcnRegisterGuestNetworkServiceCallback(guestnetworkservice: *const c_void, callback: HCN_NOTIFICATION_CALLBACK, context: *const c_void, callbackhandle: *mut *mut c_void) -> HRESULT;
    later HcnUnregisterGuestNetworkServiceCallback(callbackhandle: *const c_void) -> HRESULT;
    later HcnReserveGuestNetworkServicePort(guestnetworkservice: *const c_void, protocol: HCN_PORT_PROTOCOL, access: HCN_PORT_ACCESS, port: u16, portreservationhandle: *mut HANDLE) -> HRESULT;
    later HcnReserveGuestNetworkServicePortRange(guestnetworkservice: *const c_void, portcount: u16, portrangereservation: *mut HCN_PORT_RANGE_RESERVATION, portreservationhandle: *mut HANDLE) -> HRESULT;
    later HcnReleaseGuestNetworkServicePortReservationHandle(portreservationhandle: HANDLE) -> HRESULT;
    later HcnEnumerateGuestNetworkPortReservations(returncount: *mut u32, portentries: *mut *mut HCN_PORT_RANGE_ENTRY) -> HRESULT;
    later HcnFreeGuestNetworkPortReservations(portentries: *mut HCN_PORT_RANGE_ENTRY) -> ();
    later HcnQueryEndpointAddresses(endpoint: *const c_void, query: PCWSTR, addresses: *mut PWSTR, errorrecord: *mut PWSTR) -> HRESULT;
    later HcnQueryEndpointStats(endpoint: *const c_void, query: PCWSTR, stats: *mut PWSTR, errorrecord: *mut PWSTR) -> HRESULT;
}
