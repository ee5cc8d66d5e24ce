//! Names of hosts in this mesh.

use std::borrow::Cow;

use super::Mesh;
use crate::text::host;

impl Mesh<'_> {
    /// What a host that an object of a namespace writes stands for: a name without a dot is a Service of that
    /// namespace (istiod: `ResolveShortnameToFQDN`).
    pub fn full_host<'h>(&self, written: &'h str, namespace: &str) -> Cow<'h, str> {
        host::full_name(written, namespace, self.cluster_domain)
    }

    /// The host of a Service.
    pub fn service_host(&self, name: &str, namespace: &str) -> String {
        host::of_service(name, namespace, self.cluster_domain)
    }

    /// The name and the namespace of the Service that a full name stands for.
    pub fn service_of_host<'h>(&self, full: &'h str) -> Option<(&'h str, &'h str)> {
        host::service_of(full, self.cluster_domain)
    }

    /// The namespace whose Services a suffix of hosts stands for: `shop.svc.cluster.local`.
    pub fn namespace_of_suffix<'h>(&self, suffix: &'h str) -> Option<&'h str> {
        suffix.strip_suffix(self.cluster_domain)?.strip_suffix(".svc.")
    }

    /// Whether a suffix of hosts stands for the Services of all namespaces: `.local`, `.svc.cluster.local`.
    pub fn is_suffix_of_mesh(&self, suffix: &str) -> bool {
        let domain = self.cluster_domain;
        [".local", &format!(".{domain}"), &format!(".svc.{domain}")].contains(&suffix)
    }

    /// The names that the resolver of a pod tries for a host, in turn: along the search list of its namespace,
    /// and then as it is.
    pub fn looked_up_as(&self, host: &str, namespace: &str) -> [String; 4] {
        let domain = self.cluster_domain;
        [
            self.service_host(host, namespace),
            format!("{host}.svc.{domain}"),
            format!("{host}.{domain}"),
            host.to_owned(),
        ]
    }

    /// The name and the namespace of the Service that is probably meant by a host which looks like one, and
    /// which istiod does not expand: `web.shop`, `web.shop.svc`.
    pub fn dotted_short_name<'h>(&self, written: &'h str) -> Option<(&'h str, &'h str)> {
        let name = written.strip_suffix(".svc").unwrap_or(written);
        name.split_once('.').filter(|(_, namespace)| !namespace.contains('.'))
    }
}
