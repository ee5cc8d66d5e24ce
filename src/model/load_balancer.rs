//! Load balancing: DestinationRule and mesh,
//! <https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings>.

use super::{List, Map, Opaque, Text};
use crate::model;

model! {
    /// How endpoints are chosen.
    pub struct LoadBalancer {
        /// A method without options; absent means `LEAST_REQUEST`.
        simple: Text = "simple",
        /// The same endpoint for the same client.
        consistent_hash: Box<ConsistentHash> = "consistentHash",
        /// By locality, instead of what the mesh says.
        locality_lb_setting: Box<LocalityLb> = "localityLbSetting",
        /// By zone.
        zone_aware_lb_setting: Box<ZoneAwareLb> = "zoneAwareLbSetting",
        /// Time over which new endpoints get more and more traffic (deprecated).
        warmup_duration_secs: Text = "warmupDurationSecs",
        /// How new endpoints get more and more traffic.
        warmup: Warmup = "warmup",
        /// By the load that endpoints report.
        backend_utilization: Opaque = "backendUtilization",
    }

    /// The same endpoint for the same client; one of the first four says which clients are the same.
    pub struct ConsistentHash {
        /// Header.
        http_header_name: Text = "httpHeaderName",
        /// Cookie.
        http_cookie: HashCookie = "httpCookie",
        /// Address of the client.
        use_source_ip: bool = "useSourceIp",
        /// Query parameter.
        http_query_parameter_name: Text = "httpQueryParameterName",
        /// Ketama ring; the default.
        ring_hash: RingHash = "ringHash",
        /// Maglev table.
        maglev: Maglev = "maglev",
        /// Size of the ring (deprecated).
        minimum_ring_size: i64 = "minimumRingSize",
    }

    /// A cookie that tells clients apart, and is made where there is none.
    pub struct HashCookie {
        /// Its name.
        name: Text = "name",
        /// Its path.
        path: Text = "path",
        /// How long it lives; `0s` makes a session cookie.
        ttl: Text = "ttl",
        /// Further attributes.
        attributes: List<CookieAttribute> = "attributes",
    }

    /// An attribute of a cookie.
    pub struct CookieAttribute {
        /// Its name.
        name: Text = "name",
        /// Its value.
        value: Text = "value",
    }

    /// A Ketama ring.
    pub struct RingHash {
        /// Virtual nodes at least, 1024 if absent.
        minimum_ring_size: i64 = "minimumRingSize",
    }

    /// A Maglev table.
    pub struct Maglev {
        /// Size, a prime number; 65537 if absent.
        table_size: i64 = "tableSize",
    }

    /// How new endpoints get more and more traffic.
    pub struct Warmup {
        /// Over which time.
        duration: Text = "duration",
        /// Share that they begin with, 10 percent if absent.
        minimum_percent: f64 = "minimumPercent",
        /// How the curve is bent; 1, the default, is a straight line.
        aggression: f64 = "aggression",
    }

    /// Load balancing by locality.
    pub struct LocalityLb {
        /// Shares by the client's locality; excludes failover.
        distribute: List<LocalityDistribution> = "distribute",
        /// Where traffic goes when a region has no healthy endpoint; needs outlier detection.
        failover: List<LocalityFailover> = "failover",
        /// Labels by which endpoints are ordered; needs outlier detection.
        failover_priority: List<Text> = "failoverPriority",
        /// Whether it is on; absent means yes.
        enabled: bool = "enabled",
    }

    /// Shares for clients of one locality.
    pub struct LocalityDistribution {
        /// Locality of the clients, such as `region/zone/*`.
        from: Text = "from",
        /// Percentages by locality of the endpoints, 100 in sum.
        to: Map<i64> = "to",
    }

    /// Where traffic goes when a region has no healthy endpoint.
    pub struct LocalityFailover {
        /// The region without.
        from: Text = "from",
        /// The region instead.
        to: Text = "to",
    }

    /// Load balancing by zone.
    pub struct ZoneAwareLb {
        /// Whether it is on.
        enabled: bool = "enabled",
        /// Where traffic goes when a region has no healthy endpoint.
        failover: List<LocalityFailover> = "failover",
        /// Labels by which endpoints are ordered.
        failover_priority: List<Text> = "failoverPriority",
        /// Endpoints below which it is off.
        min_cluster_size: i64 = "minClusterSize",
    }
}
