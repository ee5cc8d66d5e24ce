//! New paths, and redirects.

use super::text::TextCondition;
use crate::model::{Redirect, TextField};
use crate::source::Location;

/// A redirect.
#[derive(Clone, Copy, Debug)]
pub struct RedirectTo<'m> {
    /// Status.
    pub code: i64,
    /// New scheme.
    pub scheme: Option<&'m str>,
    /// New host.
    pub host: Option<&'m str>,
    /// New port.
    pub port: Option<RedirectPort>,
    /// New path.
    pub path: Option<PathChange<'m>>,
    /// Where it is written.
    pub location: Location,
}

/// The port of a redirect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RedirectPort {
    /// This one.
    Number(i64),
    /// That of the listener.
    OfListener,
}

/// A change of the path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PathChange<'m> {
    /// What the condition matched is replaced.
    Matched(&'m str),
    /// The prefix that the condition matched is replaced, slashes being put right (Gateway API).
    Below(&'m str),
    /// The whole path is replaced.
    Whole(&'m str),
    /// By an expression.
    Regex(&'m str, &'m str),
}

impl PathChange<'_> {
    /// The new path, query included.
    pub fn apply(self, path: &str, matched: Option<TextCondition<'_>>) -> String {
        let end = path.find(['?', '#']).unwrap_or(path.len());
        let (bare, query) = path.split_at(end);
        let prefix = match matched {
            Some(TextCondition::Prefix(prefix)) => prefix.len(),
            Some(TextCondition::Below(parent)) => parent.strip_suffix('/').unwrap_or(parent).len(),
            // Envoy replaces all that an exact path or an expression has matched.
            Some(TextCondition::Exact(_) | TextCondition::Regex(_)) => bare.len(),
            None | Some(TextCondition::Present) => 1.min(bare.len()),
        };
        let rest = bare.get(prefix..).unwrap_or_default();
        let changed = match self {
            PathChange::Whole(new) => new.to_owned(),
            PathChange::Matched(new) => format!("{new}{rest}"),
            PathChange::Below(new) => {
                // istiod takes away one last slash (`createRewriteFilter`).
                let new = new.strip_suffix('/').filter(|new| !new.is_empty()).unwrap_or(new);
                let joined = format!("{}/{}", new.trim_end_matches('/'), rest.trim_start_matches('/'));
                match rest.is_empty() && new != "/" {
                    true => new.to_owned(),
                    false => joined,
                }
            }
            PathChange::Regex(pattern, new) => match regex::Regex::new(pattern) {
                // RE2 writes groups as `\1`.
                Ok(pattern) => {
                    let new = regex::Regex::new(r"\\(\d)").map_or(new.to_owned(), |group| {
                        group.replace_all(&new.replace('$', "$$"), "$${$1}").into_owned()
                    });
                    pattern.replace_all(bare, new.as_str()).into_owned()
                }
                Err(_) => bare.to_owned(),
            },
        };
        let query = if changed.contains('?') { "" } else { query };
        format!("{changed}{query}")
    }
}

impl RedirectTo<'_> {
    /// The `location` header, as Envoy writes it.
    pub fn location(
        &self,
        request: &super::HttpRequest,
        listener_port: i64,
        matched: Option<TextCondition<'_>>,
    ) -> String {
        let scheme = self.scheme.unwrap_or(request.scheme);
        let number = self.port.map(|port| match port {
            RedirectPort::Number(port) => port,
            RedirectPort::OfListener => listener_port,
        });
        // istiod leaves out the port that the scheme stands for.
        let port = match number {
            None | Some(0) => String::new(),
            Some(80) if scheme == "http" => String::new(),
            Some(443) if scheme == "https" => String::new(),
            Some(port) => format!(":{port}"),
        };
        let host = match self.host {
            Some(host) => host,
            None => {
                // The port of the Host header goes where another one or another scheme makes it wrong.
                let authority = &*request.authority;
                let (bare, old) = authority.rsplit_once(':').unwrap_or((authority, ""));
                let default = if request.scheme == "https" { "443" } else { "80" };
                let drops = !port.is_empty() || scheme != request.scheme && old == default;
                if drops && !old.is_empty() { bare } else { authority }
            }
        };
        let path = self.path.map_or(request.path.clone(), |path| path.apply(&request.path, matched));
        format!("{scheme}://{host}{port}{path}")
    }
}

/// Reads the redirect of a VirtualService.
pub(super) fn redirect_to<'m>(redirect: &'m Redirect, location: Location) -> RedirectTo<'m> {
    let text = |field: &'m Option<crate::model::Field<crate::model::Text>>| {
        field.as_ref().map(|field| &*field.value).filter(|text| !text.is_empty())
    };
    let derived = (redirect.derive_port.text() == "FROM_REQUEST_PORT").then_some(RedirectPort::OfListener);
    RedirectTo {
        code: redirect
            .redirect_code
            .as_ref()
            .map_or(301, |code| if code.value == 0 { 301 } else { code.value }),
        scheme: text(&redirect.scheme),
        host: text(&redirect.authority),
        port: redirect.port.as_ref().map(|port| RedirectPort::Number(port.value)).or(derived),
        path: text(&redirect.uri).map(PathChange::Whole),
        location,
    }
}
