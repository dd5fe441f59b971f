//! Programs that have found something, as they were printed.
