//! AuthorizationPolicy, PeerAuthentication and RequestAuthentication,
//! <https://istio.io/latest/docs/reference/config/security/authorization-policy/>,
//! <https://istio.io/latest/docs/reference/config/security/peer_authentication/>,
//! <https://istio.io/latest/docs/reference/config/security/request_authentication/>.

use super::{Field, List, Map, Resource, TargetRef, Text, TextField, WorkloadSelector};
use crate::model;

model! {
    /// `spec` of an AuthorizationPolicy.
    pub struct AuthorizationPolicy {
        /// Workloads that it is for; absent means all of its namespace, or of the mesh in the root namespace.
        selector: WorkloadSelector = "selector",
        /// What it is attached to; excludes a selector.
        target_ref: TargetRef = "targetRef",
        /// What it is attached to; excludes a selector.
        target_refs: List<TargetRef> = "targetRefs",
        /// Rules, of which one has to match; absent means that the policy never matches.
        rules: List<AuthorizationRule> = "rules",
        /// `ALLOW`, `DENY`, `AUDIT` or `CUSTOM`; absent means `ALLOW`.
        action: Text = "action",
        /// Who decides where the action is `CUSTOM`.
        provider: AuthorizationProvider = "provider",
    }

    /// An extension provider that decides.
    pub struct AuthorizationProvider {
        /// Its name in the mesh configuration.
        name: Text = "name",
    }

    /// One rule; an empty one matches every request.
    pub struct AuthorizationRule {
        /// Sources, of which one has to match; absent means any.
        from: List<AuthorizationFrom> = "from",
        /// Operations, of which one has to match; absent means any.
        to: List<AuthorizationTo> = "to",
        /// Conditions, which all have to hold.
        when: List<AuthorizationCondition> = "when",
    }

    /// Wrapper of a source.
    pub struct AuthorizationFrom {
        /// The source.
        source: Box<AuthorizationSource> = "source",
    }

    /// Who asks; all fields have to match, each by one of its values.
    pub struct AuthorizationSource {
        /// Identities from the peer's certificate; needs mTLS.
        principals: List<Text> = "principals",
        /// Identities that must not match.
        not_principals: List<Text> = "notPrincipals",
        /// `issuer/subject` of the token.
        request_principals: List<Text> = "requestPrincipals",
        /// `issuer/subject` that must not match.
        not_request_principals: List<Text> = "notRequestPrincipals",
        /// Namespaces from the peer's certificate; needs mTLS.
        namespaces: List<Text> = "namespaces",
        /// Namespaces that must not match.
        not_namespaces: List<Text> = "notNamespaces",
        /// Service accounts, `namespace/name` or `name`; needs mTLS.
        service_accounts: List<Text> = "serviceAccounts",
        /// Service accounts that must not match.
        not_service_accounts: List<Text> = "notServiceAccounts",
        /// Trust domains from the peer's certificate; needs mTLS.
        trust_domains: List<Text> = "trustDomains",
        /// Trust domains that must not match.
        not_trust_domains: List<Text> = "notTrustDomains",
        /// Addresses of the connection.
        ip_blocks: List<Text> = "ipBlocks",
        /// Addresses of the connection that must not match.
        not_ip_blocks: List<Text> = "notIpBlocks",
        /// Addresses of the client, from X-Forwarded-For or the PROXY protocol.
        remote_ip_blocks: List<Text> = "remoteIpBlocks",
        /// Addresses of the client that must not match.
        not_remote_ip_blocks: List<Text> = "notRemoteIpBlocks",
    }

    /// Wrapper of an operation.
    pub struct AuthorizationTo {
        /// The operation.
        operation: Box<AuthorizationOperation> = "operation",
    }

    /// What is asked for; all fields have to match, each by one of its values.
    pub struct AuthorizationOperation {
        /// Hosts, without regard to case; HTTP only.
        hosts: List<Text> = "hosts",
        /// Hosts that must not match.
        not_hosts: List<Text> = "notHosts",
        /// Ports of the workload.
        ports: List<Text> = "ports",
        /// Ports that must not match.
        not_ports: List<Text> = "notPorts",
        /// Methods; HTTP only.
        methods: List<Text> = "methods",
        /// Methods that must not match.
        not_methods: List<Text> = "notMethods",
        /// Paths, for gRPC `/service/method`; HTTP only.
        paths: List<Text> = "paths",
        /// Paths that must not match.
        not_paths: List<Text> = "notPaths",
    }

    /// A condition on an attribute.
    pub struct AuthorizationCondition {
        /// Name of the attribute.
        key: Text = "key",
        /// Values, of which one has to match.
        values: List<Text> = "values",
        /// Values that must not match.
        not_values: List<Text> = "notValues",
    }

    /// `spec` of a PeerAuthentication.
    pub struct PeerAuthentication {
        /// Workloads that it is for; absent means all of its namespace, or of the mesh in the root namespace.
        selector: WorkloadSelector = "selector",
        /// Mode; absent means that of the namespace or the mesh.
        mtls: MutualTls = "mtls",
        /// Modes by port of the workload; needs a selector.
        port_level_mtls: Map<MutualTls> = "portLevelMtls",
    }

    /// Whether a workload accepts plain text, mTLS or both.
    pub struct MutualTls {
        /// `DISABLE`, `PERMISSIVE` or `STRICT`; absent or `UNSET` means what the level above says.
        mode: Text = "mode",
    }

    /// `spec` of a RequestAuthentication.
    pub struct RequestAuthentication {
        /// Workloads that it is for; absent means all of its namespace, or of the mesh in the root namespace.
        selector: WorkloadSelector = "selector",
        /// What it is attached to; excludes a selector.
        target_ref: TargetRef = "targetRef",
        /// What it is attached to; excludes a selector.
        target_refs: List<TargetRef> = "targetRefs",
        /// Tokens that are accepted; a request without any token is let through.
        jwt_rules: List<JwtRule> = "jwtRules",
    }

    /// One kind of token.
    pub struct JwtRule {
        /// Issuer.
        issuer: Text = "issuer",
        /// Audiences, of which one has to match; absent means any.
        audiences: List<Text> = "audiences",
        /// Where the public keys are fetched.
        jwks_uri: Text = "jwksUri",
        /// The same, in the old spelling.
        jwks_uri_snake: Text = "jwks_uri",
        /// The public keys.
        jwks: Text = "jwks",
        /// Headers that hold the token; absent everywhere means `Authorization: Bearer`.
        from_headers: List<JwtHeader> = "fromHeaders",
        /// Query parameters that hold the token.
        from_params: List<Text> = "fromParams",
        /// Cookies that hold the token.
        from_cookies: List<Text> = "fromCookies",
        /// Header for the payload of an accepted token.
        output_payload_to_header: Text = "outputPayloadToHeader",
        /// Whether the token goes on to the workload; absent means no.
        forward_original_token: bool = "forwardOriginalToken",
        /// Headers for claims of an accepted token.
        output_claim_to_headers: List<ClaimToHeader> = "outputClaimToHeaders",
        /// Time limit for fetching keys.
        timeout: Text = "timeout",
        /// Claims that hold several values, separated by spaces.
        space_delimited_claims: List<Text> = "spaceDelimitedClaims",
        /// Whether a token is `REQUIRED`; absent means `OPTIONAL`.
        presence: Text = "presence",
    }

    /// A header that holds the token.
    pub struct JwtHeader {
        /// Name.
        name: Text = "name",
        /// What stands before the token.
        prefix: Text = "prefix",
    }

    /// A header for a claim.
    pub struct ClaimToHeader {
        /// Name of the header.
        header: Text = "header",
        /// Name of the claim.
        claim: Text = "claim",
    }
}

impl AuthorizationPolicy {
    /// What is done where a rule matches: `ALLOW` where nothing is written.
    pub fn action(&self) -> &str {
        match self.action.text() {
            "" => "ALLOW",
            action => action,
        }
    }

    /// The provider that a CUSTOM policy asks.
    pub fn custom_provider(&self) -> Option<&Field<Text>> {
        let provider = self.provider.as_ref().filter(|_| self.action() == "CUSTOM")?;
        provider.value.name.as_ref()
    }
}

impl Resource<'_, AuthorizationPolicy> {
    /// Whether it is only tried out: what it decides is logged, and nothing else
    /// (<https://istio.io/latest/docs/tasks/security/authorization/authz-dry-run/>).
    pub fn is_dry_run(&self) -> bool {
        self.object.annotations.get("istio.io/dry-run").is_some_and(|pair| &*pair.value == "true")
    }
}
