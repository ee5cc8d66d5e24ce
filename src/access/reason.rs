//! Why something does not get through, in words.

use crate::graph::security::{Authorization, Barrier, PolicyOutcome, Ternary};
use crate::graph::{Mesh, MtlsMode, ServerMtls};
use crate::source::Location;
use crate::trace::explain;

/// A reason, and where it is written.
pub(super) struct Because {
    pub text: String,
    pub location: Option<Location>,
}

impl Because {
    /// What policies decide.
    pub fn of(authorization: &Authorization<'_>) -> Option<Because> {
        let (text, location) = explain(authorization)?;
        Some(Because { text, location: Some(location) })
    }

    /// That one policy denies every request that another one allows.
    pub fn of_denial(authorization: &Authorization<'_>) -> Option<Because> {
        let denies = |outcome: &&PolicyOutcome<'_>| {
            matches!(outcome.action, "DENY" | "CUSTOM") && outcome.matches != Ternary::No
        };
        let outcome = authorization.policies.iter().find(denies)?;
        let policy = outcome.policy;
        Some(Because {
            text: format!(
                "AuthorizationPolicy `{}/{}` ({}) denies every request that others allow",
                policy.namespace(),
                policy.name(),
                outcome.action
            ),
            location: Some(policy.object.name_location()),
        })
    }
}

/// What keeps a connection out before policies are asked.
pub(super) fn because(mesh: &Mesh<'_>, barrier: &Barrier<'_>, mtls: Option<&ServerMtls>) -> Because {
    let decided = mtls.and_then(|mtls| mtls.decided_by).map(|(id, span)| mesh.object(id).at(span));
    match barrier {
        Barrier::Network(policy, is_client) => Because {
            text: format!(
                "NetworkPolicy `{}/{}` isolates {}, and none lets the connection through",
                policy.namespace(),
                policy.name(),
                if *is_client { "the client" } else { "the workload" }
            ),
            location: Some(policy.object.name_location()),
        },
        Barrier::Mtls => Because {
            text: match mtls.map(|mtls| mtls.mode) {
                Some(MtlsMode::Disable) => "mTLS meets PeerAuthentication DISABLE".to_owned(),
                _ => "plain text meets PeerAuthentication STRICT".to_owned(),
            },
            location: decided,
        },
        Barrier::OtherTls => Because {
            text: "TLS that is not of the mesh finds no filter chain".to_owned(),
            location: decided,
        },
        Barrier::NotHttp => {
            Because { text: "the port takes requests, and gets bytes".to_owned(), location: None }
        }
    }
}
