//! Extension providers of the mesh configuration, as others refer to them.

use rustc_hash::FxHashSet;

use super::Mesh;
use crate::model::{Kind, TextField};
use crate::source::{Location, SourceId};
use crate::text::nearest_slip;

/// The extension providers that the input shows.
#[derive(Debug)]
pub struct Providers<'m> {
    names: Vec<&'m str>,
    /// Where they are listed.
    pub place: Location,
    /// Whether the list is what istiod reads. That of an IstioOperator is a layer of several.
    is_whole: bool,
}

/// A provider that is not there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LackingProvider<'m> {
    /// The one that was probably meant.
    pub nearest: Option<&'m str>,
}

impl<'m> Mesh<'m> {
    /// The extension providers, where the input holds mesh configuration that lists some.
    pub fn providers(&self) -> Option<Providers<'m>> {
        let configs = self.model.settings.configs.iter();
        let lists: Vec<_> = configs
            .filter_map(|file| Some((file.source, file.value.extension_providers.as_ref()?)))
            .collect();
        let &(source, first) = lists.first()?;
        let layers: FxHashSet<SourceId> =
            self.model.of_kind(Kind::IstioOperator).map(|(_, object)| object.source).collect();
        Some(Providers {
            names: lists
                .iter()
                .flat_map(|(_, list)| list.value.iter().map(|provider| provider.name.text()))
                .collect(),
            place: Location { source, span: first.key },
            is_whole: self.model.complete || lists.iter().any(|(source, _)| !layers.contains(source)),
        })
    }
}

impl<'m> Providers<'m> {
    /// The same for a Telemetry, which looks for a provider whatever the case of its name. (istiod: `fetchProvider`
    /// in `pilot/pkg/model/telemetry.go`.)
    pub fn lacking_in_any_case(&self, name: &str) -> Option<LackingProvider<'m>> {
        let is_it = |known: &&str| known.eq_ignore_ascii_case(name);
        if self.names.iter().any(is_it) { None } else { self.lacking(name) }
    }

    /// Whether there is no provider of this name, as far as the input can tell.
    pub fn lacking(&self, name: &str) -> Option<LackingProvider<'m>> {
        if name.is_empty() || self.names.contains(&name) {
            return None;
        }
        let nearest = nearest_slip(name, self.names.iter().copied());
        (self.is_whole || nearest.is_some()).then_some(LackingProvider { nearest })
    }
}
