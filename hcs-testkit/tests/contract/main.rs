//! The mock keeps the contract of computecore, rule by rule, at the raw C ABI.

mod models;
mod raw;
