//! Protocols of ports.

/// A protocol that a port may have (istiod: `protocol.Instance`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// Bytes.
    Tcp,
    /// Datagrams.
    Udp,
    /// gRPC in the clear.
    Grpc,
    /// gRPC as browsers speak it.
    GrpcWeb,
    /// HTTP/1 in the clear.
    Http,
    /// HTTP to a proxy, which reads whole URLs.
    HttpProxy,
    /// HTTP/2 in the clear.
    Http2,
    /// HTTP over TLS.
    Https,
    /// TLS, whatever is in it.
    Tls,
    /// The protocol of MongoDB.
    Mongo,
    /// The protocol of Redis.
    Redis,
    /// The protocol of MySQL.
    Mysql,
}

use Protocol::{Grpc, GrpcWeb, Http, Http2, HttpProxy, Https, Mongo, Mysql, Redis, Tcp, Tls, Udp};

impl Protocol {
    /// All of them.
    pub const ALL: [Protocol; 12] =
        [Tcp, Udp, Grpc, GrpcWeb, Http, HttpProxy, Http2, Https, Tls, Mongo, Redis, Mysql];

    /// Reads the protocol of a port, in upper or lower case (istiod: `protocol.Parse`).
    pub fn of(text: &str) -> Option<Protocol> {
        Protocol::ALL.into_iter().find(|known| known.name().eq_ignore_ascii_case(text))
    }

    /// The name, as Istio's documentation writes it.
    pub fn name(self) -> &'static str {
        self.names().0
    }

    /// The name in lower case, with which names of ports begin.
    pub fn port_name(self) -> &'static str {
        self.names().1
    }

    fn names(self) -> (&'static str, &'static str) {
        match self {
            Tcp => ("TCP", "tcp"),
            Udp => ("UDP", "udp"),
            Grpc => ("GRPC", "grpc"),
            GrpcWeb => ("GRPC-WEB", "grpc-web"),
            Http => ("HTTP", "http"),
            HttpProxy => ("HTTP_PROXY", "http_proxy"),
            Http2 => ("HTTP2", "http2"),
            Https => ("HTTPS", "https"),
            Tls => ("TLS", "tls"),
            Mongo => ("MONGO", "mongo"),
            Redis => ("REDIS", "redis"),
            Mysql => ("MYSQL", "mysql"),
        }
    }

    /// Whether it is HTTP in the clear, of any version, with gRPC (istiod: `Instance.IsHTTP`).
    pub fn is_http(self) -> bool {
        matches!(self, Http | HttpProxy | Http2 | Grpc | GrpcWeb)
    }

    /// Whether it is TLS, with HTTPS (istiod: `Instance.IsTLS`).
    pub fn is_tls(self) -> bool {
        matches!(self, Https | Tls)
    }

    /// Whether nothing in it names the host that is asked for.
    pub fn is_nameless(self) -> bool {
        matches!(self, Tcp | Mongo | Redis | Mysql)
    }
}
