#![allow(unsafe_code)] // This is the raw C ABI, made short.

//! The part of the C ABI that is about processes: see the module that this is in.

use super::*;

/// An `HCS_PROCESS_INFORMATION`, whose handles are the caller's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Information {
    pub(crate) id: u32,
    pub(crate) stdin: Handle,
    pub(crate) stdout: Handle,
    pub(crate) stderr: Handle,
}

impl From<HCS_PROCESS_INFORMATION> for Information {
    fn from(information: HCS_PROCESS_INFORMATION) -> Self {
        Self {
            id: information.ProcessId,
            stdin: information.StdInput as Handle,
            stdout: information.StdOutput as Handle,
            stderr: information.StdError as Handle,
        }
    }
}

/// Whether this value stands for a stream that wasn't asked for.
pub(crate) fn is_absent(handle: Handle) -> bool {
    handle == 0 || handle == Handle::MAX
}

impl Abi {
    pub(crate) fn create_process(
        self,
        system: Handle,
        parameters: &str,
        operation: Handle,
    ) -> (HRESULT, Handle) {
        let parameters = wide(parameters);
        let mut process = ptr::null_mut();
        let code = call!(
            self.0.HcsCreateProcess,
            system as HCS_SYSTEM,
            parameters.as_ptr(),
            operation as HCS_OPERATION,
            ptr::null(),
            &mut process
        );
        (code, process as Handle)
    }

    pub(crate) fn open_process(self, system: Handle, id: u32) -> (HRESULT, Handle) {
        let mut process = ptr::null_mut();
        let code = call!(
            self.0.HcsOpenProcess,
            system as HCS_SYSTEM,
            id,
            GENERIC_ALL,
            &mut process
        );
        (code, process as Handle)
    }

    pub(crate) fn close_process(self, process: Handle) {
        call!(self.0.HcsCloseProcess, process as HCS_PROCESS)
    }

    pub(crate) fn close_handle(self, handle: Handle) -> i32 {
        call!(self.0.CloseHandle, handle as HANDLE)
    }

    /// The result now, with what it says of a process.
    pub(crate) fn information(
        self,
        operation: Handle,
    ) -> (HRESULT, Option<Information>, Option<String>) {
        self.informed(|information, document| {
            call!(
                self.0.HcsGetOperationResultAndProcessInfo,
                operation as HCS_OPERATION,
                information,
                document
            )
        })
    }

    /// The result when it is there, with what it says of a process.
    pub(crate) fn wait_for_information(
        self,
        operation: Handle,
        timeout: u32,
    ) -> (HRESULT, Option<Information>, Option<String>) {
        self.informed(|information, document| {
            call!(
                self.0.HcsWaitForOperationResultAndProcessInfo,
                operation as HCS_OPERATION,
                timeout,
                information,
                document
            )
        })
    }

    fn informed(
        self,
        call: impl FnOnce(*mut HCS_PROCESS_INFORMATION, *mut PWSTR) -> HRESULT,
    ) -> (HRESULT, Option<Information>, Option<String>) {
        let mut information = HCS_PROCESS_INFORMATION::default();
        let (code, document) = self.document(|document| call(&raw mut information, document));
        let information = (code >= 0).then(|| information.into());
        (code, information, document)
    }

    pub(crate) fn process_of(self, operation: Handle) -> Handle {
        call!(
            self.0.HcsGetProcessFromOperation,
            operation as HCS_OPERATION
        ) as Handle
    }

    pub(crate) fn process_info(self, process: Handle, operation: Handle) -> HRESULT {
        call!(
            self.0.HcsGetProcessInfo,
            process as HCS_PROCESS,
            operation as HCS_OPERATION
        )
    }

    pub(crate) fn terminate_process(self, process: Handle, operation: Handle) -> HRESULT {
        self.verb(self.0.HcsTerminateProcess, process, operation, None)
    }

    pub(crate) fn signal_process(
        self,
        process: Handle,
        operation: Handle,
        options: Option<&str>,
    ) -> HRESULT {
        self.verb(self.0.HcsSignalProcess, process, operation, options)
    }

    pub(crate) fn process_properties(
        self,
        process: Handle,
        operation: Handle,
        query: Option<&str>,
    ) -> HRESULT {
        self.verb(self.0.HcsGetProcessProperties, process, operation, query)
    }

    pub(crate) fn modify_process(
        self,
        process: Handle,
        operation: Handle,
        settings: Option<&str>,
    ) -> HRESULT {
        self.verb(self.0.HcsModifyProcess, process, operation, settings)
    }

    pub(crate) fn subscribe_process<F: Fn(Event) + Send + Sync + 'static>(
        self,
        process: Handle,
        options: HCS_EVENT_OPTIONS,
        callback: F,
    ) -> HRESULT {
        let context = keep(callback).cast();
        call!(
            self.0.HcsSetProcessCallback,
            process as HCS_PROCESS,
            options,
            context,
            Some(on_event::<F>)
        )
    }

    pub(crate) fn unsubscribe_process(self, process: Handle) -> HRESULT {
        call!(
            self.0.HcsSetProcessCallback,
            process as HCS_PROCESS,
            HcsEventOptionNone,
            ptr::null(),
            None
        )
    }

    /// Waits for the exit with a function that only later builds have.
    pub(crate) fn wait_for_process(
        self,
        function: HcsWaitForProcessExit,
        process: Handle,
        timeout: u32,
    ) -> (HRESULT, Option<String>) {
        self.document(|place| call!(function, process as HCS_PROCESS, timeout, place))
    }
}
