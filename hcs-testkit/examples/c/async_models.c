/*
 * The three ways in which a program learns that an operation of the Host Compute System is complete, in C: on Windows'
 * computecore.dll, or on the mock's library of that name, which runs anywhere.
 *
 *   cargo xtask dll                               builds the library, and this program beside it
 *   target/debug/dll/async_models                 runs it on the mock
 *   target/debug/dll/async_models --abrupt        the same; the process ends without running any more code
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gate.h"
#include "hcs.h"

/* A virtual machine without anything in it. It ends with its last handle, so that the id is free for the next model. */
static const WCHAR *const EMPTY_VM = TEXT16("{ \"SchemaVersion\": { \"Major\": 2, \"Minor\": 1 }, ")
    TEXT16("\"Owner\": \"Sample\", \"ShouldTerminateOnLastHandleClosed\": true, ")
    TEXT16("\"VirtualMachine\": { \"ComputeTopology\": { ")
    TEXT16("\"Memory\": { \"SizeInMB\": 1024 }, \"Processor\": { \"Count\": 2 } } } }");

static const WCHAR *const ID = TEXT16("Test");

static void check(HRESULT code, const char *what) {
    if (!SUCCEEDED(code)) {
        fprintf(stderr, "async_models: %s failed with 0x%08X\n", what, (unsigned)code);
        exit(EXIT_FAILURE);
    }
}

/* Whoever is told of a completion fetches the result, frees its document, also that of a failure, and closes the
 * operation. */
static HRESULT finish(HCS_OPERATION operation) {
    PWSTR document = NULL;
    HRESULT code = HcsGetOperationResult(operation, &document);
    LocalFree(document);
    HcsCloseOperation(operation);
    return code;
}

/* Waits for an operation, shows its document if there is one, and closes it. */
static HRESULT wait_and_show(HCS_OPERATION operation) {
    PWSTR document = NULL;
    HRESULT code = HcsWaitForOperationResult(operation, INFINITE, &document);
    if (document != NULL) {
        for (PCWSTR unit = document; *unit != 0; unit++) {
            putchar(*unit < 0x80 ? (int)*unit : '?');
        }
        putchar('\n');
    }
    LocalFree(document);
    HcsCloseOperation(operation);
    return code;
}

/* Model 1: the thread blocks until the operation is complete. */
static void explicit_wait(void) {
    HCS_OPERATION operation = HcsCreateOperation(NULL, NULL);
    HCS_SYSTEM system = NULL;
    check(HcsCreateComputeSystem(ID, EMPTY_VM, operation, NULL, &system), "HcsCreateComputeSystem");
    check(wait_and_show(operation), "the creation");
    puts("model 1: waited for the operation");

    HCS_OPERATION query = HcsCreateOperation(NULL, NULL);
    check(HcsGetComputeSystemProperties(system, query, NULL), "HcsGetComputeSystemProperties");
    check(wait_and_show(query), "the query");
    HcsCloseComputeSystem(system);
}

/* What models 2 and 3 hand to their callbacks. It lives until the callback was called: here, on the stack of the thread
 * that waits for that. */
typedef struct creation {
    gate done;
    HRESULT code;
} creation;

static void HCS_CALL operation_is_complete(HCS_OPERATION operation, void *context) {
    creation *it = context;
    bool is_creation = HcsGetOperationType(operation) == HcsOperationTypeCreate;
    HRESULT code = finish(operation);
    it->code = is_creation ? code : -1;
    gate_open(&it->done);
}

/* Model 2: the operation has a callback, which closes it. Nobody else may touch it after the call was made. */
static void operation_callback(void) {
    creation it = {.code = -1};
    gate_make(&it.done);
    HCS_OPERATION operation = HcsCreateOperation(&it, operation_is_complete);
    HCS_SYSTEM system = NULL;
    HRESULT code = HcsCreateComputeSystem(ID, EMPTY_VM, operation, NULL, &system);
    if (!SUCCEEDED(code)) {
        /* There is no callback for a call that was refused. */
        HcsCloseOperation(operation);
    }
    check(code, "HcsCreateComputeSystem");
    gate_wait(&it.done);
    check(it.code, "the creation");
    HcsCloseComputeSystem(system);
    gate_end(&it.done);
    puts("model 2: the operation's callback was called");
}

static void HCS_CALL event_has_happened(HCS_EVENT *event, void *context) {
    creation *it = context;
    if (event->Type == HcsEventOperationCallback) {
        it->code = finish(event->Operation);
        gate_open(&it->done);
    }
}

/* Model 3: the system's one callback for events is told of completions too. The operation itself has none. */
static void event_callback(void) {
    creation it = {.code = -1};
    gate_make(&it.done);
    HCS_OPERATION operation = HcsCreateOperation(NULL, NULL);
    HCS_SYSTEM system = NULL;
    check(HcsCreateComputeSystem(ID, EMPTY_VM, operation, NULL, &system), "HcsCreateComputeSystem");
    check(HcsSetComputeSystemCallback(system, HcsEventOptionEnableOperationCallbacks, &it, event_has_happened),
          "HcsSetComputeSystemCallback");
    gate_wait(&it.done);
    check(it.code, "the creation");
    /* Waits for the callback to return, and ends it. */
    HcsCloseComputeSystem(system);
    gate_end(&it.done);
    puts("model 3: the system's event callback was called");
}

int main(int count, char **arguments) {
    bool abrupt = count == 2 && strcmp(arguments[1], "--abrupt") == 0;
    if (count > 2 || (count == 2 && !abrupt)) {
        fputs("usage: async_models [--abrupt]\n", stderr);
        return 2;
    }
    explicit_wait();
    operation_callback();
    event_callback();
    if (abrupt) {
        fflush(stdout);
        end_abruptly(EXIT_SUCCESS);
    }
    return EXIT_SUCCESS;
}
