//! The closing lines.

use super::*;
use crate::model::{SkipReason, Skipped};
use crate::report::PlaceholderSummary;

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
    case.summary.warnings = 1;
    let summary = |case: &Case| summary::render(&case.view(&case.findings()), Style::default());
    insta::assert_snapshot!(summary(&case), @r"
    2 errors, 1 warning (1 info hidden: --min-severity info shows it)
    checked 42 resources in 12 files; 3 references could not be verified (-v lists them)
    ");
    case.unverified.clear();
    case.summary.warnings = 4;
    case.summary.resources = 1;
    insta::assert_snapshot!(summary(&case), @r"
    2 errors, 1 warning (3 warnings and 1 info hidden: --min-severity info shows them)
    checked 1 resource in 12 files
    ");
    case.found.clear();
    insta::assert_snapshot!(summary(&case), @r"
    no errors found: 1 resource in 12 files (4 warnings and 1 info hidden: --min-severity info shows them)
    ");
    case.summary.warnings = 0;
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

#[test]
fn the_summary_groups_what_was_skipped() {
    let mut case = Case::new(&[]);
    let many: Vec<String> = (1..30).map(|index| format!("charts/values-{index}.yaml")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    case.summary.skipped = skip(&many, SkipReason::NoObject);
    case.summary.skipped.extend(skip(&["broken\u{1b}.yaml"], SkipReason::Unreadable));
    case.summary.skipped.extend(skip(&["a.yaml", "b.yaml"], SkipReason::Template));
    insta::assert_snapshot!(summary::render(&case.view(&[]), Style::default()), @r"
    no problems found: 42 resources in 12 files
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
    case.summary.skipped.clear();
    for (index, path) in many.iter().enumerate() {
        case.summary.skipped.extend(skip(&[path], SkipReason::Loop { ancestor: index.to_string() }));
    }
    insta::assert_snapshot!(summary::render(&case.view(&[]), Style::default()), @r"
    no problems found: 42 resources in 12 files
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
