//! The closing lines.

use super::*;
use crate::model::{Configured, SkipReason, Skipped};
use crate::report::{AssumedNamespaceSummary, PlaceholderSummary, UnavailableKind, UnavailablePart};

fn skip(paths: &[&str], reason: SkipReason) -> Vec<Skipped> {
    paths.iter().map(|&path| Skipped { path: path.into(), reason: reason.clone() }).collect()
}

#[test]
fn the_summary_counts() {
    let mut case = Case::new(&[("a.yaml", "kind: X\n")]);
    for severity in [Severity::Error, Severity::Error, Severity::Warning] {
        case.add(location(0, 0, 1), "x").severity(severity);
    }
    case.unverified = case.found.clone();
    case.hidden_infos = 1;
    let summary = |case: &Case| summary::render(&case.view(&case.findings()), Style::default());
    insta::assert_snapshot!(summary(&case), @r"
    2 errors, 1 warning (1 info hidden: --min-severity info shows it)
    checked 42 resources in 12 files; 3 references could not be verified (-v lists them)
    ");
    case.unverified.clear();
    case.hidden_warnings = 3;
    case.summary.resources = 1;
    insta::assert_snapshot!(summary(&case), @r"
    2 errors, 1 warning (3 warnings and 1 info hidden: --min-severity info shows them)
    checked 1 resource in 12 files
    ");
    case.found.clear();
    insta::assert_snapshot!(summary(&case), @r"
    no errors found: 1 resource in 12 files (3 warnings and 1 info hidden: --min-severity info shows them)
    ");
    case.hidden_warnings = 0;
    case.hidden_infos = 0;
    insta::assert_snapshot!(summary(&case), @r"
    no problems found: 1 resource in 12 files
    ");
    case.summary.placeholders = PlaceholderSummary::of(["${B}", "${A}", "${B}"].into_iter());
    insta::assert_snapshot!(summary(&case), @r"
    no problems found: 1 resource in 12 files
    3 values hold placeholders such as ${B}, and were not judged
    ");
    case.summary.placeholders = PlaceholderSummary::of(["${A}"].into_iter());
    insta::assert_snapshot!(summary(&case), @r"
    no problems found: 1 resource in 12 files
    1 value holds a placeholder, ${A}, and was not judged
    ");
    case.summary.placeholders = PlaceholderSummary::of(std::iter::empty());
    case.summary.resources = 0;
    insta::assert_snapshot!(summary(&case), @r"
    nothing to check: no Kubernetes object was found
    ");
}

/// The closing lines of a run, and where it looked at nothing, and with `-v`.
fn closing(case: &Case, resources: usize, verbose: bool) -> String {
    let summary = Summary { resources, ..case.summary.clone() };
    let view = View { summary: &summary, ..case.view(&[]) };
    summary::render(&view, Style { verbose, ..Style::default() })
}

fn many() -> Vec<String> {
    (1..30).map(|index| format!("charts/values-{index}.yaml")).collect()
}

#[test]
fn what_was_skipped_takes_one_line() {
    let mut case = Case::new(&[]);
    let many = many();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    case.summary.skipped = skip(&["values.yaml"], SkipReason::NoObject);
    insta::assert_snapshot!(closing(&case, 1, false), @r"
    no problems found: 1 resource in 12 files
    skipped values.yaml: it holds no Kubernetes object
    ");
    case.summary.skipped = skip(&many, SkipReason::NoObject);
    case.summary.skipped.extend(skip(&["broken\u{1b}.yaml"], SkipReason::Unreadable));
    for chart in ["a", "b"] {
        let path = format!("{chart}/templates/web.yaml");
        let reason = SkipReason::ChartTemplate { chart: chart.into() };
        case.summary.skipped.extend(skip(&[&path], reason));
    }
    // A file with two reasons is one file.
    case.summary.skipped.extend(skip(&["a/templates/web.yaml"], SkipReason::NotYaml));
    insta::assert_snapshot!(closing(&case, 42, false), @r"
    no problems found: 42 resources in 12 files
    skipped 32 files: 29 hold no Kubernetes object, 2 are templates of Helm charts, 1 could not be read (-v lists them)
      broken␛.yaml: it could not be read
    ");
    case.summary.skipped = skip(&["a.yaml", "a.yaml"], SkipReason::Template);
    insta::assert_snapshot!(closing(&case, 42, false), @r"
    no problems found: 42 resources in 12 files
    skipped a.yaml: it holds an unrendered template: check the rendered output
    ");
    case.summary.skipped = skip(&many, SkipReason::TooLarge);
    insta::assert_snapshot!(closing(&case, 42, false), @r"
    no problems found: 42 resources in 12 files
    skipped 29 files: they are larger than the limit (-v lists them)
      charts/values-1.yaml: it is larger than the limit
      charts/values-2.yaml: it is larger than the limit
      charts/values-3.yaml: it is larger than the limit
      charts/values-4.yaml: it is larger than the limit
      charts/values-5.yaml: it is larger than the limit
      charts/values-6.yaml: it is larger than the limit
      charts/values-7.yaml: it is larger than the limit
      charts/values-8.yaml: it is larger than the limit
      charts/values-9.yaml: it is larger than the limit
      charts/values-10.yaml: it is larger than the limit
      and 19 more (-v lists all)
    ");
    case.summary.skipped = skip(&many[..11], SkipReason::NotUtf8);
    assert_eq!(closing(&case, 42, false).lines().count(), 1 + 1 + 11, "none is left out for a line");
}

#[test]
fn every_reason_has_words_for_one_file_and_for_several() {
    let text = || "x".to_owned();
    let reasons = [
        SkipReason::Template,
        SkipReason::ChartTemplate { chart: text() },
        SkipReason::NotListed { kustomization: text() },
        SkipReason::Configuration(Configured::Kustomize),
        SkipReason::Configuration(Configured::Skaffold),
        SkipReason::Configuration(Configured::Cluster),
        SkipReason::Configuration(Configured::Backstage),
        SkipReason::Configuration(Configured::Test),
        SkipReason::TestData,
        SkipReason::NotYaml,
        SkipReason::NoObject,
        SkipReason::Unreadable,
        SkipReason::TooLarge,
        SkipReason::NotUtf8,
        SkipReason::Loop { ancestor: text() },
        SkipReason::Excluded,
        SkipReason::Hidden,
        SkipReason::Ignored,
    ];
    let words: Vec<String> = reasons.iter().map(|reason| reason.of_files().join(" | ")).collect();
    insta::assert_snapshot!(words.join("\n"), @r"
    holds an unrendered template | hold unrendered templates
    is a template of a Helm chart | are templates of Helm charts
    is not listed by a kustomization | are not listed by a kustomization
    configures kustomize | configure kustomize
    configures skaffold | configure skaffold
    configures the cluster itself | configure the cluster itself
    is for Backstage | are for Backstage
    belongs to a test of chainsaw or kuttl | belong to tests of chainsaw or kuttl
    lies in a folder called testdata | lie in folders called testdata
    is not valid YAML | are not valid YAML
    holds no Kubernetes object | hold no Kubernetes object
    could not be read | could not be read
    is larger than the limit | are larger than the limit
    is not UTF-8 text | are not UTF-8 text
    is a symbolic link that leads back | are symbolic links that lead back
    is left out by `exclude` | are left out by `exclude`
    is hidden | are hidden
    is left out by .gitignore or the like | are left out by .gitignore or the like
    ");
}

#[test]
fn what_was_skipped_is_listed_where_nothing_was_checked_and_where_all_is_asked_for() {
    let mut case = Case::new(&[]);
    let many = many();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    case.summary.skipped = skip(&many, SkipReason::NoObject);
    case.summary.skipped.extend(skip(&["broken\u{1b}.yaml"], SkipReason::Unreadable));
    case.summary.skipped.extend(skip(&["a.yaml", "b.yaml"], SkipReason::Template));
    insta::assert_snapshot!(closing(&case, 0, false), @r"
    nothing to check: no Kubernetes object was found
    skipped 32 files:
      broken␛.yaml: it could not be read
      it holds an unrendered template: check the rendered output:
        a.yaml
        b.yaml
      it holds no Kubernetes object:
        charts/values-1.yaml
        charts/values-2.yaml
        charts/values-3.yaml
        charts/values-4.yaml
        charts/values-5.yaml
        charts/values-6.yaml
        charts/values-7.yaml
        and 22 more (-v lists all)
    ");
    let all = closing(&case, 42, true);
    assert!(many.iter().all(|path| all.contains(&format!("    {path}\n"))), "{all}");
    assert!(all.contains("  broken␛.yaml: it could not be read\n"), "{all}");
    case.summary.skipped.clear();
    for (index, path) in many.iter().enumerate() {
        case.summary.skipped.extend(skip(&[path], SkipReason::Loop { ancestor: index.to_string() }));
    }
    insta::assert_snapshot!(closing(&case, 0, false), @r"
    nothing to check: no Kubernetes object was found
    skipped 29 files:
      charts/values-1.yaml: it is a symbolic link that leads back to 0
      charts/values-2.yaml: it is a symbolic link that leads back to 1
      charts/values-3.yaml: it is a symbolic link that leads back to 2
      charts/values-4.yaml: it is a symbolic link that leads back to 3
      charts/values-5.yaml: it is a symbolic link that leads back to 4
      charts/values-6.yaml: it is a symbolic link that leads back to 5
      charts/values-7.yaml: it is a symbolic link that leads back to 6
      charts/values-8.yaml: it is a symbolic link that leads back to 7
      charts/values-9.yaml: it is a symbolic link that leads back to 8
      charts/values-10.yaml: it is a symbolic link that leads back to 9
      and 19 more (-v lists all)
    ");
}

fn part(kind: UnavailableKind, name: &str, line: Option<usize>) -> UnavailablePart {
    let path = if line.is_some() { "kustomization.yaml" } else { name };
    UnavailablePart { kind, name: name.into(), path: path.into(), line }
}

#[test]
fn what_cannot_be_had_takes_one_line() {
    use UnavailableKind::{Chart, Plugin, Remote};
    let mut case = Case::new(&[]);
    let mut told = |parts: &[UnavailablePart], verbose| {
        case.summary.unavailable = parts.to_vec();
        let text = closing(&case, 42, verbose);
        text.lines().nth(1).unwrap_or_default().to_owned()
    };
    assert_eq!(told(&[], false), "");
    assert_eq!(
        told(&[part(Remote, "https://example.com/a", Some(1))], false),
        "1 remote resource was not fetched: what it would bring is in doubt (-v shows it)"
    );
    // A chart of the input is the one that a kustomization names, and an address that is named twice is one resource.
    let parts = [
        part(Chart, "charts/web", None),
        part(Chart, "web", Some(7)),
        part(Chart, "cache", Some(9)),
        part(Remote, "https://example.com/a", Some(1)),
        part(Remote, "https://example.com/a", Some(2)),
        part(Plugin, "Generator", Some(3)),
    ];
    assert_eq!(
        told(&parts, false),
        "2 charts were not rendered, 1 remote resource not fetched and 1 kustomize plugin not run: what they would \
         bring is in doubt (-v lists them)"
    );
    assert!(told(&parts, true).ends_with("is in doubt"));
    case.style.verbose = true;
    case.summary.unavailable = parts.to_vec();
    insta::assert_snapshot!(case.written(), @r"
    not available:
      charts/web: the chart charts/web is not rendered
      kustomization.yaml:7: the chart web is not rendered
      kustomization.yaml:9: the chart cache is not rendered
      kustomization.yaml:1: https://example.com/a is not fetched
      kustomization.yaml:2: https://example.com/a is not fetched
      kustomization.yaml:3: the plugin Generator is not run

    no problems found: 42 resources in 12 files
    2 charts were not rendered, 1 remote resource not fetched and 1 kustomize plugin not run: what they would bring is in doubt
    ");
}

#[test]
fn an_assumed_namespace_is_told_where_references_hang_on_it() {
    let mut case = Case::new(&[]);
    let assumed = |objects, references| {
        Some(AssumedNamespaceSummary { namespace: "default".into(), objects, references })
    };
    case.summary.assumed_namespace = assumed(3, 0);
    assert_eq!(closing(&case, 42, false).lines().count(), 1);
    case.summary.assumed_namespace = assumed(3, 2);
    insta::assert_snapshot!(closing(&case, 42, false), @r"
    no problems found: 42 resources in 12 files
    3 objects name no namespace and are taken to be in `default`, so that 2 references could not be verified (-n NAMESPACE says where)
    ");
    case.summary.assumed_namespace = assumed(1, 1);
    insta::assert_snapshot!(closing(&case, 42, false), @r"
    no problems found: 42 resources in 12 files
    1 object names no namespace and is taken to be in `default`, so that 1 reference could not be verified (-n NAMESPACE says where)
    ");
}

#[test]
fn many_findings_end_with_the_way_on() {
    static OTHERS: [RuleInfo; 6] = {
        const fn named(name: &'static str) -> RuleInfo {
            RuleInfo { name, ..RULE }
        }
        [named("a"), named("b"), named("c"), named("d"), named("e"), named("f")]
    };
    let mut case = Case::new(&[("a.yaml", "kind: X\n")]);
    let way_on = |case: &Case, style| way_on::render(&case.view(&case.findings()), style);
    for _ in 0..20 {
        case.add(location(0, 0, 1), "x");
    }
    assert_eq!(way_on(&case, case.style), "", "a screenful needs no advice");
    case.add(location(0, 0, 1), "x").severity(Severity::Warning);
    insta::assert_snapshot!(way_on(&case, case.style), @r"
    by rule:
      20  IST0101  referenced-resource-not-found  error
       1  IST0101  referenced-resource-not-found  warning
    the way on:
      errors first: --min-severity error shows them alone
      only what is new from now on: `meshlint baseline write` puts aside what is there
      less, or more: --profile, and `profile`, `select` and `ignore` in meshlint.toml, choose the rules
    ");
    case.summary.baseline = Some(crate::baseline::BaselineSummary::default());
    for rule in &OTHERS {
        case.add(location(0, 0, 1), "x").rule = rule;
    }
    insta::assert_snapshot!(way_on(&case, case.style), @r"
    by rule:
      20  IST0101  referenced-resource-not-found  error
       1  IST0101  a                              error
       1  IST0101  b                              error
       1  IST0101  c                              error
       1  IST0101  d                              error
      and 3 more (--statistics lists all)
    the way on:
      errors first: --min-severity error shows them alone
      less, or more: --profile, and `profile`, `select` and `ignore` in meshlint.toml, choose the rules
    ");
    assert_eq!(way_on(&case, Style { quiet: true, ..case.style }), "");
    assert!(case.written().ends_with(&way_on(&case, case.style)), "it comes last");
}

#[test]
fn many_worlds_are_counted() {
    let mut case = Case::new(&[]);
    let mut worlds = |count: usize, verbose| {
        case.summary.worlds = (1..=count).map(|index| format!("w{index}")).collect();
        closing(&case, 42, verbose).lines().nth(1).expect("a line about worlds").to_owned()
    };
    assert_eq!(worlds(7, false), "7 worlds, each a mesh of its own: w1, w2, w3, w4, w5, w6, w7");
    let some = "8 worlds, each a mesh of its own: w1, w2, w3, w4, w5, w6 and 2 more (-v lists them)";
    assert_eq!(worlds(8, false), some);
    assert_eq!(worlds(8, true), "8 worlds, each a mesh of its own: w1, w2, w3, w4, w5, w6, w7, w8");
}
