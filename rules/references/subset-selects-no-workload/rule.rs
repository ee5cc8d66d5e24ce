//! No endpoint of the host has the labels of a subset.

use crate::engine::{Check, Rule};
use crate::finding::{Finding, Findings, Group, RuleInfo, Severity};
use crate::graph::{EmptySubset, Mesh, Target};
use crate::model::TextField;
use crate::rules::fixes::meant_or;
use crate::text::nearest_slip;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0173",
        name: "subset-selects-no-workload",
        aliases: &["KIA0203"],
        severity: Severity::Error,
        group: Group::References,
        summary: "No endpoint of the host has the labels of a subset",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let empty = mesh.empty_subsets();
    for of_rule in empty.chunk_by(|one, other| one.rule == other.rule) {
        let mut unused: Vec<&EmptySubset<'_>> = Vec::new();
        for empty in of_rule {
            if !empty.is_certain {
                let host = &mesh.services.get(empty.service).host;
                let name = empty.subset.name.text();
                let message = format!("subset `{name}`: the input holds no workload behind `{host}`");
                out.unverified(empty.rule, empty.label.span, message);
            } else if empty.routed.is_some() {
                report(mesh, empty, out);
            } else {
                unused.push(empty);
            }
        }
        if let Some((first, others)) = unused.split_first() {
            report_unused(mesh, first, others, out);
        }
    }
}

/// A subset that requests are sent to.
fn report(mesh: &Mesh<'_>, empty: &EmptySubset<'_>, out: &mut Findings<'_>) {
    let message = format!(
        "no endpoint of `{}` has the label `{}: {}`{}: what is sent to subset `{}` fails, HTTP with status 503",
        mesh.services.get(empty.service).host,
        empty.label.name,
        empty.label.value,
        if empty.subset.labels.as_ref().is_some_and(|labels| labels.value.len() > 1) {
            " together with the others of the subset"
        } else {
            ""
        },
        empty.subset.name.text()
    );
    let finding = out.report(empty.rule, empty.label.span, message);
    finding
        .related_if(mesh.location(Target::Service(empty.service)), "the service")
        .related_if(empty.routed, "requests are sent there");
    help(finding, mesh, empty);
}

/// All subsets of a rule to which no route of the input sends anything: nothing fails yet.
fn report_unused(
    mesh: &Mesh<'_>,
    first: &EmptySubset<'_>,
    others: &[&EmptySubset<'_>],
    out: &mut Findings<'_>,
) {
    let host = &mesh.services.get(first.service).host;
    let names: Vec<String> =
        [&first].into_iter().chain(others).map(|empty| format!("`{}`", empty.subset.name.text())).collect();
    let (subsets, have) = if others.is_empty() { ("subset", "has") } else { ("subsets", "have") };
    let message =
        format!("{subsets} {} {have} no endpoint of `{host}`, and no route sends there", names.join(", "));
    let finding = out.report(first.rule, first.label.span, message);
    help(finding.severity(Severity::Info), mesh, first);
    finding.related_if(mesh.location(Target::Service(first.service)), "the service");
}

fn help(finding: &mut Finding, mesh: &Mesh<'_>, empty: &EmptySubset<'_>) {
    let wanted = &empty.label.value;
    let values = mesh.workloads.values_of(&empty.label.name).near(wanted);
    let near = nearest_slip(wanted, values.iter().map(|(value, ())| *value));
    meant_or(finding, wanted, near, || {
        "give the pods of the subset its labels in their template, or remove the subset".to_owned()
    });
}
