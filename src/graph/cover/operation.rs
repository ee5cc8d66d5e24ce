//! Operations of AuthorizationPolicies as sets of requests.

use std::borrow::Cow;

use super::region::{Axis, Literal, Region};
use crate::graph::istiod::security::{Pattern, path_expression};
use crate::model::{
    AuthorizationCondition, AuthorizationOperation, Field, List, OrEmpty, Spanned, Text, TextField,
};

type Texts = Option<Field<List<Text>>>;

impl<'m> Region<'m> {
    /// The requests that an operation and conditions on headers take; ports are not looked at.
    pub fn operation(
        operation: Option<&'m AuthorizationOperation>,
        when: &'m [Spanned<AuthorizationCondition>],
    ) -> Region<'m> {
        let mut region = Region::default();
        if let Some(operation) = operation {
            region.listed(|| Axis::Uri, &operation.paths, &operation.not_paths, path);
            region.listed(
                || Axis::Method,
                &operation.methods,
                &operation.not_methods,
                |text| literal(text, false),
            );
            region.listed(
                || Axis::Authority,
                &operation.hosts,
                &operation.not_hosts,
                |text| literal(text, true),
            );
        }
        for condition in when {
            let key = condition.key.text();
            let Some(name) = key.strip_prefix("request.headers[") else { continue };
            let name = name.trim_end_matches(']').to_ascii_lowercase();
            let axis = || Axis::Header(Cow::Owned(name.clone()));
            region.listed(axis, &condition.values, &condition.not_values, |text| literal(text, false));
        }
        region.sorted()
    }

    fn listed(
        &mut self,
        axis: impl Fn() -> Axis<'m>,
        values: &'m Texts,
        not_values: &'m Texts,
        literal: impl Fn(&'m str) -> Literal<'m>,
    ) {
        for (list, holds) in [(values, true), (not_values, false)] {
            let literals: Vec<_> = list.items().iter().map(|item| literal(&item.value)).collect();
            if !literals.is_empty() {
                self.part(axis(), holds, literals);
            }
        }
    }
}

fn literal(text: &str, any_case: bool) -> Literal<'_> {
    let literal = match Pattern::of(text) {
        Pattern::Present => Literal::Present,
        Pattern::Suffix(suffix) => Literal::Regex(Cow::Owned(format!(".*{}", regex::escape(suffix)))),
        Pattern::Prefix(prefix) => Literal::Prefix(Cow::Borrowed(prefix)),
        Pattern::Exact(text) => Literal::Exact(Cow::Borrowed(text)),
    };
    if any_case { literal.any_case() } else { literal }
}

fn path(text: &str) -> Literal<'_> {
    match path_expression(text) {
        Some(expression) => Literal::Regex(Cow::Owned(expression)),
        None => literal(text, false),
    }
}
