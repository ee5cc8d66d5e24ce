//! An object or its namespace has a name that Kubernetes does not take.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Unsafe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::model::Model;
use crate::problem::{DocumentFault, Fault, NameForm, Problem};
use crate::text::dns_label;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0220",
        name: "invalid-object-name",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Schema,
        summary: "An object or its namespace has a name that Kubernetes does not take",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

fn check(problem: &Problem, model: &Model, out: &mut Findings<'_>) {
    let Fault::Document(DocumentFault::BadName { field, form }) = &problem.fault else { return };
    let written = model.sources[problem.location.source].slice(problem.location.span);
    let name = written.trim_matches(['"', '\'']);
    let help = match form {
        NameForm::Label => {
            "use at most 63 lower case letters, digits and `-`, with a letter or digit at both ends"
        }
        NameForm::ServiceLabel => {
            "use at most 63 lower case letters, digits and `-`, with a letter first and a letter or digit last"
        }
        NameForm::Subdomain => {
            "use lower case letters, digits, `-` and `.`, with a letter or digit at the ends of each part"
        }
    };
    let finding = out.report_at(
        problem.location,
        problem.object,
        format!("`{field}` cannot be `{name}`: the API server refuses the object"),
    );
    finding.help(help);
    let plain = name.to_ascii_lowercase().replace(['_', ' '], "-");
    let is_valid = plain.split('.').all(dns_label) && (*form == NameForm::Subdomain || !plain.contains('.'));
    let begins =
        *form != NameForm::ServiceLabel || plain.starts_with(|first: char| first.is_ascii_alphabetic());
    if is_valid && begins {
        finding.fix(Unsafe, problem.location.span, To::text(plain));
    }
}
