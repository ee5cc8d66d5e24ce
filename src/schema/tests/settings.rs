//! Tests of the check of settings, which other readers than the API server read.

use super::super::Reader::{Installer, MeshConfig, Values};
use super::super::{check_value, find};
use super::{expect, problems};
use crate::yaml;

/// The faults of a MeshConfig, each with its path.
fn mesh_faults(text: &str) -> Vec<String> {
    let schema = find("istio.mesh.v1alpha1", "v1alpha1", "MeshConfig").unwrap();
    let parsed = yaml::parse(text, 0);
    let problems = check_value(parsed.documents[0].root(), schema.root, text);
    problems.into_iter().map(|problem| format!("{} {:?}", problem.path, problem.reader)).collect()
}

#[test]
fn settings_are_read_as_protobuf_reads_json() {
    // Names of the definition, numbers in quotes, numbers of an enum, an empty item: all of that is taken.
    let lenient = "trust_domain: a\nproxyListenPort: '15001'\naccessLogEncoding: 1\ntrustDomainAliases: [~]\n\
                   defaultConfig: {tracing: {sampling: '1.5'}, drainDuration: 1m30s, concurrency: ~}";
    assert_eq!(mesh_faults(lenient), Vec::<String>::new());
    for (text, path) in [
        ("trustDomain: 1", "trustDomain MeshConfig"),
        ("connectTimeout: 10", "connectTimeout MeshConfig"),
        ("enableTracing: 'true'", "enableTracing MeshConfig"),
        ("accessLogEncoding: json", "accessLogEncoding MeshConfig"),
        ("defaultConfig: {statusPort: 4294967296}", "defaultConfig.statusPort MeshConfig"),
        ("defaultConfig: {drainDuration: '45'}", "defaultConfig.drainDuration MeshConfig"),
        ("extensionProviders: {name: a}", "extensionProviders MeshConfig"),
        ("enableAutoMTLS: true", "enableAutoMTLS MeshConfig"),
    ] {
        assert_eq!(mesh_faults(text), [path], "for {text}");
    }
}

#[test]
fn an_operator_is_read_as_go_reads_json() {
    let operator =
        |spec: &str| format!("apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {spec}");
    expect(&operator("{Profile: default, values: {pilot: {autoscaleMin: '2'}}}"), &[]);
    let readers =
        |spec: &str| problems(&operator(spec)).into_iter().map(|problem| problem.reader).collect::<Vec<_>>();
    assert_eq!(
        readers("{profle: a, values: {globel: {}, meshConfig: {a: 1}}, meshConfig: {b: 1}}"),
        [Installer, Values, MeshConfig, MeshConfig]
    );
    assert_eq!(readers("{components: {pilot: {k8s: {replicaCount: '2'}}}}"), [Installer]);
}
