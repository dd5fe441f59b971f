// Written by `cargo xtask codegen` from bindings.txt with windows-bindgen 0.66.0: change that and run the command again.

#![allow(unsafe_code)] // Structs of pointers and integers are zeroed, which is a value of each of their members.
#![allow(missing_docs, clippy::undocumented_unsafe_blocks, clippy::ptr_as_ptr)] // Described by Microsoft's reference.
#![allow(
    non_snake_case,
    non_upper_case_globals,
    non_camel_case_types,
    dead_code,
    clippy::all
)] // C's own names.

pub type HcnCloseEndpoint =
    unsafe extern "system" fn(endpoint: *const core::ffi::c_void) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnCloseEndpoint(endpoint : *const core::ffi::c_void) -> HRESULT);
pub type HcnCloseGuestNetworkService =
    unsafe extern "system" fn(guestnetworkservice: *const core::ffi::c_void) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnCloseGuestNetworkService(guestnetworkservice : *const core::ffi::c_void) -> HRESULT);
pub type HcnCloseLoadBalancer =
    unsafe extern "system" fn(loadbalancer: *const core::ffi::c_void) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnCloseLoadBalancer(loadbalancer : *const core::ffi::c_void) -> HRESULT);
pub type HcnCloseNamespace =
    unsafe extern "system" fn(namespace: *const core::ffi::c_void) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnCloseNamespace(namespace : *const core::ffi::c_void) -> HRESULT);
