//! NetworkPolicy, <https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/>.

use crate::model;
use crate::model::{IntOrText, LabelSelector, List, Text};

model! {
    /// `spec` of a NetworkPolicy.
    pub struct NetworkPolicySpec {
        /// Pods of its namespace that it isolates; empty means all.
        pod_selector: LabelSelector = "podSelector",
        /// `Ingress` and `Egress`; absent means Ingress, and Egress where there are rules for it.
        policy_types: List<Text> = "policyTypes",
        /// What the Pods accept; absent means nothing where Ingress is isolated.
        ingress: List<NetworkPolicyIngress> = "ingress",
        /// What the Pods reach; absent means nothing where Egress is isolated.
        egress: List<NetworkPolicyEgress> = "egress",
    }

    /// A rule for what Pods accept; both parts have to match.
    pub struct NetworkPolicyIngress {
        /// Clients; absent or empty means all.
        from: List<NetworkPolicyPeer> = "from",
        /// Ports of the Pods; absent or empty means all.
        ports: List<NetworkPolicyPort> = "ports",
    }

    /// A rule for what Pods reach; both parts have to match.
    pub struct NetworkPolicyEgress {
        /// Destinations; absent or empty means all.
        to: List<NetworkPolicyPeer> = "to",
        /// Ports of the destinations; absent or empty means all.
        ports: List<NetworkPolicyPort> = "ports",
    }

    /// The other side: Pods, namespaces or, alone, a range of addresses.
    pub struct NetworkPolicyPeer {
        /// Pods, of the same namespace where no namespaces are given.
        pod_selector: LabelSelector = "podSelector",
        /// Namespaces; empty means all.
        namespace_selector: LabelSelector = "namespaceSelector",
        /// Addresses.
        ip_block: IpBlock = "ipBlock",
    }

    /// A range of addresses.
    pub struct IpBlock {
        /// The range.
        cidr: Text = "cidr",
        /// Ranges inside that do not belong to it.
        except: List<Text> = "except",
    }

    /// Ports of one protocol.
    pub struct NetworkPolicyPort {
        /// `TCP`, `UDP` or `SCTP`; absent means `TCP`.
        protocol: Text = "protocol",
        /// Number or name of the Pods' port; absent means all.
        port: IntOrText = "port",
        /// Last port of a range.
        end_port: i64 = "endPort",
    }
}
