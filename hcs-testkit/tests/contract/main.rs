//! The mock keeps the contract of computecore, rule by rule, at the raw C ABI. Names carry the rules' ids.

mod careful;
mod coverage;
mod documents;
mod ends;
mod events;
mod faults;
mod front;
mod host;
mod instances;
mod layers;
mod migration;
mod models;
mod notices;
mod operations;
mod police;
mod police_processes;
mod processes;
mod profiles;
mod raw;
mod schedules;
mod service;
mod storage;
mod streams;
mod systems;
