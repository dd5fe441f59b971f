//! Properties that this crate doesn't know.

use std::fmt;

use serde_json::{Map, Value};

/// The properties of a structure that this crate doesn't know, or that are of another type than theirs, so that they
/// survive being read and written again.
///
/// It is a field of each structure, and mostly empty. What is put into it is written behind the known properties; a known
/// property that is set counts more than one of its name here.
///
/// ```
/// use hcs::schema::{Schema, Version};
///
/// let mut version = Version::from_json(r#"{"Major":2,"Minor":"one","Patch":7}"#)?;
/// assert_eq!((version.major, version.minor), (Some(2), None));
/// assert_eq!(version.unknown.get("Patch"), Some(&7.into()));
/// version.unknown.insert("Label", "new");
/// assert_eq!(version.to_json(), r#"{"Major":2,"Label":"new","Minor":"one","Patch":7}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Unknown(Option<Box<Map<String, Value>>>);

impl Unknown {
    /// Whether there is none, as is usual.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |map| map.len())
    }

    /// The property with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.as_ref()?.get(name)
    }

    /// Sets a property, and returns what it was.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        let map = self.0.get_or_insert_default();
        map.insert(name.into(), value.into())
    }

    /// Takes a property out.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let map = self.0.as_mut()?;
        let value = map.remove(name);
        if map.is_empty() {
            self.0 = None;
        }
        value
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        let map = self.0.iter();
        map.flat_map(|map| map.iter())
            .map(|(name, value)| (name.as_str(), value))
    }
}

impl<N: Into<String>, V: Into<Value>> FromIterator<(N, V)> for Unknown {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(properties: I) -> Self {
        let mut unknown = Self::default();
        for (name, value) in properties {
            unknown.insert(name, value);
        }
        unknown
    }
}

impl fmt::Debug for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_emptied_is_as_what_was_never_filled() {
        let mut unknown: Unknown = [("A", 1)].into_iter().collect();
        assert_eq!((unknown.len(), unknown.is_empty()), (1, false));
        assert_eq!(unknown.insert("A", 2), Some(1.into()));
        assert_eq!(format!("{unknown:?}"), "{\"A\": Number(2)}");
        assert_eq!(unknown.remove("B"), None);
        assert_eq!(unknown.remove("A"), Some(2.into()));
        assert_eq!(unknown, Unknown::default());
        assert_eq!(unknown.remove("A"), None);
    }
}
