//! What istiod makes of the configuration for one proxy: what it sees, which rules it follows, what it serves and
//! sends, and who may talk to it.
//!
//! The rest of `graph` is the same for everybody: what there is, by name, and what refers to what.

pub mod protocol;
pub mod routing;
pub mod security;
pub mod view;

mod captured;
mod destination_rules;
mod effective_policy;
mod export;
mod hops;
mod injection;
mod membership;
mod mtls;
mod outbound;
mod peer_authentication;

pub use captured::{Capture, PastWaypoint, Waypoint, WaypointLabel, WaypointUse};
pub(super) use captured::{Modes, ShownInjection};
pub use destination_rules::{AppliedRules, DestinationRules};
pub use effective_policy::{EffectivePolicy, Setting};
pub use export::ExportTo;
pub use hops::{Follower, Followers, Hop};
pub(super) use hops::{FollowerIndex, Hops, SentAs};
pub(super) use injection::selects;
pub use injection::{Injection, Injector, NotInjected};
pub use membership::Membership;
pub(super) use membership::Memberships;
pub use mtls::{MtlsRow, PlainClients, Sent};
pub use outbound::OutboundPolicy;
pub use peer_authentication::{MtlsMode, PeerAuthentications, ServerMtls};
