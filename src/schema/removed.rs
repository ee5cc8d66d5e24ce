//! Kinds that early versions of Istio had, and what does their work today.

/// A kind that Istio no longer reads.
#[derive(Debug)]
pub struct Removed {
    /// Its group.
    pub group: &'static str,
    /// Its kinds; every kind of the group if empty.
    pub kinds: &'static [&'static str],
    /// What does its work today.
    pub instead: &'static str,
}

/// The list, by group. From the upgrade notes of Istio: version 1.6 removed the first policies and roles,
/// version 1.8 Mixer.
const ALL: [Removed; 4] = [
    Removed {
        group: "rbac.istio.io",
        kinds: &["ClusterRbacConfig", "RbacConfig", "ServiceRole", "ServiceRoleBinding"],
        instead: "AuthorizationPolicy of security.istio.io",
    },
    Removed {
        group: "authentication.istio.io",
        kinds: &["MeshPolicy", "Policy"],
        instead: "PeerAuthentication and RequestAuthentication of security.istio.io",
    },
    Removed {
        group: "config.istio.io",
        kinds: &[],
        instead: "Telemetry of telemetry.istio.io, or an EnvoyFilter with rate limits",
    },
    Removed {
        group: "networking.istio.io",
        kinds: &["EgressRule", "RouteRule", "DestinationPolicy"],
        instead: "VirtualService, DestinationRule and ServiceEntry of networking.istio.io",
    },
];

/// What is known of a kind that is no more.
pub fn find(group: &str, kind: &str) -> Option<&'static Removed> {
    ALL.iter()
        .find(|removed| removed.group == group && (removed.kinds.is_empty() || removed.kinds.contains(&kind)))
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn knows_what_is_gone() {
        assert!(find("rbac.istio.io", "ServiceRole").is_some());
        assert!(find("config.istio.io", "rule").is_some());
        assert!(find("networking.istio.io", "VirtualService").is_none());
        assert!(find("rbac.authorization.k8s.io", "Role").is_none());
    }
}
