//! What the operations of an EnvoyFilter do, and on what that depends.

use crate::model::{EnvoyPatch, Field, Text, TextField};

/// What becomes of a patch in istiod.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PatchEffect<'m> {
    /// It is done, whichever other EnvoyFilters there are.
    Absolute,
    /// It is done to something, or beside it, that other EnvoyFilters may bring or change.
    Relative(PatchAnchor<'m>),
    /// It needs the name of a filter and has none: istiod skips it.
    Nameless,
    /// istiod does it, while the reference says that it is ignored.
    Undocumented,
    /// istiod does not do this to such a part of the configuration.
    Ignored,
}

/// What a relative operation refers to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PatchAnchor<'m> {
    /// The filter of this name.
    Filter(&'m str),
    /// A route, by its name if there is one.
    Route(&'m str),
    /// A virtual host.
    VirtualHost,
}

impl PatchAnchor<'_> {
    /// Whether istiod itself makes it, so that it is there without any EnvoyFilter.
    pub fn is_always_there(self) -> bool {
        const MADE: [&str; 2] =
            ["envoy.filters.http.router", "envoy.filters.network.http_connection_manager"];
        matches!(self, PatchAnchor::Filter(name) if MADE.contains(&name))
    }
}

impl<'m> PatchEffect<'m> {
    /// What becomes of a patch; `None` for an operation or a part that Istio does not know.
    ///
    /// Follows `pilot/pkg/networking/core/envoyfilter`. There each kind of part has passes of its own: a
    /// REMOVE of a listener, filter chain, cluster, virtual host or route comes before all additions, and
    /// a MERGE of filters after all of them, whatever the order of the EnvoyFilters. Listener, network and
    /// HTTP filters, and the routes that are inserted, are patched one by one in that order.
    pub fn of(patch: &'m EnvoyPatch) -> Option<PatchEffect<'m>> {
        use PatchEffect::{Absolute, Ignored, Undocumented};
        let operation = patch.patch.as_ref()?.operation.text();
        let known = ["MERGE", "ADD", "REMOVE", "INSERT_BEFORE", "INSERT_AFTER", "INSERT_FIRST", "REPLACE"];
        if !known.contains(&operation) {
            return None;
        }
        Some(match (patch.apply_to.text(), operation) {
            (target, _) if is_ignored(target, operation) => Ignored,
            ("ROUTE_CONFIGURATION" | "BOOTSTRAP" | "EXTENSION_CONFIG", _) => Absolute,
            ("LISTENER" | "FILTER_CHAIN" | "CLUSTER", _) => Absolute,
            ("VIRTUAL_HOST", "REPLACE") => PatchEffect::Relative(PatchAnchor::VirtualHost),
            ("VIRTUAL_HOST", _) => Absolute,
            ("HTTP_ROUTE", "ADD" | "REMOVE") => Undocumented,
            ("HTTP_ROUTE", "INSERT_BEFORE" | "INSERT_AFTER") => match route(patch) {
                Some(name) => PatchEffect::Relative(PatchAnchor::Route(name)),
                None => Absolute,
            },
            ("HTTP_ROUTE", _) => Absolute,
            ("LISTENER_FILTER" | "NETWORK_FILTER" | "HTTP_FILTER", "ADD" | "MERGE" | "INSERT_FIRST") => {
                Absolute
            }
            ("LISTENER_FILTER" | "NETWORK_FILTER" | "HTTP_FILTER", _) => match filter(patch) {
                Some(name) => PatchEffect::Relative(PatchAnchor::Filter(name)),
                // Before or after any filter is at the beginning or the end.
                None if operation.starts_with("INSERT") => Absolute,
                None => PatchEffect::Nameless,
            },
            _ => return None,
        })
    }
}

/// Whether istiod does not do this to such a part of the configuration. See [`PatchEffect::of`].
pub fn is_ignored(apply_to: &str, operation: &str) -> bool {
    match apply_to {
        "ROUTE_CONFIGURATION" | "BOOTSTRAP" => operation != "MERGE",
        "EXTENSION_CONFIG" => operation != "ADD",
        "LISTENER" | "FILTER_CHAIN" | "CLUSTER" => !["ADD", "MERGE", "REMOVE"].contains(&operation),
        "VIRTUAL_HOST" => !["ADD", "MERGE", "REMOVE", "REPLACE"].contains(&operation),
        "HTTP_ROUTE" => operation == "REPLACE",
        "LISTENER_FILTER" => operation == "MERGE",
        _ => false,
    }
}

/// The name of the route that a patch is for, empty for any name; `None` if it is for no route.
fn route(patch: &EnvoyPatch) -> Option<&str> {
    let matches = patch.matches.as_ref()?;
    let routes = matches.route_configuration.as_ref();
    let of_host = routes.and_then(|routes| routes.vhost.as_ref()?.route.as_ref());
    let of_waypoint = matches.waypoint.as_ref().and_then(|waypoint| waypoint.route.as_ref());
    of_host.or(of_waypoint).map(|route| route.name.text())
}

/// The name of the filter that a patch is for.
fn filter(patch: &EnvoyPatch) -> Option<&str> {
    let matches = patch.matches.as_ref()?;
    let listener = matches.listener.as_ref();
    let given = |name: &'_ Option<Field<Text>>| name.as_ref().is_some_and(|name| !name.is_empty());
    let name = match patch.apply_to.text() {
        "LISTENER_FILTER" => &listener?.listener_filter,
        kind => {
            let of_chain = listener.and_then(|listener| listener.filter_chain.as_ref()?.filter.as_ref());
            let of_waypoint = matches.waypoint.as_ref().and_then(|waypoint| waypoint.filter.as_ref());
            let filter = of_chain.or(of_waypoint)?;
            match &filter.sub_filter {
                Some(inner) if kind == "HTTP_FILTER" => &inner.name,
                // A waypoint may name the HTTP filter at once.
                None if kind == "HTTP_FILTER" && of_chain.is_some() => return None,
                _ => &filter.name,
            }
        }
    };
    given(name).then(|| name.text())
}
