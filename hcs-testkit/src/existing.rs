//! Systems that are there without the program's doing.

use hcs_sys::HCS_E_INVALID_JSON;

use crate::MockHost;
use crate::document::{self, Exit, ExitType};
use crate::host::State;
use crate::text::Input;
use crate::world::Life;

impl MockHost {
    /// Adds a system that somebody else has made, in the default namespace: it is there, and nobody has a handle to it.
    ///
    /// ```
    /// use hcs_testkit::{MockHost, State};
    ///
    /// let mock = MockHost::new();
    /// mock.add_system("Web", r#"{ "Owner": "Admin", "VirtualMachine": {} }"#, State::Running)?;
    /// let web = mock.host().open("Web").map_err(|error| error.to_string())?;
    /// web.terminate().wait().map_err(|error| error.to_string())?;
    /// drop(web);
    /// mock.finish();
    /// # Ok::<(), String>(())
    /// ```
    ///
    /// # Errors
    /// There is a system with this id, the id is empty, or the configuration is one that a creation would be refused
    /// for (S2): a sentence that says so.
    pub fn add_system(&self, id: &str, configuration: &str, state: State) -> Result<(), String> {
        if id.is_empty() {
            return Err("a system has an id that isn't empty".to_owned());
        }
        let text = Input::Text(configuration.to_owned());
        let configuration = document::configuration(&text, HCS_E_INVALID_JSON);
        let configuration = configuration.map_err(|unusable| {
            format!(
                "the configuration of the system `{id}` can't be used, because of its part `{}`",
                unusable.place
            )
        })?;
        let mut world = self.instance.lock();
        if world.find_system("", id).is_some() {
            return Err(format!("there is a system `{id}` already"));
        }
        let number = world.new_system("", id);
        if let Some(system) = world.systems.get_mut(&number) {
            system.configuration = Some(configuration);
            system.life = match state {
                State::Created => Life::Created,
                State::Running => Life::Running,
                State::Paused => Life::Paused,
                State::Stopped => Life::Stopped,
            };
            let over = state == State::Stopped;
            system.exit = over.then_some(Exit::by_guest(ExitType::GracefulExit));
        }
        self.instance.announce(&mut world);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_refused_with_a_reason() {
        let mock = MockHost::new();
        let vm = r#"{"VirtualMachine":{}}"#;
        assert_eq!(mock.add_system("One", vm, State::Paused), Ok(()));
        let again = mock.add_system("One", vm, State::Created).unwrap_err();
        assert_eq!(again, "there is a system `One` already");
        let nameless = mock.add_system("", vm, State::Created).unwrap_err();
        assert_eq!(nameless, "a system has an id that isn't empty");
        let unusable = r#"{"VirtualMachine":1}"#;
        let unusable = mock.add_system("Two", unusable, State::Created);
        assert!(unusable.unwrap_err().contains("`$.VirtualMachine`"));
        assert_eq!(mock.system_state("One"), Some(State::Paused));
        assert_eq!(mock.systems().len(), 1);
        mock.finish();
    }
}
