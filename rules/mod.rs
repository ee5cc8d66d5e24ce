//! The rules: one folder each, which holds its code, its page, its examples and their expected output.
//!
//! To add one, write its folder and name it in the `mod.rs` of its group, twice. See docs/adding-a-rule.md.

use crate::engine::Rule;
use crate::finding::{Finding, Findings, Severity};
use crate::graph::{Absent, Answer, Mesh, Proof, Reference, Role, Scope, Wanted, Workload};
use crate::model::Kind;

pub mod admission;
mod envoy;
mod fixes;
pub mod hygiene;
pub mod injection;
pub mod input;
pub mod pedantic;
pub mod platform;
mod readers;
pub mod references;
pub mod schema;
pub mod security;
pub mod surprising;
pub mod traffic;
mod verdicts;
mod words;

/// How many rules there are.
const COUNT: usize = {
    let mut count = 0;
    let mut group = 0;
    while group < GROUPS.len() {
        count += GROUPS[group].len();
        group += 1;
    }
    count
};

/// The rules by group, in the order in which they are listed.
const GROUPS: &[&[&Rule]] = &[
    input::RULES,
    schema::RULES,
    admission::RULES,
    platform::RULES,
    references::RULES,
    traffic::RULES,
    surprising::RULES,
    injection::RULES,
    security::RULES,
    hygiene::RULES,
    pedantic::RULES,
];

/// All rules, in the order in which they are listed.
pub static ALL: &[&Rule] = &{
    let mut all = [GROUPS[0][0]; COUNT];
    let (mut next, mut group) = (0, 0);
    while group < GROUPS.len() {
        let mut index = 0;
        while index < GROUPS[group].len() {
            all[next] = GROUPS[group][index];
            (next, index) = (next + 1, index + 1);
        }
        group += 1;
    }
    all
};

/// The rules that go by a code, alias or name; several rules may share a code.
pub fn named(name: &str) -> impl Iterator<Item = &'static Rule> {
    ALL.iter().copied().filter(move |rule| rule.is_called(name))
}

/// The index of all rules, in Markdown.
pub fn index() -> String {
    table(ALL)
}

/// A table of rules, in Markdown.
pub fn table(rules: &[&Rule]) -> String {
    let mut text = String::from("| Code | Rule | Severity | What it finds |\n|---|---|---|---|\n");
    for rule in rules {
        let page = format!("{}/{}/README.md", rule.group.name(), rule.name);
        let row =
            format!("| {} | [{}]({page}) | {} | {} |\n", rule.code, rule.name, rule.severity, rule.summary);
        text.push_str(&row);
    }
    text
}

/// The references of a role that lead nowhere, with what is known of what they want. Those that cannot be
/// verified are noted in passing; `what` says what they refer to.
fn missing<'r, 'm>(
    mesh: &'r Mesh<'m>,
    out: &mut Findings<'_>,
    role: Role,
    what: &str,
) -> Vec<(&'r Reference<'m>, &'r Absent)> {
    sought(mesh.references(role).iter(), out, what)
}

/// The selectors of objects of these kinds that select nothing.
fn unselective<'r, 'm>(
    mesh: &'r Mesh<'m>,
    out: &mut Findings<'_>,
    kinds: &[Kind],
) -> Vec<(&'r Reference<'m>, &'r Absent)> {
    let is_one = |reference: &&Reference<'_>| kinds.contains(&mesh.object(reference.from).kind);
    let selectors = mesh.references(Role::WorkloadSelector).iter().filter(is_one);
    sought(selectors, out, "workload with label")
}

fn sought<'r, 'm: 'r>(
    references: impl Iterator<Item = &'r Reference<'m>>,
    out: &mut Findings<'_>,
    what: &str,
) -> Vec<(&'r Reference<'m>, &'r Absent)> {
    let mut missing = Vec::new();
    for reference in references {
        match &reference.answer {
            Answer::Present(_) | Answer::Expected(_) => {}
            Answer::Absent(absent) => missing.push((reference, &**absent)),
            Answer::Unverified(doubt) => {
                let message = format!("{what} `{}`: {}", reference.to, words::doubt(doubt));
                let finding = out.unverified(reference.from, reference.span, message);
                if let Some((place, what)) = words::doubtful_place(doubt) {
                    finding.related(place, what);
                }
            }
        }
    }
    missing
}

