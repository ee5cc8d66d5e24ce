//! What a proxy does with traffic to hosts that it does not know: `outboundTrafficPolicy`.

use crate::graph::{Mesh, View};
use crate::model::{Field, Text};
use crate::source::{Location, Span};

/// What happens to traffic that no service is for.
#[derive(Clone, Copy, Debug, Default)]
pub struct OutboundPolicy {
    /// Whether it is refused: REGISTRY_ONLY.
    pub is_registry_only: bool,
    /// Where that is written; `None` for the default.
    pub location: Option<Location>,
}

impl OutboundPolicy {
    /// Reads a policy. One without a mode means REGISTRY_ONLY, the first value of the enum, and not the
    /// default ALLOW_ANY: a policy that is given takes the place of the default as a whole (istiod:
    /// `mesh.ApplyMeshConfig`, "all fields are overrides").
    fn read(mode: Option<&Field<Text>>, policy: Span, at: impl Fn(Span) -> Location) -> OutboundPolicy {
        OutboundPolicy {
            is_registry_only: mode.is_none_or(|mode| matches!(&*mode.value, "" | "REGISTRY_ONLY")),
            location: Some(at(mode.map_or(policy, |mode| mode.span))),
        }
    }
}

impl Mesh<'_> {
    /// What the mesh configuration says; ALLOW_ANY where it says nothing.
    pub fn outbound_policy(&self) -> OutboundPolicy {
        let policy = self.model.settings.find(|config| config.outbound_traffic_policy.as_ref());
        policy.map_or_else(OutboundPolicy::default, |(source, policy)| {
            OutboundPolicy::read(policy.value.mode.as_ref(), policy.span, |span| Location { source, span })
        })
    }
}

impl View<'_, '_> {
    /// What the Sidecar of the client says, or else the mesh configuration (istiod: `initSidecarScopeInternalIndexes`).
    pub fn outbound_policy(&self) -> OutboundPolicy {
        let of_sidecar = self.sidecar.and_then(|sidecar| {
            let policy = sidecar.resource.spec.outbound_traffic_policy.as_ref()?;
            let at = |span| sidecar.resource.at(span);
            Some(OutboundPolicy::read(policy.value.mode.as_ref(), policy.span, at))
        });
        of_sidecar.unwrap_or_else(|| self.mesh.outbound_policy())
    }
}
