//! A computecore without Hyper-V.
