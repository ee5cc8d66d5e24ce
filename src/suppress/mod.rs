//! Putting findings aside: by a comment, an annotation or the configuration, each with its reason.
//!
//! Rules know nothing of it. What was found is sorted out afterwards, and what suppressed nothing becomes a
//! finding itself, as long as the rules that it names ran.

mod annotation;
mod comment;
mod configured;

pub use configured::ConfigurationTexts;

use std::path::PathBuf;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::config::{RuleSelection, Selector, Settings};
use crate::engine::{Check, Means, Outcome, Rule, Suppressed, SuppressionFault, SuppressionProblem};
use crate::finding::Finding;
use crate::model::Model;
use crate::rules;
use crate::source::{Location, ObjectId, SourceId, Span};

/// Something that puts findings aside.
struct Directive {
    means: Means,
    /// Where it is written.
    at: Location,
    /// The object that carries it.
    object: Option<ObjectId>,
    /// What it names; each is judged by itself.
    covers: Vec<Covered>,
    reason: Option<String>,
    place: Place,
}

/// Where a directive holds.
enum Place {
    /// Findings that begin in this part of a text.
    Part(SourceId, Span),
    /// Findings on this object.
    Object(ObjectId),
    /// What an entry of the configuration says.
    Entry(usize),
}

/// One of the names in a directive.
struct Covered {
    /// As written.
    text: String,
    at: Location,
    what: What,
    is_used: bool,
    /// Whether it is told when it suppresses nothing.
    is_judged: bool,
}

enum What {
    Rules(Selector),
    /// A code of istioctl, which it compares letter by letter.
    Code,
    All,
}

impl What {
    fn covers(&self, text: &str, finding: &Finding) -> bool {
        match self {
            What::Rules(selector) => selector.covers(finding.rule),
            What::Code => finding.rule.code == text || finding.aliases.contains(&text),
            What::All => true,
        }
    }

    fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        rules::ALL.iter().copied().filter(|rule| match self {
            What::Rules(selector) => selector.covers(rule),
            What::Code | What::All => true,
        })
    }
}

/// What can be said of a run besides its findings.
pub struct Circumstances<'c> {
    /// What the run was to do.
    pub settings: &'c Settings,
    /// The texts in which that is said.
    pub configurations: &'c ConfigurationTexts,
    /// The rules of the run.
    pub selection: &'c RuleSelection,
    /// Whether rules about the mesh as a whole ran.
    pub with_mesh: bool,
    /// Whether all worlds were judged.
    pub is_whole: bool,
    /// The paths that were checked.
    pub paths: &'c [PathBuf],
}

/// Puts aside what is suppressed, and adds what is wrong with the suppressions.
pub fn apply(model: &Model, outcome: &mut Outcome, run: &Circumstances<'_>) {
    let mut faults = Vec::new();
    let mut directives = Vec::new();
    comment::collect(model, &mut directives, &mut faults);
    annotation::collect(model, &mut directives, &mut faults);
    configured::collect(run, &mut directives);
    if directives.is_empty() && faults.is_empty() {
        return;
    }
    let mut suppressed = sort_out(model, &mut outcome.findings, &mut directives, run);
    // What was put aside need not be verified either; it is not worth a word.
    sort_out(model, &mut outcome.unverified, &mut directives, run);
    let did_run = |rule: &'static Rule| {
        run.is_whole
            && run.selection.holds(rule)
            && match rule.check {
                Check::Mesh(_) => run.with_mesh,
                Check::Webhook(_) => !run.with_mesh,
                _ => true,
            }
    };
    // One annotation of a base is on an object of each root that is built of it.
    let place = |covered: &Covered| (model.sources.origin(covered.at), covered.text.clone());
    let all = || directives.iter().flat_map(|directive| &directive.covers);
    let mut used: FxHashSet<(Location, String)> =
        all().filter(|covered| covered.is_used).map(place).collect();
    for directive in &directives {
        let unused = directive.covers.iter().filter(|covered| covered.is_judged && !covered.is_used);
        // A name that stands for many rules is judged without those that are off unless asked for, and without
        // those of which others say the same with the mesh at hand.
        let is_dispensable = |rule: &'static Rule| {
            !rule.is_on_by_default() || run.with_mesh && matches!(rule.check, Check::Webhook(_))
        };
        let is_known = |covered: &&Covered| {
            covered.what.rules().any(did_run)
                && covered.what.rules().all(|rule| did_run(rule) || is_dispensable(rule))
        };
        for covered in unused.filter(is_known) {
            if !used.insert(place(covered)) {
                continue;
            }
            faults.push(SuppressionFault {
                at: model.sources.origin(covered.at),
                object: directive.object,
                rules: covered.text.clone(),
                what: SuppressionProblem::Unused(directive.means),
            });
        }
    }
    let mut found = crate::engine::review(model, &faults, run.selection.rules());
    suppressed.extend(sort_out(model, &mut found, &mut directives, run));
    outcome.findings.extend(found);
    outcome.suppressed.extend(suppressed);
    outcome.sort();
}

