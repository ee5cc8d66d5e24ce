//! A webhook of Istio has no address that it can be called at.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{
    MutatingWebhookConfiguration, OrEmpty, Spanned, TextField, ValidatingWebhookConfiguration, Webhook,
};
use crate::source::ObjectId;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0163",
        name: "webhook-address-invalid",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Injection,
        summary: "A webhook of Istio has no address that the API server can call",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (id, webhook) in webhooks(mesh) {
        let Some(client) = &webhook.client_config else { continue };
        if client.service.is_some() {
            continue;
        }
        let (span, message) = match &client.url {
            Some(url) if host(&url.value).is_some() => continue,
            Some(url) if !url.value.is_empty() => (
                url.span,
                format!("`{}` is not an `https` URL: the API server refuses the configuration", url.value),
            ),
            _ => (
                client.key,
                format!(
                    "webhook `{}` has neither `url` nor `service`: the API server refuses the configuration, so that istiod is not called",
                    webhook.name.text()
                ),
            ),
        };
        out.report(id, span, message).help(
            "name the external control plane by `url`, such as `https://istiod.example.com:15017/inject`",
        );
    }
}

/// The webhooks of the configurations that go by the names of Istio's.
pub(super) fn webhooks<'r>(mesh: &'r Mesh<'_>) -> impl Iterator<Item = (ObjectId, &'r Spanned<Webhook>)> {
    let injecting = mesh
        .all::<MutatingWebhookConfiguration>()
        .filter(|configuration| configuration.name().starts_with("istio-sidecar-injector"));
    let injecting = injecting.flat_map(|configuration| {
        let webhooks = configuration.spec.webhooks.items().iter();
        webhooks.map(move |webhook| (configuration.id, webhook))
    });
    let validating = mesh.all::<ValidatingWebhookConfiguration>().filter(|configuration| {
        let name = configuration.name();
        name == "istiod-default-validator" || name.starts_with("istio-validator")
    });
    let validating = validating.flat_map(|configuration| {
        let webhooks = configuration.spec.webhooks.items().iter();
        webhooks.map(move |webhook| (configuration.id, webhook))
    });
    injecting.chain(validating)
}

/// The host of an `https` URL, without its port.
pub(super) fn host(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://")?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = match authority.strip_prefix('[') {
        Some(address) => {
            let (host, rest) = address.split_once(']')?;
            (host, rest.strip_prefix(':').unwrap_or(rest))
        }
        None => authority.split_once(':').unwrap_or((authority, "")),
    };
    let is_written_well = !host.is_empty()
        && !url.contains(|c: char| c.is_whitespace() || c.is_control())
        && (port.is_empty() || port.parse::<u16>().is_ok());
    is_written_well.then_some(host)
}
