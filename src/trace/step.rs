//! What a trace is told in: steps, and how it ends.

use crate::source::Location;

/// How a request ends at a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It goes on to clusters of which one exists and has endpoints.
    Route,
    /// It is unknown, and passed on as it is.
    Passthrough,
    /// It is unknown, and refused.
    Blackhole,
    /// No rule matches.
    NoRoute,
    /// No virtual host has the Host header.
    NoVirtualHost,
    /// The cluster that it goes to does not exist.
    ClusterMissing,
    /// There is nothing behind the cluster.
    NoEndpoints,
    /// Nothing listens on the port.
    NoListener,
    /// No Service of the gateway has the port.
    NoServicePort,
    /// The listener takes no such server name.
    NoFilterChain,
    /// TLS was expected, and did not come.
    TlsError,
    /// A client certificate was expected, and did not come.
    MtlsError,
    /// Another protocol was expected.
    ProtocolError,
    /// The proxy answers with a redirect.
    Redirect,
    /// The proxy answers by itself.
    DirectResponse,
}

impl Outcome {
    /// The name in the JSON document.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Route => "route",
            Outcome::Passthrough => "passthrough",
            Outcome::Blackhole => "blackhole",
            Outcome::NoRoute => "no_route",
            Outcome::NoVirtualHost => "no_virtual_host",
            Outcome::ClusterMissing => "cluster_missing",
            Outcome::NoEndpoints => "no_endpoints",
            Outcome::NoListener => "no_listener",
            Outcome::NoServicePort => "no_service_port",
            Outcome::NoFilterChain => "no_filter_chain",
            Outcome::TlsError => "tls_error",
            Outcome::MtlsError => "mtls_error",
            Outcome::ProtocolError => "protocol_error",
            Outcome::Redirect => "redirect",
            Outcome::DirectResponse => "direct_response",
        }
    }

    /// Whether the request gets an answer that somebody meant.
    pub fn is_answered(self) -> bool {
        matches!(self, Outcome::Route | Outcome::Passthrough | Outcome::Redirect | Outcome::DirectResponse)
    }
}

/// A part of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Stage {
    /// What the client asks for.
    Request,
    /// What listens there.
    Listener,
    /// Which part of a listener takes the connection.
    FilterChain,
    /// Which host it is.
    VirtualHost,
    /// Which rule it is.
    Rule,
    /// What the rule does.
    Action,
    /// Where it goes.
    Destination,
    /// Which DestinationRule shapes the connection.
    Policy,
    /// What stands behind it.
    Workload,
    /// What lets it in there.
    Security,
    /// How it ends.
    End,
}

impl Stage {
    /// A heading.
    pub fn title(self) -> &'static str {
        match self {
            Stage::Request => "request",
            Stage::Listener => "listener",
            Stage::FilterChain => "filter chain",
            Stage::VirtualHost => "virtual host",
            Stage::Rule => "rule",
            Stage::Action => "action",
            Stage::Destination => "destination",
            Stage::Policy => "traffic policy",
            Stage::Workload => "workloads",
            Stage::Security => "security",
            Stage::End => "end",
        }
    }
}

/// What a step says about the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Mark {
    /// The request goes this way.
    Taken,
    /// It does not.
    Passed,
    /// Worth knowing.
    Note,
    /// It breaks here.
    Broken,
    /// The input does not tell which way it goes.
    Open,
}

/// One reason.
#[derive(Clone, Debug)]
pub struct Step {
    /// The part of the way.
    pub stage: Stage,
    /// What it says.
    pub mark: Mark,
    /// The reason.
    pub message: String,
    /// Where that is written.
    pub location: Option<Location>,
    /// What would fix it.
    pub help: Option<String>,
}
