//! `kustomize build` refuses a kustomization.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::kustomize;
use crate::model::Model;
use crate::problem::{Fault, Problem};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0124",
        name: "kustomization-does-not-build",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Input,
        summary: "`kustomize build` refuses a kustomization",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, _: &Model, out: &mut Findings<'_>) {
    let Fault::Kustomize(fault) = &problem.fault else { return };
    let finding = out.report_at(problem.location, None, format!("`kustomize build` fails: {fault}"));
    if let Some(help) = way_out(fault) {
        finding.help(help);
    }
    // Keys and settings are often made on the spot, and not kept in the repository.
    if let kustomize::Fault::MissingFile { path } = fault
        && !is_manifest(path)
    {
        finding.severity(Severity::Info).help("add the file, unless it is made before the build");
    }
    // Flux builds without the restriction to the folder of the kustomization.
    if let kustomize::Fault::OutsideRoot { .. } = fault {
        finding.severity(Severity::Info);
    }
}

/// Whether a path is that of manifests: a file of them, or a folder.
fn is_manifest(path: &str) -> bool {
    kustomize::file_name(path)
        .rsplit_once('.')
        .is_none_or(|(_, ending)| matches!(ending, "yaml" | "yml" | "json"))
}

fn way_out(fault: &kustomize::Fault) -> Option<&'static str> {
    use kustomize::Fault::{
        Cycle, IdTwice, MissingFile, NoKustomization, OutsideRoot, PatchWithoutTarget, UnknownField,
    };
    Some(match fault {
        MissingFile { .. } => "add the file, or take it out of the list",
        NoKustomization { .. } => "add a kustomization there, or list its files",
        IdTwice { .. } => "keep one of the two, or make one a patch of the other",
        PatchWithoutTarget { .. } => "correct the kind, name or namespace of the patch, or remove it",
        Cycle { .. } => "remove one of the two references",
        UnknownField { .. } => "remove the field, or look up what it is called",
        OutsideRoot { .. } => {
            "make a kustomization there and name its folder; Flux and `--load-restrictor \
             LoadRestrictionsNone` take the file"
        }
        _ => return None,
    })
}
