#![allow(unsafe_code)] // A table of functions that write down what they are given.

//! Each of the functions gets its own arguments, and answers its own answer.
//!
//! # Safety
//! The functions of this table look behind no pointer.

use std::cell::RefCell;
use std::ffi::c_void;
use std::sync::Mutex;

use hcs_sys::*;

use crate::recorder;

/// What a value of C is made of.
trait Bits: Copy {
    /// A value like no other; what it points to can be read and written to.
    fn make(number: usize) -> Self;
    fn bits(self) -> u64;
}

/// What places hold, and are to hold afterwards.
const UNTOUCHED: usize = 0x7E57;

macro_rules! bits {
    ($($type:ty: |$number:ident| $make:expr, |$it:ident| $bits:expr;)*) => {$(
        impl Bits for $type {
            fn make($number: usize) -> Self {
                $make
            }

            fn bits(self) -> u64 {
                let $it = self;
                $bits
            }
        }
    )*};
}

/// Memory that stays, and that whoever looks for leaks finds here.
fn kept<T: 'static>(value: T) -> *mut T {
    let kept: *mut T = Box::leak(Box::new(value));
    KEPT.lock().expect("no panic").push(kept.addr());
    kept
}

static KEPT: Mutex<Vec<usize>> = Mutex::new(Vec::new());

fn text(number: usize) -> PCWSTR {
    let text: Vec<u16> = format!("{{\"text\":{number}}}\0").encode_utf16().collect();
    // SAFETY: it stays, and nobody changes it.
    unsafe { (*kept(text)).as_ptr() }
}

bits! {
    u32: |number| number as u32, |it| it.into();
    i32: |number| number as i32, |it| it as u64;
    u64: |number| number as u64, |it| it;
    (): |_number| (), |_it| 0;
    *mut c_void: |number| number as _, |it| it as u64;
    *const c_void: |number| number as _, |it| it as u64;
    *const SECURITY_DESCRIPTOR: |number| number as _, |it| it as u64;
    *const u16: |number| text(number), |it| it as u64;
    *const i32: |_number| kept(7).cast_const(), |it| it as u64;
    *mut *mut u16: |_number| kept(UNTOUCHED as *mut u16), |it| it as u64;
    *mut *const u16: |_number| kept(UNTOUCHED as *const u16), |it| it as u64;
    *mut *mut c_void: |_number| kept(UNTOUCHED as *mut c_void), |it| it as u64;
    *mut HCS_PROCESS_INFORMATION: |_number| kept(HCS_PROCESS_INFORMATION::default()), |it| it as u64;
    HCS_OPERATION_COMPLETION: |_number| None, |it| it.is_some().into();
    HCS_EVENT_CALLBACK: |_number| None, |it| it.is_some().into();
}

thread_local! {
    /// The calls: the number of the function, and what it was given.
    static GIVEN: RefCell<Vec<(usize, Vec<u64>)>> = const { RefCell::new(Vec::new()) };
}

/// A function that writes down what it is given, and answers its number.
trait Echo<const N: usize> {
    const FUNCTION: Self;
    /// Calls it with values of its own; what they and the answer were.
    fn call(self) -> (Vec<u64>, u64, u64);
}

macro_rules! echo {
    ($($argument:ident)*) => {
        impl<const N: usize, R: Bits, $($argument: Bits),*> Echo<N> for unsafe extern "system" fn($($argument),*) -> R {
            const FUNCTION: Self = {
                #[allow(non_snake_case)]
                unsafe extern "system" fn function<const N: usize, R: Bits, $($argument: Bits),*>($($argument: $argument),*) -> R {
                    GIVEN.with_borrow_mut(|given| given.push((N, vec![$($argument.bits()),*])));
                    R::make(1000 + N)
                }
                function::<N, R, $($argument),*>
            };

            #[allow(non_snake_case)]
            fn call(self) -> (Vec<u64>, u64, u64) {
                let mut number = 0x1000 * (N + 1);
                $(
                    number += 16;
                    let $argument = $argument::make(number);
                )*
                // SAFETY: the function looks behind no pointer; what a recorder looks at is what the ABI asks for.
                let answer = unsafe { self($($argument),*) };
                (vec![$($argument.bits()),*], answer.bits(), R::make(1000 + N).bits())
            }
        }
    };
}

echo!(A);
echo!(A B);
echo!(A B C);
echo!(A B C D);
echo!(A B C D E);
echo!(A B C D E F);

macro_rules! field {
    (always, $name:ident, $number:literal) => {
        <hcs_sys::$name as Echo<$number>>::FUNCTION
    };
    (later, $name:ident, $number:literal) => {
        Some(<hcs_sys::$name as Echo<$number>>::FUNCTION)
    };
}

macro_rules! function {
    (always, $table:ident, $name:ident) => {
        $table.$name
    };
    (later, $table:ident, $name:ident) => {
        $table.$name.expect(stringify!($name))
    };
}

