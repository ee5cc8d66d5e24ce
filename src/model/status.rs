//! `status`, as far as controllers report there what became of an object,
//! <https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#typical-status-properties>.

use super::{List, Opaque, TargetRef, Text};
use crate::model;

model! {
    /// `status` of an object that was read from a cluster.
    pub struct Status {
        /// Conditions.
        conditions: List<Condition> = "conditions",
        /// Conditions by parent, of routes.
        parents: List<ParentStatus> = "parents",
        /// What is said of each listener of a Gateway.
        listeners: List<ListenerStatus> = "listeners",
        /// Addresses that istiod allocated, of ServiceEntries.
        addresses: List<Opaque> = "addresses",
        /// `Pending`, `Running`, `Succeeded` or `Failed`, of Pods.
        phase: Text = "phase",
    }

    /// What is said of one listener.
    pub struct ListenerStatus {
        /// Its name.
        name: Text = "name",
        /// Conditions.
        conditions: List<Condition> = "conditions",
    }

    /// What one parent of a route says.
    pub struct ParentStatus {
        /// The parent.
        parent_ref: TargetRef = "parentRef",
        /// Conditions.
        conditions: List<Condition> = "conditions",
    }

    /// One aspect of an object's state.
    pub struct Condition {
        /// Which aspect.
        condition_type: Text = "type",
        /// `True`, `False` or `Unknown`.
        status: Text = "status",
        /// Why, in one word.
        reason: Text = "reason",
        /// Why, in a sentence.
        message: Text = "message",
    }
}
