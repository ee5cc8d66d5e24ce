//! What of a request the proxy compares with rules.

/// What of a request the proxy compares with rules.
#[derive(Clone, Debug, Default)]
pub struct HttpRequest {
    /// `http` or `https`.
    pub scheme: &'static str,
    /// Method.
    pub method: String,
    /// Host header, with port if it has one.
    pub authority: String,
    /// Path with query.
    pub path: String,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
}

impl HttpRequest {
    /// The host of the authority in lower case, without port and trailing dot.
    pub fn host(&self) -> String {
        let lower = self.authority.to_ascii_lowercase();
        let host = match lower.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !host.contains(':') => {
                host
            }
            Some((host, _)) if host.ends_with(']') => host,
            _ => &lower,
        };
        host.strip_suffix('.').unwrap_or(host).to_owned()
    }

    /// The path without query.
    pub fn bare_path(&self) -> &str {
        self.path.split(['?', '#']).next().unwrap_or_default()
    }

    pub(super) fn query(&self) -> impl Iterator<Item = (&str, &str)> {
        let query =
            self.path.split('#').next().unwrap_or_default().split_once('?').map_or("", |(_, query)| query);
        query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
    }

    /// The value of a header; of several with one name Envoy compares the values joined by commas.
    pub fn header(&self, name: &str) -> Option<String> {
        let values: Vec<&str> = self
            .headers
            .iter()
            .filter(|(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .collect();
        match name {
            _ if !values.is_empty() => Some(values.join(",")),
            ":authority" | "host" => Some(self.authority.clone()),
            ":method" => Some(self.method.clone()),
            ":path" => Some(self.path.clone()),
            ":scheme" => Some(self.scheme.to_owned()),
            _ => None,
        }
    }
}
