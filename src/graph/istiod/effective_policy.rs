//! The traffic policy that results for one port of one host, from all levels at which it can be written,
//! <https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy>.

use crate::graph::AppliedRules;
use crate::model::{
    ClientTls, ConnectionPool, DestinationRule, Field, LoadBalancer, OrEmpty, OutlierDetection, Resource,
    TrafficPolicy,
};

/// A part of a traffic policy and the rule that it is written in.
pub type Setting<'m, T> = Option<(Resource<'m, DestinationRule>, &'m Field<Box<T>>)>;

/// How a client talks to one port of a host.
#[derive(Clone, Copy, Debug, Default)]
pub struct EffectivePolicy<'m> {
    /// How endpoints are chosen.
    pub load_balancer: Setting<'m, LoadBalancer>,
    /// Limits on connections and requests.
    pub connection_pool: Setting<'m, ConnectionPool>,
    /// When endpoints are taken out of use.
    pub outlier_detection: Setting<'m, OutlierDetection>,
    /// Which TLS the client speaks; absent means that it depends on the server (auto mTLS).
    pub tls: Setting<'m, ClientTls>,
}

impl<'m> EffectivePolicy<'m> {
    /// Puts a policy over what there is: what it sets counts, but an entry for the port replaces all four
    /// parts, those that it leaves out as well (istiod: `MergeTrafficPolicy`).
    fn cover(&mut self, rule: Resource<'m, DestinationRule>, policy: &'m TrafficPolicy, port: i64) {
        macro_rules! set {
            ($from:expr, $always:expr, $($part:ident),*) => {
                $(if $always || $from.$part.is_some() {
                    self.$part = $from.$part.as_ref().map(|field| (rule, field));
                })*
            };
        }
        set!(policy, false, load_balancer, connection_pool, outlier_detection, tls);
        let is_for_port = |number: &Field<i64>| number.value == port;
        let of_port = policy.port_level_settings.items().iter().find(|settings| {
            settings.port.as_ref().and_then(|port| port.number.as_ref()).is_some_and(is_for_port)
        });
        if let Some(settings) = of_port {
            set!(settings, true, load_balancer, connection_pool, outlier_detection, tls);
        }
    }
}

impl<'m> AppliedRules<'m> {
    /// What results for a port of the host, and for a subset of it where one is named.
    pub fn policy(&self, subset: Option<&str>, port: i64) -> EffectivePolicy<'m> {
        let mut effective = EffectivePolicy::default();
        if let Some((rule, policy)) = self.traffic_policy() {
            effective.cover(rule, policy, port);
        }
        let subset = subset.and_then(|name| self.subset(name));
        if let Some((rule, policy)) = subset.and_then(|(rule, it)| Some((rule, it.traffic_policy.as_ref()?)))
        {
            effective.cover(rule, policy, port);
        }
        effective
    }
}
