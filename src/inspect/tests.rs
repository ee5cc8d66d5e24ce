use super::*;
use crate::finding::{Group, Severity};

const DOCUMENT: &str = "\
kind: VirtualService
spec:
  http:
  - route:
    - weight: 1
    - ~
    - weight: 2
  tcp:
  - route: [{weight: 3}]
  labels: {a: x, b: null, 'c.d/e': z}
";

fn said(paths: &'static [&'static str]) -> Vec<String> {
    let subject = Subject {
        kinds: &["VirtualService"],
        paths,
        check: |cursor, out| {
            out.report_here(cursor.span(), format!("{cursor:?}"));
        },
    };
    let subjects: &'static [Subject] = Box::leak(Box::new([subject]));
    let (code, name, summary, doc) = ("MSL0000", "test", "", "");
    let (severity, group) = (Severity::Error, Group::Admission);
    let info = RuleInfo { code, name, aliases: &[], severity, group, summary, doc };
    let inspector = Inspector::new([(&*Box::leak(Box::new(info)), subjects)]);
    let parsed = crate::yaml::parse(DOCUMENT, 0);
    let identity = Identity {
        group: "networking.istio.io",
        kind: "VirtualService",
        namespace: "default",
        name: "",
        platform: None,
        istio: None,
    };
    let place = Standing { source: SourceId(0), object: Some(ObjectId(0)) };
    let findings = inspector.inspect(parsed.documents[0].root(), identity, place);
    findings.into_iter().map(|finding| finding.message).collect()
}

#[test]
fn finds_every_value_of_a_path() {
    assert_eq!(
        said(&["spec.http[].route[].weight"]),
        ["spec.http[0].route[0].weight: Int(1)", "spec.http[0].route[2].weight: Int(2)"]
    );
    assert_eq!(said(&["spec.nothing[].here"]), [""; 0]);
    assert_eq!(said(&["spec.labels{}"]), [r#"spec.labels.a: Str("x")"#, r#"spec.labels["c.d/e"]: Str("z")"#]);
}

#[test]
fn takes_any_of_several_paths_once() {
    let weights = ["http[0].route[0]", "http[0].route[2]", "tcp[0].route[0]"];
    let paths: [&'static [&'static str]; 3] = [
        &["spec.(http|tcp)[].route[].weight"],
        &["spec.((http|tcp)[].route|other)[].weight"],
        &["spec.(tcp|http)[].(route[].|)weight"],
    ];
    for paths in paths {
        let said = said(paths);
        assert_eq!(said.len(), 3, "{said:?}");
        for weight in weights {
            assert!(said.iter().any(|line| line.contains(weight)), "{said:?} {weight}");
        }
    }
    assert_eq!(said(&["spec.(http|http)[]"]).len(), 1);
}

#[test]
fn knows_kinds_by_group() {
    let inspector = Inspector::new([]);
    assert_eq!(format!("{inspector:?}"), "{}");
    assert_eq!(said(&[""]).len(), 1);
}
