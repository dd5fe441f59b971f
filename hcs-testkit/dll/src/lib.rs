#![doc = include_str!("../README.md")]

mod alone;
mod export;
mod guests;
mod host;
mod place;
mod report;
mod reporter;
mod settings;
mod stay;
