//! What comes of a policy that asks for something that is never there, in words.

use crate::finding::{Finding, Findings, Severity};
use crate::graph::Mesh;
use crate::graph::policies::{Attribute, Effect, Unmet, Verdict};

/// Reports a value that matches nothing, with its cause and its effect.
pub(super) fn report<'f>(out: &'f mut Findings<'_>, verdict: &Verdict<'_>, cause: &str) -> &'f mut Finding {
    let effect = match verdict.effect {
        Effect::Spare => "another value says what it was to say",
        Effect::Value => "it adds nothing to the others",
        Effect::Rule => "this rule never matches",
        Effect::AllDenied => {
            "no rule of this policy ever matches, and all requests to its workloads get status 403"
        }
        Effect::NothingDenied => "this rule denies nothing, and what it was to keep out comes through",
        Effect::NobodyAsked => "the provider is not asked, and what it was to judge comes through",
        Effect::ExceptionAllowed => "nothing is left out, and the rule allows that as well",
        Effect::ExceptionDenied => "nothing is left out, and the rule denies that as well",
    };
    let finding = out.report(verdict.policy, verdict.span, format!("{cause}; {effect}"));
    finding.severity(severity(verdict))
}

/// An error where all is refused or what was to be protected is open; not where the proof rests on how things are
/// usually set up.
fn severity(verdict: &Verdict<'_>) -> Severity {
    let is_usual = matches!(
        verdict.why,
        Unmet::HiddenAddress(_)
            | Unmet::HostWithoutPort(..)
            | Unmet::OutsideTheMesh(..)
            | Unmet::TrustDomain(_)
            | Unmet::ForeignTrustDomain(_)
            | Unmet::Bytes
    );
    match verdict.effect {
        Effect::Spare => Severity::Info,
        Effect::Value | Effect::Rule => Severity::Warning,
        _ if is_usual => Severity::Warning,
        _ => Severity::Error,
    }
}

/// Kiali's code for a value whose form no request has. It looks at methods and principals, not at what is excluded,
/// leaves out spaces around methods, and reads every star of a principal as a wildcard.
pub(super) fn kiali_code_of_form(mesh: &Mesh<'_>, verdict: &Verdict<'_>) -> &'static [&'static str] {
    match verdict.attribute {
        _ if verdict.is_negated => &[],
        Attribute::Method if verdict.text.trim() == verdict.text => &["KIA0102"],
        Attribute::Principal if !mesh.has_identity_like(verdict.text) => &["KIA0106"],
        _ => &[],
    }
}
