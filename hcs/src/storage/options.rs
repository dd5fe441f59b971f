//! The options of calls about layers.

use serde_json::{Map, Value, json};

use crate::document::Document;

/// How a layer is exported: Microsoft's
/// [`ExportLayerOptions`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#ExportLayerOptions).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportLayerOptions {
    is_writable_layer: bool,
}

/// How a layer with a Windows is set up: Microsoft's
/// [`OsLayerOptions`](https://learn.microsoft.com/virtualization/api/hcs/schemareference#OsLayerOptions).
///
/// ```
/// use hcs::Document;
/// use hcs::storage::{OsLayerOptions, OsLayerType};
///
/// let options = OsLayerOptions::new(OsLayerType::Container);
/// assert_eq!(Document::from(options).to_string(), r#"{"Type":"Container"}"#);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OsLayerOptions {
    layer_type: OsLayerType,
    disable_ci_cache_optimization: bool,
    skip_update_bcd_for_boot: bool,
}

/// What a Windows in a layer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OsLayerType {
    /// For containers.
    Container,
    /// For the utility virtual machines of containers that Hyper-V isolates.
    Vm,
}

impl ExportLayerOptions {
    /// The layer is the one of a container that could be written to; it isn't unless this is set.
    #[must_use]
    pub fn writable_layer(self, is_writable_layer: bool) -> Self {
        Self { is_writable_layer }
    }
}

impl OsLayerOptions {
    /// The Windows is for this.
    #[must_use]
    pub fn new(layer_type: OsLayerType) -> Self {
        Self {
            layer_type,
            disable_ci_cache_optimization: false,
            skip_update_bcd_for_boot: false,
        }
    }

    /// Code integrity keeps no cache for the layer.
    #[must_use]
    pub fn disable_ci_cache_optimization(self, disable: bool) -> Self {
        Self {
            disable_ci_cache_optimization: disable,
            ..self
        }
    }

    /// The boot configuration data stay as they are. It came with schema 2.5.
    #[must_use]
    pub fn skip_update_bcd_for_boot(self, skip: bool) -> Self {
        Self {
            skip_update_bcd_for_boot: skip,
            ..self
        }
    }
}

impl From<ExportLayerOptions> for Document {
    fn from(options: ExportLayerOptions) -> Self {
        json!({ "IsWritableLayer": options.is_writable_layer }).into()
    }
}

impl From<OsLayerOptions> for Document {
    fn from(options: OsLayerOptions) -> Self {
        let layer_type = match options.layer_type {
            OsLayerType::Container => "Container",
            OsLayerType::Vm => "Vm",
        };
        let mut document = Map::new();
        let mut add = |name: &str, value: Value| document.insert(name.to_owned(), value);
        add("Type", layer_type.into());
        // Builds that don't know a member may refuse a document that has it.
        if options.disable_ci_cache_optimization {
            add("DisableCiCacheOptimization", true.into());
        }
        if options.skip_update_bcd_for_boot {
            add("SkipUpdateBcdForBoot", true.into());
        }
        Value::Object(document).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_told_as_windows_wants_them() {
        let text = |document: Document| -> Value {
            serde_json::from_str(&document.to_string()).expect("a document")
        };
        for writable in [false, true] {
            let options = ExportLayerOptions::default().writable_layer(writable);
            let expected = json!({ "IsWritableLayer": writable });
            assert_eq!(text(options.into()), expected);
        }
        let options = OsLayerOptions::new(OsLayerType::Vm)
            .disable_ci_cache_optimization(true)
            .skip_update_bcd_for_boot(true);
        let expected = json!({
            "Type": "Vm", "DisableCiCacheOptimization": true, "SkipUpdateBcdForBoot": true,
        });
        assert_eq!(text(options.into()), expected);
    }
}
