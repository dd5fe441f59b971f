//! Drops the imports for the linker that windows-bindgen writes beside each function pointer type: the libraries are
//! loaded at run time, so that a program starts on a machine that lacks them.

macro_rules! nothing {
    ($($import:tt)*) => {};
}

// The macro itself can't be named `link`: that is an attribute of the language.
pub(crate) use nothing as link;
