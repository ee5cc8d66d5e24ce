//! Extension providers of the mesh configuration, as others refer to them.

use super::Mesh;
use crate::model::TextField;
use crate::source::Location;
use crate::text::{is_slip, nearest};

impl Mesh<'_> {
    /// Whether an extension provider is lacking that something refers to: where the providers stand, and the one that
    /// was probably meant. `None` where it is there, or `is_built_in`, or the input holds no list of providers.
    pub fn unknown_provider(
        &self,
        name: &str,
        is_built_in: impl Fn(&str) -> bool,
    ) -> Option<(Option<Location>, Option<String>)> {
        if name.is_empty() || is_built_in(name) {
            return None;
        }
        let lists = || {
            let configs = self.model.settings.configs.iter();
            configs.filter_map(|file| Some((file.source, file.value.extension_providers.as_ref()?)))
        };
        let names = || lists().flat_map(|(_, list)| list.value.iter().map(|provider| provider.name.text()));
        if lists().next().is_none() || names().any(|known| known == name) {
            return None;
        }
        let place = lists().next().map(|(source, list)| Location { source, span: list.key });
        let near = nearest(name, names()).filter(|near| is_slip(name, near)).map(str::to_owned);
        Some((place, near))
    }
}
