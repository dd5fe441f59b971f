//! Documents of many sizes, to the backend and from it.

use std::hint::black_box;

use hcs::schema::{self, Plan9Share, VirtualMachine};
use hcs::{ComputeSystem, Document};
use hcs_sys::ComputeCore;
use hcs_testkit::null;
use serde_json::{Value, json};

use crate::backend::Kind;
use crate::calls::{DOCUMENT, ID};
use crate::pair::{Pair, Rounds};
use crate::raw::{System, wide};

const SIZES: [(&str, usize); 4] = [
    ("1 KiB", 1 << 10),
    ("32 KiB", 1 << 15),
    ("1 MiB", 1 << 20),
    ("10 MiB", 10 << 20),
];

pub(crate) fn add(pairs: &mut Vec<Pair>) {
    for (name, size) in SIZES {
        let sized = |what: &str, hcs: fn(usize) -> Rounds, raw: fn(usize) -> Rounds| {
            let name = format!("documents/null/{what}, {name}");
            Pair::new(name, move || hcs(size), move || raw(size)).bytes(size)
        };
        pairs.push(sized("text there", send_text, raw_send_text));
        pairs.push(sized("value there", send_value, raw_send_value));
        pairs.push(sized("value back", receive_value, raw_receive_value));
        pairs.push(sized("text back", receive_text, raw_receive_text));
        pairs.push(sized("structure there", send_typed, raw_send_untyped));
        pairs.push(sized("structures back", receive_typed, raw_receive_untyped));
    }
}

/// A document like those of large enumerations, of about this size as a text.
fn document(size: usize) -> Value {
    let one = json!({
        "Id": ID,
        "SystemType": "VirtualMachine",
        "Owner": "Sample",
        "RuntimeId": ID,
        "State": "Running",
        "Stopped": false,
        "Memory": { "SizeInMB": 4096, "VirtualNodes": [0, 1, 2, 3] },
    });
    let length = one.to_string().len() + 1;
    Value::Array(vec![one; size.div_ceil(length)])
}

fn system() -> (ComputeSystem, System) {
    let backend = Kind::Null.make();
    let system = backend.host().create(ID, DOCUMENT).wait().expect("created");
    let raw = System::create(backend.table(), &wide(ID), &wide(DOCUMENT));
    (system, raw)
}

fn send_text(size: usize) -> Rounds {
    let text = document(size).to_string();
    let (system, _) = system();
    Box::new(move |rounds| {
        for _ in 0..rounds {
            system.save_with(&text).wait().expect("completed");
        }
    })
}

fn raw_send_text(size: usize) -> Rounds {
    let text = document(size).to_string();
    let (_, system) = system();
    Box::new(move |rounds| {
        for _ in 0..rounds {
            system.wait(system.core.HcsSaveComputeSystem, Some(&wide(&text)));
        }
    })
}

fn send_value(size: usize) -> Rounds {
    let value = document(size);
    let (system, _) = system();
    Box::new(move |rounds| {
        for _ in 0..rounds {
            system.save_with(&value).wait().expect("completed");
        }
    })
}

fn raw_send_value(size: usize) -> Rounds {
    send_raw(document(size))
}

fn send_raw(value: Value) -> Rounds {
    let (_, system) = system();
    Box::new(move |rounds| {
        for _ in 0..rounds {
            let document = wide(&value.to_string());
            system.wait(system.core.HcsSaveComputeSystem, Some(&document));
        }
    })
}

/// Has the backend answer with a document of this size.
fn answer(size: usize) {
    // Pairs are few, and a process has an end.
    null::answer(Some(wide(&document(size).to_string()).leak()));
}

fn receive_value(size: usize) -> Rounds {
    let (system, _) = system();
    answer(size);
    Box::new(move |rounds| {
        for _ in 0..rounds {
            black_box(system.properties_value().wait().expect("completed"));
        }
    })
}

fn raw_receive_value(size: usize) -> Rounds {
    let (_, system) = system();
    answer(size);
    let function = properties(system.core);
    Box::new(move |rounds| {
        for _ in 0..rounds {
            let text = system.wait(function, None).expect("a document");
            black_box(serde_json::from_str::<Value>(&text).expect("JSON"));
        }
    })
}

fn receive_text(size: usize) -> Rounds {
    let host = Kind::Null.make().host();
    answer(size);
    Box::new(move |rounds| {
        for _ in 0..rounds {
            let operation = hcs::raw::Operation::new(&host).expect("there is memory");
            let begun = crate::raw::enumerate(host.table(), operation.as_raw());
            assert!(begun >= 0, "{begun:#x}");
            black_box(
                operation
                    .wait("HcsEnumerateComputeSystems")
                    .expect("completed"),
            );
        }
    })
}

fn raw_receive_text(size: usize) -> Rounds {
    let core = Kind::Null.make().table();
    answer(size);
    Box::new(move |rounds| {
        for _ in 0..rounds {
            let enumerate = |operation| crate::raw::enumerate(core, operation);
            black_box(crate::raw::wait(core, enumerate).expect("a document"));
        }
    })
}

/// A virtual machine with so many shares that its document is of about this size as a text.
fn machine(size: usize) -> schema::ComputeSystem {
    let with_shares = |count| {
        let share = |machine: VirtualMachine, number: usize| {
            machine.with_plan9_share(Plan9Share {
                name: Some(format!("share-{number:08}")),
                access_name: Some(format!("share-{number:08}")),
                path: Some(r"C:\machines\01234567-89ab-cdef-0123-456789abcdef".to_owned()),
                port: Some(564),
                ..Plan9Share::default()
            })
        };
        let machine = (0..count).fold(VirtualMachine::default(), share);
        schema::ComputeSystem::of_virtual_machine("Sample", machine)
    };
    let length = |count| Document::from(with_shares(count)).to_string().len();
    let each = length(2) - length(1);
    with_shares(size.div_ceil(each))
}

fn send_typed(size: usize) -> Rounds {
    let document = machine(size);
    let (system, _) = system();
    Box::new(move |rounds| {
        for _ in 0..rounds {
            system.save_with(&document).wait().expect("completed");
        }
    })
}

/// The same document as a `Value`.
fn raw_send_untyped(size: usize) -> Rounds {
    let text = Document::from(machine(size)).to_string();
    let value: Value = serde_json::from_str(&text).expect("JSON");
    send_raw(value)
}

fn receive_typed(size: usize) -> Rounds {
    let host = Kind::Null.make().host();
    answer(size);
    Box::new(move |rounds| {
        for _ in 0..rounds {
            black_box(host.enumerate().wait().expect("completed"));
        }
    })
}

/// The same document as a `Value`.
fn raw_receive_untyped(size: usize) -> Rounds {
    let core = Kind::Null.make().table();
    answer(size);
    Box::new(move |rounds| {
        for _ in 0..rounds {
            let enumerate = |operation| crate::raw::enumerate(core, operation);
            let text = crate::raw::wait(core, enumerate).expect("a document");
            black_box(serde_json::from_str::<Value>(&text).expect("JSON"));
        }
    })
}

fn properties(core: &ComputeCore) -> crate::raw::Function {
    core.HcsGetComputeSystemProperties
}
