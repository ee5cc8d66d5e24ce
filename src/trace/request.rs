//! The request that is asked for.

use crate::graph::routing::HttpRequest;

/// What a client sends.
#[derive(Clone, Debug)]
pub struct Request {
    /// What kind of traffic it is.
    pub scheme: Scheme,
    /// The host that it connects to, in lower case.
    pub host: String,
    /// The port that it connects to.
    pub port: i64,
    /// The request inside.
    pub http: HttpRequest,
    /// Server name of the TLS handshake.
    pub sni: Option<String>,
    /// Whether it shows a certificate of the mesh.
    pub client_cert: bool,
    /// Whether it speaks HTTP/2.
    pub http2: bool,
}

/// A kind of traffic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Requests in plain text.
    Http,
    /// Requests in TLS.
    Https,
    /// Bytes.
    Tcp,
    /// Bytes in TLS.
    Tls,
}

impl Scheme {
    /// Whether it begins with a TLS handshake.
    pub fn is_tls(self) -> bool {
        matches!(self, Scheme::Https | Scheme::Tls)
    }

    /// Its name in a URL.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::Http => "http",
            Scheme::Https => "https",
            Scheme::Tcp => "tcp",
            Scheme::Tls => "tls",
        }
    }
}

/// Why a URL cannot be traced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestError(pub String);

impl std::fmt::Display for RequestError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

impl Request {
    /// Reads a URL: `http://`, `https://`, `tcp://` or `tls://`, a host, and a port where the scheme has no
    /// usual one.
    pub fn read(url: &str) -> Result<Request, RequestError> {
        let error = |why: &str| RequestError(format!("`{url}` {why}"));
        let known = [
            ("http", Scheme::Http, Some(80)),
            ("https", Scheme::Https, Some(443)),
            ("tcp", Scheme::Tcp, None),
            ("tls", Scheme::Tls, Some(443)),
        ];
        let (name, rest) = url
            .split_once("://")
            .ok_or_else(|| error("has no scheme: http://, https://, tcp:// or tls://"))?;
        let (_, scheme, default) = known
            .into_iter()
            .find(|(own, ..)| own.eq_ignore_ascii_case(name))
            .ok_or_else(|| error("has a scheme other than http, https, tcp and tls"))?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => {
                let number = port.parse::<u16>().ok().filter(|port| *port > 0);
                (
                    host,
                    Some(
                        number
                            .ok_or_else(|| error("has a port that is not a number from 1 to 65535"))?
                            .into(),
                    ),
                )
            }
            _ => (authority, None),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        if host.is_empty() {
            return Err(error("has no host"));
        }
        let port = port.or(default).ok_or_else(|| error("needs a port"))?;
        let path = match path {
            "" => "/".to_owned(),
            path if path.starts_with('/') => path.to_owned(),
            path => format!("/{path}"),
        };
        let is_name = host.parse::<std::net::IpAddr>().is_err();
        Ok(Request {
            scheme,
            sni: (scheme.is_tls() && is_name).then(|| host.trim_end_matches('.').to_owned()),
            http: HttpRequest {
                scheme: if scheme.is_tls() { "https" } else { "http" },
                method: "GET".to_owned(),
                // Clients name a port that is not the scheme's own.
                authority: match default {
                    Some(own) if own != port => {
                        format!("{}:{port}", if is_name { host.clone() } else { authority_of(&host) })
                    }
                    _ => host.clone(),
                },
                path,
                headers: Vec::new(),
            },
            host,
            port,
            client_cert: false,
            http2: false,
        })
    }

    /// Whether the proxy can see a request in it without terminating TLS.
    pub fn is_plain_http(&self) -> bool {
        self.scheme == Scheme::Http
    }

    /// For people.
    pub fn describe(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        let url = match self.scheme {
            Scheme::Http | Scheme::Https => {
                format!(
                    "{} {}://{host}:{}{}",
                    self.http.method,
                    self.scheme.name(),
                    self.port,
                    self.http.path
                )
            }
            Scheme::Tcp | Scheme::Tls => format!("{}://{host}:{}", self.scheme.name(), self.port),
        };
        let mut with = Vec::new();
        let authority = self.http.host();
        if matches!(self.scheme, Scheme::Http | Scheme::Https) && authority != self.host.trim_end_matches('.')
        {
            with.push(format!("Host `{}`", self.http.authority));
        }
        if let Some(sni) = self.sni.as_ref().filter(|sni| **sni != self.host) {
            with.push(format!("SNI `{sni}`"));
        }
        if self.scheme.is_tls() && self.sni.is_none() {
            with.push("no SNI".to_owned());
        }
        if self.client_cert {
            with.push("a certificate of the mesh".to_owned());
        }
        with.extend(self.http.headers.iter().map(|(name, value)| format!("`{name}: {value}`")));
        match with.is_empty() {
            true => url,
            false => format!("{url} with {}", with.join(", ")),
        }
    }
}

/// An address as it stands before a port.
fn authority_of(address: &str) -> String {
    if address.contains(':') { format!("[{address}]") } else { address.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_urls() {
        let read = |url| {
            Request::read(url)
                .map(|it| format!("{:?} {} {} {} {:?}", it.scheme, it.host, it.port, it.http.path, it.sni))
        };
        for (url, expected) in [
            ("http://reviews:9080/a?b=c", "Http reviews 9080 /a?b=c None"),
            ("https://Shop.Example.com", "Https shop.example.com 443 / Some(\"shop.example.com\")"),
            ("tcp://db.shop:5432", "Tcp db.shop 5432 / None"),
            ("https://192.0.2.1/x", "Https 192.0.2.1 443 /x None"),
            ("http://[2001:db8::1]:8080", "Http 2001:db8::1 8080 / None"),
            ("http://a?x=1", "Http a 80 /?x=1 None"),
        ] {
            assert_eq!(read(url).as_deref(), Ok(expected), "{url}");
        }
        for url in ["reviews:9080", "ftp://a", "http://", "tcp://db", "http://a:0", "http://a:http"] {
            assert!(read(url).is_err(), "{url}");
        }
    }
}
