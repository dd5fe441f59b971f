//! Cut.
