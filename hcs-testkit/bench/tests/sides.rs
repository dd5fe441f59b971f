//! Each benchmark works: both sides of each pair do some rounds. What they cost is not looked at.

use hcs_bench::{Pair, pairs};

/// Larger ones do the same, for longer.
const LARGEST: u64 = 1 << 16;

#[test]
fn both_sides_of_each_pair_work() {
    let small = |pair: &Pair| pair.bytes.is_none_or(|bytes| bytes <= LARGEST);
    for pair in pairs().into_iter().filter(small) {
        for (side, prepare) in pair.sides() {
            let mut work = prepare();
            work(1);
            work(3);
            println!("{}: {side}", pair.name);
        }
    }
}

#[test]
fn each_pair_has_a_name_of_its_own() {
    let names: Vec<_> = pairs().into_iter().map(|pair| pair.name).collect();
    for (index, name) in names.iter().enumerate() {
        assert!(!names[..index].contains(name), "{name}");
        assert_eq!(name.split('/').count(), 3, "{name}: group, backend, work");
    }
}
