//! TLS that a client originates.

use crate::model::{ClientTls, TextField};

/// TLS that a client originates.
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
}

impl ClientTlsMode {
    /// Reads a mode; absent means none.
    pub fn of(tls: &ClientTls) -> ClientTlsMode {
        match tls.mode.text() {
            "SIMPLE" => ClientTlsMode::Simple,
            "MUTUAL" => ClientTlsMode::Mutual,
            "ISTIO_MUTUAL" => ClientTlsMode::IstioMutual,
            _ => ClientTlsMode::Disable,
        }
    }

    /// The name in the API, `None` for plain text.
    pub fn name(self) -> Option<&'static str> {
        match self {
            ClientTlsMode::Disable => None,
            ClientTlsMode::Simple => Some("SIMPLE"),
            ClientTlsMode::Mutual => Some("MUTUAL"),
            ClientTlsMode::IstioMutual => Some("ISTIO_MUTUAL"),
        }
    }
}
