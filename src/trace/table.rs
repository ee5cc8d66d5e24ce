//! Every host and route of a workload or gateway, as a table for people.

use super::Start;
use super::all::{Offer, Offered, offers};
use crate::graph::Mesh;
use crate::graph::routing::{Answering, Destination};
use crate::source::Location;

/// A line of the table.
#[derive(Clone, Debug)]
pub struct Row {
    /// Port of the listener.
    pub port: i64,
    /// How it is served.
    pub protocol: String,
    /// Host.
    pub host: String,
    /// Condition, for people.
    pub condition: String,
    /// Where it goes, for people.
    pub to: String,
    /// The rule, as `Kind namespace/name`; empty for plain services.
    pub rule: String,
    /// Where that is written.
    pub location: Option<Location>,
}

/// All hosts and routes that a proxy has, by port and host.
pub fn table(mesh: &Mesh<'_>, start: &Start) -> Vec<Row> {
    offers(mesh, start).iter().map(|offer| row(mesh, offer)).collect()
}

fn row<'m>(mesh: &Mesh<'m>, offer: &Offer<'m>) -> Row {
    let (condition, to, rule, location) = match &offer.what {
        Offered::Service(location) => {
            (String::new(), format!("{}:{}", offer.host, offer.port), String::new(), *location)
        }
        Offered::Http(rule) => {
            let to = match rule.action(mesh).answering {
                Answering::Route(to) => destinations(&to),
                Answering::Redirect(redirect) => format!("redirect {}", redirect.code),
                Answering::Direct(status, _) => format!("status {status}"),
            };
            let condition = rule.condition.as_ref().map(ToString::to_string).unwrap_or_default();
            (condition, to, object(rule.place.object), Some(rule.place.location()))
        }
        Offered::Stream(rule) => {
            let sni: Vec<&str> = rule
                .condition
                .iter()
                .flat_map(|condition| &condition.sni_hosts)
                .map(|host| &**host)
                .collect();
            let condition = if sni.is_empty() { String::new() } else { format!("SNI {}", sni.join(", ")) };
            (
                condition,
                destinations(&rule.destinations),
                object(rule.place.object),
                Some(rule.place.location()),
            )
        }
    };
    Row {
        port: offer.port,
        protocol: offer.protocol.clone(),
        host: offer.host.clone(),
        condition,
        to,
        rule,
        location,
    }
}

fn object(object: &crate::model::Object) -> String {
    format!("{} {}/{}", object.kind_name, object.namespace, object.name())
}

fn destinations(to: &[Destination<'_>]) -> String {
    let one = |to: &Destination<'_>| {
        let mut text = to.host.clone().unwrap_or_else(|| "(refused)".to_owned());
        if let Some(port) = to.port {
            text += &format!(":{port}");
        }
        if !to.subset.is_empty() {
            text += &format!(" {}", to.subset);
        }
        if let Some(weight) = to.weight {
            text += &format!(" ({weight})");
        }
        text
    };
    to.iter().map(one).collect::<Vec<_>>().join(", ")
}
