//! Tests of the table and of the walk.

use super::table::messages;
use super::{Fault, Kind, Patch, documentation, judge, message, patched};
use crate::yaml;

/// One line for each departure of a value: path, what stands there, fault.
fn report(apply_to: &str, patch: Patch, text: &str) -> Vec<String> {
    let parsed = yaml::parse(text, 0);
    let departures = judge(parsed.documents[0].root(), patched(apply_to).unwrap(), patch);
    let line = |departure: super::Departure| {
        let fault = match departure.fault {
            Fault::UnknownField { nearest, elsewhere, removed, .. } => {
                format!("unknown {:?} {removed}", nearest.or(elsewhere))
            }
            Fault::WrongType { wanted, read } => format!("wanted {wanted}, read {read}"),
            Fault::UnknownValue { nearest, .. } => format!("no such value, nearest {nearest:?}"),
            Fault::UnknownType { nearest, .. } => format!("no such type, nearest {nearest:?}"),
            Fault::Displaced { by, .. } => format!("displaced by {by}"),
            fault => format!("{fault:?}"),
        };
        format!("{} | {} | {fault}", departure.path, &text[departure.span.range()])
    };
    departures.into_iter().map(line).collect()
}

#[track_caller]
fn expect(apply_to: &str, text: &str, expected: &[&str]) {
    assert_eq!(report(apply_to, Patch::Merged, text), expected, "for:\n{text}");
}

#[test]
fn every_type_of_the_table_is_there() {
    let mut count = 0;
    for message in messages().filter(|message| !message.gone) {
        for field in message.fields() {
            assert!(
                !matches!(field.kind, Kind::Unknown),
                "{}: {} is of an unknown type",
                message.name,
                field.name
            );
            assert!(message.field(field.name).is_some_and(|(_, same)| same.name == field.name));
            assert!(message.field(&field.json_name()).is_some(), "{}: {}", message.name, field.json_name());
            count += 1;
        }
    }
    assert!(count > 5_000, "{count} fields");
}

#[test]
fn all_targets_of_patches_are_known() {
    let schema = crate::schema::find("networking.istio.io", "v1alpha3", "EnvoyFilter").unwrap();
    let patches = schema.root.property("spec").unwrap().property("configPatches").unwrap();
    let targets = patches.items.unwrap().property("applyTo").unwrap();
    assert!(targets.values.len() > 10);
    for target in targets.values.iter().filter(|target| **target != "INVALID") {
        assert!(patched(target).is_some(), "{target}");
    }
}

#[test]
fn a_page_of_the_documentation_is_named() {
    let page = documentation(message("envoy.config.route.v3.RetryPolicy.RetryBackOff").unwrap());
    let expected = "https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/route/v3/route_components.proto\
                    #envoy-v3-api-msg-config-route-v3-retrypolicy-retrybackoff";
    assert_eq!(page.as_deref(), Some(expected));
    assert_eq!(documentation(message("udpa.type.v1.TypedStruct").unwrap()), None);
}

