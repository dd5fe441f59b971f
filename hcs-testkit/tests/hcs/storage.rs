#![allow(unsafe_code)] // Takes the mock's table on trust, as a program with a table of its own does.
//! Container layers through the safe crate.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::directory::Directory;
use hcs::storage::{
    ExportLayerOptions, Feature, FilterType, Layer, LayerData, OsLayerOptions, OsLayerType,
    Storage, VhdHandle,
};
use hcs::{Build, Document, Error};
use hcs_sys::{E_ACCESSDENIED, E_FAIL, HCS_E_INVALID_LAYER, S_OK};
use hcs_testkit::{Fault, MockHost, Profile};
use serde_json::json;

const ID: &str = "2f3f5d2c-8f0b-4b1c-9d4a-6f1a52a9a001";

fn lent(file: &File) -> VhdHandle<'_> {
    #[cfg(unix)]
    return std::os::fd::AsFd::as_fd(file);
    #[cfg(windows)]
    return std::os::windows::io::AsHandle::as_handle(file);
}

/// What was downloaded of a layer.
fn downloaded(directory: &Directory, name: &str) -> PathBuf {
    let path = directory.path(name);
    std::fs::create_dir_all(path.join("Files")).expect("a directory");
    std::fs::write(path.join("Files/a.txt"), name).expect("a file");
    path
}

/// A base layer, and what stands on it.
fn base(storage: Storage, directory: &Directory) -> LayerData {
    let base = directory.path("base");
    storage
        .import_layer(
            &base,
            downloaded(directory, "downloaded"),
            LayerData::default(),
        )
        .expect("imported");
    LayerData::new([Layer::new(ID, base)])
}

#[test]
fn f3_a_layer_is_made_copied_and_destroyed() {
    let directory = Directory::new();
    let mock = MockHost::new();
    let storage = mock.storage();
    let below = base(storage, &directory);
    let (app, exported) = (directory.path("app"), directory.path("exported"));
    storage
        .import_layer(&app, downloaded(&directory, "more"), &below)
        .expect("imported");
    std::fs::create_dir(&exported).expect("a directory");
    storage
        .export_layer(&app, &exported, &below, ExportLayerOptions::default())
        .expect("exported");
    let text = std::fs::read_to_string(exported.join("Files/a.txt"));
    assert_eq!(text.expect("a file"), "more");
    storage.destroy_layer(&app).expect("destroyed");
    let error = storage.destroy_layer(&app).unwrap_err();
    assert!(error.is_file_not_found());
    assert_eq!(
        (error.call(), error.path()),
        ("HcsDestroyLayer", Some(&*app))
    );
    mock.finish();
}

#[test]
fn f3_documents_of_the_schema_will_do_as_well() {
    use hcs::schema::{self, Guid};
    let directory = Directory::new();
    let mock = MockHost::new();
    let storage = mock.storage();
    base(storage, &directory);
    let path = directory.path("base");
    let below = schema::LayerData {
        schema_version: Some(hcs::SchemaVersion::new(2, 1).into()),
        layers: Some(vec![schema::Layer {
            id: Some(ID.parse::<Guid>().expect("a GUID")),
            path: Some(path.to_str().expect("Unicode").to_owned()),
            ..Default::default()
        }]),
        ..Default::default()
    };
    let app = directory.path("app");
    storage
        .import_layer(&app, downloaded(&directory, "more"), below.clone())
        .expect("imported");
    let options = schema::ExportLayerOptions {
        is_writable_layer: Some(true),
        ..Default::default()
    };
    let exported = directory.path("exported");
    std::fs::create_dir(&exported).expect("a directory");
    let error = storage
        .export_layer(&app, &exported, below, options)
        .unwrap_err();
    assert_eq!(
        error.code().and_then(|code| code.name()),
        Some("E_INVALIDARG"),
        "it can't be written to"
    );
    mock.finish();
}

#[test]
fn f1_f2_f3_a_container_gets_a_layer_to_write_to() {
    let directory = Directory::new();
    let mock = MockHost::new();
    let storage = mock.storage();
    let below = base(storage, &directory);
    storage
        .set_up_base_os_layer(
            directory.path("base"),
            None,
            OsLayerOptions::new(OsLayerType::Container),
        )
        .expect("set up");

    let mut options = File::options();
    let options = options.read(true).write(true).create_new(true);
    let disk = options
        .open(directory.path("scratch.vhdx"))
        .expect("a file");
    storage
        .format_writable_layer_vhd(lent(&disk))
        .expect("formatted");
    let volume = storage.layer_vhd_mount_path(lent(&disk)).expect("a volume");
    assert!(
        mock.volume_directory(&volume)
            .expect("a directory")
            .is_dir()
    );
    storage
        .initialize_writable_layer(&volume, &below)
        .expect("prepared");
    storage
        .attach_layer_storage_filter(&volume, &below)
        .expect("attached");
    assert_eq!(mock.attached_filters().len(), 1);
    let error = storage.destroy_layer(&volume).unwrap_err();
    assert!(error.is_file_in_use());
    storage
        .detach_layer_storage_filter(&volume)
        .expect("detached");
    assert!(mock.attached_filters().is_empty());

    let exported = directory.path("exported");
    std::fs::create_dir(&exported).expect("a directory");
    let writable = ExportLayerOptions::default().writable_layer(true);
    storage
        .export_layer(&volume, &exported, &below, writable)
        .expect("exported");
    storage.destroy_layer(&volume).expect("destroyed");
    mock.finish();
}

