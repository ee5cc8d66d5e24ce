//! A value has another type than its field.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::{Safe, Unsafe};
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::model::Model;
use crate::problem::{Fault, Problem};
use crate::rules::readers::verdict;
use crate::schema::{self, Cause};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0202",
        name: "wrong-type",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Schema,
        summary: "A value has another type than its field",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

/// The longest value that is repeated in the help.
const LONGEST: usize = 40;

fn check(problem: &Problem, model: &Model, out: &mut Findings<'_>) {
    let Fault::Schema { path, fault, reader } = &problem.fault else { return };
    let schema::Fault::WrongType { wanted, read, cause } = fault else { return };
    let written = model.sources[problem.location.source].slice(problem.location.span);
    let is_short = written.len() <= LONGEST && !written.contains(['\n', '\r']);
    let help = match cause {
        Cause::BooleanWord => return, // a rule of its own
        Cause::Boolean | Cause::Number => format!("quote it: `\"{written}\"`"),
        Cause::NoUnit => format!("give it a unit: `{written}s`"),
        Cause::QuotedNumber | Cause::QuotedBoolean => "remove the quotes".to_owned(),
        Cause::Other if *wanted == "a list" && read.starts_with("the string") && is_short => {
            format!("write a list: `[{written}]`")
        }
        Cause::Other if *wanted == "an object" && read == "a list" => {
            "write an object: lines `key: value` without dashes".to_owned()
        }
        Cause::Other if *wanted == "an object" && is_short && written.contains(':') => {
            "put a space behind the `:`".to_owned()
        }
        Cause::Other => format!("write {wanted}"),
    };
    let place = if path.is_empty() { "the text".to_owned() } else { format!("`{path}`") };
    let message = format!("{place} has to be {wanted}, but is {read}: {}", verdict(*reader));
    let finding = out.report_at(problem.location, problem.object, message).help(help);
    let span = problem.location.span;
    match cause {
        Cause::Boolean | Cause::Number => finding.fix(Safe, span, To::text(written)),
        Cause::NoUnit => finding.fix(Unsafe, span, To::text(format!("{written}s"))),
        Cause::QuotedNumber | Cause::QuotedBoolean => {
            finding.fix(Safe, span, To::literal(written.trim_matches(['"', '\'']).trim()))
        }
        Cause::Other if *wanted == "a list" && read.starts_with("the string") && is_short => {
            finding.fix(Safe, span, To::literal(format!("[{written}]")))
        }
        _ => finding,
    };
}
