//! The annotations and labels that Istio knows: where they belong, what they take, and how mature they are.
//!
//! Static data, generated from `testdata/schemas/registry` by the example `import-schemas`. The source is the
//! registry of istio.io/api, and the code of Istio for keys that it reads without registering them.

mod value;

use super::table::registry::{ANNOTATIONS, LABELS, TLS_OPTIONS};

/// What is known of one key.
#[derive(Debug)]
pub struct Entry {
    /// The key; one that ends with `*` stands for all that begin like it.
    pub key: &'static str,
    /// The kinds of objects that it has an effect on; `Any` stands for all.
    pub resources: &'static [&'static str],
    /// How mature the feature is, where the registry says so.
    pub status: Option<Status>,
    /// Whether the registry calls it deprecated.
    pub deprecated: bool,
    /// What takes its place, where the registry says so.
    pub replacement: Option<&'static str>,
    /// Whether the registry hides it from the documentation.
    pub hidden: bool,
    /// Whether it is in the registry at all.
    pub registered: bool,
    /// Whether Istio reads it: a few are registered and have no effect.
    pub referenced: bool,
    /// What its value has to be.
    pub value: ValueRules,
}

/// How mature a feature is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It may change or vanish.
    Alpha,
    /// It is there to stay, and may change in detail.
    Beta,
    /// It is there to stay.
    Stable,
}

/// What the value of an annotation or a label has to be.
#[derive(Debug)]
pub struct ValueRules {
    /// Its form.
    pub form: Form,
    /// All values that are allowed; empty where that is not a closed list.
    pub allowed: &'static [&'static str],
    /// Values that have a meaning, while others are not refused.
    pub known: &'static [&'static str],
    /// Whether the case of the allowed values does not matter.
    pub case_insensitive: bool,
    /// The pattern of the value.
    pub pattern: Option<&'static str>,
    /// What the items of a list are, in words (`CIDR`, `uint16`, `interface name`, …).
    pub items: Option<&'static str>,
    /// The pattern of each item of a list.
    pub item_pattern: Option<&'static str>,
    /// The greatest length of an item of a list.
    pub max_item_length: Option<usize>,
    /// Whether an empty value is allowed for a list.
    pub empty_allowed: bool,
    /// Whether blanks around the items of a list are dropped, where that is known.
    pub trims: Option<bool>,
    /// What stands for all items of a list, as `*`.
    pub wildcard: Option<&'static str>,
    /// The least number.
    pub minimum: Option<i64>,
    /// The greatest number.
    pub maximum: Option<i64>,
    /// Who writes it, where users should not.
    pub set_by: Option<&'static str>,
    /// Who looks at the value before it is used.
    pub checked_by: &'static [Checker],
}

/// The form of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Any text.
    String,
    /// As Go's `strconv.ParseBool` reads it.
    Bool,
    /// One of [`ValueRules::allowed`].
    Enum,
    /// A list, separated by commas.
    Csv,
    /// An amount such as `100m` or `1Gi`.
    Quantity,
    /// A duration with its unit, such as `5s`.
    Duration,
    /// A whole number from 0 to 65535.
    Uint16,
    /// A whole number from 0 to 4294967295.
    Uint32,
    /// A whole number.
    Int,
    /// JSON.
    Json,
    /// YAML.
    Yaml,
    /// A text that matches [`ValueRules::pattern`].
    Pattern,
    /// A time as RFC 3339 has it.
    Timestamp,
    /// A host with a port.
    HostPort,
    /// A level, and levels of single scopes behind it.
    LogLevel,
}

/// Who looks at a value before it is used, and what happens to a bad one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checker {
    /// The sidecar injector: the pod is not created.
    Injector,
    /// The CNI plugin: the pod does not start.
    Cni,
    /// Istio's webhook: the object is refused.
    Validation,
    /// The component that reads it: the value is logged and ignored.
    Runtime,
}

impl Entry {
    /// The entry from which the table departs.
    pub const PLAIN: Entry = Entry {
        key: "",
        resources: &[],
        status: None,
        deprecated: false,
        replacement: None,
        hidden: false,
        registered: true,
        referenced: true,
        value: ValueRules::PLAIN,
    };

    /// Whether the key has an effect on objects of a kind.
    pub fn belongs_on(&self, kind: &str) -> bool {
        self.resources.iter().any(|resource| *resource == "Any" || *resource == kind)
    }
}

impl ValueRules {
    /// The rules from which the table departs: any text.
    pub const PLAIN: ValueRules = ValueRules {
        form: Form::String,
        allowed: &[],
        known: &[],
        case_insensitive: false,
        pattern: None,
        items: None,
        item_pattern: None,
        max_item_length: None,
        empty_allowed: false,
        trims: None,
        wildcard: None,
        minimum: None,
        maximum: None,
        set_by: None,
        checked_by: &[],
    };
}

/// An annotation.
pub fn annotation(key: &str) -> Option<&'static Entry> {
    find(ANNOTATIONS, key)
}

/// A label.
pub fn label(key: &str) -> Option<&'static Entry> {
    find(LABELS, key)
}

/// An option in `tls.options` of a listener of the Gateway API.
pub fn tls_option(key: &str) -> Option<&'static Entry> {
    find(TLS_OPTIONS, key)
}

/// All annotations, by key.
pub fn annotations() -> &'static [Entry] {
    ANNOTATIONS
}

/// All labels, by key.
pub fn labels() -> &'static [Entry] {
    LABELS
}

/// All options of a listener, by key.
pub fn tls_options() -> &'static [Entry] {
    TLS_OPTIONS
}

fn find(table: &'static [Entry], key: &str) -> Option<&'static Entry> {
    if let Ok(index) = table.binary_search_by(|entry| entry.key.cmp(key)) {
        return table.get(index);
    }
    let stands_for = |entry: &&Entry| entry.key.strip_suffix('*').is_some_and(|start| key.starts_with(start));
    table.iter().find(stands_for)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        for table in [ANNOTATIONS, LABELS, TLS_OPTIONS] {
            assert!(table.is_sorted_by_key(|entry| entry.key) && !table.is_empty());
        }
    }

    #[test]
    fn finds_keys() {
        let ports = annotation("traffic.sidecar.istio.io/includeInboundPorts").unwrap();
        assert_eq!(ports.value.form, Form::Csv);
        assert_eq!((ports.value.items, ports.value.wildcard), (Some("uint16"), Some("*")));
        assert_eq!(ports.value.checked_by, [Checker::Injector, Checker::Cni]);
        assert!(ports.belongs_on("Pod") && !ports.belongs_on("Service"));
        let inject = annotation("sidecar.istio.io/inject").unwrap();
        assert!(inject.deprecated && inject.replacement == Some("label sidecar.istio.io/inject"));
        assert_eq!(inject.status, Some(Status::Beta));
        assert_eq!(label("istio.io/dataplane-mode").unwrap().value.allowed, ["ambient", "none"]);
        assert!(!label("istio-injection").unwrap().registered);
        let internal = annotation("internal.istio.io/parents").unwrap();
        assert!(internal.value.set_by.is_some() && internal.belongs_on("Gateway"));
        assert!(annotation("sidecar.istio.io/injected").is_none());
        assert!(tls_option("gateway.istio.io/tls-terminate-mode").is_some());
    }
}
