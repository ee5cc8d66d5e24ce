//! Tests of the table and of the check.

#[path = "import/generate/mod.rs"]
pub(super) mod generate;

mod definitions;
mod places;
mod settings;

use std::path::Path;

use super::{Fault, Problem, check, find, table, versions};
use crate::yaml;

/// Checks a text of one document.
fn problems(text: &str) -> Vec<Problem> {
    let parsed = yaml::parse(text, 0);
    let object = parsed.documents[0].root();
    let field = |name| object.get(name).and_then(|node| node.as_str()).unwrap_or_default();
    let (group, version) = field("apiVersion").split_once('/').unwrap_or(("", field("apiVersion")));
    check(object, find(group, version, field("kind")), text)
}

/// One line for each problem: path, text of the span, fault.
fn report(text: &str) -> Vec<String> {
    let line = |problem: Problem| {
        let fault = match problem.fault {
            Fault::UnknownField { field, nearest, elsewhere } => {
                format!("unknown {field}, nearest {nearest:?}, elsewhere {elsewhere:?}")
            }
            Fault::WrongType { wanted, read, cause } => format!("wanted {wanted}, read {read}, {cause:?}"),
            Fault::NotInEnum { value, allowed, nearest } => {
                format!("{value} is not one of {}, nearest {nearest:?}", allowed.join(" "))
            }
            fault => format!("{fault:?}"),
        };
        format!("{} | {} | {fault}", problem.path, &text[problem.span.range()])
    };
    problems(text).into_iter().map(line).collect()
}

fn gateway(server: &str) -> String {
    format!(
        "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {{name: edge}}\nspec:\n  servers:\n  - {server}"
    )
}

fn virtual_service(spec: &str) -> String {
    format!("apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{name: a}}\nspec: {spec}")
}

fn namespace(metadata: &str) -> String {
    format!("apiVersion: v1\nkind: Namespace\nmetadata: {metadata}")
}

#[track_caller]
fn expect(text: &str, expected: &[&str]) {
    assert_eq!(report(text), expected, "for:\n{text}");
}

#[test]
fn table_is_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = generate::generate(root).unwrap();
    let directory = root.join("src/schema/table");
    for (name, text) in &files {
        let checked_in = std::fs::read_to_string(directory.join(name)).unwrap();
        assert!(*text == checked_in, "{name} is behind: cargo run --example import-schemas");
    }
    assert_eq!(std::fs::read_dir(&directory).unwrap().count(), files.len(), "a file too many in the table");
}

#[test]
fn table_is_sorted() {
    let keys: Vec<_> = table::SCHEMAS.iter().map(|schema| (schema.group, schema.kind)).collect();
    assert!(keys.is_sorted());
}

#[test]
fn finds_kinds_and_versions() {
    for schema in table::SCHEMAS {
        let found = find(schema.group, schema.version, schema.kind).unwrap();
        assert!(std::ptr::eq(found, schema), "{}/{} {}", schema.group, schema.version, schema.kind);
        if schema.group == "istio.mesh.v1alpha1" {
            continue; // settings, which are not objects
        }
        assert!(found.root.property("metadata").is_some_and(|node| node.property("labels").is_some()));
    }
    assert!(find("networking.istio.io", "v2", "Gateway").is_none());
    assert!(find("networking.istio.io", "v1", "Gatway").is_none());
    assert!(find("zzz", "v1", "Zzz").is_none());
    let of_gateway: Vec<_> = versions("networking.istio.io", "Gateway").collect();
    assert_eq!(of_gateway, ["v1", "v1beta1", "v1alpha3"]);
    assert_eq!(versions("", "Gateway").count(), 0);
}

#[test]
fn the_experimental_channel_is_known() {
    let route = find("gateway.networking.k8s.io", "v1", "HTTPRoute").unwrap();
    let rule = route.root.property("spec").and_then(|spec| spec.property("rules")?.items).unwrap();
    assert!(rule.property("sessionPersistence").is_some());
    assert!(
        find("gateway.networking.k8s.io", "v1alpha2", "TLSRoute").is_some_and(|schema| schema.deprecated)
    );
}

#[test]
fn valid_objects_are_silent() {
    let text = include_str!("../../testdata/schemas/valid.yaml");
    for document in text.split("---\n") {
        expect(document, &[]);
    }
}

