//! A value in the settings, and where it stands there: what is wrong with it is told with its name.

use serde_json::{Map, Value};

/// A value, and its path from the top.
#[derive(Clone, Debug)]
pub(crate) struct Place<'a> {
    path: String,
    pub(crate) value: &'a Value,
}

impl<'a> Place<'a> {
    /// The whole.
    pub(crate) fn top(value: &'a Value) -> Self {
        Self {
            path: String::new(),
            value,
        }
    }

    /// What is wrong: this is not what must be here.
    pub(crate) fn must_be(&self, what: &str) -> String {
        let Self { value, .. } = self;
        // A list or an object would hide the sentence.
        let value = match value {
            Value::Array(_) => "a list".to_owned(),
            Value::Object(_) => "an object".to_owned(),
            value => value.to_string(),
        };
        format!("{} is {value}, and must be {what}", self.name())
    }

    /// What is wrong, in a sentence about this place.
    pub(crate) fn because(&self, reason: impl std::fmt::Display) -> String {
        format!("{}: {reason}", self.name())
    }

    fn name(&self) -> String {
        match self.path.as_str() {
            "" => "the file".to_owned(),
            path => format!("`{path}`"),
        }
    }

    /// The members of an object that may have these.
    pub(crate) fn members(&self, allowed: &[&str]) -> Result<Members<'a>, String> {
        let members = self.object()?;
        match members.keys().find(|key| !allowed.contains(&key.as_str())) {
            None => Ok(Members {
                path: self.path.clone(),
                members,
            }),
            Some(key) => {
                let allowed = allowed.join("`, `");
                Err(self.because(format!(
                    "there is no setting `{key}` here, the settings are `{allowed}`"
                )))
            }
        }
    }

    /// An object, whatever is in it.
    pub(crate) fn object(&self) -> Result<&'a Map<String, Value>, String> {
        let object = self.value.as_object();
        object.ok_or_else(|| self.must_be("an object"))
    }

    /// The elements of a list.
    pub(crate) fn elements(&self) -> Result<impl Iterator<Item = Self>, String> {
        let Value::Array(elements) = self.value else {
            return Err(self.must_be("a list"));
        };
        let places = elements.iter().enumerate();
        Ok(places.map(|(index, value)| Self {
            path: format!("{}[{index}]", self.path),
            value,
        }))
    }

    pub(crate) fn text(&self) -> Result<&'a str, String> {
        let text = self.value.as_str();
        text.ok_or_else(|| self.must_be("a string"))
    }

    pub(crate) fn flag(&self) -> Result<bool, String> {
        let flag = self.value.as_bool();
        flag.ok_or_else(|| self.must_be("true or false"))
    }

    /// A whole number that is at least this.
    pub(crate) fn whole(&self, least: u64) -> Result<u64, String> {
        let number = self.value.as_u64().filter(|number| *number >= least);
        number.ok_or_else(|| self.must_be(&format!("a whole number, {least} or greater")))
    }

    /// One of these names: what it stands for.
    pub(crate) fn choice<T: Copy>(&self, choices: &[(&str, T)]) -> Result<T, String> {
        let name = self.value.as_str();
        let chosen = choices.iter().find(|(choice, _)| name == Some(*choice));
        chosen.map(|(_, chosen)| *chosen).ok_or_else(|| {
            let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
            self.must_be(&format!("one of \"{}\"", names.join("\", \"")))
        })
    }
}

/// The members of an object, all of them known.
pub(crate) struct Members<'a> {
    path: String,
    members: &'a Map<String, Value>,
}

impl<'a> Members<'a> {
    /// The member with this name, if it is there.
    pub(crate) fn get(&self, name: &str) -> Option<Place<'a>> {
        let value = self.members.get(name)?;
        let path = match self.path.as_str() {
            "" => name.to_owned(),
            path => format!("{path}.{name}"),
        };
        Some(Place { path, value })
    }

    /// What this makes of the member with this name, if it is there.
    pub(crate) fn read<T>(
        &self,
        name: &str,
        read: impl FnOnce(&Place<'a>) -> Result<T, String>,
    ) -> Result<Option<T>, String> {
        self.get(name).map(|place| read(&place)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_wrong_is_told_with_its_name() {
        let value = json!({ "list": [{ "name": 5 }], "tpyo": 1 });
        let top = Place::top(&value);
        assert_eq!(
            top.members(&["list", "typo"]).err().unwrap(),
            "the file: there is no setting `tpyo` here, the settings are `list`, `typo`"
        );
        let members = top.members(&["list", "tpyo"]).unwrap();
        let list = members.get("list").unwrap();
        let first = list.elements().unwrap().next().unwrap();
        let name = first.members(&["name"]).unwrap().get("name").unwrap();
        assert_eq!(
            name.text().unwrap_err(),
            "`list[0].name` is 5, and must be a string"
        );
        assert_eq!(
            name.choice(&[("a", 1), ("b", 2)]).unwrap_err(),
            "`list[0].name` is 5, and must be one of \"a\", \"b\""
        );
        assert_eq!(
            list.flag().unwrap_err(),
            "`list` is a list, and must be true or false"
        );
        assert_eq!(name.whole(5), Ok(5));
        assert!(name.whole(6).unwrap_err().ends_with("6 or greater"));
    }
}
