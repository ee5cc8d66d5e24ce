//! What belongs to one revision of the control plane.

use super::{IstioOperator, TextField};

/// The name of the revision that has none.
const DEFAULT: &str = "default";

/// Whether the ConfigMap `istio` or `istio-REVISION` is that of a revision.
pub(super) fn owns_config_map(name: &str, revision: Option<&str>) -> bool {
    let own = match name.strip_prefix("istio") {
        Some("") => DEFAULT,
        Some(rest) if rest.starts_with('-') => &rest[1..],
        _ => return false,
    };
    revision.is_none_or(|revision| own == revision)
}

impl IstioOperator {
    /// Whether it installs a revision, or any where none is named.
    pub fn is_of(&self, revision: Option<&str>) -> bool {
        let of_values = self.values.as_ref().map_or("", |values| values.value.revision.text());
        let own = [self.revision.text(), of_values].into_iter().find(|name| !name.is_empty());
        revision.is_none_or(|revision| own.unwrap_or(DEFAULT) == revision)
    }
}
