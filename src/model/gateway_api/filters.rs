//! Filters of HTTPRoute and GRPCRoute,
//! <https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httproutefilter>.

use super::BackendRef;
use crate::model;
use crate::model::{HeaderValue, List, Opaque, TargetRef, Text};

model! {
    /// Something that is done to requests; the type says which other field counts.
    pub struct RouteFilter {
        /// Type.
        filter_type: Text = "type",
        /// Changes of the request's headers.
        request_header_modifier: Box<HeaderModifier> = "requestHeaderModifier",
        /// Changes of the response's headers.
        response_header_modifier: Box<HeaderModifier> = "responseHeaderModifier",
        /// Backend that gets a copy.
        request_mirror: Box<RequestMirror> = "requestMirror",
        /// Answer with a redirect.
        request_redirect: Box<RequestRedirect> = "requestRedirect",
        /// Rewriting of path and host.
        url_rewrite: Box<UrlRewrite> = "urlRewrite",
        /// Cross-origin policy.
        cors: Opaque = "cors",
        /// A service that decides.
        external_auth: Box<ExternalAuth> = "externalAuth",
        /// An object of the implementation.
        extension_ref: TargetRef = "extensionRef",
    }

    /// Changes of headers.
    pub struct HeaderModifier {
        /// Headers to overwrite.
        set: List<HeaderValue> = "set",
        /// Headers to add.
        add: List<HeaderValue> = "add",
        /// Headers to remove.
        remove: List<Text> = "remove",
    }

    /// A backend that gets a copy.
    pub struct RequestMirror {
        /// Where to.
        backend_ref: Box<BackendRef> = "backendRef",
        /// Share of requests in percent, 100 if absent.
        percent: i64 = "percent",
        /// Share of requests as a fraction.
        fraction: Fraction = "fraction",
    }

    /// A fraction.
    pub struct Fraction {
        /// Upper number.
        numerator: i64 = "numerator",
        /// Lower number, 100 if absent.
        denominator: i64 = "denominator",
    }

    /// A redirect.
    pub struct RequestRedirect {
        /// New scheme.
        scheme: Text = "scheme",
        /// New host.
        hostname: Text = "hostname",
        /// New path.
        path: PathModifier = "path",
        /// New port; absent means that of the new scheme, else that of the listener.
        port: i64 = "port",
        /// Status, 302 if absent.
        status_code: i64 = "statusCode",
    }

    /// Rewriting of path and host.
    pub struct UrlRewrite {
        /// New host.
        hostname: Text = "hostname",
        /// New path.
        path: PathModifier = "path",
    }

    /// A change of the path.
    pub struct PathModifier {
        /// `ReplaceFullPath` or `ReplacePrefixMatch`.
        modifier_type: Text = "type",
        /// New path.
        replace_full_path: Text = "replaceFullPath",
        /// New prefix in place of the one that matched.
        replace_prefix_match: Text = "replacePrefixMatch",
    }

    /// A service that decides about requests.
    pub struct ExternalAuth {
        /// `HTTP` or `GRPC`.
        protocol: Text = "protocol",
        /// Where it is.
        backend_ref: Box<BackendRef> = "backendRef",
    }
}
