//! Two ServiceEntries have the same port of one host.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0371",
        name: "entries-share-host",
        aliases: &["KIA1211", "KIA1212"],
        severity: Severity::Info,
        group: Group::Traffic,
        summary: "Two ServiceEntries have the same port of one host",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for repeat in mesh.repeated_entry_ports() {
        let (own, other) = (mesh.object(repeat.of.object), mesh.object(repeat.other.object));
        let (effect, help) = match own.namespace == other.namespace {
            true => (
                "the two are one service, with the endpoints of both",
                "declare the host in one ServiceEntry",
            ),
            false => (
                "clients that see both follow one of them",
                "declare the host in one ServiceEntry, or keep the two apart by `exportTo`",
            ),
        };
        let message = format!(
            "ServiceEntry `{}/{}` has port {} of `{}` as well: {effect}",
            other.namespace,
            other.name(),
            repeat.port,
            repeat.host,
        );
        out.report(repeat.of.object, repeat.of.span, message)
            .help(help)
            .related(other.at(repeat.other.span), "the same port of the same host")
            .shared("the same port of the same host")
            // `HTTPS` and `TLS` are one protocol to istiod, and two to Kiali.
            .aliases(match repeat.of.protocol == repeat.other.protocol {
                true => &["KIA1211"],
                false => &["KIA1212"],
            });
    }
}
