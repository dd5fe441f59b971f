//! Container layers at the C ABI of computestorage (F1 to F3).

use std::fs::File;
use std::path::Path;

use hcs_sys::*;
use hcs_testkit::{Fault, LayerConflicts, MockHost, Profile};
use serde_json::{Value, json};

use crate::host::Directory;
use crate::layers::Layers;

const PATH_NOT_FOUND: HRESULT = 0x8007_0003_u32 as i32;
const SHARING_VIOLATION: HRESULT = 0x8007_0020_u32 as i32;
const FILE_EXISTS: HRESULT = 0x8007_0050_u32 as i32;
const ALREADY_EXISTS: HRESULT = 0x8007_00B7_u32 as i32;
const NOT_FOUND: HRESULT = 0x8007_0490_u32 as i32;

const ID: &str = "2f3f5d2c-8f0b-4b1c-9d4a-6f1a52a9a001";
const NOTHING_BELOW: &str = r#"{"SchemaVersion":{"Major":2,"Minor":1}}"#;

fn mock() -> (MockHost, Layers) {
    let mock = MockHost::new();
    let layers = Layers::of(&mock);
    (mock, layers)
}

/// A directory with what was downloaded of a layer: its path.
fn downloaded(directory: &Directory, name: &str) -> String {
    let path = directory.path(name);
    std::fs::create_dir_all(Path::new(&path).join("Files/Windows")).unwrap();
    std::fs::write(Path::new(&path).join("Files/Windows/a.txt"), name).unwrap();
    path
}

/// A layer on these layers.
fn data(below: &[&str]) -> String {
    let layers = below.iter().map(|path| json!({ "Id": ID, "Path": path }));
    let layers: Vec<Value> = layers.collect();
    json!({ "SchemaVersion": { "Major": 2, "Minor": 1 }, "Layers": layers }).to_string()
}

