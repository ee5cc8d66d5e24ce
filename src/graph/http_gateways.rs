//! Policies that are for gateways which serve nothing but HTTP.

use super::Mesh;
use crate::source::ObjectId;

impl Mesh<'_> {
    /// Whether a policy selects gateways alone, all of whose servers are for HTTP or end TLS and serve HTTP.
    pub fn is_for_http_gateways(&self, policy: ObjectId) -> bool {
        let mut workloads = self.selected_by(policy).peekable();
        workloads.peek().is_some()
            && workloads.all(|workload| {
                let merged = self.merged_gateway(workload);
                let mut servers = merged.listeners.values().flat_map(|listener| &listener.servers).peekable();
                servers.peek().is_some() && servers.all(|server| server.is_http())
            })
    }
}
