//! Annotations of objects: `meshlint.dev/ignore`, and those of istioctl and Kiali.

use super::{Covered, Directive, Place, What, covered, names_and_reason};
use crate::engine::{Means, SuppressionFault, SuppressionProblem};
use crate::model::Model;
use crate::rules;
use crate::source::{Location, ObjectId, Span};

/// `IST0101, unknown-field: the reason`.
const OURS: &str = "meshlint.dev/ignore";

/// Codes with commas between them and nothing else, or `*`: istioctl compares them letter by letter, with
/// the blanks (istio: `pkg/config/analysis/diag`, `galley.istio.io/analyze-suppress`).
const ISTIOCTL: &str = "galley.istio.io/analyze-suppress";

/// Codes with commas between them, or nothing, which stands for all (kiali: `models.IgnoreValidationsAnnotation`).
const KIALI: &str = "kiali.io/ignore-validations";

/// Reads the annotations of all objects.
pub(super) fn collect(model: &Model, directives: &mut Vec<Directive>, faults: &mut Vec<SuppressionFault>) {
    for (index, object) in model.objects.iter().enumerate() {
        let id = ObjectId(index as u32);
        for pair in object.annotations.iter() {
            let is_ours = match &*pair.name {
                OURS => true,
                ISTIOCTL | KIALI => false,
                _ => continue,
            };
            let at = object.at(pair.span);
            let mut directive = Directive {
                means: Means::Annotation,
                at,
                object: Some(id),
                covers: Vec::new(),
                reason: None,
                place: Place::Object(id),
            };
            if is_ours {
                let (names, reason) = names_and_reason(&pair.value);
                directive.reason = reason;
                for (offset, name) in names {
                    let at = place(model, at, offset, name);
                    match covered(name, at) {
                        Ok(rule) => directive.covers.push(rule),
                        Err(what) => {
                            faults.push(SuppressionFault { at, object: Some(id), rules: name.into(), what });
                        }
                    }
                }
            } else if &*pair.name == KIALI {
                let mut codes =
                    pair.value.split(',').map(str::trim).filter(|code| !code.is_empty()).peekable();
                let all = codes.peek().is_none().then_some(("", What::All));
                for (code, what) in all.into_iter().chain(codes.map(|code| (code, What::Code))) {
                    // It may be for something that only Kiali finds.
                    let covered =
                        Covered { text: code.to_owned(), at, what, is_used: false, is_judged: false };
                    directive.covers.push(covered);
                }
            } else {
                let mut offset = 0;
                for code in pair.value.split(',') {
                    let at = place(model, at, offset, code);
                    offset += code.len() + 1;
                    let what = if code == "*" { What::All } else { What::Code };
                    if code != code.trim() && rules::named(code.trim()).next().is_some() {
                        let reason = "istioctl takes the blank for a part of the code".to_owned();
                        faults.push(SuppressionFault {
                            at,
                            object: Some(id),
                            rules: code.trim().to_owned(),
                            what: SuppressionProblem::Malformed(reason),
                        });
                    }
                    // It may be for something that only istioctl finds.
                    let covered =
                        Covered { text: code.to_owned(), at, what, is_used: false, is_judged: false };
                    directive.covers.push(covered);
                }
            }
            directives.push(directive);
        }
    }
}

/// The place of a part of a value, where it is written as it is read.
fn place(model: &Model, value: Location, offset: usize, part: &str) -> Location {
    let text = &model.sources[value.source].text;
    for quote in [0, 1] {
        let start = value.span.start as usize + quote + offset;
        if !part.is_empty() && text.get(start..start + part.len()) == Some(part) {
            return Location { source: value.source, span: Span::new(start, start + part.len()) };
        }
    }
    value
}