pub type HcnCloseNetwork = unsafe extern "system" fn(network: *const core::ffi::c_void) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnCloseNetwork(network : *const core::ffi::c_void) -> HRESULT);
pub type HcnCreateEndpoint = unsafe extern "system" fn(
    network: *const core::ffi::c_void,
    id: *const GUID,
    settings: PCWSTR,
    endpoint: *mut *mut core::ffi::c_void,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnCreateEndpoint(network : *const core::ffi::c_void, id : *const GUID, settings : PCWSTR, endpoint : *mut *mut core::ffi::c_void, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnCreateGuestNetworkService = unsafe extern "system" fn(
    id: *const GUID,
    settings: PCWSTR,
    guestnetworkservice: *mut *mut core::ffi::c_void,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnCreateGuestNetworkService(id : *const GUID, settings : PCWSTR, guestnetworkservice : *mut *mut core::ffi::c_void, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnCreateLoadBalancer = unsafe extern "system" fn(
    id: *const GUID,
    settings: PCWSTR,
    loadbalancer: *mut *mut core::ffi::c_void,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnCreateLoadBalancer(id : *const GUID, settings : PCWSTR, loadbalancer : *mut *mut core::ffi::c_void, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnCreateNamespace = unsafe extern "system" fn(
    id: *const GUID,
    settings: PCWSTR,
    namespace: *mut *mut core::ffi::c_void,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnCreateNamespace(id : *const GUID, settings : PCWSTR, namespace : *mut *mut core::ffi::c_void, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnCreateNetwork = unsafe extern "system" fn(
    id: *const GUID,
    settings: PCWSTR,
    network: *mut *mut core::ffi::c_void,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnCreateNetwork(id : *const GUID, settings : PCWSTR, network : *mut *mut core::ffi::c_void, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnDeleteEndpoint =
    unsafe extern "system" fn(id: *const GUID, errorrecord: *mut PWSTR) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnDeleteEndpoint(id : *const GUID, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnDeleteGuestNetworkService =
    unsafe extern "system" fn(id: *const GUID, errorrecord: *mut PWSTR) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnDeleteGuestNetworkService(id : *const GUID, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnDeleteLoadBalancer =
    unsafe extern "system" fn(id: *const GUID, errorrecord: *mut PWSTR) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnDeleteLoadBalancer(id : *const GUID, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnDeleteNamespace =
    unsafe extern "system" fn(id: *const GUID, errorrecord: *mut PWSTR) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnDeleteNamespace(id : *const GUID, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnDeleteNetwork =
    unsafe extern "system" fn(id: *const GUID, errorrecord: *mut PWSTR) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnDeleteNetwork(id : *const GUID, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnEnumerateEndpoints = unsafe extern "system" fn(
    query: PCWSTR,
    endpoints: *mut PWSTR,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnEnumerateEndpoints(query : PCWSTR, endpoints : *mut PWSTR, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnEnumerateGuestNetworkPortReservations = unsafe extern "system" fn(
    returncount: *mut u32,
    portentries: *mut *mut HCN_PORT_RANGE_ENTRY,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnEnumerateGuestNetworkPortReservations(returncount : *mut u32, portentries : *mut *mut HCN_PORT_RANGE_ENTRY) -> HRESULT);
pub type HcnEnumerateLoadBalancers = unsafe extern "system" fn(
    query: PCWSTR,
    loadbalancer: *mut PWSTR,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnEnumerateLoadBalancers(query : PCWSTR, loadbalancer : *mut PWSTR, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnEnumerateNamespaces = unsafe extern "system" fn(
    query: PCWSTR,
    namespaces: *mut PWSTR,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnEnumerateNamespaces(query : PCWSTR, namespaces : *mut PWSTR, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnEnumerateNetworks = unsafe extern "system" fn(
    query: PCWSTR,
    networks: *mut PWSTR,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnEnumerateNetworks(query : PCWSTR, networks : *mut PWSTR, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnFreeGuestNetworkPortReservations =
    unsafe extern "system" fn(portentries: *mut HCN_PORT_RANGE_ENTRY);
crate::import::link!("computenetwork.dll" "system" fn HcnFreeGuestNetworkPortReservations(portentries : *mut HCN_PORT_RANGE_ENTRY));
pub type HcnModifyEndpoint = unsafe extern "system" fn(
    endpoint: *const core::ffi::c_void,
    settings: PCWSTR,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnModifyEndpoint(endpoint : *const core::ffi::c_void, settings : PCWSTR, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnModifyGuestNetworkService = unsafe extern "system" fn(
    guestnetworkservice: *const core::ffi::c_void,
    settings: PCWSTR,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnModifyGuestNetworkService(guestnetworkservice : *const core::ffi::c_void, settings : PCWSTR, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnModifyLoadBalancer = unsafe extern "system" fn(
    loadbalancer: *const core::ffi::c_void,
    settings: PCWSTR,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnModifyLoadBalancer(loadbalancer : *const core::ffi::c_void, settings : PCWSTR, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnModifyNamespace = unsafe extern "system" fn(
    namespace: *const core::ffi::c_void,
    settings: PCWSTR,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnModifyNamespace(namespace : *const core::ffi::c_void, settings : PCWSTR, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnModifyNetwork = unsafe extern "system" fn(
    network: *const core::ffi::c_void,
    settings: PCWSTR,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnModifyNetwork(network : *const core::ffi::c_void, settings : PCWSTR, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnOpenEndpoint = unsafe extern "system" fn(
    id: *const GUID,
    endpoint: *mut *mut core::ffi::c_void,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnOpenEndpoint(id : *const GUID, endpoint : *mut *mut core::ffi::c_void, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnOpenLoadBalancer = unsafe extern "system" fn(
    id: *const GUID,
    loadbalancer: *mut *mut core::ffi::c_void,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnOpenLoadBalancer(id : *const GUID, loadbalancer : *mut *mut core::ffi::c_void, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnOpenNamespace = unsafe extern "system" fn(
    id: *const GUID,
    namespace: *mut *mut core::ffi::c_void,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnOpenNamespace(id : *const GUID, namespace : *mut *mut core::ffi::c_void, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnOpenNetwork = unsafe extern "system" fn(
    id: *const GUID,
    network: *mut *mut core::ffi::c_void,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnOpenNetwork(id : *const GUID, network : *mut *mut core::ffi::c_void, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnQueryEndpointAddresses = unsafe extern "system" fn(
    endpoint: *const core::ffi::c_void,
    query: PCWSTR,
    addresses: *mut PWSTR,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnQueryEndpointAddresses(endpoint : *const core::ffi::c_void, query : PCWSTR, addresses : *mut PWSTR, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnQueryEndpointProperties = unsafe extern "system" fn(
    endpoint: *const core::ffi::c_void,
    query: PCWSTR,
    properties: *mut PWSTR,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnQueryEndpointProperties(endpoint : *const core::ffi::c_void, query : PCWSTR, properties : *mut PWSTR, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnQueryEndpointStats = unsafe extern "system" fn(
    endpoint: *const core::ffi::c_void,
    query: PCWSTR,
    stats: *mut PWSTR,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnQueryEndpointStats(endpoint : *const core::ffi::c_void, query : PCWSTR, stats : *mut PWSTR, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnQueryLoadBalancerProperties = unsafe extern "system" fn(
    loadbalancer: *const core::ffi::c_void,
    query: PCWSTR,
    properties: *mut PWSTR,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnQueryLoadBalancerProperties(loadbalancer : *const core::ffi::c_void, query : PCWSTR, properties : *mut PWSTR, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnQueryNamespaceProperties = unsafe extern "system" fn(
    namespace: *const core::ffi::c_void,
    query: PCWSTR,
    properties: *mut PWSTR,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnQueryNamespaceProperties(namespace : *const core::ffi::c_void, query : PCWSTR, properties : *mut PWSTR, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnQueryNetworkProperties = unsafe extern "system" fn(
    network: *const core::ffi::c_void,
    query: PCWSTR,
    properties: *mut PWSTR,
    errorrecord: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnQueryNetworkProperties(network : *const core::ffi::c_void, query : PCWSTR, properties : *mut PWSTR, errorrecord : *mut PWSTR) -> HRESULT);
pub type HcnRegisterGuestNetworkServiceCallback = unsafe extern "system" fn(
    guestnetworkservice: *const core::ffi::c_void,
    callback: HCN_NOTIFICATION_CALLBACK,
    context: *const core::ffi::c_void,
    callbackhandle: *mut *mut core::ffi::c_void,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnRegisterGuestNetworkServiceCallback(guestnetworkservice : *const core::ffi::c_void, callback : HCN_NOTIFICATION_CALLBACK, context : *const core::ffi::c_void, callbackhandle : *mut *mut core::ffi::c_void) -> HRESULT);
pub type HcnRegisterServiceCallback = unsafe extern "system" fn(
    callback: HCN_NOTIFICATION_CALLBACK,
    context: *const core::ffi::c_void,
    callbackhandle: *mut *mut core::ffi::c_void,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnRegisterServiceCallback(callback : HCN_NOTIFICATION_CALLBACK, context : *const core::ffi::c_void, callbackhandle : *mut *mut core::ffi::c_void) -> HRESULT);
pub type HcnReleaseGuestNetworkServicePortReservationHandle =
    unsafe extern "system" fn(portreservationhandle: HANDLE) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnReleaseGuestNetworkServicePortReservationHandle(portreservationhandle : HANDLE) -> HRESULT);
pub type HcnReserveGuestNetworkServicePort = unsafe extern "system" fn(
    guestnetworkservice: *const core::ffi::c_void,
    protocol: HCN_PORT_PROTOCOL,
    access: HCN_PORT_ACCESS,
    port: u16,
    portreservationhandle: *mut HANDLE,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnReserveGuestNetworkServicePort(guestnetworkservice : *const core::ffi::c_void, protocol : HCN_PORT_PROTOCOL, access : HCN_PORT_ACCESS, port : u16, portreservationhandle : *mut HANDLE) -> HRESULT);
pub type HcnReserveGuestNetworkServicePortRange = unsafe extern "system" fn(
    guestnetworkservice: *const core::ffi::c_void,
    portcount: u16,
    portrangereservation: *mut HCN_PORT_RANGE_RESERVATION,
    portreservationhandle: *mut HANDLE,
) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnReserveGuestNetworkServicePortRange(guestnetworkservice : *const core::ffi::c_void, portcount : u16, portrangereservation : *mut HCN_PORT_RANGE_RESERVATION, portreservationhandle : *mut HANDLE) -> HRESULT);
pub type HcnUnregisterGuestNetworkServiceCallback =
    unsafe extern "system" fn(callbackhandle: *const core::ffi::c_void) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnUnregisterGuestNetworkServiceCallback(callbackhandle : *const core::ffi::c_void) -> HRESULT);
pub type HcnUnregisterServiceCallback =
    unsafe extern "system" fn(callbackhandle: *const core::ffi::c_void) -> HRESULT;
crate::import::link!("computenetwork.dll" "system" fn HcnUnregisterServiceCallback(callbackhandle : *const core::ffi::c_void) -> HRESULT);
pub type HcsAddResourceToOperation = unsafe extern "system" fn(
    operation: HCS_OPERATION,
    r#type: HCS_RESOURCE_TYPE,
    uri: PCWSTR,
    handle: HANDLE,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsAddResourceToOperation(operation : HCS_OPERATION, r#type : HCS_RESOURCE_TYPE, uri : PCWSTR, handle : HANDLE) -> HRESULT);
pub type HcsAttachLayerStorageFilter =
    unsafe extern "system" fn(layerpath: PCWSTR, layerdata: PCWSTR) -> HRESULT;
crate::import::link!("computestorage.dll" "system" fn HcsAttachLayerStorageFilter(layerpath : PCWSTR, layerdata : PCWSTR) -> HRESULT);
pub type HcsCancelOperation = unsafe extern "system" fn(operation: HCS_OPERATION) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsCancelOperation(operation : HCS_OPERATION) -> HRESULT);
pub type HcsCloseComputeSystem = unsafe extern "system" fn(computesystem: HCS_SYSTEM);
crate::import::link!("computecore.dll" "system" fn HcsCloseComputeSystem(computesystem : HCS_SYSTEM));
pub type HcsCloseOperation = unsafe extern "system" fn(operation: HCS_OPERATION);
crate::import::link!("computecore.dll" "system" fn HcsCloseOperation(operation : HCS_OPERATION));
pub type HcsCloseProcess = unsafe extern "system" fn(process: HCS_PROCESS);
crate::import::link!("computecore.dll" "system" fn HcsCloseProcess(process : HCS_PROCESS));
pub type HcsCrashComputeSystem = unsafe extern "system" fn(
    computesystem: HCS_SYSTEM,
    operation: HCS_OPERATION,
    options: PCWSTR,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsCrashComputeSystem(computesystem : HCS_SYSTEM, operation : HCS_OPERATION, options : PCWSTR) -> HRESULT);
pub type HcsCreateComputeSystem = unsafe extern "system" fn(
    id: PCWSTR,
    configuration: PCWSTR,
    operation: HCS_OPERATION,
    securitydescriptor: *const SECURITY_DESCRIPTOR,
    computesystem: *mut HCS_SYSTEM,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsCreateComputeSystem(id : PCWSTR, configuration : PCWSTR, operation : HCS_OPERATION, securitydescriptor : *const SECURITY_DESCRIPTOR, computesystem : *mut HCS_SYSTEM) -> HRESULT);
pub type HcsCreateComputeSystemInNamespace = unsafe extern "system" fn(
    idnamespace: PCWSTR,
    id: PCWSTR,
    configuration: PCWSTR,
    operation: HCS_OPERATION,
    options: *const HCS_CREATE_OPTIONS,
    computesystem: *mut HCS_SYSTEM,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsCreateComputeSystemInNamespace(idnamespace : PCWSTR, id : PCWSTR, configuration : PCWSTR, operation : HCS_OPERATION, options : *const HCS_CREATE_OPTIONS, computesystem : *mut HCS_SYSTEM) -> HRESULT);
pub type HcsCreateEmptyGuestStateFile =
    unsafe extern "system" fn(gueststatefilepath: PCWSTR) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsCreateEmptyGuestStateFile(gueststatefilepath : PCWSTR) -> HRESULT);
pub type HcsCreateEmptyRuntimeStateFile =
    unsafe extern "system" fn(runtimestatefilepath: PCWSTR) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsCreateEmptyRuntimeStateFile(runtimestatefilepath : PCWSTR) -> HRESULT);
pub type HcsCreateOperation = unsafe extern "system" fn(
    context: *const core::ffi::c_void,
    callback: HCS_OPERATION_COMPLETION,
) -> HCS_OPERATION;
crate::import::link!("computecore.dll" "system" fn HcsCreateOperation(context : *const core::ffi::c_void, callback : HCS_OPERATION_COMPLETION) -> HCS_OPERATION);
pub type HcsCreateOperationWithNotifications = unsafe extern "system" fn(
    eventtypes: HCS_OPERATION_OPTIONS,
    context: *const core::ffi::c_void,
    callback: HCS_EVENT_CALLBACK,
) -> HCS_OPERATION;
crate::import::link!("computecore.dll" "system" fn HcsCreateOperationWithNotifications(eventtypes : HCS_OPERATION_OPTIONS, context : *const core::ffi::c_void, callback : HCS_EVENT_CALLBACK) -> HCS_OPERATION);
pub type HcsCreateProcess = unsafe extern "system" fn(
    computesystem: HCS_SYSTEM,
    processparameters: PCWSTR,
    operation: HCS_OPERATION,
    securitydescriptor: *const SECURITY_DESCRIPTOR,
    process: *mut HCS_PROCESS,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsCreateProcess(computesystem : HCS_SYSTEM, processparameters : PCWSTR, operation : HCS_OPERATION, securitydescriptor : *const SECURITY_DESCRIPTOR, process : *mut HCS_PROCESS) -> HRESULT);
pub type HcsDestroyLayer = unsafe extern "system" fn(layerpath: PCWSTR) -> HRESULT;
crate::import::link!("computestorage.dll" "system" fn HcsDestroyLayer(layerpath : PCWSTR) -> HRESULT);
pub type HcsDetachLayerStorageFilter = unsafe extern "system" fn(layerpath: PCWSTR) -> HRESULT;
crate::import::link!("computestorage.dll" "system" fn HcsDetachLayerStorageFilter(layerpath : PCWSTR) -> HRESULT);
pub type HcsEnumerateComputeSystems =
    unsafe extern "system" fn(query: PCWSTR, operation: HCS_OPERATION) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsEnumerateComputeSystems(query : PCWSTR, operation : HCS_OPERATION) -> HRESULT);
pub type HcsEnumerateComputeSystemsInNamespace = unsafe extern "system" fn(
    idnamespace: PCWSTR,
    query: PCWSTR,
    operation: HCS_OPERATION,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsEnumerateComputeSystemsInNamespace(idnamespace : PCWSTR, query : PCWSTR, operation : HCS_OPERATION) -> HRESULT);
pub type HcsExportLayer = unsafe extern "system" fn(
    layerpath: PCWSTR,
    exportfolderpath: PCWSTR,
    layerdata: PCWSTR,
    options: PCWSTR,
) -> HRESULT;
crate::import::link!("computestorage.dll" "system" fn HcsExportLayer(layerpath : PCWSTR, exportfolderpath : PCWSTR, layerdata : PCWSTR, options : PCWSTR) -> HRESULT);
pub type HcsExportLegacyWritableLayer = unsafe extern "system" fn(
    writablelayermountpath: PCWSTR,
    writablelayerfolderpath: PCWSTR,
    exportfolderpath: PCWSTR,
    layerdata: PCWSTR,
) -> HRESULT;
crate::import::link!("computestorage.dll" "system" fn HcsExportLegacyWritableLayer(writablelayermountpath : PCWSTR, writablelayerfolderpath : PCWSTR, exportfolderpath : PCWSTR, layerdata : PCWSTR) -> HRESULT);
pub type HcsFormatWritableLayerVhd = unsafe extern "system" fn(vhdhandle: HANDLE) -> HRESULT;
crate::import::link!("computestorage.dll" "system" fn HcsFormatWritableLayerVhd(vhdhandle : HANDLE) -> HRESULT);
pub type HcsGetComputeSystemFromOperation =
    unsafe extern "system" fn(operation: HCS_OPERATION) -> HCS_SYSTEM;
crate::import::link!("computecore.dll" "system" fn HcsGetComputeSystemFromOperation(operation : HCS_OPERATION) -> HCS_SYSTEM);
pub type HcsGetComputeSystemProperties = unsafe extern "system" fn(
    computesystem: HCS_SYSTEM,
    operation: HCS_OPERATION,
    propertyquery: PCWSTR,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsGetComputeSystemProperties(computesystem : HCS_SYSTEM, operation : HCS_OPERATION, propertyquery : PCWSTR) -> HRESULT);
pub type HcsGetLayerVhdMountPath =
    unsafe extern "system" fn(vhdhandle: HANDLE, mountpath: *mut PWSTR) -> HRESULT;
crate::import::link!("computestorage.dll" "system" fn HcsGetLayerVhdMountPath(vhdhandle : HANDLE, mountpath : *mut PWSTR) -> HRESULT);
pub type HcsGetOperationContext =
    unsafe extern "system" fn(operation: HCS_OPERATION) -> *mut core::ffi::c_void;
crate::import::link!("computecore.dll" "system" fn HcsGetOperationContext(operation : HCS_OPERATION) -> *mut core::ffi::c_void);
pub type HcsGetOperationId = unsafe extern "system" fn(operation: HCS_OPERATION) -> u64;
crate::import::link!("computecore.dll" "system" fn HcsGetOperationId(operation : HCS_OPERATION) -> u64);
pub type HcsGetOperationResult =
    unsafe extern "system" fn(operation: HCS_OPERATION, resultdocument: *mut PWSTR) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsGetOperationResult(operation : HCS_OPERATION, resultdocument : *mut PWSTR) -> HRESULT);
pub type HcsGetOperationResultAndProcessInfo = unsafe extern "system" fn(
    operation: HCS_OPERATION,
    processinformation: *mut HCS_PROCESS_INFORMATION,
    resultdocument: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsGetOperationResultAndProcessInfo(operation : HCS_OPERATION, processinformation : *mut HCS_PROCESS_INFORMATION, resultdocument : *mut PWSTR) -> HRESULT);
pub type HcsGetOperationType =
    unsafe extern "system" fn(operation: HCS_OPERATION) -> HCS_OPERATION_TYPE;
crate::import::link!("computecore.dll" "system" fn HcsGetOperationType(operation : HCS_OPERATION) -> HCS_OPERATION_TYPE);
pub type HcsGetProcessFromOperation =
    unsafe extern "system" fn(operation: HCS_OPERATION) -> HCS_PROCESS;
crate::import::link!("computecore.dll" "system" fn HcsGetProcessFromOperation(operation : HCS_OPERATION) -> HCS_PROCESS);
pub type HcsGetProcessInfo =
    unsafe extern "system" fn(process: HCS_PROCESS, operation: HCS_OPERATION) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsGetProcessInfo(process : HCS_PROCESS, operation : HCS_OPERATION) -> HRESULT);
pub type HcsGetProcessProperties = unsafe extern "system" fn(
    process: HCS_PROCESS,
    operation: HCS_OPERATION,
    propertyquery: PCWSTR,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsGetProcessProperties(process : HCS_PROCESS, operation : HCS_OPERATION, propertyquery : PCWSTR) -> HRESULT);
pub type HcsGetProcessorCompatibilityFromSavedState = unsafe extern "system" fn(
    runtimefilename: PCWSTR,
    processorfeaturesstring: *mut PCWSTR,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsGetProcessorCompatibilityFromSavedState(runtimefilename : PCWSTR, processorfeaturesstring : *mut PCWSTR) -> HRESULT);
pub type HcsGetServiceProperties =
    unsafe extern "system" fn(propertyquery: PCWSTR, result: *mut PWSTR) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsGetServiceProperties(propertyquery : PCWSTR, result : *mut PWSTR) -> HRESULT);
pub type HcsGrantVmAccess = unsafe extern "system" fn(vmid: PCWSTR, filepath: PCWSTR) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsGrantVmAccess(vmid : PCWSTR, filepath : PCWSTR) -> HRESULT);
pub type HcsGrantVmGroupAccess = unsafe extern "system" fn(filepath: PCWSTR) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsGrantVmGroupAccess(filepath : PCWSTR) -> HRESULT);
pub type HcsImportLayer = unsafe extern "system" fn(
    layerpath: PCWSTR,
    sourcefolderpath: PCWSTR,
    layerdata: PCWSTR,
) -> HRESULT;
crate::import::link!("computestorage.dll" "system" fn HcsImportLayer(layerpath : PCWSTR, sourcefolderpath : PCWSTR, layerdata : PCWSTR) -> HRESULT);
pub type HcsInitializeLegacyWritableLayer = unsafe extern "system" fn(
    writablelayermountpath: PCWSTR,
    writablelayerfolderpath: PCWSTR,
    layerdata: PCWSTR,
    options: PCWSTR,
) -> HRESULT;
crate::import::link!("computestorage.dll" "system" fn HcsInitializeLegacyWritableLayer(writablelayermountpath : PCWSTR, writablelayerfolderpath : PCWSTR, layerdata : PCWSTR, options : PCWSTR) -> HRESULT);
pub type HcsInitializeWritableLayer = unsafe extern "system" fn(
    writablelayerpath: PCWSTR,
    layerdata: PCWSTR,
    options: PCWSTR,
) -> HRESULT;
crate::import::link!("computestorage.dll" "system" fn HcsInitializeWritableLayer(writablelayerpath : PCWSTR, layerdata : PCWSTR, options : PCWSTR) -> HRESULT);
pub type HcsModifyComputeSystem = unsafe extern "system" fn(
    computesystem: HCS_SYSTEM,
    operation: HCS_OPERATION,
    configuration: PCWSTR,
    identity: HANDLE,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsModifyComputeSystem(computesystem : HCS_SYSTEM, operation : HCS_OPERATION, configuration : PCWSTR, identity : HANDLE) -> HRESULT);
pub type HcsModifyProcess = unsafe extern "system" fn(
    process: HCS_PROCESS,
    operation: HCS_OPERATION,
    settings: PCWSTR,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsModifyProcess(process : HCS_PROCESS, operation : HCS_OPERATION, settings : PCWSTR) -> HRESULT);
pub type HcsModifyServiceSettings =
    unsafe extern "system" fn(settings: PCWSTR, result: *mut PWSTR) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsModifyServiceSettings(settings : PCWSTR, result : *mut PWSTR) -> HRESULT);
pub type HcsOpenComputeSystem = unsafe extern "system" fn(
    id: PCWSTR,
    requestedaccess: u32,
    computesystem: *mut HCS_SYSTEM,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsOpenComputeSystem(id : PCWSTR, requestedaccess : u32, computesystem : *mut HCS_SYSTEM) -> HRESULT);
pub type HcsOpenComputeSystemInNamespace = unsafe extern "system" fn(
    idnamespace: PCWSTR,
    id: PCWSTR,
    requestedaccess: u32,
    computesystem: *mut HCS_SYSTEM,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsOpenComputeSystemInNamespace(idnamespace : PCWSTR, id : PCWSTR, requestedaccess : u32, computesystem : *mut HCS_SYSTEM) -> HRESULT);
pub type HcsOpenProcess = unsafe extern "system" fn(
    computesystem: HCS_SYSTEM,
    processid: u32,
    requestedaccess: u32,
    process: *mut HCS_PROCESS,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsOpenProcess(computesystem : HCS_SYSTEM, processid : u32, requestedaccess : u32, process : *mut HCS_PROCESS) -> HRESULT);
pub type HcsPauseComputeSystem = unsafe extern "system" fn(
    computesystem: HCS_SYSTEM,
    operation: HCS_OPERATION,
    options: PCWSTR,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsPauseComputeSystem(computesystem : HCS_SYSTEM, operation : HCS_OPERATION, options : PCWSTR) -> HRESULT);
pub type HcsResumeComputeSystem = unsafe extern "system" fn(
    computesystem: HCS_SYSTEM,
    operation: HCS_OPERATION,
    options: PCWSTR,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsResumeComputeSystem(computesystem : HCS_SYSTEM, operation : HCS_OPERATION, options : PCWSTR) -> HRESULT);
pub type HcsRevokeVmAccess = unsafe extern "system" fn(vmid: PCWSTR, filepath: PCWSTR) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsRevokeVmAccess(vmid : PCWSTR, filepath : PCWSTR) -> HRESULT);
pub type HcsRevokeVmGroupAccess = unsafe extern "system" fn(filepath: PCWSTR) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsRevokeVmGroupAccess(filepath : PCWSTR) -> HRESULT);
pub type HcsSaveComputeSystem = unsafe extern "system" fn(
    computesystem: HCS_SYSTEM,
    operation: HCS_OPERATION,
    options: PCWSTR,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsSaveComputeSystem(computesystem : HCS_SYSTEM, operation : HCS_OPERATION, options : PCWSTR) -> HRESULT);
pub type HcsSetComputeSystemCallback = unsafe extern "system" fn(
    computesystem: HCS_SYSTEM,
    callbackoptions: HCS_EVENT_OPTIONS,
    context: *const core::ffi::c_void,
    callback: HCS_EVENT_CALLBACK,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsSetComputeSystemCallback(computesystem : HCS_SYSTEM, callbackoptions : HCS_EVENT_OPTIONS, context : *const core::ffi::c_void, callback : HCS_EVENT_CALLBACK) -> HRESULT);
pub type HcsSetOperationCallback = unsafe extern "system" fn(
    operation: HCS_OPERATION,
    context: *const core::ffi::c_void,
    callback: HCS_OPERATION_COMPLETION,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsSetOperationCallback(operation : HCS_OPERATION, context : *const core::ffi::c_void, callback : HCS_OPERATION_COMPLETION) -> HRESULT);
pub type HcsSetOperationContext = unsafe extern "system" fn(
    operation: HCS_OPERATION,
    context: *const core::ffi::c_void,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsSetOperationContext(operation : HCS_OPERATION, context : *const core::ffi::c_void) -> HRESULT);
pub type HcsSetProcessCallback = unsafe extern "system" fn(
    process: HCS_PROCESS,
    callbackoptions: HCS_EVENT_OPTIONS,
    context: *const core::ffi::c_void,
    callback: HCS_EVENT_CALLBACK,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsSetProcessCallback(process : HCS_PROCESS, callbackoptions : HCS_EVENT_OPTIONS, context : *const core::ffi::c_void, callback : HCS_EVENT_CALLBACK) -> HRESULT);
pub type HcsSetupBaseOSLayer =
    unsafe extern "system" fn(layerpath: PCWSTR, vhdhandle: HANDLE, options: PCWSTR) -> HRESULT;
crate::import::link!("computestorage.dll" "system" fn HcsSetupBaseOSLayer(layerpath : PCWSTR, vhdhandle : HANDLE, options : PCWSTR) -> HRESULT);
pub type HcsSetupBaseOSVolume =
    unsafe extern "system" fn(layerpath: PCWSTR, volumepath: PCWSTR, options: PCWSTR) -> HRESULT;
crate::import::link!("computestorage.dll" "system" fn HcsSetupBaseOSVolume(layerpath : PCWSTR, volumepath : PCWSTR, options : PCWSTR) -> HRESULT);
pub type HcsShutDownComputeSystem = unsafe extern "system" fn(
    computesystem: HCS_SYSTEM,
    operation: HCS_OPERATION,
    options: PCWSTR,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsShutDownComputeSystem(computesystem : HCS_SYSTEM, operation : HCS_OPERATION, options : PCWSTR) -> HRESULT);
pub type HcsSignalProcess = unsafe extern "system" fn(
    process: HCS_PROCESS,
    operation: HCS_OPERATION,
    options: PCWSTR,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsSignalProcess(process : HCS_PROCESS, operation : HCS_OPERATION, options : PCWSTR) -> HRESULT);
pub type HcsStartComputeSystem = unsafe extern "system" fn(
    computesystem: HCS_SYSTEM,
    operation: HCS_OPERATION,
    options: PCWSTR,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsStartComputeSystem(computesystem : HCS_SYSTEM, operation : HCS_OPERATION, options : PCWSTR) -> HRESULT);
pub type HcsSubmitWerReport = unsafe extern "system" fn(settings: PCWSTR) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsSubmitWerReport(settings : PCWSTR) -> HRESULT);
pub type HcsTerminateComputeSystem = unsafe extern "system" fn(
    computesystem: HCS_SYSTEM,
    operation: HCS_OPERATION,
    options: PCWSTR,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsTerminateComputeSystem(computesystem : HCS_SYSTEM, operation : HCS_OPERATION, options : PCWSTR) -> HRESULT);
pub type HcsTerminateProcess = unsafe extern "system" fn(
    process: HCS_PROCESS,
    operation: HCS_OPERATION,
    options: PCWSTR,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsTerminateProcess(process : HCS_PROCESS, operation : HCS_OPERATION, options : PCWSTR) -> HRESULT);
pub type HcsWaitForComputeSystemExit = unsafe extern "system" fn(
    computesystem: HCS_SYSTEM,
    timeoutms: u32,
    result: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsWaitForComputeSystemExit(computesystem : HCS_SYSTEM, timeoutms : u32, result : *mut PWSTR) -> HRESULT);
pub type HcsWaitForOperationResult = unsafe extern "system" fn(
    operation: HCS_OPERATION,
    timeoutms: u32,
    resultdocument: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsWaitForOperationResult(operation : HCS_OPERATION, timeoutms : u32, resultdocument : *mut PWSTR) -> HRESULT);
pub type HcsWaitForOperationResultAndProcessInfo = unsafe extern "system" fn(
    operation: HCS_OPERATION,
    timeoutms: u32,
    processinformation: *mut HCS_PROCESS_INFORMATION,
    resultdocument: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsWaitForOperationResultAndProcessInfo(operation : HCS_OPERATION, timeoutms : u32, processinformation : *mut HCS_PROCESS_INFORMATION, resultdocument : *mut PWSTR) -> HRESULT);
pub type HcsWaitForProcessExit = unsafe extern "system" fn(
    computesystem: HCS_PROCESS,
    timeoutms: u32,
    result: *mut PWSTR,
) -> HRESULT;
crate::import::link!("computecore.dll" "system" fn HcsWaitForProcessExit(computesystem : HCS_PROCESS, timeoutms : u32, result : *mut PWSTR) -> HRESULT);
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct ACL {
    pub AclRevision: u8,
    pub Sbz1: u8,
    pub AclSize: u16,
    pub AceCount: u16,
    pub Sbz2: u16,
}
pub const E_ABORT: HRESULT = 0x80004004_u32 as _;
pub const E_ACCESSDENIED: HRESULT = 0x80070005_u32 as _;
pub const E_FAIL: HRESULT = 0x80004005_u32 as _;
pub const E_HANDLE: HRESULT = 0x80070006_u32 as _;
pub const E_INVALIDARG: HRESULT = 0x80070057_u32 as _;
pub const E_NOTIMPL: HRESULT = 0x80004001_u32 as _;
pub const E_OUTOFMEMORY: HRESULT = 0x8007000E_u32 as _;
pub const E_POINTER: HRESULT = 0x80004003_u32 as _;
pub const E_UNEXPECTED: HRESULT = 0x8000FFFF_u32 as _;
pub const GCN_E_DEFAULTNAMESPACE_EXISTS: HRESULT = 0x803B0029_u32 as _;
pub const GCN_E_MODULE_NOT_FOUND: HRESULT = 0x803B0021_u32 as _;
pub const GCN_E_NETADAPTER_NOT_FOUND: HRESULT = 0x803B0026_u32 as _;
pub const GCN_E_NETADAPTER_TIMEOUT: HRESULT = 0x803B0025_u32 as _;
pub const GCN_E_NETCOMPARTMENT_NOT_FOUND: HRESULT = 0x803B0027_u32 as _;
pub const GCN_E_NETINTERFACE_NOT_FOUND: HRESULT = 0x803B0028_u32 as _;
pub const GCN_E_NO_REQUEST_HANDLERS: HRESULT = 0x803B0022_u32 as _;
pub const GCN_E_REQUEST_UNSUPPORTED: HRESULT = 0x803B0023_u32 as _;
pub const GCN_E_RUNTIMEKEYS_FAILED: HRESULT = 0x803B0024_u32 as _;
pub type GENERIC_ACCESS_RIGHTS = u32;
pub const GENERIC_ALL: GENERIC_ACCESS_RIGHTS = 268435456u32;
#[repr(C)]
#[derive(Clone, Copy)]
pub struct GUID {
    pub data1: u32,
    pub data2: u16,
    pub data3: u16,
    pub data4: [u8; 8],
}
impl GUID {
    pub const fn from_u128(uuid: u128) -> Self {
        Self {
            data1: (uuid >> 96) as u32,
            data2: (uuid >> 80 & 0xffff) as u16,
            data3: (uuid >> 64 & 0xffff) as u16,
            data4: (uuid as u64).to_be_bytes(),
        }
    }
}
pub type HANDLE = *mut core::ffi::c_void;
pub const HCN_E_ADAPTER_NOT_FOUND: HRESULT = 0x803B0006_u32 as _;
pub const HCN_E_ADDR_INVALID_OR_RESERVED: HRESULT = 0x803B002F_u32 as _;
pub const HCN_E_DEGRADED_OPERATION: HRESULT = 0x803B0017_u32 as _;
pub const HCN_E_ENDPOINT_ALREADY_ATTACHED: HRESULT = 0x803B0014_u32 as _;
pub const HCN_E_ENDPOINT_NAMESPACE_ALREADY_EXISTS: HRESULT = 0x803B002B_u32 as _;
pub const HCN_E_ENDPOINT_NOT_ATTACHED: HRESULT = 0x803B0034_u32 as _;
pub const HCN_E_ENDPOINT_NOT_FOUND: HRESULT = 0x803B0002_u32 as _;
pub const HCN_E_ENDPOINT_NOT_LOCAL: HRESULT = 0x803B0035_u32 as _;
pub const HCN_E_ENDPOINT_SHARING_DISABLED: HRESULT = 0x803B001D_u32 as _;
pub const HCN_E_ENTITY_HAS_REFERENCES: HRESULT = 0x803B002C_u32 as _;
pub const HCN_E_GUID_CONVERSION_FAILURE: HRESULT = 0x803B0019_u32 as _;
pub const HCN_E_ICS_DISABLED: HRESULT = 0x803B002A_u32 as _;
pub const HCN_E_INVALID_ENDPOINT: HRESULT = 0x803B000C_u32 as _;
pub const HCN_E_INVALID_INTERNAL_PORT: HRESULT = 0x803B002D_u32 as _;
pub const HCN_E_INVALID_IP: HRESULT = 0x803B001E_u32 as _;
pub const HCN_E_INVALID_IP_SUBNET: HRESULT = 0x803B0033_u32 as _;
pub const HCN_E_INVALID_JSON: HRESULT = 0x803B001B_u32 as _;
pub const HCN_E_INVALID_JSON_REFERENCE: HRESULT = 0x803B001C_u32 as _;
pub const HCN_E_INVALID_NETWORK: HRESULT = 0x803B000A_u32 as _;
pub const HCN_E_INVALID_NETWORK_TYPE: HRESULT = 0x803B000B_u32 as _;
pub const HCN_E_INVALID_POLICY: HRESULT = 0x803B000D_u32 as _;
pub const HCN_E_INVALID_POLICY_TYPE: HRESULT = 0x803B000E_u32 as _;
pub const HCN_E_INVALID_PREFIX: HRESULT = 0x803B0030_u32 as _;
pub const HCN_E_INVALID_REMOTE_ENDPOINT_OPERATION: HRESULT = 0x803B000F_u32 as _;
pub const HCN_E_INVALID_SUBNET: HRESULT = 0x803B0032_u32 as _;
pub const HCN_E_LAYER_ALREADY_EXISTS: HRESULT = 0x803B0011_u32 as _;
pub const HCN_E_LAYER_NOT_FOUND: HRESULT = 0x803B0003_u32 as _;
pub const HCN_E_MANAGER_STOPPED: HRESULT = 0x803B0020_u32 as _;
pub const HCN_E_MAPPING_NOT_SUPPORTED: HRESULT = 0x803B0016_u32 as _;
pub const HCN_E_NAMESPACE_ATTACH_FAILED: HRESULT = 0x803B002E_u32 as _;
pub const HCN_E_NETWORK_ALREADY_EXISTS: HRESULT = 0x803B0010_u32 as _;
pub const HCN_E_NETWORK_NOT_FOUND: HRESULT = 0x803B0001_u32 as _;
pub const HCN_E_OBJECT_USED_AFTER_UNLOAD: HRESULT = 0x803B0031_u32 as _;
pub const HCN_E_POLICY_ALREADY_EXISTS: HRESULT = 0x803B0012_u32 as _;
pub const HCN_E_POLICY_NOT_FOUND: HRESULT = 0x803B0008_u32 as _;
pub const HCN_E_PORT_ALREADY_EXISTS: HRESULT = 0x803B0013_u32 as _;
pub const HCN_E_PORT_NOT_FOUND: HRESULT = 0x803B0007_u32 as _;
pub const HCN_E_REGKEY_FAILURE: HRESULT = 0x803B001A_u32 as _;
pub const HCN_E_REQUEST_UNSUPPORTED: HRESULT = 0x803B0015_u32 as _;
pub const HCN_E_SHARED_SWITCH_MODIFICATION: HRESULT = 0x803B0018_u32 as _;
pub const HCN_E_SUBNET_NOT_FOUND: HRESULT = 0x803B0005_u32 as _;
pub const HCN_E_SWITCH_EXTENSION_NOT_FOUND: HRESULT = 0x803B001F_u32 as _;
pub const HCN_E_SWITCH_NOT_FOUND: HRESULT = 0x803B0004_u32 as _;
pub const HCN_E_VFP_NOT_ALLOWED: HRESULT = 0x803B0037_u32 as _;
pub const HCN_E_VFP_PORTSETTING_NOT_FOUND: HRESULT = 0x803B0009_u32 as _;
pub const HCN_INTERFACEPARAMETERS_ALREADY_APPLIED: HRESULT = 0x803B0036_u32 as _;
pub type HCN_NOTIFICATIONS = i32;
pub type HCN_NOTIFICATION_CALLBACK = Option<
    unsafe extern "system" fn(
        notificationtype: u32,
        context: *const core::ffi::c_void,
        notificationstatus: HRESULT,
        notificationdata: PCWSTR,
    ),
>;
pub type HCN_PORT_ACCESS = i32;
pub const HCN_PORT_ACCESS_EXCLUSIVE: HCN_PORT_ACCESS = 1i32;
pub const HCN_PORT_ACCESS_SHARED: HCN_PORT_ACCESS = 2i32;
pub type HCN_PORT_PROTOCOL = i32;
pub const HCN_PORT_PROTOCOL_BOTH: HCN_PORT_PROTOCOL = 3i32;
pub const HCN_PORT_PROTOCOL_TCP: HCN_PORT_PROTOCOL = 1i32;
pub const HCN_PORT_PROTOCOL_UDP: HCN_PORT_PROTOCOL = 2i32;
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct HCN_PORT_RANGE_ENTRY {
    pub OwningPartitionId: GUID,
    pub TargetPartitionId: GUID,
    pub Protocol: HCN_PORT_PROTOCOL,
    pub Priority: u64,
    pub ReservationType: u32,
    pub SharingFlags: u32,
    pub DeliveryMode: u32,
    pub StartingPort: u16,
    pub EndingPort: u16,
}
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct HCN_PORT_RANGE_RESERVATION {
    pub startingPort: u16,
    pub endingPort: u16,
}
pub type HCS_CREATE_OPTIONS = i32;
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct HCS_CREATE_OPTIONS_1 {
    pub Version: HCS_CREATE_OPTIONS,
    pub UserToken: HANDLE,
    pub SecurityDescriptor: *mut SECURITY_DESCRIPTOR,
    pub CallbackOptions: HCS_EVENT_OPTIONS,
    pub CallbackContext: *mut core::ffi::c_void,
    pub Callback: HCS_EVENT_CALLBACK,
}
impl Default for HCS_CREATE_OPTIONS_1 {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct HCS_EVENT {
    pub Type: HCS_EVENT_TYPE,
    pub EventData: PCWSTR,
    pub Operation: HCS_OPERATION,
}
impl Default for HCS_EVENT {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
pub type HCS_EVENT_CALLBACK =
    Option<unsafe extern "system" fn(event: *const HCS_EVENT, context: *const core::ffi::c_void)>;
pub type HCS_EVENT_OPTIONS = i32;
pub type HCS_EVENT_TYPE = i32;
pub const HCS_E_ACCESS_DENIED: HRESULT = 0x8037011B_u32 as _;
pub const HCS_E_CONNECTION_CLOSED: HRESULT = 0x8037010A_u32 as _;
pub const HCS_E_CONNECTION_TIMEOUT: HRESULT = 0x80370109_u32 as _;
pub const HCS_E_CONNECT_FAILED: HRESULT = 0x80370108_u32 as _;
pub const HCS_E_GUEST_CRITICAL_ERROR: HRESULT = 0x8037011C_u32 as _;
pub const HCS_E_HYPERV_NOT_INSTALLED: HRESULT = 0x80370102_u32 as _;
pub const HCS_E_IMAGE_MISMATCH: HRESULT = 0x80370101_u32 as _;
pub const HCS_E_INVALID_JSON: HRESULT = 0x8037010D_u32 as _;
pub const HCS_E_INVALID_LAYER: HRESULT = 0x80370112_u32 as _;
pub const HCS_E_INVALID_STATE: HRESULT = 0x80370105_u32 as _;
pub const HCS_E_OPERATION_ALREADY_CANCELLED: HRESULT = 0x80370121_u32 as _;
pub const HCS_E_OPERATION_ALREADY_STARTED: HRESULT = 0x80370116_u32 as _;
pub const HCS_E_OPERATION_NOT_STARTED: HRESULT = 0x80370115_u32 as _;
pub const HCS_E_OPERATION_PENDING: HRESULT = 0x80370117_u32 as _;
pub const HCS_E_OPERATION_RESULT_ALLOCATION_FAILED: HRESULT = 0x8037011A_u32 as _;
pub const HCS_E_OPERATION_SYSTEM_CALLBACK_ALREADY_SET: HRESULT = 0x80370119_u32 as _;
pub const HCS_E_OPERATION_TIMEOUT: HRESULT = 0x80370118_u32 as _;
pub const HCS_E_PROCESS_ALREADY_STOPPED: HRESULT = 0x8037011F_u32 as _;
pub const HCS_E_PROCESS_INFO_NOT_AVAILABLE: HRESULT = 0x8037011D_u32 as _;
pub const HCS_E_PROTOCOL_ERROR: HRESULT = 0x80370111_u32 as _;
pub const HCS_E_SERVICE_DISCONNECT: HRESULT = 0x8037011E_u32 as _;
pub const HCS_E_SERVICE_NOT_AVAILABLE: HRESULT = 0x80370114_u32 as _;
pub const HCS_E_SYSTEM_ALREADY_EXISTS: HRESULT = 0x8037010F_u32 as _;
pub const HCS_E_SYSTEM_ALREADY_STOPPED: HRESULT = 0x80370110_u32 as _;
pub const HCS_E_SYSTEM_NOT_CONFIGURED_FOR_OPERATION: HRESULT = 0x80370120_u32 as _;
pub const HCS_E_SYSTEM_NOT_FOUND: HRESULT = 0x8037010E_u32 as _;
pub const HCS_E_TERMINATED: HRESULT = 0x80370107_u32 as _;
pub const HCS_E_TERMINATED_DURING_START: HRESULT = 0x80370100_u32 as _;
pub const HCS_E_UNEXPECTED_EXIT: HRESULT = 0x80370106_u32 as _;
pub const HCS_E_UNKNOWN_MESSAGE: HRESULT = 0x8037010B_u32 as _;
pub const HCS_E_UNSUPPORTED_PROTOCOL_VERSION: HRESULT = 0x8037010C_u32 as _;
pub const HCS_E_WINDOWS_INSIDER_REQUIRED: HRESULT = 0x80370113_u32 as _;
pub type HCS_NOTIFICATIONS = i32;
pub type HCS_NOTIFICATION_CALLBACK = Option<
    unsafe extern "system" fn(
        notificationtype: u32,
        context: *const core::ffi::c_void,
        notificationstatus: HRESULT,
        notificationdata: PCWSTR,
    ),
>;
pub type HCS_NOTIFICATION_FLAGS = i32;
pub type HCS_OPERATION = *mut core::ffi::c_void;
pub type HCS_OPERATION_COMPLETION =
    Option<unsafe extern "system" fn(operation: HCS_OPERATION, context: *const core::ffi::c_void)>;
pub type HCS_OPERATION_OPTIONS = i32;
pub type HCS_OPERATION_TYPE = i32;
pub type HCS_PROCESS = *mut core::ffi::c_void;
#[repr(C)]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct HCS_PROCESS_INFORMATION {
    pub ProcessId: u32,
    pub Reserved: u32,
    pub StdInput: HANDLE,
    pub StdOutput: HANDLE,
    pub StdError: HANDLE,
}
impl Default for HCS_PROCESS_INFORMATION {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
pub type HCS_RESOURCE_TYPE = i32;
pub type HCS_SYSTEM = *mut core::ffi::c_void;
pub type HRESULT = i32;
pub const HcnNotificationFlagsReserved: HCN_NOTIFICATIONS = -268435456i32;
pub const HcnNotificationGuestNetworkServiceCreate: HCN_NOTIFICATIONS = 7i32;
pub const HcnNotificationGuestNetworkServiceDelete: HCN_NOTIFICATIONS = 8i32;
pub const HcnNotificationGuestNetworkServiceInterfaceStateChanged: HCN_NOTIFICATIONS = 18i32;
pub const HcnNotificationGuestNetworkServiceStateChanged: HCN_NOTIFICATIONS = 17i32;
pub const HcnNotificationInvalid: HCN_NOTIFICATIONS = 0i32;
pub const HcnNotificationNamespaceCreate: HCN_NOTIFICATIONS = 5i32;
pub const HcnNotificationNamespaceDelete: HCN_NOTIFICATIONS = 6i32;
pub const HcnNotificationNetworkCreate: HCN_NOTIFICATIONS = 2i32;
pub const HcnNotificationNetworkDelete: HCN_NOTIFICATIONS = 4i32;
pub const HcnNotificationNetworkEndpointAttached: HCN_NOTIFICATIONS = 9i32;
pub const HcnNotificationNetworkEndpointDetached: HCN_NOTIFICATIONS = 16i32;
pub const HcnNotificationNetworkPreCreate: HCN_NOTIFICATIONS = 1i32;
pub const HcnNotificationNetworkPreDelete: HCN_NOTIFICATIONS = 3i32;
pub const HcnNotificationServiceDisconnect: HCN_NOTIFICATIONS = 16777216i32;
pub const HcsCreateOptions_1: HCS_CREATE_OPTIONS = 65536i32;
pub const HcsEventGroupOperationInfo: HCS_EVENT_TYPE = -1073741823i32;
pub const HcsEventGroupVmLifecycle: HCS_EVENT_TYPE = -2147483646i32;
pub const HcsEventInvalid: HCS_EVENT_TYPE = 0i32;
pub const HcsEventOperationCallback: HCS_EVENT_TYPE = 16777216i32;
pub const HcsEventOptionEnableOperationCallbacks: HCS_EVENT_OPTIONS = 1i32;
pub const HcsEventOptionEnableVmLifecycle: HCS_EVENT_OPTIONS = 2i32;
pub const HcsEventOptionNone: HCS_EVENT_OPTIONS = 0i32;
pub const HcsEventProcessExited: HCS_EVENT_TYPE = 65536i32;
pub const HcsEventServiceDisconnect: HCS_EVENT_TYPE = 33554432i32;
pub const HcsEventSystemCrashInitiated: HCS_EVENT_TYPE = 2i32;
pub const HcsEventSystemCrashReport: HCS_EVENT_TYPE = 3i32;
pub const HcsEventSystemExited: HCS_EVENT_TYPE = 1i32;
pub const HcsEventSystemGuestConnectionClosed: HCS_EVENT_TYPE = 6i32;
pub const HcsEventSystemRdpEnhancedModeStateChanged: HCS_EVENT_TYPE = 4i32;
pub const HcsEventSystemSiloJobCreated: HCS_EVENT_TYPE = 5i32;
pub const HcsNotificationFlagFailure: HCS_NOTIFICATION_FLAGS = -2147483648i32;
pub const HcsNotificationFlagSuccess: HCS_NOTIFICATION_FLAGS = 0i32;
pub const HcsNotificationFlagsReserved: HCS_NOTIFICATIONS = -268435456i32;
pub const HcsNotificationInvalid: HCS_NOTIFICATIONS = 0i32;
pub const HcsNotificationOperationProgressUpdate: HCS_NOTIFICATIONS = 256i32;
pub const HcsNotificationProcessExited: HCS_NOTIFICATIONS = 65536i32;
pub const HcsNotificationServiceDisconnect: HCS_NOTIFICATIONS = 16777216i32;
pub const HcsNotificationSystemCrashInitiated: HCS_NOTIFICATIONS = 13i32;
pub const HcsNotificationSystemCrashReport: HCS_NOTIFICATIONS = 6i32;
pub const HcsNotificationSystemCreateCompleted: HCS_NOTIFICATIONS = 2i32;
pub const HcsNotificationSystemExited: HCS_NOTIFICATIONS = 1i32;
pub const HcsNotificationSystemGetPropertiesCompleted: HCS_NOTIFICATIONS = 11i32;
pub const HcsNotificationSystemGuestConnectionClosed: HCS_NOTIFICATIONS = 14i32;
pub const HcsNotificationSystemModifyCompleted: HCS_NOTIFICATIONS = 12i32;
pub const HcsNotificationSystemOperationCompletion: HCS_NOTIFICATIONS = 15i32;
pub const HcsNotificationSystemPassThru: HCS_NOTIFICATIONS = 16i32;
pub const HcsNotificationSystemPauseCompleted: HCS_NOTIFICATIONS = 4i32;
pub const HcsNotificationSystemRdpEnhancedModeStateChanged: HCS_NOTIFICATIONS = 9i32;
pub const HcsNotificationSystemResumeCompleted: HCS_NOTIFICATIONS = 5i32;
pub const HcsNotificationSystemSaveCompleted: HCS_NOTIFICATIONS = 8i32;
pub const HcsNotificationSystemShutdownCompleted: HCS_NOTIFICATIONS = 10i32;
pub const HcsNotificationSystemShutdownFailed: HCS_NOTIFICATIONS = 10i32;
pub const HcsNotificationSystemSiloJobCreated: HCS_NOTIFICATIONS = 7i32;
pub const HcsNotificationSystemStartCompleted: HCS_NOTIFICATIONS = 3i32;
pub const HcsOperationOptionNone: HCS_OPERATION_OPTIONS = 0i32;
pub const HcsOperationOptionProgressUpdate: HCS_OPERATION_OPTIONS = 1i32;
pub const HcsOperationTypeCrash: HCS_OPERATION_TYPE = 15i32;
pub const HcsOperationTypeCreate: HCS_OPERATION_TYPE = 1i32;
pub const HcsOperationTypeCreateProcess: HCS_OPERATION_TYPE = 10i32;
pub const HcsOperationTypeEnumerate: HCS_OPERATION_TYPE = 0i32;
pub const HcsOperationTypeGetProcessInfo: HCS_OPERATION_TYPE = 12i32;
pub const HcsOperationTypeGetProcessProperties: HCS_OPERATION_TYPE = 13i32;
pub const HcsOperationTypeGetProperties: HCS_OPERATION_TYPE = 9i32;
pub const HcsOperationTypeModify: HCS_OPERATION_TYPE = 8i32;
pub const HcsOperationTypeModifyProcess: HCS_OPERATION_TYPE = 14i32;
pub const HcsOperationTypeNone: HCS_OPERATION_TYPE = -1i32;
pub const HcsOperationTypePause: HCS_OPERATION_TYPE = 4i32;
pub const HcsOperationTypeResume: HCS_OPERATION_TYPE = 5i32;
pub const HcsOperationTypeSave: HCS_OPERATION_TYPE = 6i32;
pub const HcsOperationTypeShutdown: HCS_OPERATION_TYPE = 3i32;
pub const HcsOperationTypeSignalProcess: HCS_OPERATION_TYPE = 11i32;
pub const HcsOperationTypeStart: HCS_OPERATION_TYPE = 2i32;
pub const HcsOperationTypeTerminate: HCS_OPERATION_TYPE = 7i32;
pub const HcsResourceTypeFile: HCS_RESOURCE_TYPE = 1i32;
pub const HcsResourceTypeJob: HCS_RESOURCE_TYPE = 2i32;
pub const HcsResourceTypeNone: HCS_RESOURCE_TYPE = 0i32;
pub const INVALID_HANDLE_VALUE: HANDLE = -1i32 as _;
pub type PCWSTR = *const u16;
pub type PSID = *mut core::ffi::c_void;
pub type PWSTR = *mut u16;
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct SECURITY_DESCRIPTOR {
    pub Revision: u8,
    pub Sbz1: u8,
    pub Control: SECURITY_DESCRIPTOR_CONTROL,
    pub Owner: PSID,
    pub Group: PSID,
    pub Sacl: *mut ACL,
    pub Dacl: *mut ACL,
}
impl Default for SECURITY_DESCRIPTOR {
    fn default() -> Self {
        unsafe { core::mem::zeroed() }
    }
}
pub type SECURITY_DESCRIPTOR_CONTROL = u16;
pub const S_OK: HRESULT = 0x0_u32 as _;
