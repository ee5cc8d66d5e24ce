//! What the mesh works out when it is first asked for it, and keeps.
//!
//! An answer is a type: `impl WorkOut for It` says how it is worked out, a line of the list below that it is kept,
//! and `mesh.ask::<It>()` gives it. A map from `TypeId` would do without the list, but answers borrow the model, and
//! `Any` is for what borrows nothing.

use std::sync::OnceLock;

use super::Mesh;

/// Something that is worked out from the whole mesh, once.
pub trait WorkOut<'m>: Sized {
    /// Works it out, on one thread: rules run in parallel, and one that waited for other threads here could be
    /// handed a rule that waits for this very answer.
    fn work_out(mesh: &Mesh<'m>) -> Self;
}

/// An answer that the mesh has a place for.
pub trait Kept<'m>: WorkOut<'m> {
    #[doc(hidden)]
    fn place<'a>(answers: &'a Answers<'m>) -> &'a OnceLock<Self>;
}

macro_rules! answers {
    ($($name:ident: $answer:ty,)*) => {
        /// The answers that were asked for so far.
        #[derive(Debug, Default)]
        pub struct Answers<'m> {
            $($name: OnceLock<$answer>,)*
        }

        $(impl<'m> Kept<'m> for $answer {
            fn place<'a>(answers: &'a Answers<'m>) -> &'a OnceLock<Self> {
                &answers.$name
            }
        })*
    };
}

answers! {
    covered_rules: super::unreachable::CoveredRules,
    destinations: super::istiod::Hops<'m>,
    entry_conflicts: Vec<super::EntryConflict>,
    followers: super::istiod::FollowerIndex<'m>,
    gateway_contests: Vec<super::GatewayContest>,
    gateway_misfits: Vec<super::GatewayMisfit>,
    gateway_scope: super::gateways::GatewayScope,
    gateways_by_workload: super::routing::GatewayIndex,
    grants: super::routing::GrantIndex<'m>,
    graph: super::Graph,
    hidden_rules: Vec<super::HiddenRule<'m>>,
    importable: super::resolve::Importable<'m>,
    listener_sets: super::routing::ListenerSets<'m>,
    lost_words: super::resolve::LostWords<'m>,
    marks: Vec<super::Mark<'m>>,
    memberships: super::istiod::Memberships,
    merged_gateways: super::routing::MergedGateways<'m>,
    merged_rules: super::MergedRules,
    mesh_hosts: Vec<super::MeshHost<'m>>,
    mtls_table: Vec<super::MtlsRow<'m>>,
    modes: super::istiod::Modes,
    names_of_hosts: super::routing::AliasIndex,
    network_policies: super::security::NetworkPolicies<'m>,
    patch_contests: super::patch_contests::PatchContests<'m>,
    peer_authentications: super::PeerAuthentications<'m>,
    policies_by_workload: super::security::PolicyIndex,
    proxy_images: super::proxy_image::Images<'m>,
    redirect_loops: Vec<super::RedirectLoop>,
    refused_preflights: Vec<super::policies::RefusedPreflight>,
    route_table: super::routing::RouteTable<'m>,
    routes_by_name: super::view::RoutesByName<'m>,
    routes_leading_to: super::view::RoutesLeadingTo,
    rule_contests: Vec<super::RuleContest<'m>>,
    rule_overlaps: Vec<super::policies::RuleOverlap>,
    sent_to: super::policies::SentTo,
    served_hosts: super::served_hosts::AllServedHosts<'m>,
    service_accounts: super::service_accounts::ServiceAccounts<'m>,
    shared_certificates: Vec<super::SharedCertificate>,
    shared_listeners: Vec<super::SharedListener>,
    shown_endpoints: super::routing::Shown<'m>,
    shown_injection: super::istiod::ShownInjection,
    sidecars: super::view::Sidecars<'m>,
    tokens: super::policies::Tokens,
    unmet_values: Vec<super::policies::Verdict<'m>>,
    used_ports: super::shared_ports::UsedPorts,
    vague_names: super::resolve::Vague<'m>,
    written_servers: super::routing::WrittenServers<'m>,
}

impl<'m> Mesh<'m> {
    /// An answer, worked out when it is first asked for.
    pub fn ask<T: Kept<'m>>(&self) -> &T {
        T::place(&self.answers).get_or_init(|| T::work_out(self))
    }
}
