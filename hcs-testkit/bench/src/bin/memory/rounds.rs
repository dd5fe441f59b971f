//! The allocations of a round of each pair.

use hcs_bench::Counting;
use serde_json::json;

/// As many rounds first, in which tables and queues get their room.
const BEFORE: u64 = 100;
/// As many rounds are counted.
const ROUNDS: u64 = 100;

pub(crate) fn run() {
    for pair in hcs_bench::pairs().iter().filter(|pair| pair.counted) {
        let [hcs, raw] = pair.sides().map(|(_, prepare)| {
            let mut work = prepare();
            work(BEFORE);
            let before = Counting::allocations();
            work(ROUNDS);
            (Counting::allocations() - before) as f64 / ROUNDS as f64
        });
        println!("{}", json!({ "name": pair.name, "hcs": hcs, "raw": raw }));
    }
}
