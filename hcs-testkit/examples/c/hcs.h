/*
 * What the examples in C need of computecore, on any system. On Windows, where the SDK has <computecore.h>, only the
 * names of the types come from Windows' own headers; elsewhere they are declared here.
 */
#ifndef HCS_H
#define HCS_H

#include <stdint.h>

#ifdef _WIN32

#include <windows.h>
#define HCS_CALL __stdcall
#define TEXT16(text) L##text

#else

#include <uchar.h>
#define HCS_CALL
/* UTF-16, as on Windows: wchar_t is wider here. */
#define TEXT16(text) u##text
#define INFINITE UINT32_MAX
#define S_OK ((HRESULT)0)
#define SUCCEEDED(code) ((code) >= 0)
typedef int32_t HRESULT;
typedef uint32_t DWORD;
typedef char16_t WCHAR;
typedef WCHAR *PWSTR;
typedef const WCHAR *PCWSTR;

#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef void *HCS_OPERATION;
typedef void *HCS_SYSTEM;

/* These are enumerations in the SDK's header. */
typedef int32_t HCS_OPERATION_TYPE;
typedef int32_t HCS_EVENT_TYPE;
typedef int32_t HCS_EVENT_OPTIONS;
#define HcsOperationTypeCreate ((HCS_OPERATION_TYPE)1)
#define HcsEventOperationCallback ((HCS_EVENT_TYPE)0x01000000)
#define HcsEventOptionEnableOperationCallbacks ((HCS_EVENT_OPTIONS)1)

typedef struct HCS_EVENT {
    HCS_EVENT_TYPE Type;
    PCWSTR EventData;
    HCS_OPERATION Operation;
} HCS_EVENT;

typedef void(HCS_CALL *HCS_OPERATION_COMPLETION)(HCS_OPERATION operation, void *context);
typedef void(HCS_CALL *HCS_EVENT_CALLBACK)(HCS_EVENT *event, void *context);

HCS_OPERATION HCS_CALL HcsCreateOperation(const void *context, HCS_OPERATION_COMPLETION callback);
void HCS_CALL HcsCloseOperation(HCS_OPERATION operation);
HCS_OPERATION_TYPE HCS_CALL HcsGetOperationType(HCS_OPERATION operation);
HRESULT HCS_CALL HcsGetOperationResult(HCS_OPERATION operation, PWSTR *document);
HRESULT HCS_CALL HcsWaitForOperationResult(HCS_OPERATION operation, DWORD milliseconds, PWSTR *document);
HRESULT HCS_CALL HcsCreateComputeSystem(PCWSTR id, PCWSTR configuration, HCS_OPERATION operation,
                                        const void *security_descriptor, HCS_SYSTEM *system);
HRESULT HCS_CALL HcsGetComputeSystemProperties(HCS_SYSTEM system, HCS_OPERATION operation, PCWSTR query);
HRESULT HCS_CALL HcsSetComputeSystemCallback(HCS_SYSTEM system, HCS_EVENT_OPTIONS options, const void *context,
                                             HCS_EVENT_CALLBACK callback);
void HCS_CALL HcsCloseComputeSystem(HCS_SYSTEM system);

/* The mock's own: writes the report that HCS_MOCK_REPORT names. */
HRESULT HCS_CALL HcsMockReport(void);

#ifndef _WIN32
/* Part of the library here, as there is no kernel32. */
void *HCS_CALL LocalFree(void *memory);
#endif

#ifdef __cplusplus
}
#endif

#endif
