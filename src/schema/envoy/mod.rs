//! The messages of Envoy's configuration, and how the value of a patch is read as one of them.
//!
//! `types.txt` says which fields a message has and of which type they are. It is written by the example
//! `import-schemas` from Envoy's descriptors. Nothing of it is read before the first patch comes by: then the names
//! are indexed, and a message is read when a value is one.

mod demands;
mod departure;
mod judge;
mod limits;
mod names;
mod scalar;
mod set;
mod table;

#[cfg(test)]
mod tests;

pub use departure::{Departure, Fault, Patch, Reader};
pub use judge::judge;
pub use limits::{Bound, Limit};
pub use names::{documentation, is_outdated};
pub use table::{Field, Kind, Message, Shape, message};

/// The message that a patch of this `applyTo` is a part of; `None` where Istio knows no such target.
/// (istiod: `BuildXDSObjectFromStruct` in `pkg/config/xds/xds.go`.)
pub fn patched(apply_to: &str) -> Option<&'static Message> {
    message(match apply_to {
        "CLUSTER" => "envoy.config.cluster.v3.Cluster",
        "LISTENER" => "envoy.config.listener.v3.Listener",
        "ROUTE_CONFIGURATION" => "envoy.config.route.v3.RouteConfiguration",
        "FILTER_CHAIN" => "envoy.config.listener.v3.FilterChain",
        "HTTP_FILTER" => "envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter",
        "NETWORK_FILTER" => "envoy.config.listener.v3.Filter",
        "VIRTUAL_HOST" => "envoy.config.route.v3.VirtualHost",
        "HTTP_ROUTE" => "envoy.config.route.v3.Route",
        "EXTENSION_CONFIG" => "envoy.config.core.v3.TypedExtensionConfig",
        "BOOTSTRAP" => "envoy.config.bootstrap.v3.Bootstrap",
        "LISTENER_FILTER" => "envoy.config.listener.v3.ListenerFilter",
        _ => return None,
    })
}
