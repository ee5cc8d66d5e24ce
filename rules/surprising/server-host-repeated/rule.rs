//! A host of a Gateway server lies within another host of the same server.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use rustc_hash::FxHashMap;

use crate::graph::Mesh;
use crate::model::{Gateway, OrEmpty};
use crate::rules::fixes::superfluous;
use crate::source::Span;
use crate::text::host;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0776",
        name: "server-host-repeated",
        aliases: &["KIA0301"],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A host of a Gateway server lies within another host of the same server",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for gateway in mesh.all::<Gateway>() {
        for server in gateway.spec.servers.items() {
            // The first place of each host, by the namespace before it.
            let mut first: FxHashMap<(&str, String), (usize, Span)> = FxHashMap::default();
            let read = |written| {
                let (scope, host) = host::server_host(written, gateway.namespace());
                (scope, host.to_ascii_lowercase())
            };
            for (index, item) in server.hosts.items().iter().enumerate() {
                first.entry(read(&item.value)).or_insert((index, item.span));
            }
            for (index, item) in server.hosts.items().iter().enumerate() {
                let (scope, host) = read(&item.value);
                let wildcards =
                    host::wildcards(&host).map(|suffix| format!("*{suffix}")).filter(|wide| *wide != host);
                let wider = std::iter::once(host.clone()).chain(wildcards);
                let mut covering = wider.flat_map(|host| [(scope, host.clone()), ("*", host)]);
                let is_other = |&&(other, _): &&(usize, Span)| other != index;
                let covered_by = covering.find_map(|key| first.get(&key).filter(is_other).copied());
                if let Some((other, span)) = covered_by {
                    let wide = |item: &str| item.contains('*');
                    let is_same = server.hosts.items().get(other).is_some_and(|it| read(&it.value).1 == host);
                    let message = format!(
                        "another host of this server covers `{}`: this entry adds nothing",
                        item.value
                    );
                    superfluous(out.report(gateway.id, item.span, message))
                        .help("remove one of the two")
                        .related_here(span, "the host that covers it")
                        // Kiali does not compare two wildcards.
                        .aliases(if is_same || !wide(&item.value) { &["KIA0301"] } else { &[] });
                }
            }
        }
    }
}
