//! Two ServiceEntries give one port of a host different protocols.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0177",
        name: "conflicting-entry-protocols",
        aliases: &["KIA1212"],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "Two ServiceEntries give one port of a host different protocols",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for conflict in mesh.entry_protocol_conflicts() {
        let other = mesh.object(conflict.other.object);
        let own = mesh.object(conflict.of.object);
        let has = |protocol: &str| match protocol {
            "" => "no protocol".to_owned(),
            protocol => format!("`{protocol}`"),
        };
        let message = format!(
            "port {} of `{}` has {} here and {} in ServiceEntry `{}/{}`: clients that see both treat it as one of the two, and connections of the other kind fail or escape its rules",
            conflict.port,
            conflict.host,
            has(&conflict.of.protocol),
            has(&conflict.other.protocol),
            other.namespace,
            other.name(),
        );
        let help = match own.namespace == other.namespace {
            true => "give both the same protocol, or declare the host in one ServiceEntry only",
            false => "give both the same protocol, or keep the two apart by `exportTo`",
        };
        out.report(conflict.of.object, conflict.of.span, message)
            .help(help)
            .related(other.at(conflict.other.span), "the same port of the same host");
    }
}
