//! What newer builds tell about operations.

use hcs_sys::{
    HcsEventOperationCallback, HcsOperationOptionProgressUpdate, HcsOperationTypeEnumerate, S_OK,
};
use serde_json::Value;

use super::operations::enumerate;
use crate::conformance::case::{Case, Need};
use crate::conformance::host::{Host, Stop};

pub(super) const CASES: &[Case] = &[
    Case::new(
        "notices.completion",
        &["O15"],
        &[
            Need::Service,
            Need::Export("HcsCreateOperationWithNotifications"),
        ],
        completion,
    ),
    Case::new(
        "notices.properties",
        &["O17"],
        &[Need::Service, Need::Export("HcsGetOperationProperties")],
        properties,
    ),
];

/// An operation with notifications tells of its completion, naming itself, and of nothing after that.
fn completion(host: &Host) -> Result<(), Stop> {
    let (operation, told) = host
        .operation_notifying(HcsOperationOptionProgressUpdate, |event| {
            (event.kind, event.operation)
        })?;
    enumerate(host, operation.handle())?;
    let handle = operation.handle();
    let Some((_, named)) = host.due_where(&told, |(kind, _)| *kind == HcsEventOperationCallback)
    else {
        host.contradict("O15", "the completion of an accepted call is never told");
        operation.gone();
        return Ok(());
    };
    host.judge("O15", named == handle, "the completion names its operation");
    let more = host.within_quiet(&told, |_| false);
    let over = more
        .iter()
        .all(|(kind, _)| *kind == HcsEventOperationCallback);
    host.judge("O15", over, "no progress is told after the completion");
    Ok(())
}

/// An operation that was started has properties, and they are JSON.
fn properties(host: &Host) -> Result<(), Stop> {
    let operation = host.operation()?;
    enumerate(host, operation.handle())?;
    operation.wait()?;
    let (code, document) = host.abi.operation_properties(operation.handle(), None);
    host.code("O17", "HcsGetOperationProperties", code, &[S_OK]);
    if let Some(document) = document {
        let value = serde_json::from_str::<Value>(&document);
        host.judge("O17", value.is_ok(), "the properties are JSON");
        let named = value.is_ok_and(|it| it["OperationType"] == HcsOperationTypeEnumerate);
        host.judge("O17", named, "they tell the type of the operation");
    }
    Ok(())
}
