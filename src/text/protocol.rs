//! Protocols of ports.

/// The protocols that a port may have, as Istio's documentation writes them.
pub const PROTOCOLS: [&str; 12] = [
    "TCP",
    "UDP",
    "GRPC",
    "GRPC-WEB",
    "HTTP",
    "HTTP_PROXY",
    "HTTP2",
    "HTTPS",
    "TLS",
    "MONGO",
    "REDIS",
    "MYSQL",
];

/// What kind of traffic a port takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// HTTP in the clear, of any version, with gRPC.
    Http,
    /// TLS, with HTTPS.
    Tls,
    /// Bytes: TCP and what is told apart from it.
    Tcp,
    /// UDP.
    Udp,
}

impl Protocol {
    /// Reads the protocol of a port, in capital or small letters (istiod: `protocol.Parse`).
    pub fn of(text: &str) -> Option<Protocol> {
        let known = PROTOCOLS.into_iter().find(|known| known.eq_ignore_ascii_case(text))?;
        Some(match known {
            "GRPC" | "GRPC-WEB" | "HTTP" | "HTTP_PROXY" | "HTTP2" => Protocol::Http,
            "HTTPS" | "TLS" => Protocol::Tls,
            "UDP" => Protocol::Udp,
            _ => Protocol::Tcp,
        })
    }
}
