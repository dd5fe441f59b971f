// No library: it makes the examples of the workspace's README run as tests.
#![doc = include_str!("../../README.md")]
