//! Random programs that grant, revoke and lend access, against a model that is a set.

use std::collections::BTreeSet;
use std::path::PathBuf;

use hcs::VmAccess;
use hcs_sys::E_FAIL;
use hcs_testkit::{Fault, MockHost, Profile, RevokeUngranted};
use proptest::prelude::*;

use crate::directory::Directory;

const FILES: usize = 3;

/// A virtual machine, or all of them.
type Who = Option<u8>;

#[derive(Clone, Debug)]
enum Step {
    Grant(Who, usize),
    Revoke(Who, usize),
    /// Lends these files; the n-th of them can't be granted, if there are so many.
    Lend(Who, Vec<usize>, Option<usize>),
    /// One of the guards goes.
    Drop(prop::sample::Index),
    Keep(prop::sample::Index),
}

fn who() -> impl Strategy<Value = Who> {
    prop::option::weighted(0.7, 0..2_u8)
}

fn step() -> impl Strategy<Value = Step> {
    let files = prop::collection::vec(0..FILES, 0..4);
    let failing = prop::option::weighted(0.3, 0..3_usize);
    prop_oneof![
        2 => (who(), 0..FILES).prop_map(|(who, file)| Step::Grant(who, file)),
        2 => (who(), 0..FILES).prop_map(|(who, file)| Step::Revoke(who, file)),
        4 => (who(), files, failing).prop_map(|(who, files, nth)| Step::Lend(who, files, nth)),
        3 => any::<prop::sample::Index>().prop_map(Step::Drop),
        1 => any::<prop::sample::Index>().prop_map(Step::Keep),
    ]
}

/// What is granted, as the rules have it (H3): access isn't counted.
#[derive(Default)]
struct Model(BTreeSet<(Who, usize)>);

impl Model {
    fn take(&mut self, who: Who, files: &[usize]) {
        self.0
            .retain(|(other, file)| *other != who || !files.contains(file));
    }
}

struct Stage {
    mock: MockHost,
    paths: Vec<PathBuf>,
    _directory: Directory,
    model: Model,
    guards: Vec<(VmAccess, Who, Vec<usize>)>,
}

impl Stage {
    fn new(revoke_ungranted: RevokeUngranted) -> Self {
        let directory = Directory::new();
        let paths = (0..FILES).map(|file| directory.file(&file.to_string()));
        let mut profile = Profile::documented();
        profile.revoke_ungranted = revoke_ungranted;
        Self {
            mock: MockHost::builder().profile(profile).build(),
            paths: paths.collect(),
            _directory: directory,
            model: Model::default(),
            guards: Vec::new(),
        }
    }

    fn play(&mut self, step: &Step) {
        let host = self.mock.host();
        match step {
            Step::Grant(who, file) => {
                let path = &self.paths[*file];
                match who {
                    Some(vm) => host.grant_vm_access(&vm.to_string(), path),
                    None => host.grant_vm_group_access(path),
                }
                .expect("the file is there");
                self.model.0.insert((*who, *file));
            }
            Step::Revoke(who, file) => {
                let path = &self.paths[*file];
                // Whether it is an error when there was no grant, is open.
                let _ = match who {
                    Some(vm) => host.revoke_vm_access(&vm.to_string(), path),
                    None => host.revoke_vm_group_access(path),
                };
                self.model.take(*who, &[*file]);
            }
            Step::Lend(who, files, failing) => self.lend(*who, files, *failing),
            Step::Drop(index) if !self.guards.is_empty() => {
                let (guard, who, files) = self.guards.swap_remove(index.index(self.guards.len()));
                drop(guard);
                self.model.take(who, &files);
            }
            Step::Keep(index) if !self.guards.is_empty() => {
                let (guard, ..) = self.guards.swap_remove(index.index(self.guards.len()));
                guard.keep();
            }
            Step::Drop(_) | Step::Keep(_) => {}
        }
    }

    fn lend(&mut self, who: Who, files: &[usize], failing: Option<usize>) {
        let host = self.mock.host();
        let mut once: Vec<usize> = Vec::new();
        for &file in files {
            if !once.contains(&file) {
                once.push(file);
            }
        }
        let failing = failing.filter(|nth| *nth < once.len());
        if let Some(nth) = failing {
            let call = match who {
                Some(_) => "HcsGrantVmAccess",
                None => "HcsGrantVmGroupAccess",
            };
            let fault = Fault::call(call).nth(nth as u64 + 1);
            self.mock.fail(fault.answers(E_FAIL));
        }
        let paths = files.iter().map(|file| &self.paths[*file]);
        let lent = match who {
            Some(vm) => host.vm_access(&vm.to_string(), paths),
            None => host.vm_group_access(paths),
        };
        match (lent, failing) {
            (Ok(guard), None) => {
                self.model.0.extend(once.iter().map(|file| (who, *file)));
                self.guards.push((guard, who, once));
            }
            (Err(error), Some(nth)) => {
                assert_eq!(error.path(), Some(&*self.paths[once[nth]]));
                // What was granted on the way is taken back, whoever had granted it before.
                self.model.take(who, &once[..nth]);
            }
            (lent, failing) => panic!("{lent:?}, and {failing:?} was to fail"),
        }
    }

    fn check(&self) {
        let grants = self.mock.grants().into_iter().map(|grant| {
            let who = grant.vm_id.map(|id| id.parse().expect("a number"));
            let name = grant.path.file_name().and_then(|name| name.to_str());
            let file: usize = name.and_then(|name| name.parse().ok()).expect("a number");
            (who, file)
        });
        let granted: BTreeSet<(Who, usize)> = grants.collect();
        assert_eq!(granted, self.model.0);
    }
}

proptest! {
    #[test]
    fn h3_what_is_granted_is_what_a_set_has(
        steps in prop::collection::vec(step(), 0..24),
        refused in any::<bool>(),
    ) {
        let revoke_ungranted = match refused {
            true => RevokeUngranted::Refused,
            false => RevokeUngranted::Ignored,
        };
        let mut stage = Stage::new(revoke_ungranted);
        for step in &steps {
            stage.play(step);
            stage.check();
        }
        let guards = std::mem::take(&mut stage.guards);
        for (guard, who, files) in guards {
            drop(guard);
            stage.model.take(who, &files);
            stage.check();
        }
        stage.mock.finish();
    }
}
