//! No endpoint of the host has the labels of a subset.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Target};
use crate::model::TextField;
use crate::text::{is_slip, nearest};

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
    for empty in mesh.empty_subsets() {
        let name = empty.subset.name.text();
        let host = &mesh.services.get(empty.service).host;
        if !empty.is_certain {
            let message = format!("subset `{name}`: the input holds no workload behind `{host}`");
            out.unverified(empty.rule, empty.label.span, message);
            continue;
        }
        let message = format!(
            "no endpoint of `{host}` has the label `{}: {}`{}: what is sent to subset `{name}` fails, HTTP with status 503",
            empty.label.name,
            empty.label.value,
            if empty.subset.labels.as_ref().is_some_and(|labels| labels.value.len() > 1) {
                " together with the others of the subset"
            } else {
                ""
            }
        );
        let finding = out.report(empty.rule, empty.label.span, message);
        finding.related_if(mesh.location(Target::Service(empty.service)), "the service");
        let values = mesh.workloads.values_of(&empty.label.name).near(&empty.label.value);
        let near = nearest(&empty.label.value, values.iter().map(|(value, ())| *value));
        match near.filter(|near| is_slip(&empty.label.value, near)) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => {
                finding.help("give the pods of the subset its labels in their template, or remove the subset")
            }
        };
    }
}
