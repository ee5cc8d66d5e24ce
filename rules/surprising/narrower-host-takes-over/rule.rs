//! The rules for a wildcard do not hold for a host within it that another VirtualService has.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use rustc_hash::FxHashSet;

use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0772",
        name: "narrower-host-takes-over",
        aliases: &["KIA1106"],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "The rules for a wildcard do not hold for a host within it that another VirtualService has",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let mut told = FxHashSet::default();
    for (wide, narrow) in mesh.narrowed_hosts() {
        let [of_wide, of_narrow] = [wide, narrow].map(|host| host.routes.at(host.span));
        if told.insert(wide.routes.id) {
            let message = format!(
                "these rules do not hold for `{}`: VirtualService `{}/{}` has that host, and takes it as a whole",
                narrow.host,
                narrow.routes.namespace(),
                narrow.routes.name()
            );
            out.report(wide.routes.id, wide.span, message)
                .help("repeat in the other VirtualService what is to hold there")
                .related(of_narrow, "the narrower host")
                .shared("the wider host");
        }
        if told.insert(narrow.routes.id) {
            let message = format!(
                "this host lies within `{}` of VirtualService `{}/{}`, whose rules do not hold for it",
                wide.host,
                wide.routes.namespace(),
                wide.routes.name()
            );
            out.report(narrow.routes.id, narrow.span, message)
                .help("repeat here what is to hold of the other VirtualService")
                .related(of_wide, "the wider host")
                .shared("the narrower host");
        }
    }
}
