//! Whether the value of an annotation or label is one that Istio takes.

use super::{Form, ValueRules};
use crate::text;
use crate::yaml;

impl ValueRules {
    /// What the value ought to be, where it is not; `None` where it is fine, or anything is.
    ///
    /// Follows `pkg/kube/inject/validate.go` of Istio where the injector checks the value.
    pub fn fault(&self, value: &str) -> Option<String> {
        if value.is_empty() && (self.form != Form::Csv || self.empty_allowed) && self.form != Form::Enum {
            // Nearly everything takes an empty value for none; numbers do not.
            let is_number = matches!(self.form, Form::Uint16 | Form::Uint32 | Form::Int | Form::Bool);
            return is_number.then(|| self.expected());
        }
        let is_fine = match self.form {
            Form::Bool => text::boolean(value).is_some(),
            Form::Enum => self.allows(value),
            Form::Csv => return self.items_fault(value),
            Form::Quantity => is_quantity(value),
            Form::Duration => text::duration(value).is_some(),
            Form::Uint16 => value.parse::<u16>().is_ok(),
            Form::Uint32 => value.parse::<u32>().is_ok(),
            Form::Int => value.parse::<i64>().is_ok_and(|number| {
                self.minimum.is_none_or(|least| number >= least)
                    && self.maximum.is_none_or(|most| number <= most)
            }),
            Form::Json => serde_json::from_str::<serde::de::IgnoredAny>(value).is_ok(),
            Form::Yaml => yaml::parse(value, 0).problems.is_empty(),
            Form::HostPort => value.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok()),
            Form::Pattern => self.pattern.is_none_or(|pattern| fits(pattern, value)),
            Form::String | Form::Timestamp | Form::LogLevel => true,
        };
        (!is_fine).then(|| self.expected())
    }

    fn allows(&self, value: &str) -> bool {
        self.allowed.is_empty()
            || self.allowed.iter().any(|allowed| match self.case_insensitive {
                true => allowed.eq_ignore_ascii_case(value),
                false => *allowed == value,
            })
    }

    fn items_fault(&self, value: &str) -> Option<String> {
        if self.wildcard == Some(value) {
            return None;
        }
        let is_fine = |item: &str| {
            let item = if self.trims == Some(false) { item } else { item.trim() };
            self.max_item_length.is_none_or(|most| item.len() <= most)
                && self.item_pattern.is_none_or(|pattern| fits(pattern, item))
                && match self.items {
                    Some("uint16") => item.parse::<u16>().is_ok(),
                    Some("CIDR") => item.contains('/') && text::subnet(item),
                    _ => true,
                }
        };
        let bad = value.split(',').find(|item| !is_fine(item))?;
        Some(format!("{}; `{bad}` is not one", self.expected()))
    }

    /// In words what the value ought to be.
    fn expected(&self) -> String {
        let list =
            |items: &[&str]| items.iter().map(|item| format!("`{item}`")).collect::<Vec<_>>().join(", ");
        match self.form {
            Form::Bool => "`true` or `false`".to_owned(),
            Form::Enum if self.allowed.len() == 1 => list(self.allowed),
            Form::Enum => format!("one of {}", list(self.allowed)),
            Form::Csv => {
                let item = match self.items {
                    Some("uint16") => "port numbers",
                    Some("CIDR") => "address ranges such as 10.0.0.0/8",
                    Some("interface name") => "names of interfaces, of at most 15 letters",
                    Some(item) => item,
                    None => "values",
                };
                let wildcard = self.wildcard.map_or(String::new(), |all| format!(", or `{all}` for all"));
                format!("{item}, separated by commas{wildcard}")
            }
            Form::Quantity => "an amount such as `100m` or `128Mi`".to_owned(),
            Form::Duration => "a duration such as `5s`".to_owned(),
            Form::Uint16 => "a number from 0 to 65535".to_owned(),
            Form::Uint32 => "a number from 0 to 4294967295".to_owned(),
            Form::Int => match (self.minimum, self.maximum) {
                (Some(least), Some(most)) => format!("a number from {least} to {most}"),
                _ => "a whole number".to_owned(),
            },
            Form::Json => "JSON".to_owned(),
            Form::Yaml => "YAML".to_owned(),
            Form::HostPort => "a host with a port".to_owned(),
            Form::Pattern => format!("a text of the form `{}`", self.pattern.unwrap_or_default()),
            Form::String | Form::Timestamp | Form::LogLevel => "a text".to_owned(),
        }
    }
}