#[test]
fn scalars_are_read_as_istiod_reads_them() {
    let read = [
        "per_connection_buffer_limit_bytes: '7'",
        "per_connection_buffer_limit_bytes: 1e3",
        "per_connection_buffer_limit_bytes: 'null'",
        "connect_timeout: 1m30s",
        "connectTimeout: '0'",
        "connect_timeout: null",
        "type: 99",
        "type: EDS",
        "common_lb_config: {healthy_panic_threshold: {value: '1.5e1'}}",
        "common_lb_config: {healthy_panic_threshold: {value: NaN}}",
        "metadata: {filter_metadata: {a: {b: [null, {}]}}}",
        "transport_socket_matches: null",
        "health_checks: [null]",
    ];
    read.into_iter().for_each(|text| expect("CLUSTER", text, &[]));
    let refused = [
        ("per_connection_buffer_limit_bytes: '1.0'", "a whole number of 32 bits that is not negative"),
        ("per_connection_buffer_limit_bytes: '+1'", "a whole number of 32 bits that is not negative"),
        ("per_connection_buffer_limit_bytes: '07'", "a whole number of 32 bits that is not negative"),
        ("per_connection_buffer_limit_bytes: 4294967296", "a whole number of 32 bits that is not negative"),
        ("per_connection_buffer_limit_bytes: 1e20", "a whole number of 32 bits that is not negative"),
        ("per_connection_buffer_limit_bytes: {value: 1}", "a whole number of 32 bits that is not negative"),
        ("connect_timeout: 5", "a duration such as `1.5s`"),
        ("connect_timeout: {seconds: 5}", "a duration such as `1.5s`"),
        ("connect_timeout: 1d", "a duration such as `1.5s`"),
        ("respect_dns_ttl: 'true'", "`true` or `false`"),
        ("respect_dns_ttl: 1", "`true` or `false`"),
        ("name: 5", "a string"),
        ("name: []", "a string"),
        ("health_checks: {}", "a list"),
        ("metadata: {filter_metadata: []}", "an object"),
    ];
    for (text, wanted) in refused {
        let found = report("CLUSTER", Patch::Merged, text);
        assert!(
            found.len() == 1 && found[0].contains(&format!("wanted {wanted}, read")),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn unknown_fields_are_all_found_with_what_was_meant() {
    let text = "\
route:
  retry_polcy: {}
  retryPolcy: {}
  retry_policy: {num_retries: 2, host_selection_retry_attempts: 1}
  hosts: []
  prefix: /
numerator: 1
decorator: {operation: a, propagat: true}
";
    let expected = [
        "route.retry_polcy | retry_polcy | unknown Some(\"retry_policy\") false",
        "route.retryPolcy | retryPolcy | unknown Some(\"retryPolicy\") false",
        "route.retry_policy.host_selection_retry_attempts | host_selection_retry_attempts | unknown \
         None false",
        "route.hosts | hosts | unknown None false",
        "route.prefix | prefix | unknown None false",
        "numerator | numerator | unknown None false",
        "decorator.propagat | propagat | unknown Some(\"propagate\") false",
    ];
    expect("HTTP_ROUTE", text, &expected);
    expect("CLUSTER", "tls_context: {}", &["tls_context | tls_context | unknown None true"]);
}

#[test]
fn what_is_displaced_is_not_asked_for_more() {
    let text = "{name: a, match: {prefix: /}, redirect: {}, route: {cluster_header: '', cluster: b}}";
    let expected =
        ["route.cluster | cluster | displaced by cluster_header", "route | route | displaced by redirect"];
    assert_eq!(report("HTTP_ROUTE", Patch::Whole, text), expected);
    let text = "{prefix_rewrite: a, prefixRewrite: b}";
    let found = report("HTTP_ROUTE", Patch::Merged, &format!("route: {text}"));
    assert_eq!(found, ["route.prefix_rewrite | prefix_rewrite | displaced by prefixRewrite"]);
}

#[test]
fn only_what_is_whole_has_to_be_complete() {
    let text = "{name: a, route: {}}";
    let found = report("HTTP_ROUTE", Patch::Whole, text);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|line| line.contains("Missing")), "{found:?}");
    expect("HTTP_ROUTE", text, &[]);
}

#[test]
fn deep_and_wide_values_are_read_in_linear_time() {
    let deep = format!("{}{{}}{}", "{match: {dynamic_metadata: [{value: ".repeat(20), "}]}}".repeat(20));
    let _ = report("HTTP_ROUTE", Patch::Whole, &deep);
    let wide: String = (0..20_000).map(|index| format!("unknown{index}: {{}}\n")).collect();
    assert_eq!(report("CLUSTER", Patch::Whole, &wide).len(), 20_001);
    let twice = "connect_timeout: 5s\n".repeat(20_000);
    let _ = report("CLUSTER", Patch::Whole, &twice);
}
