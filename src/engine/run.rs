//! Running the rules and collecting what they find.

use std::time::{Duration, Instant};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::{Check, Rule, Suppressed, once};
use crate::finding::{Finding, Findings, Group, Severity};
use crate::graph::Mesh;
use crate::model::Model;
use crate::source::Location;

/// All that a run found, sorted.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// References that could neither be confirmed nor refuted.
    pub unverified: Vec<Finding>,
    /// What was put aside.
    pub suppressed: Vec<Suppressed>,
    /// How long each rule took.
    pub timings: Vec<(&'static str, Duration)>,
}

/// Runs the rules over what was read and over its mesh, in parallel; without a mesh those that need one are
/// left out. Rules that judge objects by themselves have run while the model was loaded: what they said is
/// collected. What lies in texts that are context only is left out.
pub fn run(model: &Model, mesh: Option<&Mesh<'_>>, rules: &[&'static Rule]) -> Outcome {
    let check = |rule: &&'static Rule| {
        let start = Instant::now();
        let mut findings = Findings::of_all(&rule.info, model);
        match (rule.check, mesh) {
            (Check::Fault(check), _) => {
                model.problems.iter().for_each(|problem| check(problem, model, &mut findings));
            }
            (Check::Mesh(check), Some(mesh)) => check(mesh, &mut findings),
            (Check::Webhook(check), None) => check(model, &mut findings),
            (Check::Mesh(_), None) | (Check::Webhook(_), Some(_)) => {}
            (Check::Object(_) | Check::Deployed(_) | Check::Suppressions(_), _) => {}
        }
        (findings, (rule.name, start.elapsed()))
    };
    let results: Vec<_> = if model.objects.len() < 200 {
        rules.iter().map(check).collect()
    } else {
        rules.par_iter().map(check).collect()
    };
    let mut outcome = Outcome::default();
    let is_deployed = |rule: &&&Rule| matches!(rule.check, Check::Deployed(_));
    let left_out: FxHashSet<&str> = match mesh {
        Some(_) => FxHashSet::default(),
        None => rules.iter().filter(is_deployed).map(|rule| rule.name).collect(),
    };
    let is_asked = |finding: &&Finding| !left_out.contains(finding.rule.name);
    outcome.findings.extend(model.findings.iter().filter(is_asked).cloned());
    for (findings, timing) in results {
        outcome.findings.extend(findings.found);
        outcome.unverified.extend(findings.unverified);
        outcome.timings.push(timing);
    }
    drop_consequences(&mut outcome);
    drop_warnings_of_refused(model, &mut outcome);
    // What is filled in later is not judged.
    outcome.findings.retain(|finding| !model.is_placeholder(finding.location));
    for list in [&mut outcome.findings, &mut outcome.unverified] {
        list.iter_mut().for_each(|finding| finding.at_origin(|location| model.sources.origin(location)));
        list.retain(|finding| !model.sources[finding.location.source].context);
    }
    outcome.sort();
    once::told_once(model, &mut outcome.findings);
    once::told_once(model, &mut outcome.unverified);
    outcome
}

/// What is said of such a value as well: istioctl tells both.
const SAID_AS_WELL: [&str; 1] = ["internal-gateway-referenced"];

/// Drops what rules of the mesh say of values that the API server or the webhook refuses: it never comes to that.
fn drop_consequences(outcome: &mut Outcome) {
    let refuses = |finding: &&Finding| {
        finding.severity == Severity::Error && matches!(finding.rule.group, Group::Schema | Group::Admission)
    };
    let refused: FxHashSet<Location> =
        outcome.findings.iter().filter(refuses).map(|finding| finding.location).collect();
    if refused.is_empty() {
        return;
    }
    for list in [&mut outcome.findings, &mut outcome.unverified] {
        list.retain(|finding| {
            let is_consequence = matches!(
                finding.rule.group,
                Group::References | Group::Traffic | Group::Surprising | Group::Security | Group::Injection
            );
            let is_said_as_well =
                finding.severity == Severity::Info || SAID_AS_WELL.contains(&finding.rule.name);
            !(is_consequence && !is_said_as_well && refused.contains(&finding.location))
        });
    }
}

/// Drops what an object would be warned of that the API server does not take at all.
fn drop_warnings_of_refused(model: &Model, outcome: &mut Outcome) {
    let refused = model.problems.iter().filter(|problem| problem.fault.refuses_object());
    let refused: FxHashSet<_> = refused.filter_map(|problem| problem.object).collect();
    let is_kept = |finding: &Finding| {
        finding.severity != Severity::Warning
            || finding.object.is_none_or(|object| !refused.contains(&object))
    };
    outcome.findings.retain(is_kept);
}

impl Outcome {
    /// Puts everything into the order in which it is reported.
    pub fn sort(&mut self) {
        for list in [&mut self.findings, &mut self.unverified] {
            list.sort_by(|a, b| a.order().cmp(&b.order()));
            list.dedup_by(|a, b| a.order() == b.order());
        }
        self.suppressed.sort_by(|a, b| a.finding.order().cmp(&b.finding.order()));
    }

    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// The highest severity found.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}
