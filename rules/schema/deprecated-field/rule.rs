//! A field or a value that Istio marks as deprecated.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::schema::deprecated;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0250",
        name: "deprecated-field",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Schema,
        summary: "A field or a value is deprecated",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject { kinds: &["DestinationRule"], paths: deprecated::DESTINATION_RULE_PATHS, check },
        Subject { kinds: &["EnvoyFilter"], paths: deprecated::ENVOY_FILTER_PATHS, check },
        Subject { kinds: &["Gateway"], paths: deprecated::GATEWAY_PATHS, check },
        Subject { kinds: &["IstioOperator"], paths: deprecated::ISTIO_OPERATOR_PATHS, check },
        Subject { kinds: &["MeshConfig"], paths: deprecated::MESH_CONFIG_PATHS, check },
        Subject { kinds: &["Sidecar"], paths: deprecated::SIDECAR_PATHS, check },
        Subject { kinds: &["VirtualService"], paths: deprecated::VIRTUAL_SERVICE_PATHS, check },
    ]),
};

/// Fields of which another rule speaks, since Istio's webhook or istioctl does.
const OF_OTHER_RULES: [&str; 6] =
    ["consecutiveErrors", "minimumRingSize", "mirrorPercent", "mirror_percent", "percent", "targetPort"];

fn check(field: &Cursor<'_>, out: &mut Findings<'_>) {
    let name = field.name();
    if OF_OTHER_RULES.contains(&name) {
        return;
    }
    let path = without_indices(&field.to_string());
    let Some(entry) = deprecated::find(field.object.kind, &path, field.text()) else { return };
    let (place, what) = match entry.value {
        Some(value) => (field.span(), format!("value `{value}` of `{name}`")),
        None => (field.key_span(), format!("`{name}`")),
    };
    let message = format!("{what} is deprecated: a later version of Istio may not read it");
    out.report_here(place, message).help(match entry.replacement {
        Some(replacement) => format!("instead: {replacement}"),
        None => "remove it, or look up what the documentation says of it".to_owned(),
    });
}

/// A path in which `[]` stands for each number of an item.
fn without_indices(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for (index, part) in path.split('[').enumerate() {
        match part.split_once(']') {
            Some((number, rest)) if index > 0 && number.bytes().all(|byte| byte.is_ascii_digit()) => {
                out.push_str("[]");
                out.push_str(rest);
            }
            _ if index > 0 => {
                out.push('[');
                out.push_str(part);
            }
            _ => out.push_str(part),
        }
    }
    out
}
