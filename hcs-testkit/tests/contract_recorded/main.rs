//! The tests of the contract once more, with a recorder between them and the mock: neither notices it.

#[path = "../contract/careful.rs"]
mod careful;
#[path = "../contract/coverage.rs"]
mod coverage;
#[path = "../contract/documents.rs"]
mod documents;
#[path = "../contract/ends.rs"]
mod ends;
#[path = "../contract/events.rs"]
mod events;
#[path = "../contract/faults.rs"]
mod faults;
mod front;
#[path = "../contract/host.rs"]
mod host;
#[path = "../contract/migration.rs"]
mod migration;
#[path = "../contract/models.rs"]
mod models;
#[path = "../contract/notices.rs"]
mod notices;
#[path = "../contract/operations.rs"]
mod operations;
#[path = "../contract/police.rs"]
mod police;
#[path = "../contract/police_processes.rs"]
mod police_processes;
#[path = "../contract/processes.rs"]
mod processes;
#[path = "../contract/profiles.rs"]
mod profiles;
#[path = "../contract/raw.rs"]
mod raw;
#[path = "../contract/schedules.rs"]
mod schedules;
#[path = "../contract/service.rs"]
mod service;
#[path = "../contract/streams.rs"]
mod streams;
#[path = "../contract/systems.rs"]
mod systems;