#[test]
fn f3_a_layer_is_imported_exported_and_destroyed() {
    let directory = Directory::new("layers");
    let (mock, hcs) = mock();
    let (base, app) = (directory.path("base"), directory.path("app"));
    let source = downloaded(&directory, "downloaded");
    assert_eq!(hcs.import(&base, &source, NOTHING_BELOW), S_OK);
    assert_eq!(hcs.import(&base, &source, NOTHING_BELOW), ALREADY_EXISTS);
    let below = data(&[&base]);
    assert_eq!(hcs.import(&app, &source, &below), S_OK);
    let text = std::fs::read_to_string(Path::new(&app).join("Files/Windows/a.txt"));
    assert_eq!(text.unwrap(), "downloaded");

    let exported = directory.path("exported");
    let options = Some(r#"{"IsWritableLayer":false}"#);
    let code = hcs.export(&app, &exported, &below, options);
    assert_eq!(code, PATH_NOT_FOUND, "it has to be there");
    std::fs::create_dir(&exported).unwrap();
    assert_eq!(hcs.export(&app, &exported, &below, options), S_OK);
    assert_eq!(hcs.export(&app, &exported, &below, None), S_OK);
    let writable = Some(r#"{"IsWritableLayer":true}"#);
    let code = hcs.export(&app, &exported, &below, writable);
    assert_eq!(code, E_INVALIDARG, "it can't be written to");
    let entries = std::fs::read_dir(&exported).unwrap();
    let names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["Files"], "as it was downloaded");

    assert_eq!(hcs.destroy(&app), S_OK);
    assert!(!Path::new(&app).exists());
    assert_eq!(hcs.destroy(&app), PATH_NOT_FOUND);
    mock.finish();
}

#[test]
fn f3_what_is_no_layer_is_left_alone() {
    let directory = Directory::new("nolayers");
    let (mock, hcs) = mock();
    let source = downloaded(&directory, "downloaded");
    let (empty, other) = (directory.path("empty"), directory.path("other"));
    std::fs::create_dir(&empty).unwrap();
    assert_eq!(hcs.destroy(&source), HCS_E_INVALID_LAYER);
    assert!(Path::new(&source).is_dir());
    assert_eq!(
        hcs.import(&other, &empty, NOTHING_BELOW),
        HCS_E_INVALID_LAYER
    );
    assert!(!Path::new(&other).exists());
    let missing = directory.path("missing");
    assert_eq!(hcs.import(&other, &missing, NOTHING_BELOW), PATH_NOT_FOUND);
    let code = hcs.export(&source, &empty, NOTHING_BELOW, None);
    assert_eq!(code, HCS_E_INVALID_LAYER);
    let code = hcs.import(&other, &source, &data(&[&missing]));
    assert_eq!(code, PATH_NOT_FOUND, "what it stands on");
    let code = hcs.import(&other, &source, &data(&[&source]));
    assert_eq!(code, HCS_E_INVALID_LAYER, "what it stands on");
    for bad in ["nonsense", "[]", r#"{"Layers":[{"Path":"/a"}]}"#] {
        assert_eq!(hcs.import(&other, &source, bad), HCS_E_INVALID_JSON);
    }
    assert_eq!(hcs.import("", &source, NOTHING_BELOW), E_INVALIDARG);
    assert!(!Path::new(&other).exists());
    mock.finish();
}

#[test]
fn f3_a_writable_layer_is_shown_by_one_filter() {
    let directory = Directory::new("filter");
    let (mock, hcs) = mock();
    let base = directory.path("base");
    let source = downloaded(&directory, "downloaded");
    assert_eq!(hcs.import(&base, &source, NOTHING_BELOW), S_OK);
    let below = data(&[&base]);
    let scratch = directory.path("scratch");
    assert_eq!(hcs.initialize(&scratch, &below, None), PATH_NOT_FOUND);
    std::fs::create_dir(&scratch).unwrap();
    assert_eq!(hcs.initialize(&scratch, &below, Some("{}")), E_INVALIDARG);
    assert_eq!(hcs.initialize(&scratch, &below, Some("")), S_OK);
    assert_eq!(hcs.initialize(&scratch, &below, None), ALREADY_EXISTS);

    assert_eq!(hcs.attach(&base, &below), HCS_E_INVALID_LAYER);
    assert_eq!(hcs.attach(&scratch, &below), S_OK);
    assert_eq!(hcs.attach(&scratch, &below), ALREADY_EXISTS);
    let root = std::fs::canonicalize(&scratch).unwrap();
    assert_eq!(mock.attached_filters(), [root]);
    assert_eq!(hcs.destroy(&scratch), SHARING_VIOLATION);
    assert_eq!(hcs.detach(&scratch), S_OK);
    assert_eq!(hcs.detach(&scratch), NOT_FOUND);
    assert!(mock.attached_filters().is_empty());

    let kind = |name: &str| format!(r#"{{"FilterType":"{name}"}}"#);
    assert_eq!(hcs.attach_overlay(&scratch, NOTHING_BELOW), E_INVALIDARG);
    assert_eq!(hcs.attach_overlay(&scratch, &kind("UnionFS")), S_OK);
    assert_eq!(hcs.detach_overlay(&scratch, &kind("WCIFS")), NOT_FOUND);
    assert_eq!(hcs.detach(&scratch), NOT_FOUND, "it is of another kind");
    assert_eq!(hcs.detach_overlay(&scratch, &kind("UnionFS")), S_OK);
    assert_eq!(hcs.destroy(&scratch), S_OK);
    mock.finish();
}

#[test]
fn f3_a_host_may_do_what_contradicts_what_is_there() {
    let directory = Directory::new("conflicts");
    let mut profile = Profile::documented();
    profile.layer_conflicts = LayerConflicts::Done;
    let mock = MockHost::builder().profile(profile).build();
    let hcs = Layers::of(&mock);
    let base = directory.path("base");
    let source = downloaded(&directory, "downloaded");
    assert_eq!(hcs.import(&base, &source, NOTHING_BELOW), S_OK);
    assert_eq!(hcs.import(&base, &source, NOTHING_BELOW), S_OK);
    let scratch = directory.path("scratch");
    std::fs::create_dir(&scratch).unwrap();
    assert_eq!(hcs.initialize(&scratch, NOTHING_BELOW, None), S_OK);
    assert_eq!(hcs.attach(&scratch, NOTHING_BELOW), S_OK);
    assert_eq!(hcs.attach(&scratch, NOTHING_BELOW), S_OK);
    assert_eq!(hcs.destroy(&scratch), S_OK);
    assert!(mock.attached_filters().is_empty());
    mock.finish();
}

#[test]
fn f3_a_legacy_layer_has_a_folder_of_its_own() {
    let directory = Directory::new("legacy");
    let (mock, hcs) = mock();
    let (mount, folder) = (directory.path("mount"), directory.path("folder"));
    let below = NOTHING_BELOW;
    std::fs::create_dir(&mount).unwrap();
    assert_eq!(
        hcs.initialize_legacy(&mount, &folder, below, None),
        PATH_NOT_FOUND
    );
    std::fs::create_dir(&folder).unwrap();
    let bad = Some("nonsense");
    assert_eq!(
        hcs.initialize_legacy(&mount, &folder, below, bad),
        HCS_E_INVALID_JSON
    );
    let exported = directory.path("exported");
    std::fs::create_dir(&exported).unwrap();
    let code = hcs.export_legacy(&mount, &folder, &exported, below);
    assert_eq!(code, HCS_E_INVALID_LAYER);
    assert_eq!(
        hcs.initialize_legacy(&mount, &folder, below, Some("{}")),
        S_OK
    );
    std::fs::write(Path::new(&mount).join("written"), "").unwrap();
    std::fs::write(Path::new(&folder).join("hive"), "").unwrap();
    assert_eq!(hcs.export_legacy(&mount, &folder, &exported, below), S_OK);
    for name in ["written", "hive"] {
        assert!(Path::new(&exported).join(name).is_file(), "{name}");
    }
    mock.finish();
}

#[test]
fn f1_a_base_layer_for_containers_takes_no_disk() {
    let directory = Directory::new("base");
    let (mock, hcs) = mock();
    let layer = downloaded(&directory, "layer");
    let disk = File::create_new(directory.path("disk.vhdx")).unwrap();
    let container = Some(r#"{"Type":"Container"}"#);
    let vm = Some(r#"{"Type":"Vm"}"#);
    assert_eq!(hcs.set_up(&layer, Some(&disk), container), E_INVALIDARG);
    assert_eq!(hcs.set_up(&layer, Some(&disk), None), E_INVALIDARG);
    assert_eq!(hcs.set_up(&layer, None, vm), E_INVALIDARG);
    assert_eq!(
        hcs.set_up(&layer, None, Some(r#"{"Type":17}"#)),
        HCS_E_INVALID_JSON
    );
    assert_eq!(hcs.set_up(&layer, None, container), S_OK);
    assert!(Path::new(&layer).join("Hives").is_dir());
    let again = hcs.set_up(&layer, None, container);
    assert_eq!(again, FILE_EXISTS, "what it makes must not be there");

    let machine = downloaded(&directory, "machine");
    assert_eq!(hcs.set_up(&machine, Some(&disk), vm), S_OK);
    let volume = downloaded(&directory, "volume");
    let missing = directory.path("missing");
    assert_eq!(
        hcs.set_up_volume(&volume, &missing, container),
        PATH_NOT_FOUND
    );
    assert_eq!(hcs.set_up_volume(&volume, &machine, container), S_OK);
    assert_eq!(hcs.set_up(&missing, None, container), PATH_NOT_FOUND);
    mock.finish();
}

#[test]
fn f2_a_formatted_disk_has_a_volume_whose_path_is_freed() {
    let directory = Directory::new("disk");
    let (mock, hcs) = mock();
    let path = directory.path("disk.vhdx");
    let disk = File::create_new(&path).unwrap();
    let writable = File::options().read(true).write(true).open(&path).unwrap();
    let readable = File::open(&path).unwrap();
    assert_eq!(hcs.mount_path(Some(&writable)), (NOT_FOUND, None));
    assert_eq!(hcs.format(Some(&readable)), E_ACCESSDENIED);
    assert_eq!(hcs.format(None), E_HANDLE);
    assert_eq!(hcs.mount_path(None), (E_HANDLE, None));
    assert_eq!(hcs.mount_path_without_place(&writable), E_POINTER);

    assert_eq!(hcs.format(Some(&writable)), S_OK);
    let (code, first) = hcs.mount_path(Some(&writable));
    assert_eq!(code, S_OK);
    let first = first.unwrap();
    assert!(
        first.starts_with(r"\\?\Volume{") && first.ends_with('}'),
        "{first}"
    );
    assert_eq!(hcs.mount_path(Some(&readable)).1.as_ref(), Some(&first));
    assert_eq!(mock.ledger().strings.created, 2);

    let place = mock.volume_directory(&first).unwrap();
    assert_eq!(hcs.initialize(&first, NOTHING_BELOW, None), S_OK);
    assert_eq!(hcs.attach(&format!(r"{first}\"), NOTHING_BELOW), S_OK);
    assert_eq!(mock.attached_filters(), std::slice::from_ref(&place));
    assert_eq!(hcs.detach(&first), S_OK);

    assert_eq!(hcs.format(Some(&writable)), S_OK);
    let (_, second) = hcs.mount_path(Some(&writable));
    assert_ne!(second.unwrap(), first, "what was on it is lost");
    assert!(!place.exists());
    assert_eq!(mock.volume_directory(&first), None);
    assert_eq!(hcs.initialize(&first, NOTHING_BELOW, None), PATH_NOT_FOUND);
    drop(disk);
    mock.finish();
}

#[test]
fn t2_a_volume_path_that_is_not_freed_is_open_in_the_ledger() {
    let directory = Directory::new("unfreed");
    let (mock, hcs) = mock();
    let mut options = File::options();
    let options = options.read(true).write(true).create_new(true);
    let disk = options.open(directory.path("disk.vhdx")).unwrap();
    assert_eq!(hcs.format(Some(&disk)), S_OK);
    let path = hcs.mount_path_kept(&disk);
    let ledger = mock.ledger().to_string();
    assert!(
        ledger.contains("string from HcsGetLayerVhdMountPath"),
        "{ledger}"
    );
    assert_eq!(hcs.free(path), 0);
    assert_eq!(hcs.free(path), path, "a second time");
    assert_eq!(mock.violations()[0].rule, "T2");
}

#[test]
fn l1_a_build_lacks_the_functions_of_layers_that_came_later() {
    for build in Profile::BUILDS {
        let mock = MockHost::builder()
            .profile(Profile::for_build(build))
            .build();
        for (function, there) in mock.storage_table().functions() {
            assert_eq!(there, function.since_build <= build, "{}", function.name);
        }
    }
    let mock = MockHost::builder().without("HcsSetupBaseOSVolume").build();
    assert!(!mock.storage_table().has("HcsSetupBaseOSVolume"));
    assert!(mock.storage_table().has("HcsAttachOverlayFilter"));
}

#[test]
fn a_fault_strikes_functions_of_layers_too() {
    let (mock, hcs) = mock();
    mock.fail(Fault::call("HcsDestroyLayer").answers(E_ACCESSDENIED));
    assert_eq!(hcs.destroy("/no/such/layer"), E_ACCESSDENIED);
    assert_eq!(hcs.destroy("/no/such/layer"), PATH_NOT_FOUND);
    mock.finish();
}
