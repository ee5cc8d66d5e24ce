//! Who may call whom: what every client of the mesh, and everybody outside of it, gets through to.
//!
//! What policies say is decided for all requests at once by the graph ([`Reach`](crate::graph::security::Reach)); here
//! clients and services are paired, and what is open is backed by a request that a trace confirms.

mod callers;
mod change;
mod classes;
mod expect;
mod external;
mod judge;
mod outside;
mod reason;

pub use callers::{Caller, Target};
pub use change::{AccessChange, add, changes};
pub use classes::Cell;
pub use expect::{Expectation, Expected, Failed, read as read_expectations};

use crate::graph::Mesh;
use crate::graph::routing::HttpRequest;
use crate::source::Location;
use crate::trace::Request;
use callers::{callers, targets};
use classes::Classes;
use outside::Gates;

/// What a client gets through to a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Passage {
    /// Nothing.
    None,
    /// What the input does not tell decides: tokens, addresses, somebody who is asked.
    Open,
    /// Some requests.
    Some,
    /// Every request.
    All,
}

impl Passage {
    /// Its name in the JSON document.
    pub fn name(self) -> &'static str {
        match self {
            Passage::None => "none",
            Passage::Open => "open",
            Passage::Some => "some",
            Passage::All => "all",
        }
    }
}

/// A client and a service, and what gets through.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Index of the client.
    pub caller: usize,
    /// Index of the service's workload and port.
    pub target: usize,
    /// What gets through.
    pub passage: Passage,
    /// Why not everything does.
    pub why: Option<String>,
    /// Where that is written.
    pub location: Option<Location>,
    /// A request that gets through, or may.
    pub witness: Option<Request>,
}

/// All clients and all services, and how they are to be judged.
pub struct Access<'w, 'm> {
    mesh: &'w Mesh<'m>,
    /// Clients.
    pub callers: Vec<Caller>,
    /// Workloads behind Services, by port.
    pub targets: Vec<Target>,
    /// The only request that is asked about.
    asked: Option<HttpRequest>,
    gates: Gates,
    classes: Classes,
}

impl<'w, 'm> Access<'w, 'm> {
    /// Lists who is in a mesh. With a method or a path only such requests are asked about.
    pub fn of(mesh: &'w Mesh<'m>, method: Option<&str>, path: Option<&str>) -> Access<'w, 'm> {
        let asked = (method.is_some() || path.is_some()).then(|| HttpRequest {
            scheme: "http",
            method: method.unwrap_or("GET").to_owned(),
            authority: String::new(),
            path: path.unwrap_or("/").to_owned(),
            headers: Vec::new(),
        });
        let (callers, targets) = (callers(mesh), targets(mesh));
        let (gates, classes) = (Gates::of(&callers), Classes::of(&callers));
        Access { mesh, callers, targets, asked, gates, classes }
    }

    /// What a client gets through to a service. What is open is confirmed by a trace where that is wanted.
    pub fn pair(&self, caller: usize, target: usize, is_confirmed: bool) -> Pair {
        match self.callers[caller].is_outside {
            true => self.call_from_outside(caller, target),
            false => self.call_from_inside(caller, target, is_confirmed),
        }
    }

    /// The clients that a text means: `NAMESPACE/NAME`, `NAMESPACE/*`, `gateway:NAMESPACE/NAME`, or `*` for all.
    pub fn callers_named(&self, text: &str) -> Vec<usize> {
        let fits = |caller: &&(usize, &Caller)| caller.1.is_named(text);
        self.callers.iter().enumerate().filter(|pair| fits(&pair)).map(|(index, _)| index).collect()
    }

    /// The services that a text means: `NAMESPACE/NAME` of a Service or a workload, `NAMESPACE/*` or `*`, with a port
    /// of the Service behind a colon if only that one is meant.
    pub fn targets_named(&self, text: &str, port: Option<i64>) -> Vec<usize> {
        let (name, own_port) = match text.rsplit_once(':') {
            Some((name, port)) if port.parse::<i64>().is_ok() => (name, port.parse::<i64>().ok()),
            _ => (text, None),
        };
        let port = port.or(own_port);
        let fits = |target: &Target| {
            port.is_none_or(|port| port == target.port)
                && (matches(name, &target.namespace, &target.service)
                    || matches(name, &target.namespace, &target.name))
        };
        self.targets.iter().enumerate().filter(|(_, target)| fits(target)).map(|(index, _)| index).collect()
    }
}

/// Whether `NAMESPACE/NAME`, with `*` for any of both, means something.
fn matches(text: &str, namespace: &str, name: &str) -> bool {
    if text == "*" {
        return true;
    }
    let fits = |pattern: &str, own: &str| match pattern.strip_suffix('*') {
        Some(prefix) => own.starts_with(prefix),
        None => pattern == own,
    };
    text.split_once('/').is_some_and(|(of, who)| fits(of, namespace) && fits(who, name))
}