macro_rules! table {
    ($($number:literal $since:ident $name:ident)*) => {
        static ECHO: ComputeCore = ComputeCore { $($name: field!($since, $name, $number),)* };

        /// Calls each function: its name, what it was passed and what it got, what it answered and what was to be answered.
        fn call_all(table: &ComputeCore) -> Vec<(&'static str, usize, Vec<u64>, u64, u64)> {
            vec![$({
                let (passed, answer, expected) = Echo::<$number>::call(function!($since, table, $name));
                (stringify!($name), $number, passed, answer, expected)
            }),*]
        }
    };
}

table! {
    0 always HcsEnumerateComputeSystems 1 always HcsCreateOperation 2 always HcsCloseOperation
    3 always HcsGetOperationContext 4 always HcsSetOperationContext 5 always HcsGetComputeSystemFromOperation
    6 always HcsGetProcessFromOperation 7 always HcsGetOperationType 8 always HcsGetOperationId
    9 always HcsGetOperationResult 10 always HcsGetOperationResultAndProcessInfo 11 always HcsWaitForOperationResult
    12 always HcsWaitForOperationResultAndProcessInfo 13 always HcsSetOperationCallback 14 always HcsCancelOperation
    15 always HcsCreateComputeSystem 16 always HcsOpenComputeSystem 17 always HcsCloseComputeSystem
    18 always HcsStartComputeSystem 19 always HcsShutDownComputeSystem 20 always HcsTerminateComputeSystem
    21 always HcsPauseComputeSystem 22 always HcsResumeComputeSystem 23 always HcsSaveComputeSystem
    24 always HcsGetComputeSystemProperties 25 always HcsModifyComputeSystem 26 always HcsSetComputeSystemCallback
    27 always HcsCreateProcess 28 always HcsOpenProcess 29 always HcsCloseProcess 30 always HcsTerminateProcess
    31 always HcsSignalProcess 32 always HcsGetProcessInfo 33 always HcsGetProcessProperties 34 always HcsModifyProcess
    35 always HcsSetProcessCallback 36 always HcsGetServiceProperties 37 always HcsModifyServiceSettings
    38 always HcsSubmitWerReport 39 always HcsCreateEmptyGuestStateFile 40 always HcsCreateEmptyRuntimeStateFile
    41 always HcsGrantVmAccess 42 always HcsRevokeVmAccess 43 later HcsEnumerateComputeSystemsInNamespace
    44 later HcsCreateComputeSystemInNamespace 45 later HcsOpenComputeSystemInNamespace 46 later HcsCrashComputeSystem
    47 later HcsGrantVmGroupAccess 48 later HcsRevokeVmGroupAccess 49 later HcsGetProcessorCompatibilityFromSavedState
    50 later HcsWaitForComputeSystemExit 51 later HcsWaitForProcessExit 52 later HcsAddResourceToOperation
    53 later HcsCreateOperationWithNotifications 54 later HcsGetOperationProperties
    55 later HcsInitializeLiveMigrationOnSource 56 later HcsStartLiveMigrationOnSource
    57 later HcsStartLiveMigrationTransfer 58 later HcsFinalizeLiveMigration 59 later HcsCancelLiveMigration
    60 always LocalFree 61 always CloseHandle
}

#[test]
fn each_function_gets_its_own_arguments_and_answers_its_own_answer() {
    let (recorder, text) = recorder(&ECHO);
    let called = call_all(recorder.table());
    let given = GIVEN.take();
    assert_eq!(called.len(), ComputeCore::FUNCTIONS.len() + 2);
    assert_eq!(called.len(), given.len());
    for ((name, number, passed, answer, expected), given) in called.iter().zip(given) {
        let expected_call = (*number, passed.clone());
        assert_eq!(given, expected_call, "{name} gets what it was passed");
        assert_eq!(answer, expected, "{name} answers what was answered");
    }
    let lines = text.lines();
    for (name, ..) in called {
        let calls = lines.iter().filter(|line| line["call"] == name).count();
        let returns = lines.iter().filter(|line| line["function"] == name);
        assert_eq!(
            (calls, returns.count()),
            (1, 1),
            "{name} is in the recording"
        );
    }
    recorder.finish();
}

#[test]
fn places_are_left_alone() {
    let (recorder, text) = recorder(&ECHO);
    let mut place = UNTOUCHED as *mut u16;
    let table = recorder.table();
    // SAFETY: the function writes nothing.
    unsafe { (table.HcsGetOperationResult)(16 as _, &raw mut place) };
    assert_eq!(place as usize, UNTOUCHED);
    let lines = text.lines();
    let told = &lines.last().unwrap()["out"]["resultdocument"];
    assert_eq!(told["unchanged"], "0x7e57");
}