/// The patterns of the table, which are few. One that is not among them is not checked; a test sees to it
/// that there is none.
fn fits(pattern: &str, value: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match pattern {
        INTERFACE => {
            value.starts_with(|first: char| first.is_ascii_alphabetic())
                && value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
        }
        BINDING => match value.split_once('/') {
            Some((mode, port)) => matches!(mode, "NONE" | "PROXY") && digits(port),
            None => matches!(value, "NONE" | "PROXY"),
        },
        _ => true,
    }
}

const INTERFACE: &str = "^[a-zA-Z][a-zA-Z0-9_.\\-]*$";
const BINDING: &str = "^(NONE|PROXY)(/[0-9]+)?$";

/// A quantity of Kubernetes: a decimal number with a suffix.
fn is_quantity(text: &str) -> bool {
    let rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
    let (number, suffix) = rest.split_at(end);
    let is_number = number.bytes().any(|byte| byte.is_ascii_digit()) && number.matches('.').count() <= 1;
    let is_exponent = suffix.strip_prefix(['e', 'E']).is_some_and(|exponent| exponent.parse::<i32>().is_ok());
    let suffixes = ["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    is_number && (is_exponent || suffixes.contains(&suffix))
}

#[cfg(test)]
mod tests {
    use super::super::{annotation, annotations, label, labels};
    use super::*;

    #[test]
    fn patterns_of_the_table_are_known() {
        for entry in annotations().iter().chain(labels()) {
            let patterns = [entry.value.pattern, entry.value.item_pattern];
            for pattern in patterns.into_iter().flatten() {
                assert!([INTERFACE, BINDING].contains(&pattern), "{} {pattern}", entry.key);
            }
        }
    }

    #[test]
    fn judges_values() {
        let cases = [
            ("readiness.status.sidecar.istio.io/initialDelaySeconds", "10", true),
            ("readiness.status.sidecar.istio.io/initialDelaySeconds", "10s", false),
            ("traffic.sidecar.istio.io/includeInboundPorts", "*", true),
            ("traffic.sidecar.istio.io/includeInboundPorts", "80, 443", true),
            ("traffic.sidecar.istio.io/includeInboundPorts", "80,http", false),
            ("traffic.sidecar.istio.io/excludeOutboundIPRanges", "", true),
            ("traffic.sidecar.istio.io/excludeOutboundIPRanges", "10.0.0.1", false),
            ("traffic.sidecar.istio.io/includeOutboundIPRanges", "10.0.0.0/8,172.16.0.0/12", true),
            ("traffic.sidecar.istio.io/excludeInterfaces", "eth0,net1", true),
            ("traffic.sidecar.istio.io/excludeInterfaces", "0eth", false),
            ("sidecar.istio.io/interceptionMode", "TPROXY", true),
            ("sidecar.istio.io/interceptionMode", "tproxy", false),
            ("sidecar.istio.io/proxyCPU", "100m", true),
            ("sidecar.istio.io/proxyMemory", "128MB", false),
            ("prometheus.istio.io/merge-metrics", "no", false),
            ("proxy.istio.io/config", "concurrency: 2\nholdApplicationUntilProxyStarts: true", true),
            ("proxy.istio.io/config", "concurrency: [2", false),
            ("networking.istio.io/exportTo", "., shop", true),
        ];
        for (key, value, is_fine) in cases {
            let fault = annotation(key).expect(key).value.fault(value);
            assert_eq!(fault.is_none(), is_fine, "{key}: {value}: {fault:?}");
        }
        let mode = label("istio.io/dataplane-mode").expect("a label");
        assert_eq!(mode.value.fault("sidecar").as_deref(), Some("one of `ambient`, `none`"));
    }

    #[test]
    fn reads_quantities() {
        for fine in ["1", "0.5", "100m", "1.5Gi", "1e3", "2E"] {
            assert!(is_quantity(fine), "{fine}");
        }
        for bad in ["", "m", "1.2.3", "100 m", "1gb", "one", "1MB"] {
            assert!(!is_quantity(bad), "{bad}");
        }
    }
}
