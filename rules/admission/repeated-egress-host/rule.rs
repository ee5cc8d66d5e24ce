//! A host of an egress listener is covered by another one.

use rustc_hash::FxHashMap;

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::rules::fixes::superfluous;
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "repeated-egress-host",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "A host of an egress listener is covered by another one of the same listener",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["Sidecar"], paths: &["spec.egress[].hosts"], check }]),
};

fn check(hosts: &Cursor<'_>, out: &mut Findings<'_>) {
    if hosts.node.items().len() < 2 {
        return;
    }
    let found = repeated(hosts, hosts.object.namespace);
    // In the Sidecar for the whole mesh `.` is the namespace of each workload, not that of the Sidecar.
    let of_mesh = if has_selector(hosts) { found.clone() } else { repeated(hosts, ".") };
    for host in found {
        let is_outside_root = !of_mesh.contains(&host);
        let remark = out.report_here(host.span, host.message).help(host.help).unless_in_root(is_outside_root);
        if host.is_superfluous {
            superfluous(remark);
        }
        if let Some((span, words)) = host.related {
            remark.related_here(span, words);
        }
    }
}

#[derive(Clone, PartialEq)]
struct Repeated {
    span: Span,
    message: String,
    help: &'static str,
    related: Option<(Span, &'static str)>,
    /// Whether it can be taken out, and nothing changes.
    is_superfluous: bool,
}

/// Hosts that others cover, where `.` stands for a namespace.
fn repeated(hosts: &Cursor<'_>, own: &str) -> Vec<Repeated> {
    let split = |text: &'_ str| -> Option<(String, String)> {
        let (namespace, host) = text.split_once('/')?;
        let namespace = if namespace == "." { own } else { namespace };
        Some((namespace.to_owned(), host.to_owned()))
    };
    let mut found = Vec::new();
    let mut of_namespace: FxHashMap<String, FxHashMap<String, Span>> = FxHashMap::default();
    let mut everything = None;
    for host in hosts.node.items() {
        let Some((namespace, name)) = host.as_str().and_then(split) else { continue };
        // These are exceptions from the others.
        if namespace.starts_with('~') {
            continue;
        }
        if namespace == "*" && name == "*" {
            everything.get_or_insert(host.span());
        }
        let seen = of_namespace.entry(namespace).or_default();
        let text = host.as_str().unwrap_or_default();
        let covered_by = seen.get(&name).or_else(|| seen.get("*"));
        if let Some(first) = covered_by {
            found.push(Repeated {
                span: host.span(),
                message: format!("`{text}` is covered by another host of this listener: it has no effect"),
                help: "remove it",
                related: Some((*first, "this one covers it")),
                is_superfluous: true,
            });
        } else if name == "*"
            && let Some(narrow) = seen.values().min_by_key(|span| span.start)
        {
            found.push(Repeated {
                span: host.span(),
                message: format!("`{text}` covers a host that is listed before it: that one has no effect"),
                help: "keep one of the two",
                related: Some((*narrow, "the one that it covers")),
                is_superfluous: false,
            });
        }
        seen.entry(name).or_insert(host.span());
    }
    if let Some(span) = everything.filter(|_| of_namespace.len() > 1) {
        let message =
            "`*/*` selects the services of all namespaces: the other hosts have no effect".to_owned();
        found.push(Repeated {
            span,
            message,
            help: "remove `*/*`, or remove the others",
            related: None,
            is_superfluous: false,
        });
    }
    found
}

fn has_selector(hosts: &Cursor<'_>) -> bool {
    hosts.top().node.get("spec").and_then(|spec| spec.get("workloadSelector")).is_some_and(|it| !it.is_null())
}