#[test]
fn f1_a_base_layer_for_containers_takes_no_disk() {
    let directory = Directory::new();
    let mock = MockHost::new();
    let storage = mock.storage();
    let disk = File::create_new(directory.path("base.vhdx")).expect("a file");
    let layer = downloaded(&directory, "layer");
    let container = OsLayerOptions::new(OsLayerType::Container);
    let error = storage
        .set_up_base_os_layer(&layer, Some(lent(&disk)), container)
        .unwrap_err();
    assert_eq!(
        error.code().and_then(|code| code.name()),
        Some("E_INVALIDARG")
    );
    let machine = OsLayerOptions::new(OsLayerType::Vm);
    storage
        .set_up_base_os_layer(&layer, Some(lent(&disk)), machine)
        .expect("set up");
    let other = downloaded(&directory, "other");
    storage
        .set_up_base_os_volume(&other, &layer, container)
        .expect("set up");
    mock.finish();
}

#[test]
fn f3_a_filter_of_a_chosen_kind() {
    let directory = Directory::new();
    let mock = MockHost::new();
    let storage = mock.storage();
    let below = base(storage, &directory).with_filter(FilterType::UnionFs);
    let scratch = directory.path("scratch");
    std::fs::create_dir(&scratch).expect("a directory");
    storage
        .initialize_writable_layer(&scratch, &below)
        .expect("prepared");
    storage
        .attach_overlay_filter(&scratch, &below)
        .expect("attached");
    let other = LayerData::default().with_filter(FilterType::WcIfs);
    assert!(storage.detach_overlay_filter(&scratch, other).is_err());
    let kind = LayerData::default().with_filter(FilterType::UnionFs);
    storage
        .detach_overlay_filter(&scratch, kind)
        .expect("detached");
    mock.finish();
}

#[test]
fn f3_a_legacy_layer_has_a_folder_of_its_own() {
    let directory = Directory::new();
    let mock = MockHost::new();
    let storage = mock.storage();
    let below = base(storage, &directory);
    let [mount, folder, exported] = ["mount", "folder", "exported"].map(|name| {
        let path = directory.path(name);
        std::fs::create_dir(&path).expect("a directory");
        path
    });
    storage
        .initialize_legacy_writable_layer(&mount, &folder, &below, Some(json!({}).into()))
        .expect("prepared");
    std::fs::write(folder.join("hive"), "").expect("a file");
    storage
        .export_legacy_writable_layer(&mount, &folder, &exported, &below)
        .expect("exported");
    assert!(exported.join("hive").is_file());
    let error = storage
        .initialize_legacy_writable_layer(&mount, &folder, &below, None)
        .unwrap_err();
    assert_eq!(error.path(), Some(&*mount));
    mock.finish();
}

/// Every call with a layer's path; with documents that say nothing.
fn each(storage: Storage, path: &Path, other: &Path, document: &str) -> Vec<Error> {
    let document = || Document::from(document);
    [
        storage.import_layer(path, other, document()),
        storage.export_layer(path, other, document(), document()),
        storage.export_legacy_writable_layer(path, other, other, document()),
        storage.initialize_writable_layer(path, document()),
        storage.initialize_legacy_writable_layer(path, other, document(), None),
        storage.attach_layer_storage_filter(path, document()),
        storage.set_up_base_os_layer(path, None, document()),
        storage.set_up_base_os_volume(path, other, document()),
        storage.attach_overlay_filter(path, document()),
        storage.detach_overlay_filter(path, document()),
    ]
    .into_iter()
    .map(Result::unwrap_err)
    .collect()
}

#[test]
fn t1_what_cannot_be_passed_on_reaches_nobody() {
    let mock = MockHost::new();
    let storage = mock.storage();
    let (good, bad) = (Path::new("layer"), Path::new("la\0yer"));
    let mut errors = each(storage, bad, good, "{}");
    errors.push(storage.destroy_layer(bad).unwrap_err());
    errors.push(storage.detach_layer_storage_filter(bad).unwrap_err());
    errors.push(storage.import_layer(good, bad, "{}").unwrap_err());
    errors.push(storage.export_layer(good, bad, "{}", "{}").unwrap_err());
    errors.push(storage.set_up_base_os_volume(good, bad, "{}").unwrap_err());
    for error in errors {
        assert_eq!(error.path(), Some(bad), "{error}");
        assert!(error.to_string().contains("has a NUL character"), "{error}");
    }
    for error in each(storage, good, good, "{ nonsense") {
        assert!(error.is_invalid_json(), "{error}");
        assert!(error.to_string().contains("line 1, column 3"), "{error}");
    }
    assert!(mock.history().calls.is_empty(), "nothing was called");
    mock.finish();
}

