//! Which Services the webhooks of Istio call.

use super::judge::{Question, candidates};
use crate::graph::{Answer, Mesh, Reference, Role, Sought, Target, Wanted};
use crate::model::{MutatingWebhookConfiguration, OrEmpty, TextField, ValidatingWebhookConfiguration};
use crate::source::ObjectId;

pub(super) fn resolve<'m>(mesh: &Mesh<'m>, id: ObjectId, found: &mut Vec<Reference<'m>>) {
    let mutating = mesh.resource::<MutatingWebhookConfiguration>(id);
    let validating = mesh.resource::<ValidatingWebhookConfiguration>(id);
    let mutating = mutating.map(|configuration| configuration.spec.webhooks.items());
    let webhooks = mutating.or(validating.map(|configuration| configuration.spec.webhooks.items()));
    for webhook in webhooks.unwrap_or_default() {
        if !webhook.name.text().ends_with("istio.io") {
            continue;
        }
        let client = webhook.client_config.as_ref();
        let Some(service) = client.and_then(|client| client.service.as_ref()) else { continue };
        let Some(name) = &service.name else { continue };
        found.push(Reference {
            from: id,
            role: Role::WebhookService,
            span: name.span,
            to: Wanted::WebhookService { namespace: service.namespace.text(), name: &name.value },
            answer: answer(mesh, service.namespace.text(), &name.value),
        });
    }
}

fn answer(mesh: &Mesh<'_>, namespace: &str, name: &str) -> Answer {
    let services = mesh.services.in_namespace(namespace);
    let named: Vec<Target> = services.named(name).map(Target::Service).collect();
    if !named.is_empty() {
        return Answer::present(named);
    }
    let place = |id| mesh.location(Target::Service(id));
    let candidates = candidates(services, name, place);
    Question::in_namespace(mesh, Sought::Service, namespace, name).judge(mesh, &candidates)
}
