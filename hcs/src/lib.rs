//! Safe bindings to the Windows Host Compute System.
