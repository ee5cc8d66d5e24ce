//! Modes of TLS, of clients and of servers.

use std::fmt;

use super::{ClientTls, ServerTls, TextField};

/// TLS that a client originates: `tls.mode` of a DestinationRule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientTlsMode {
    /// None.
    Disable,
    /// With the server's certificate checked.
    Simple,
    /// With a certificate of its own as well.
    Mutual,
    /// With the mesh's certificates.
    IstioMutual,
    /// Something that is not a mode, which the API server refuses, or that is filled in later: nothing follows from it.
    Unknown,
}

impl ClientTlsMode {
    /// Reads a mode; absent means none.
    pub fn of(tls: &ClientTls) -> ClientTlsMode {
        ClientTlsMode::read(tls.mode.text())
    }

    /// Reads a text; empty means none.
    pub fn read(text: &str) -> ClientTlsMode {
        match text {
            "SIMPLE" => ClientTlsMode::Simple,
            "MUTUAL" => ClientTlsMode::Mutual,
            "ISTIO_MUTUAL" => ClientTlsMode::IstioMutual,
            "" | "DISABLE" => ClientTlsMode::Disable,
            _ => ClientTlsMode::Unknown,
        }
    }

    /// The name in the API, `None` for plain text and for what is not known.
    pub fn name(self) -> Option<&'static str> {
        match self {
            ClientTlsMode::Disable | ClientTlsMode::Unknown => None,
            ClientTlsMode::Simple => Some("SIMPLE"),
            ClientTlsMode::Mutual => Some("MUTUAL"),
            ClientTlsMode::IstioMutual => Some("ISTIO_MUTUAL"),
        }
    }
}

/// What a server does with TLS: `tls.mode` of a Gateway, and of an ingress listener of a Sidecar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerTlsMode {
    /// It goes through, by the server name.
    Passthrough,
    /// It ends here.
    Simple,
    /// It ends here, and clients need a certificate.
    Mutual,
    /// It goes through to the service that the server name stands for, which no route need say.
    AutoPassthrough,
    /// It ends here, and clients need a certificate of the mesh.
    IstioMutual,
    /// It ends here, and clients may have a certificate.
    OptionalMutual,
}

impl ServerTlsMode {
    /// Reads a text; absent means PASSTHROUGH, the first value of the enum. `None` for what is not a mode.
    pub fn read(text: &str) -> Option<ServerTlsMode> {
        Some(match text {
            "" | "PASSTHROUGH" => ServerTlsMode::Passthrough,
            "SIMPLE" => ServerTlsMode::Simple,
            "MUTUAL" => ServerTlsMode::Mutual,
            "AUTO_PASSTHROUGH" => ServerTlsMode::AutoPassthrough,
            "ISTIO_MUTUAL" => ServerTlsMode::IstioMutual,
            "OPTIONAL_MUTUAL" => ServerTlsMode::OptionalMutual,
            _ => return None,
        })
    }

    /// The mode of a server; what is not a mode, which the API server refuses, counts as SIMPLE.
    pub fn of(tls: &ServerTls) -> ServerTlsMode {
        ServerTlsMode::read(tls.mode.text()).unwrap_or(ServerTlsMode::Simple)
    }

    /// The name in the API.
    pub fn name(self) -> &'static str {
        match self {
            ServerTlsMode::Passthrough => "PASSTHROUGH",
            ServerTlsMode::Simple => "SIMPLE",
            ServerTlsMode::Mutual => "MUTUAL",
            ServerTlsMode::AutoPassthrough => "AUTO_PASSTHROUGH",
            ServerTlsMode::IstioMutual => "ISTIO_MUTUAL",
            ServerTlsMode::OptionalMutual => "OPTIONAL_MUTUAL",
        }
    }

    /// Whether TLS goes through.
    pub fn is_passthrough(self) -> bool {
        matches!(self, ServerTlsMode::Passthrough | ServerTlsMode::AutoPassthrough)
    }

    /// Whether a client without a certificate gets no connection.
    pub fn wants_certificate(self) -> bool {
        matches!(self, ServerTlsMode::Mutual | ServerTlsMode::IstioMutual)
    }

    /// Whether certificates of clients are checked against authorities that the configuration names.
    pub fn has_authorities(self) -> bool {
        matches!(self, ServerTlsMode::Mutual | ServerTlsMode::OptionalMutual)
    }

    /// Whether the configuration names the server's own certificate.
    pub fn has_certificate(self) -> bool {
        self == ServerTlsMode::Simple || self.has_authorities()
    }
}

impl fmt::Display for ServerTlsMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