/// Reports a selector that selects nothing: what is missing, and what comes of it.
fn report_unselective<'f>(
    mesh: &Mesh<'_>,
    out: &'f mut Findings<'_>,
    (reference, absent): (&Reference<'_>, &Absent),
    consequence: &str,
) -> &'f mut Finding {
    let (name, value) = match reference.to {
        Wanted::Label { name, value } => (name, value),
        _ => ("", ""),
    };
    let everywhere = mesh.workloads.with_label(name, value);
    let scope = mesh.selection(reference.from).map(|selection| selection.scope);
    let (place, has_label, elsewhere) = match scope {
        Some(Scope::Namespace(namespace)) => {
            let here = mesh.workloads.with_label_in(namespace, name, value);
            let elsewhere = everywhere.first().copied().filter(|_| here.is_empty());
            (format!(" in namespace {namespace}"), !here.is_empty(), elsewhere)
        }
        _ => (String::new(), !everywhere.is_empty(), None),
    };
    let lack = match has_label {
        true => {
            format!("no workload{place} has all labels of this selector, `{}` among them", reference.to)
        }
        false => format!("no workload{place} has the label `{}`", reference.to),
    };
    let finding = out.report(reference.from, reference.span, format!("{lack}: {consequence}"));
    suggest(finding, reference, absent, "select labels that the pods have, as their template sets them");
    if let Some(id) = elsewhere {
        let namespace = mesh.workloads.get(id).namespace;
        finding.related_if(
            mesh.label_location(id, name),
            format!("a workload of namespace {namespace} has the label"),
        );
    }
    finding
}

/// Items of a list by their places, counted from 0: `rule 2`, `rules 2 and 3`, `rules 1, 2 and 3`.
fn ordinals(what: &str, places: &[usize]) -> String {
    let numbers: Vec<String> = places.iter().map(|place| (place + 1).to_string()).collect();
    match numbers.as_slice() {
        [only] => format!("{what} {only}"),
        [first @ .., last] => format!("{what}s {} and {last}", first.join(", ")),
        [] => format!("{what}s"),
    }
}

/// Makes less of a namespace that is merely not among those that are shown: it may be made by hand.
fn info_if_not_shown(finding: &mut Finding, absent: &Absent) {
    if absent.nearest.is_none() && absent.proof != Proof::Complete {
        finding.severity(Severity::Info);
    }
}

/// Ends a finding on a reference to something that is missing: what was probably meant, or else what to do.
fn suggest(finding: &mut Finding, reference: &Reference<'_>, absent: &Absent, otherwise: &str) {
    fixes::corrected(finding, reference, absent);
    suggest_in_words(finding, absent, otherwise);
}

/// The same where no edit follows from it.
fn suggest_in_words(finding: &mut Finding, absent: &Absent, otherwise: &str) {
    match &absent.nearest {
        Some(near) => {
            let near_by_name = words::nearest(near);
            finding.help(format!("did you mean {near_by_name}?"));
            finding.related_if(near.location, format!("{near_by_name} is defined here"));
        }
        None => {
            finding.help(match words::if_elsewhere(&absent.proof) {
                Some(more) => format!("{otherwise}; {more}"),
                None => otherwise.to_owned(),
            });
        }
    }
    let is_said = |place| absent.nearest.as_ref().is_some_and(|near| near.location == Some(place));
    if let Some((place, why)) = words::proof(&absent.proof).filter(|(place, _)| !is_said(*place)) {
        finding.related(place, why);
    }
    if let Some((namespace, place)) = &absent.assumed {
        finding.related(*place, format!("this names no namespace: {namespace} is assumed (`--namespace`)"));
    }
}

/// Reports objects of a kind that select one workload, of which one counts, unless `is_moot` says that none
/// does. `consequence` and `help` say what becomes of it and what to do.
fn rivals<'m>(
    mesh: &Mesh<'m>,
    out: &mut Findings<'_>,
    kind: Kind,
    is_moot: impl Fn(&Workload<'m>) -> bool,
    consequence: &str,
    help: &str,
) {
    for rivalry in mesh.rivals_by_selector(kind) {
        let (object, rival) = (mesh.object(rivalry.object), mesh.object(rivalry.rival));
        let workload = rivalry.workload.map(|id| mesh.workloads.get(id));
        let Some(workload) = workload.filter(|workload| !is_moot(workload)) else { continue };
        let message = format!(
            "`{}` and `{}` both select `{}`: {consequence}",
            object.name(),
            rival.name(),
            workload.name
        );
        let place = workload.object.map(|id| mesh.object(id).name_location());
        out.report(rivalry.object, object.name_location().span, message)
            .help(help)
            .related(rival.name_location(), format!("the other {}", rival.kind_name))
            .related_if(place, "the workload that both select")
            .shared(format!("another {}", object.kind_name));
    }
}
