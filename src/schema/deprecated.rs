//! Fields and values that Istio's API marks as deprecated, with what takes their place.
//!
//! Static data, generated from `testdata/schemas/deprecated-fields.json` by the example `import-schemas`. The
//! source are the options and comments of Istio's definitions.

use super::table::deprecated as table;

/// A deprecated field, or one value of a field.
#[derive(Debug)]
pub struct Entry {
    /// Its path; `[]` stands for any item of a list.
    pub path: &'static str,
    /// The value that is deprecated; every value if none.
    pub value: Option<&'static str>,
    /// What takes its place, where there is anything.
    pub replacement: Option<&'static str>,
}

macro_rules! kinds {
    ($($kind:literal $paths:ident $entries:ident,)*) => {
        $(
            /// The paths of all deprecated fields of one kind.
            pub static $paths: &[&str] = table::$paths;
        )*

        /// What is known of a field of a kind, by its path with `[]` for any item of a list.
        pub fn find(kind: &str, path: &str, value: Option<&str>) -> Option<&'static Entry> {
            let entries: &'static [Entry] = match kind {
                $($kind => table::$entries,)*
                _ => &[],
            };
            let fits = |entry: &&Entry| entry.path == path && (entry.value.is_none() || entry.value == value);
            entries.iter().find(fits)
        }
    };
}

kinds! {
    "DestinationRule" DESTINATION_RULE_PATHS DESTINATION_RULE,
    "EnvoyFilter" ENVOY_FILTER_PATHS ENVOY_FILTER,
    "Gateway" GATEWAY_PATHS GATEWAY,
    "IstioOperator" ISTIO_OPERATOR_PATHS ISTIO_OPERATOR,
    "MeshConfig" MESH_CONFIG_PATHS MESH_CONFIG,
    "Sidecar" SIDECAR_PATHS SIDECAR,
    "VirtualService" VIRTUAL_SERVICE_PATHS VIRTUAL_SERVICE,
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn finds_fields_and_values() {
        let simple = "spec.trafficPolicy.loadBalancer.simple";
        let least = find("DestinationRule", simple, Some("LEAST_CONN")).unwrap();
        assert_eq!(least.replacement, Some("LEAST_REQUEST"));
        assert!(find("DestinationRule", simple, Some("RANDOM")).is_none());
        assert!(find("MeshConfig", "extensionProviders[].lightstep", None).is_some());
        assert!(find("IstioOperator", "spec.values.cni.privileged", None).unwrap().replacement.is_none());
        assert!(find("VirtualService", "spec.http[].timeout", None).is_none());
    }
}
