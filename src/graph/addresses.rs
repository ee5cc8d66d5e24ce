//! Whether the hosts of a ServiceEntry have addresses of their own.

use super::Mesh;
use crate::model::{OrEmpty, Resource, ServiceEntry, TextField};

impl<'m> Mesh<'m> {
    /// Whether connections to the hosts of a ServiceEntry can be told from others by their address: it
    /// names addresses, or istiod allocates some and proxies answer DNS with them.
    ///
    /// <https://istio.io/latest/docs/ops/configuration/traffic-management/dns-proxy/#address-auto-allocation>
    pub fn has_addresses(&self, entry: Resource<'m, ServiceEntry>) -> bool {
        let allocated =
            entry.object.status.as_ref().is_some_and(|status| !status.addresses.items().is_empty());
        if allocated || !entry.spec.addresses.items().is_empty() {
            return true;
        }
        let hosts = entry.spec.hosts.items();
        let label = entry.object.labels.get("networking.istio.io/enable-autoallocate-ip");
        let may_have_some = !matches!(entry.spec.resolution.text(), "" | "NONE")
            && !hosts.iter().any(|host| host.value.starts_with('*'))
            && label.is_none_or(|label| &*label.value != "false");
        let is_set = |name: &str| {
            let set = self.model.settings.find(|config| {
                let metadata = &config.default_config.as_ref()?.value.proxy_metadata;
                metadata.as_ref()?.value.get(name).map(|pair| &*pair.value)
            });
            set.map(|(_, value)| value)
        };
        // ztunnel answers DNS unless it is told not to, and istiod allocates for it.
        let is_asked_in_dns =
            is_set("ISTIO_META_DNS_CAPTURE") == Some("true") || self.is_ambient_namespace(entry.namespace());
        let is_older = self.model.options.istio().is_some_and(|version| version < (1, 25));
        let allocates = !is_older || is_set("ISTIO_META_DNS_AUTO_ALLOCATE") == Some("true");
        may_have_some
            && is_asked_in_dns
            && allocates
            && is_set("PILOT_ENABLE_IP_AUTOALLOCATE") != Some("false")
    }
}
