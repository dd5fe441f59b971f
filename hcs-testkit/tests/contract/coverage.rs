//! The list of modelled exports is true.

use std::ptr;

use hcs_sys::*;
use hcs_testkit::{Cancel, MODELLED, MockHost, Profile, Schedule, modelled};

/// Calls each export that answers an `HRESULT`, with nothing but NULL and 0: what it says.
macro_rules! answers {
    ($table:expr; $($name:ident($($argument:expr),*);)*) => {{
        use answer::Callable as _;
        vec![$((stringify!($name), $table.$name.call_with(($($argument,)*)))),*]
    }};
}

#[allow(unsafe_code)] // Calls the exports.
mod answer {
    use hcs_sys::HRESULT;

    pub(super) trait Callable<Arguments> {
        fn call_with(self, arguments: Arguments) -> HRESULT;
    }

    macro_rules! callable {
        ($($type:ident $value:ident),*) => {
            impl<$($type),*> Callable<($($type,)*)> for unsafe extern "system" fn($($type),*) -> HRESULT {
                fn call_with(self, ($($value,)*): ($($type,)*)) -> HRESULT {
                    // SAFETY: the mock takes NULL for whatever it is given.
                    unsafe { self($($value),*) }
                }
            }

            impl<$($type),*> Callable<($($type,)*)> for Option<unsafe extern "system" fn($($type),*) -> HRESULT> {
                fn call_with(self, arguments: ($($type,)*)) -> HRESULT {
                    self.expect("the newest build has all").call_with(arguments)
                }
            }
        };
    }

    callable!(A a);
    callable!(A a, B b);
    callable!(A a, B b, C c);
    callable!(A a, B b, C c, D d);
    callable!(A a, B b, C c, D d, E e);
    callable!(A a, B b, C c, D d, E e, F f);
}

#[test]
fn what_is_not_modelled_says_so_and_what_is_does_not() {
    let mut profile = Profile::documented();
    // Its documented answer would be taken for the other thing.
    profile.cancel = Cancel::Cancelled;
    let mock = MockHost::builder()
        .schedule(Schedule::Inline)
        .profile(profile)
        .build();
    let (n, m, c) = (ptr::null_mut(), ptr::null_mut::<u8>(), ptr::null());
    let answers = answers! { crate::front::table(&mock);
        HcsEnumerateComputeSystems(c, n);
        HcsSetOperationContext(n, c.cast());
        HcsGetOperationResult(n, m.cast());
        HcsGetOperationResultAndProcessInfo(n, m.cast(), m.cast());
        HcsWaitForOperationResult(n, 0, m.cast());
        HcsWaitForOperationResultAndProcessInfo(n, 0, m.cast(), m.cast());
        HcsSetOperationCallback(n, c.cast(), None);
        HcsCancelOperation(n);
        HcsCreateComputeSystem(c, c, n, c.cast(), m.cast());
        HcsOpenComputeSystem(c, 0, m.cast());
        HcsStartComputeSystem(n, n, c);
        HcsShutDownComputeSystem(n, n, c);
        HcsTerminateComputeSystem(n, n, c);
        HcsPauseComputeSystem(n, n, c);
        HcsResumeComputeSystem(n, n, c);
        HcsSaveComputeSystem(n, n, c);
        HcsGetComputeSystemProperties(n, n, c);
        HcsModifyComputeSystem(n, n, c, n);
        HcsSetComputeSystemCallback(n, 0, c.cast(), None);
        HcsCreateProcess(n, c, n, c.cast(), m.cast());
        HcsOpenProcess(n, 0, 0, m.cast());
        HcsTerminateProcess(n, n, c);
        HcsSignalProcess(n, n, c);
        HcsGetProcessInfo(n, n);
        HcsGetProcessProperties(n, n, c);
        HcsModifyProcess(n, n, c);
        HcsSetProcessCallback(n, 0, c.cast(), None);
        HcsGetServiceProperties(c, m.cast());
        HcsModifyServiceSettings(c, m.cast());
        HcsSubmitWerReport(c);
        HcsCreateEmptyGuestStateFile(c);
        HcsCreateEmptyRuntimeStateFile(c);
        HcsGrantVmAccess(c, c);
        HcsRevokeVmAccess(c, c);
        HcsEnumerateComputeSystemsInNamespace(c, c, n);
        HcsCreateComputeSystemInNamespace(c, c, c, n, c.cast(), m.cast());
        HcsOpenComputeSystemInNamespace(c, c, 0, m.cast());
        HcsCrashComputeSystem(n, n, c);
        HcsGrantVmGroupAccess(c);
        HcsRevokeVmGroupAccess(c);
        HcsGetProcessorCompatibilityFromSavedState(c, m.cast());
        HcsWaitForComputeSystemExit(n, 0, m.cast());
        HcsWaitForProcessExit(n, 0, m.cast());
        HcsAddResourceToOperation(n, 0, c, n);
        HcsGetOperationProperties(n, c, m.cast());
        HcsInitializeLiveMigrationOnSource(n, n, c);
        HcsStartLiveMigrationOnSource(n, n, c);
        HcsStartLiveMigrationTransfer(n, n, c);
        HcsFinalizeLiveMigration(n, n, c);
        HcsCancelLiveMigration(n, n, c);
    };
    for (name, code) in &answers {
        assert_eq!(modelled(name), *code != E_NOTIMPL, "{name}: {code:#010X}");
    }
    // The others answer something else, or nothing: they are tried one by one elsewhere.
    let others: Vec<_> = ComputeCore::FUNCTIONS
        .iter()
        .map(|function| function.name)
        .filter(|name| !answers.iter().any(|(answered, _)| answered == name))
        .collect();
    assert_eq!(
        others,
        [
            "HcsCreateOperation",
            "HcsCloseOperation",
            "HcsGetOperationContext",
            "HcsGetComputeSystemFromOperation",
            "HcsGetProcessFromOperation",
            "HcsGetOperationType",
            "HcsGetOperationId",
            "HcsCloseComputeSystem",
            "HcsCloseProcess",
            "HcsCreateOperationWithNotifications",
        ]
    );
    assert!(others.into_iter().all(modelled));
    mock.finish();
}

#[test]
fn the_list_names_exports_of_computecore_once_each() {
    for name in MODELLED {
        let mut all = ComputeCore::FUNCTIONS
            .iter()
            .chain(ComputeStorage::FUNCTIONS);
        let known = all.any(|it| it.name == *name);
        assert!(known, "{name}");
        assert_eq!(MODELLED.iter().filter(|it| it == &name).count(), 1);
    }
}
