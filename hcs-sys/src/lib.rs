//! Raw declarations of the Windows Host Compute System.
