//! Extension providers without a name, or of the same name.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject, repeated};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "repeated-extension-provider",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "An extension provider has no name, or that of another one",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["MeshConfig"], paths: &["extensionProviders"], check }]),
};

fn check(providers: &Cursor<'_>, out: &mut Findings<'_>) {
    for provider in providers.items().filter(|provider| provider.text_of("name").is_empty()) {
        let span = provider.get("name").map_or_else(|| provider.key_span(), |name| name.span());
        let message = "an extension provider without a name: no policy can refer to it";
        out.report_here(span, message).help("add `name`");
    }
    let named = providers.node.items().filter_map(|provider| {
        let name = provider.get("name")?;
        Some((name.as_str().filter(|name| !name.is_empty())?, name.span()))
    });
    for (name, first, again) in repeated(named) {
        let message = format!("extension provider `{name}` stands twice: only one of them is used");
        out.report_here(again, message)
            .help("remove one, or give it another name")
            .related_here(first, "the first one");
    }
}
