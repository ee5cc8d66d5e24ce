//! What would fix findings, where several rules say it in the same way.

use crate::finding::Applicability::{Safe, Unsafe};
use crate::finding::{Applicability, Finding, To};
use crate::graph::{Absent, LackingProvider, Reference, Wanted};
use crate::text::is_slip;

/// Whether what was probably meant may be written without a look at it: where it is one slip away.
pub(super) fn guess(written: &str, near: &str) -> Applicability {
    if is_slip(written, near) { Safe } else { Unsafe }
}

/// Says what was probably meant, and has a fix write it in the place of the finding.
pub(super) fn meant<'f>(finding: &'f mut Finding, written: &str, near: &str) -> &'f mut Finding {
    finding.help(format!("did you mean `{near}`?"));
    finding.fix(guess(written, near), finding.location.span, To::text(near))
}

/// The same where something is near, else what to do.
pub(super) fn meant_or<'f>(
    finding: &'f mut Finding,
    written: &str,
    near: Option<&str>,
    otherwise: impl FnOnce() -> String,
) -> &'f mut Finding {
    match near {
        Some(near) => meant(finding, written, near),
        None => finding.help(otherwise()),
    }
}

/// Says that an item is to be removed, and has a fix take it out.
pub(super) fn superfluous(finding: &mut Finding) -> &mut Finding {
    finding.help("remove it");
    finding.fix(Safe, finding.location.span, To::Nothing)
}

/// Has a fix write what a reference was probably meant for.
pub(super) fn corrected(finding: &mut Finding, reference: &Reference<'_>, absent: &Absent) {
    let Some(near) = &absent.nearest else { return };
    // A namespace has a place of its own, or none yet.
    if near.namespace.is_some() {
        return;
    }
    let (applicability, to) = match &reference.to {
        Wanted::Port(_) | Wanted::BackendPort { .. } => (Unsafe, To::literal(&near.text)),
        to => (guess(to.name(), &near.text), To::text(reference.corrected(near))),
    };
    finding.fix(applicability, reference.span, to);
}

/// Has a fix be made only by who has looked at it, whatever else it is: it changes who may call whom.
pub(super) fn with_a_look(finding: &mut Finding) {
    if let Some(fix) = &mut finding.fix {
        fix.applicability = Unsafe;
    }
}

/// Has a fix name the provider that was probably meant.
pub(super) fn of_provider(finding: &mut Finding, written: &str, lacking: &LackingProvider<'_>) {
    if let Some(near) = lacking.nearest {
        finding.fix(guess(written, near), finding.location.span, To::text(near));
    }
}