#[test]
fn unknown_fields() {
    let spec = "{server: [{port: {number: 80, name: a, protocol: HTTP}, hosts: [a]}]}";
    let text = format!("apiVersion: networking.istio.io/v1\nkind: Gateway\nspec: {spec}");
    expect(&text, &[r#"spec.server | server | unknown server, nearest Some("servers"), elsewhere None"#]);
    // The field that was meant is there already; exportTo stands at another level.
    expect(
        &virtual_service(
            "{hosts: [a], host: b, http: [{exportTo: [mesh], route: [{destination: {host: b}}]}]}",
        ),
        &[
            "spec.host | host | unknown host, nearest None, elsewhere None",
            r#"spec.http[0].exportTo | exportTo | unknown exportTo, nearest None, elsewhere Some("spec.exportTo")"#,
        ],
    );
    expect(
        &gateway("{port: {number: 80, name: a, protocol: HTTP}, hosts: [a], credentialName: c}"),
        &["spec.servers[0].credentialName | credentialName | unknown credentialName, nearest None, \
           elsewhere Some(\"spec.servers[0].tls.credentialName\")"],
    );
    // A rule that lies outside of the list it belongs to.
    let text = virtual_service("{hosts: [a], http: [{route: [{destination: {host: b}}]}], retries: {}}");
    expect(
        &text,
        &[r#"spec.retries | retries | unknown retries, nearest None, elsewhere Some("spec.http[].retries")"#],
    );
    // Of what gains fields with each release of Kubernetes only slips are told.
    expect(
        "apiVersion: v1\nkind: Service\nspec: {port: 80, someNewField: 1}\nspecs: 3",
        &[
            r#"spec.port | port | unknown port, nearest Some("ports"), elsewhere Some("spec.ports[].port")"#,
            "specs | specs | unknown specs, nearest None, elsewhere None",
        ],
    );
    expect(
        "apiVersion: networking.istio.io/v1\nkind: Gateway\nspec: {}\nspce: {}\nlabels: {}",
        &[
            "spce | spce | unknown spce, nearest None, elsewhere None",
            r#"labels | labels | unknown labels, nearest None, elsewhere Some("metadata.labels")"#,
        ],
    );
}

#[test]
fn a_misspelt_required_field_is_one_problem() {
    let text = gateway("{port: {number: 80, name: a, protocol: HTTP}, Hosts: [a]}");
    let problem = r#"spec.servers[0].Hosts | Hosts | unknown Hosts, nearest Some("hosts"), elsewhere None"#;
    expect(&text, &[problem]);
}

#[test]
fn strings_that_are_none() {
    let reads = |value: &str, read: &str, cause: &str| {
        let problem = format!("metadata.labels.team | {value} | wanted a string, read {read}, {cause}");
        expect(&namespace(&format!("{{labels: {{team: {value}}}}}")), &[&problem]);
    };
    reads("y", "the boolean true", "BooleanWord");
    reads("Off", "the boolean false", "BooleanWord");
    reads("true", "the boolean true", "Boolean");
    reads("80", "the integer 80", "Number");
    reads("1.20", "the number 1.2", "Number");
    reads("[a]", "a list", "Other");
    expect(
        &namespace("{name: 123, annotations: {sidecar.istio.io/inject: false}}"),
        &[
            "metadata.name | 123 | wanted a string, read the integer 123, Number",
            "metadata.annotations[\"sidecar.istio.io/inject\"] | false | wanted a string, \
             read the boolean false, Boolean",
        ],
    );
    // Without a schema the metadata is checked all the same.
    expect(
        "apiVersion: a.example/v1\nkind: A\nmetadata: {labels: {a: on}}\nspec: {b: on}",
        &["metadata.labels.a | on | wanted a string, read the boolean true, BooleanWord"],
    );
}

#[test]
fn numbers_and_booleans_that_are_none() {
    expect(
        &gateway(
            "port: {number: \"80\", name: http, protocol: HTTP}\n    hosts: a\n    tls: {httpsRedirect: \"yes\"}",
        ),
        &[
            "spec.servers[0].port.number | \"80\" | wanted an integer, read the string \"80\", QuotedNumber",
            "spec.servers[0].hosts | a | wanted a list, read the string \"a\", Other",
            "spec.servers[0].tls.httpsRedirect | \"yes\" | wanted a boolean, read the string \"yes\", QuotedBoolean",
        ],
    );
    expect(
        "apiVersion: v1\nkind: Service\nspec:\n  ports: [{port: 80.5, targetPort: yes}]\n  selector: [a]",
        &[
            "spec.ports[0].port | 80.5 | wanted an integer, read the number 80.5, Other",
            "spec.ports[0].targetPort | yes | wanted an integer or a string, read the boolean true, BooleanWord",
            "spec.selector | [a] | wanted an object, read a list, Other",
        ],
    );
    let long = "x".repeat(60);
    let problem =
        format!("spec.hosts | {long} | wanted a list, read the string \"{}…\", Other", "x".repeat(40));
    expect(&virtual_service(&format!("{{hosts: {long}}}")), &[&problem]);
}

#[test]
fn numbers_out_of_range() {
    let text = "apiVersion: v1\nkind: Service\nspec: {ports: [{port: 70000, targetPort: -1}]}";
    expect(
        text,
        &[
            "spec.ports[0].port | 70000 | OutOfRange { minimum: Some(1), maximum: Some(65535) }",
            "spec.ports[0].targetPort | -1 | OutOfRange { minimum: Some(0), maximum: Some(65535) }",
        ],
    );
    let text = "apiVersion: telemetry.istio.io/v1\nkind: Telemetry\nspec: {tracing: [{randomSamplingPercentage: 100.5}]}";
    expect(
        text,
        &[
            "spec.tracing[0].randomSamplingPercentage | 100.5 | OutOfRange { minimum: Some(0), maximum: Some(100) }",
        ],
    );
}

#[test]
fn missing_fields() {
    expect(
        &gateway("hosts: [a]\n    port: {name: null, number: 80}\n  - {}"),
        &[
            r#"spec.servers[0].port.protocol | port | MissingField { field: "protocol" }"#,
            r#"spec.servers[0].port.name | port | MissingField { field: "name" }"#,
            r#"spec.servers[1].port | {} | MissingField { field: "port" }"#,
            r#"spec.servers[1].hosts | {} | MissingField { field: "hosts" }"#,
        ],
    );
    expect(
        &virtual_service("{http: [{route: [{weight: 1}]}]}"),
        &[r#"spec.http[0].route[0].destination | weight | MissingField { field: "destination" }"#],
    );
}

#[test]
fn values_that_are_not_allowed() {
    let mode = |mode: &str| {
        format!(
            "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nspec: {{mtls: {{mode: {mode}}}}}"
        )
    };
    let allowed = "UNSET DISABLE PERMISSIVE STRICT";
    for (value, nearest) in [("strict", "Some(\"STRICT\")"), ("STRCT", "Some(\"STRICT\")"), ("OPEN", "None")]
    {
        let problem =
            format!("spec.mtls.mode | {value} | {value} is not one of {allowed}, nearest {nearest}");
        expect(&mode(value), &[&problem]);
    }
    let text = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nspec:\n  rules:\n  \
                - filters: [{type: RequestRedirect, requestRedirect: {statusCode: 418}}]";
    let path = "spec.rules[0].filters[0].requestRedirect.statusCode";
    expect(text, &[&format!("{path} | 418 | 418 is not one of 301 302 303 307 308, nearest None")]);
}

#[test]
fn null_is_absence_but_not_in_lists_and_maps() {
    expect(
        &virtual_service(
            "{hosts: [a, null], gateways: null, http: [{match: [{headers: {x: null}}, ~], timeout:}]}",
        ),
        &[
            "spec.hosts[1] | null | NullElement",
            "spec.http[0].match[0].headers.x | x | NullElement",
            "spec.http[0].match[1] | ~ | NullElement",
        ],
    );
}

#[test]
fn the_last_of_a_duplicate_key_counts() {
    expect(
        &namespace("{labels: {a: 1, b: 2, a: x}}"),
        &["metadata.labels.b | 2 | wanted a string, read the integer 2, Number"],
    );
    expect(&namespace("{name: 3, name: a}"), &[]);
}

#[test]
fn aliases_and_large_mappings() {
    let text = gateway("&s {port: {number: \"1\", name: a, protocol: TCP}, hosts: [a]}\n  - *s");
    let paths: Vec<_> = problems(&text).into_iter().map(|problem| problem.path).collect();
    assert_eq!(paths, ["spec.servers[0].port.number", "spec.servers[1].port.number"]);

    let labels: String = (0..100_000).map(|index| format!("    label{index}: {index}\n")).collect();
    let start = std::time::Instant::now();
    assert_eq!(problems(&namespace(&format!("\n  labels:\n{labels}"))).len(), 100_000);
    let fields: String = (0..100_000).map(|index| format!("  host{index}: a\n")).collect();
    assert_eq!(problems(&virtual_service(&format!("\n{fields}"))).len(), 100_000);
    assert!(start.elapsed().as_secs() < 30, "not linear");
}