#[test]
fn a_failure_names_the_layer() {
    let mock = MockHost::new();
    let storage = mock.storage();
    let path = Path::new("C:\\layers\\app");
    mock.fail(Fault::any_call().answers(E_ACCESSDENIED).every());
    let mut errors = each(storage, path, path, "{}");
    errors.push(storage.destroy_layer(path).unwrap_err());
    errors.push(storage.detach_layer_storage_filter(path).unwrap_err());
    assert_eq!(errors.len(), 12);
    for error in errors {
        assert!(error.is_access_denied());
        assert_eq!(error.path(), Some(path));
        let begin = format!("{} failed for \"{}\": ", error.call(), path.display());
        assert!(error.to_string().starts_with(&begin), "{error}");
    }
    mock.finish();
}

#[test]
fn f2_a_handle_is_lent_and_a_path_is_freed() {
    let directory = Directory::new();
    let mock = MockHost::new();
    let storage = mock.storage();
    let disk = File::create_new(directory.path("disk.vhdx")).expect("a file");
    let error = storage.layer_vhd_mount_path(lent(&disk)).unwrap_err();
    assert_eq!(error.call(), "HcsGetLayerVhdMountPath");
    let read_only = File::open(directory.path("disk.vhdx")).expect("a file");
    let error = storage
        .format_writable_layer_vhd(lent(&read_only))
        .unwrap_err();
    assert_eq!(error.call(), "HcsFormatWritableLayerVhd");
    assert!(error.is_access_denied());

    // A failure may have a text, and a success none.
    let fault = Fault::call("HcsGetLayerVhdMountPath");
    mock.fail(fault.clone().answers_with_document(E_FAIL, "{}"));
    assert!(storage.layer_vhd_mount_path(lent(&disk)).is_err());
    mock.fail(fault.answers(S_OK));
    let error = storage.layer_vhd_mount_path(lent(&disk)).unwrap_err();
    assert!(error.to_string().contains("has no path"), "{error}");
    // The file is still open.
    disk.set_len(1).expect("it can be written to");
    mock.finish();
}

#[test]
fn l1_each_build_has_the_functions_of_its_time() {
    for build in Profile::BUILDS {
        let mock = MockHost::builder()
            .profile(Profile::for_build(build))
            .build();
        let storage = mock.storage();
        assert_eq!(storage.build(), Build::Exactly(build));
        for &feature in Feature::ALL {
            let there = feature.needs_build() <= build;
            assert_eq!(storage.supports(feature), there, "{feature} on {build}");
            if let Err(error) = storage.require(feature) {
                assert!(error.is_unsupported());
                assert_eq!(error.needs_build(), Some(feature.needs_build()));
            }
        }
        if build < 20348 {
            let error = storage.set_up_base_os_volume("a", "b", "{}").unwrap_err();
            let builds = format!("needs Windows build 20348; this host has {build}");
            assert!(error.to_string().contains(&builds), "{error}");
        }
        if build < 26100 {
            for error in [
                storage.attach_overlay_filter("a", "{}").unwrap_err(),
                storage.detach_overlay_filter("a", "{}").unwrap_err(),
            ] {
                assert_eq!(error.needs_build(), Some(26100));
            }
        }
        // SAFETY: the mock's functions have computestorage's signatures and obey its rules.
        let other = unsafe { Storage::from_table(mock.storage_table()) };
        let newest = match build {
            ..20348 => 17763,
            20348..26100 => 20348,
            _ => 26100,
        };
        assert_eq!(other.build(), Build::AtLeast(newest));
        assert!(mock.history().calls.is_empty(), "nothing was called");
        mock.finish();
    }
}

#[test]
fn f3_what_is_no_layer_is_said_to_be_none() {
    let directory = Directory::new();
    let mock = MockHost::new();
    let storage = mock.storage();
    let path = downloaded(&directory, "files");
    let error = storage.destroy_layer(&path).unwrap_err();
    assert_eq!(error.code().map(i32::from), Some(HCS_E_INVALID_LAYER));
    assert!(path.is_dir(), "it is still there");
    mock.finish();
}

#[cfg(not(windows))]
#[test]
fn l1_off_windows_there_is_no_library() {
    let error = Storage::new().unwrap_err();
    assert!(error.is_unsupported());
    assert!(error.to_string().contains("computestorage.dll"), "{error}");
}
