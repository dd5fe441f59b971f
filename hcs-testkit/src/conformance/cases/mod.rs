//! The cases, family by family.

mod callbacks;
mod closing;
mod containers;
mod documents;
mod events;
mod files;
mod library;
mod notices;
mod operations;
mod processes;
mod service;
mod states;
mod systems;

use super::case::Case;

/// All of them, in the order in which they run: what asks least of a host comes first, and what no page promises to be
/// harmless comes last.
pub(crate) const FAMILIES: &[&[Case]] = &[
    library::CASES,
    service::CASES,
    files::CASES,
    documents::CASES,
    operations::CASES,
    notices::CASES,
    callbacks::CASES,
    systems::CASES,
    states::CASES,
    events::CASES,
    containers::CASES,
    processes::CASES,
    closing::CASES,
];
