//! Keeps the library loaded where the linker can see to it; `src/stay.rs` does so where it can't.
//!
//! Nothing is to be done about the names on 32-bit Windows: rustc gives the linker the undecorated names of the exports,
//! and the linker finds the decorated functions that they stand for.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |variable: &str, value: &str| std::env::var(variable).is_ok_and(|it| it == value);
    if is("CARGO_CFG_TARGET_FAMILY", "unix") && !is("CARGO_CFG_TARGET_VENDOR", "apple") {
        // Its threads run on after `dlclose`, and callbacks may be on their way.
        println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
