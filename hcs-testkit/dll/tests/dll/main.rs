//! The built libraries, as programs see them: their export tables, and what the process and the report look like when
//! a program in C, or in Rust, has used them.

mod built;
mod client;
mod exports;
mod programs;
mod settings;
mod written;
