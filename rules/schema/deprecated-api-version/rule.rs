//! An object is of a version of its kind that is deprecated.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Safe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::model::{CustomResourceDefinitionSpec, CustomResourceVersion, Model, Object, OrEmpty, TextField};
use crate::problem::{DocumentFault, Fault, Problem};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0002",
        name: "deprecated-api-version",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Schema,
        summary: "An object is of a version of its kind that is deprecated",
        doc: include_str!("README.md"),
    },
    check: Check::Fault(check),
};

const GATEWAY_API: &str = "gateway.networking.k8s.io";

/// Kinds of the Gateway API with the release that brought the version which is not deprecated. Up to then the
/// deprecated one is the only one, and who follows the advice has the API server refuse the object.
const SINCE: [(&str, &str); 2] = [("TCPRoute", "1.6"), ("UDPRoute", "1.6")];

fn check(problem: &Problem, model: &Model, out: &mut Findings<'_>) {
    let Fault::Document(DocumentFault::DeprecatedVersion { newest }) = &problem.fault else { return };
    let Some(object) = problem.object.map(|id| model.object(id)) else { return };
    let since = SINCE.iter().find(|(kind, _)| *kind == &*object.kind_name && object.group() == GATEWAY_API);
    let served = newest.as_deref().and_then(|newest| serves(model, object, newest));
    if served == Some(false) {
        return; // there is no later version to go to
    }
    let message = format!(
        "version `{}` of {} is deprecated: a later release of its definition will not serve it",
        object.version(),
        object.kind_name
    );
    let finding = out.report_at(problem.location, problem.object, message);
    let Some(newest) = newest else { return };
    match since.filter(|_| served.is_none()) {
        Some((_, release)) => finding.severity(Severity::Info).help(format!(
            "use `{}/{newest}` once the CRDs of Gateway API {release} are installed: earlier ones do not have it",
            object.group()
        )),
        None => {
            let version = format!("{}/{newest}", object.group());
            finding.help(format!("use `{version}`")).fix(Safe, problem.location.span, To::text(version))
        }
    };
}

/// Whether the definition of an object's kind serves a version, where the input holds the definition.
fn serves(model: &Model, object: &Object, version: &str) -> Option<bool> {
    let definition = model.all::<CustomResourceDefinitionSpec>().find(|definition| {
        let kind = definition.spec.names.as_ref().map_or("", |names| names.value.kind.text());
        definition.spec.group.text() == object.group() && kind == &*object.kind_name
    })?;
    let is_it = |item: &CustomResourceVersion| {
        item.name.text() == version && item.served.as_ref().is_none_or(|served| served.value)
    };
    Some(definition.spec.versions.items().iter().any(|item| is_it(item)))
}
