//! The rules of a VirtualService that one proxy gets.

use super::HttpRule;
use super::condition::{At, Unmet};

/// The rules that a proxy gets of one VirtualService, and those that istiod leaves out for it.
#[derive(Clone, Debug)]
pub struct Compiled<'m> {
    /// What the proxy gets, in order.
    pub kept: Vec<HttpRule<'m>>,
    /// What it does not get.
    pub left_out: Vec<(HttpRule<'m>, LeftOut<'m>)>,
}

/// Why a proxy does not get a rule, or why a request passes it by.
#[derive(Clone, Debug, PartialEq)]
pub enum LeftOut<'m> {
    /// A condition does not hold.
    Unmet(Unmet<'m>),
    /// A rule before it takes everything.
    Closed,
}

impl<'m> Compiled<'m> {
    /// What follows a rule that takes everything is dropped (istiod: `BuildHTTPRoutesForVirtualService`).
    pub fn of(rules: Vec<HttpRule<'m>>, at: At<'_>) -> Compiled<'m> {
        let mut compiled = Compiled { kept: Vec::new(), left_out: Vec::new() };
        let mut is_closed = false;
        for mut rule in rules {
            rule.made_for = Some(at.port);
            let fits = rule.condition.as_ref().map_or(Ok(()), |condition| condition.is_for(at));
            match fits {
                Err(why) => compiled.left_out.push((rule, LeftOut::Unmet(why))),
                Ok(()) if is_closed => compiled.left_out.push((rule, LeftOut::Closed)),
                Ok(()) => {
                    is_closed = rule.is_catch_all();
                    compiled.kept.push(rule);
                }
            }
        }
        compiled
    }
}
