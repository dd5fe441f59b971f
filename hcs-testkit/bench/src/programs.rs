//! The double's own speed: small programs, each on a double of its own.

use hcs_testkit::{MockHost, MockHostBuilder, Schedule};

use crate::calls::{DOCUMENT, ID};
use crate::pair::{Pair, Rounds};
use crate::raw::{System, wide};

const SCHEDULES: [(&str, Schedule); 4] = [
    ("inline", Schedule::Inline),
    ("before return", Schedule::BeforeReturn),
    ("threaded", Schedule::Threaded),
    ("stepped", Schedule::Stepped),
];

pub(crate) fn add(pairs: &mut Vec<Pair>) {
    for (name, schedule) in SCHEDULES {
        let name = format!("programs/mock/{name}: create, start, ask, terminate, close");
        pairs.push(Pair::new(
            name,
            move || hcs(schedule),
            move || raw(schedule),
        ));
    }
}

fn builder(schedule: Schedule) -> MockHostBuilder {
    MockHost::builder().schedule(schedule)
}

fn hcs(schedule: Schedule) -> Rounds {
    Box::new(move |rounds| {
        for _ in 0..rounds {
            let mock = builder(schedule).build();
            let system = mock.host().create(ID, DOCUMENT).wait().expect("created");
            system.start().wait().expect("started");
            system.properties().wait().expect("answered");
            system.terminate().wait().expect("terminated");
            system.close().expect("closed");
            mock.finish();
        }
    })
}

fn raw(schedule: Schedule) -> Rounds {
    Box::new(move |rounds| {
        for _ in 0..rounds {
            let mock = builder(schedule).build();
            let table = mock.table();
            let system = System::create(table, &wide(ID), &wide(DOCUMENT));
            system.wait(table.HcsStartComputeSystem, None);
            system.wait(table.HcsGetComputeSystemProperties, None);
            system.wait(table.HcsTerminateComputeSystem, None);
            drop(system);
            mock.finish();
        }
    })
}
