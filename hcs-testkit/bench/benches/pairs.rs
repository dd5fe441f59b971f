//! The times of all pairs, taken by criterion: `cargo xtask bench` runs this and reads what criterion keeps.

use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn pairs(criterion: &mut Criterion) {
    for pair in hcs_bench::pairs() {
        let mut group = criterion.benchmark_group(&pair.name);
        if let Some(bytes) = pair.bytes {
            group.throughput(Throughput::Bytes(bytes));
        }
        // One side after the other: what else the machine does meanwhile meets both.
        for (side, prepare) in pair.sides() {
            // Got ready only if it is measured, as criterion's filter says.
            let mut work = None;
            group.bench_function(side, |bencher| {
                let work = work.get_or_insert_with(prepare);
                bencher.iter_custom(|rounds| {
                    let start = Instant::now();
                    work(rounds);
                    start.elapsed()
                });
            });
        }
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_secs(1))
        .sample_size(30)
        .nresamples(1000);
    targets = pairs
}
criterion_main!(benches);
