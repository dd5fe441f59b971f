//! What a layer stands on: the layers below it, and the filter that shows them as one.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use crate::document::Document;
use crate::schema_version::SchemaVersion;

/// The layers below a layer, from the one right below it to the one with the Windows: Microsoft's
/// [`LayerData`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#LayerData).
///
/// The default has no layers: it is that of a base layer.
///
/// ```
/// use hcs::Document;
/// use hcs::storage::{Layer, LayerData};
///
/// let data = LayerData::new([Layer::new("6f1a52a9-8f0b-4b1c-9d4a-2f3f5d2ca001", "/layers/base")]);
/// assert_eq!(
///     Document::from(&data).to_string(),
///     r#"{"Layers":[{"Id":"6f1a52a9-8f0b-4b1c-9d4a-2f3f5d2ca001","Path":"/layers/base"}],"SchemaVersion":{"Major":2,"Minor":1}}"#
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerData {
    schema_version: SchemaVersion,
    layers: Vec<Layer>,
    filter_type: Option<FilterType>,
}

/// One of the layers below another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    id: String,
    path: PathBuf,
}

/// The kinds of filters that show a stack of layers as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FilterType {
    /// The Windows Container Isolation file system: what containers have always had.
    WcIfs,
    /// The union file system, of layers that are images.
    UnionFs,
}

impl FilterType {
    fn name(self) -> &'static str {
        match self {
            Self::WcIfs => "WCIFS",
            Self::UnionFs => "UnionFS",
        }
    }
}

impl Layer {
    /// The layer in this directory. The id is a GUID, the same one wherever this layer is named.
    pub fn new(id: impl Into<String>, path: impl AsRef<Path>) -> Self {
        Self {
            id: id.into(),
            path: path.as_ref().to_owned(),
        }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl LayerData {
    /// These layers, the one right below first.
    pub fn new(layers: impl IntoIterator<Item = Layer>) -> Self {
        Self {
            layers: layers.into_iter().collect(),
            ..Self::default()
        }
    }

    /// With a filter of this kind: for [`attach_overlay_filter`](super::Storage::attach_overlay_filter) and
    /// [`detach_overlay_filter`](super::Storage::detach_overlay_filter).
    #[must_use]
    pub fn with_filter(self, filter_type: FilterType) -> Self {
        Self {
            filter_type: Some(filter_type),
            ..self
        }
    }

    /// Written in this version of the schema; 2.1 unless set.
    #[must_use]
    pub fn with_schema_version(self, schema_version: SchemaVersion) -> Self {
        Self {
            schema_version,
            ..self
        }
    }

    /// The layers, the one right below first.
    #[must_use]
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The kind of filter, if one was chosen.
    #[must_use]
    pub fn filter_type(&self) -> Option<FilterType> {
        self.filter_type
    }
}

impl Default for LayerData {
    fn default() -> Self {
        Self {
            schema_version: SchemaVersion::new(2, 1),
            layers: Vec::new(),
            filter_type: None,
        }
    }
}

impl From<&LayerData> for Document {
    fn from(data: &LayerData) -> Self {
        let SchemaVersion { major, minor } = data.schema_version;
        let mut document = Map::new();
        let version = json!({ "Major": major, "Minor": minor });
        document.insert("SchemaVersion".to_owned(), version);
        let mut layers = Vec::new();
        for Layer { id, path } in &data.layers {
            let Some(path) = path.to_str() else {
                return Self::of_no_unicode(path);
            };
            layers.push(json!({ "Id": id, "Path": path }));
        }
        if !layers.is_empty() {
            document.insert("Layers".to_owned(), Value::Array(layers));
        }
        if let Some(filter_type) = data.filter_type {
            document.insert("FilterType".to_owned(), filter_type.name().into());
        }
        Value::Object(document).into()
    }
}

impl From<LayerData> for Document {
    fn from(data: LayerData) -> Self {
        Self::from(&data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_chosen_is_left_out() {
        let text = |data: LayerData| Document::from(data).to_string();
        let plain = r#"{"SchemaVersion":{"Major":2,"Minor":1}}"#;
        assert_eq!(text(LayerData::default()), plain);
        let filter = LayerData::default()
            .with_schema_version(SchemaVersion::new(2, 5))
            .with_filter(FilterType::UnionFs);
        let expected: Value = json!({"SchemaVersion":{"Major":2,"Minor":5},"FilterType":"UnionFS"});
        let found: Value = serde_json::from_str(&text(filter)).unwrap();
        assert_eq!(found, expected);
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_no_document_can_have_is_a_mistake() {
        use std::os::unix::ffi::OsStrExt as _;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"/layers/\xFF"));
        let data = LayerData::new([Layer::new("id", path)]);
        let error = Document::from(data).check().unwrap_err();
        assert!(error.to_string().contains(r"\xFF"), "{error}");
        assert!(error.to_string().contains("is not Unicode"), "{error}");
    }
}
