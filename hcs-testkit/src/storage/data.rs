//! The documents about layers.

use hcs_sys::{E_INVALIDARG, HCS_E_INVALID_JSON, HRESULT};
use serde_json::Value;

use crate::document::is_guid;
use crate::text::Input;

/// What a layer stands on: `LayerData`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LayerData {
    /// The directories of the layers below.
    pub(crate) below: Vec<String>,
    pub(crate) filter: Option<String>,
}

/// `OsLayerOptions`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OsLayer {
    Container,
    Vm,
}

impl LayerData {
    pub(crate) fn read(text: &Input) -> Result<Self, HRESULT> {
        let document = object(text)?.ok_or(E_INVALIDARG)?;
        if let Some(version) = member(&document, "SchemaVersion") {
            let number = |name| version.get(name).and_then(Value::as_u64);
            let known = number("Major").zip(number("Minor"));
            known.ok_or(HCS_E_INVALID_JSON)?;
        }
        let layers = match member(&document, "Layers") {
            None => &[][..],
            Some(layers) => layers.as_array().ok_or(HCS_E_INVALID_JSON)?,
        };
        let below = layers.iter().map(|layer| {
            let text = |name| layer.get(name).and_then(Value::as_str);
            let id = text("Id").filter(|id| is_guid(id));
            let path = text("Path").filter(|path| !path.is_empty());
            let layer = id.and(path).map(str::to_owned);
            layer.ok_or(HCS_E_INVALID_JSON)
        });
        let filter = match member(&document, "FilterType") {
            None => None,
            Some(Value::String(kind)) if ["WCIFS", "UnionFS"].contains(&kind.as_str()) => {
                Some(kind.clone())
            }
            Some(_) => return Err(HCS_E_INVALID_JSON),
        };
        Ok(Self {
            below: below.collect::<Result<_, _>>()?,
            filter,
        })
    }
}

impl OsLayer {
    pub(crate) fn read(text: &Input) -> Result<Self, HRESULT> {
        let Some(options) = object(text)? else {
            return Ok(Self::Container);
        };
        for flag in ["DisableCiCacheOptimization", "SkipUpdateBcdForBoot"] {
            flag_of(&options, flag)?;
        }
        match member(&options, "Type").map(Value::as_str) {
            None | Some(Some("Container")) => Ok(Self::Container),
            Some(Some("Vm")) => Ok(Self::Vm),
            Some(_) => Err(HCS_E_INVALID_JSON),
        }
    }
}

/// Whether `ExportLayerOptions` are about a layer that can be written to.
pub(crate) fn exports_writable(text: &Input) -> Result<bool, HRESULT> {
    match object(text)? {
        None => Ok(false),
        Some(options) => flag_of(&options, "IsWritableLayer"),
    }
}

/// Reads an object; none where there is no text.
fn object(text: &Input) -> Result<Option<Value>, HRESULT> {
    let text = match text {
        Input::Absent => return Ok(None),
        Input::Broken => return Err(HCS_E_INVALID_JSON),
        Input::Text(text) if text.is_empty() => return Ok(None),
        Input::Text(text) => text,
    };
    match serde_json::from_str(text) {
        Ok(value @ Value::Object(_)) => Ok(Some(value)),
        Ok(_) | Err(_) => Err(HCS_E_INVALID_JSON),
    }
}

fn member<'a>(document: &'a Value, name: &str) -> Option<&'a Value> {
    document.get(name).filter(|value| !value.is_null())
}

fn flag_of(document: &Value, name: &str) -> Result<bool, HRESULT> {
    match member(document, name) {
        None => Ok(false),
        Some(value) => value.as_bool().ok_or(HCS_E_INVALID_JSON),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Input {
        Input::Text(text.to_owned())
    }

    #[test]
    fn what_is_no_layer_data_is_refused() {
        let id = "2f3f5d2c-8f0b-4b1c-9d4a-6f1a52a9a001";
        let good = format!(
            r#"{{"SchemaVersion":{{"Major":2,"Minor":1}},"Layers":[{{"Id":"{id}","Path":"/a"}}],"FilterType":"WCIFS"}}"#
        );
        let data = LayerData::read(&text(&good)).unwrap();
        assert_eq!(data.below, ["/a"]);
        assert_eq!(data.filter.as_deref(), Some("WCIFS"));
        assert_eq!(LayerData::read(&Input::Absent), Err(E_INVALIDARG));
        for bad in [
            "nonsense",
            "[]",
            r#"{"SchemaVersion":{}}"#,
            r#"{"Layers":{}}"#,
            r#"{"Layers":[{"Id":"one","Path":"/a"}]}"#,
            r#"{"Layers":[{"Id":"2f3f5d2c-8f0b-4b1c-9d4a-6f1a52a9a001"}]}"#,
            r#"{"FilterType":"NTFS"}"#,
        ] {
            assert_eq!(
                LayerData::read(&text(bad)),
                Err(HCS_E_INVALID_JSON),
                "{bad}"
            );
        }
    }

    #[test]
    fn options_may_be_absent() {
        assert_eq!(OsLayer::read(&Input::Absent), Ok(OsLayer::Container));
        assert_eq!(OsLayer::read(&text("")), Ok(OsLayer::Container));
        assert_eq!(OsLayer::read(&text(r#"{"Type":"Vm"}"#)), Ok(OsLayer::Vm));
        for bad in [r#"{"Type":"vm"}"#, r#"{"SkipUpdateBcdForBoot":1}"#] {
            assert_eq!(OsLayer::read(&text(bad)), Err(HCS_E_INVALID_JSON));
        }
        assert_eq!(exports_writable(&Input::Absent), Ok(false));
        assert_eq!(
            exports_writable(&text(r#"{"IsWritableLayer":true}"#)),
            Ok(true)
        );
        assert_eq!(
            exports_writable(&text(r#"{"IsWritableLayer":"yes"}"#)),
            Err(HCS_E_INVALID_JSON)
        );
    }
}