/// Takes the findings out that a directive puts aside.
fn sort_out(
    model: &Model,
    findings: &mut Vec<Finding>,
    directives: &mut [Directive],
    run: &Circumstances<'_>,
) -> Vec<Suppressed> {
    let mut by_object: FxHashMap<ObjectId, Vec<usize>> = FxHashMap::default();
    let mut by_source: FxHashMap<SourceId, Vec<usize>> = FxHashMap::default();
    let mut entries = Vec::new();
    for (index, directive) in directives.iter().enumerate() {
        match directive.place {
            Place::Object(id) => by_object.entry(id).or_default().push(index),
            Place::Part(source, _) => by_source.entry(source).or_default().push(index),
            Place::Entry(_) => entries.push(index),
        }
    }
    let mut suppressed = Vec::new();
    let mut kept = Vec::with_capacity(findings.len());
    for finding in findings.drain(..) {
        let near = by_source.get(&finding.location.source).into_iter().flatten();
        let own = finding.object.and_then(|id| by_object.get(&id)).into_iter().flatten();
        let mut by = None;
        for &index in near.chain(own).chain(&entries) {
            let directive = &mut directives[index];
            if !holds(model, directive, &finding, run) {
                continue;
            }
            for covered in &mut directive.covers {
                if covered.what.covers(&covered.text, &finding) {
                    covered.is_used = true;
                    by = by.or(Some(index));
                }
            }
        }
        match by {
            None => kept.push(finding),
            Some(index) => {
                let Directive { means, at, reason, .. } = &directives[index];
                suppressed.push(Suppressed {
                    finding,
                    by: *means,
                    reason: reason.clone(),
                    at: Some(model.sources.origin(*at)),
                });
            }
        }
    }
    *findings = kept;
    suppressed
}

fn holds(model: &Model, directive: &Directive, finding: &Finding, run: &Circumstances<'_>) -> bool {
    match directive.place {
        Place::Part(_, span) => (span.start..span.end).contains(&finding.location.span.start),
        Place::Object(_) => true,
        Place::Entry(index) => configured::holds(model, &run.settings.suppress[index].value, finding),
    }
}

/// Reads a list of rules and a reason: `IST0101, unknown-field the reason`. Gives back the names with the
/// places where they begin, and the reason.
fn names_and_reason(text: &str) -> (Vec<(usize, &str)>, Option<String>) {
    let mut names = Vec::new();
    let mut at = 0;
    loop {
        at += text[at..].len() - text[at..].trim_start().len();
        let name = &text[at..];
        let length = name.find(|c: char| c == ',' || c == ':' || c.is_whitespace()).unwrap_or(name.len());
        if length > 0 {
            names.push((at, &name[..length]));
        }
        at += length;
        let rest = text[at..].trim_start();
        match rest.strip_prefix(',') {
            Some(after) => at = text.len() - after.len(),
            None => return (names, reason(rest)),
        }
        if text[at..].trim().is_empty() {
            return (names, None);
        }
    }
}

/// The words of a reason, without what sets them off.
fn reason(text: &str) -> Option<String> {
    let words = text.trim().trim_start_matches([':', '-', '\u{2013}', '\u{2014}']).trim();
    (!words.is_empty()).then(|| words.to_owned())
}

/// A name in a comment or annotation: what it covers, or what is wrong with it.
fn covered(text: &str, at: Location) -> Result<Covered, SuppressionProblem> {
    let rules = Selector::parse(text);
    let unknown =
        |unknown: crate::config::UnknownRule| SuppressionProblem::Unknown { nearest: unknown.nearest };
    let what = What::Rules(rules.map_err(unknown)?);
    Ok(Covered { text: text.to_owned(), at, what, is_used: false, is_judged: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_where_the_reason_begins() {
        let read = |text: &'static str| {
            let (names, reason) = names_and_reason(text);
            (names.into_iter().map(|(_, name)| name).collect::<Vec<_>>(), reason)
        };
        assert_eq!(read("IST0101"), (vec!["IST0101"], None));
        assert_eq!(
            read("A, b made by Terraform, not here"),
            (vec!["A", "b"], Some("made by Terraform, not here".into()))
        );
        assert_eq!(read("A,b: old"), (vec!["A", "b"], Some("old".into())));
        assert_eq!(read("A , b - old"), (vec!["A", "b"], Some("old".into())));
        assert_eq!(read(""), (vec![], None));
        assert_eq!(read("A,"), (vec!["A"], None));
        assert_eq!(read(", ,A"), (vec!["A"], None));
        assert_eq!(names_and_reason("A, b").0, [(0, "A"), (3, "b")]);
    }
}
