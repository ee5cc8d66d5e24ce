//! Who sees an object: `exportTo`.

use crate::model::{Field, List, OrEmpty, Text};

/// The namespaces that see an object, <https://istio.io/latest/docs/reference/config/networking/virtual-service/>
/// field `exportTo`.
#[derive(Clone, Debug, PartialEq)]
pub enum ExportTo<'m> {
    /// All.
    All,
    /// These.
    Only(Vec<&'m str>),
}

impl<'m> ExportTo<'m> {
    /// Reads the field of an object that lives in `namespace`; absent or empty means all.
    pub fn of(field: &'m Option<Field<List<Text>>>, namespace: &'m str) -> ExportTo<'m> {
        let items = field.items();
        if items.is_empty() || items.iter().any(|item| &*item.value == "*") {
            return ExportTo::All;
        }
        let namespace_of = |item: &'m str| match item {
            "." => Some(namespace),
            "~" => None,
            other => Some(other),
        };
        ExportTo::Only(items.iter().filter_map(|item| namespace_of(&item.value)).collect())
    }

    /// Whether a namespace sees it.
    pub fn reaches(&self, namespace: &str) -> bool {
        match self {
            ExportTo::All => true,
            ExportTo::Only(namespaces) => namespaces.contains(&namespace),
        }
    }
}
