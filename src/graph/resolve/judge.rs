//! Missing, or merely not shown?

use rustc_hash::FxHashMap;

use super::placeholders;
use crate::graph::{Absent, Answer, Directory, Doubt, Expected, Mesh, Nearest, Proof, Sought, WorkOut};
use crate::model::Object;
use crate::source::Location;
use crate::text::{is_slip, nearest};

/// A name that leads nowhere.
pub(super) struct Question<'q> {
    /// The name that is missing.
    pub wanted: &'q str,
    /// The name of the object that is looked for, where what is missing is its namespace.
    pub target: &'q str,
    /// Why the input ought to hold it, or why it need not.
    pub proof: Result<Proof, Doubt>,
    /// An object in an assumed namespace that may be it.
    pub homeless: Option<Location>,
    /// One of that name in whichever namespace, which may be it where the one to look in is merely assumed.
    pub elsewhere: Option<Location>,
    /// The object that refers to it, where the namespace to look in is the object's own.
    pub in_namespace_of: Option<&'q Object>,
}

impl<'q> Question<'q> {
    /// Asks for a name.
    pub fn of(wanted: &'q str, proof: Result<Proof, Doubt>) -> Question<'q> {
        Question { wanted, target: wanted, proof, homeless: None, elsewhere: None, in_namespace_of: None }
    }

    /// Asks for an object in a namespace that is written.
    pub fn in_namespace(mesh: &Mesh<'_>, kind: Sought, namespace: &str, wanted: &'q str) -> Question<'q> {
        let proof = mesh.proof(kind, namespace, wanted);
        let (homeless, elsewhere) = (mesh.homeless(kind, wanted), mesh.named(kind, wanted));
        Question { homeless, elsewhere, ..Question::of(wanted, proof) }
    }

    /// The namespace is that of the object that asks, unless it is written.
    pub fn asked_by(mut self, mesh: &Mesh<'_>, object: &'q Object, is_written: bool) -> Question<'q> {
        self.in_namespace_of = Some(object).filter(|_| !is_written);
        if let Err(Doubt::NothingOfItsKind { kind, namespace }) = &self.proof
            && is_written
            && let Some(proof) = mesh.proof_beside(*kind, namespace, object)
        {
            self.proof = Ok(proof);
        }
        self
    }

    /// Decides between missing and unverified. Candidates are names that do lead somewhere, with the
    /// place where they are defined.
    ///
    /// What is missing has to be certain: the input is the whole mesh, or it shows all of the kind
    /// where the target would be, or something there is one slip away. Even then a document that could
    /// not be read, and that names it, may be what is looked for, and so may an object that could live anywhere. What
    /// something of the input stands for is not in doubt either: it is expected.
    pub fn judge(self, mesh: &Mesh<'_>, candidates: &[(String, Option<Location>)]) -> Answer {
        let sorts = placeholders::sorts(&self.proof);
        let best = nearest(self.wanted, candidates.iter().map(|(name, _)| name.as_str()));
        let slip = best.filter(|name| is_slip(self.wanted, name));
        let unknown = self.in_namespace_of.filter(|object| !mesh.is_at_home(object));
        let is_certain = mesh.model.complete || self.proof == Ok(Proof::Complete);
        let proof = match (self.proof, unknown) {
            (Ok(proof), _) if is_certain => Ok(proof),
            (_, Some(object)) => Err(Doubt::NamespaceAssumed(object.namespace.to_string())),
            (proof, None) => proof,
        };
        let proof = match (proof, slip) {
            // What a chart of that very name installs is the likely target.
            (Err(Doubt::Installed(installer)), _) if installer.name == self.target => {
                Err(Doubt::Installed(installer))
            }
            (Err(_), Some(_)) => Ok(Proof::Slip),
            (proof, _) => proof,
        };
        let proof = match proof {
            Err(_) if mesh.model.complete => Proof::Complete,
            Err(doubt) => {
                let may_be_apart = matches!(doubt, Doubt::NamespaceAssumed(_));
                let unplaced = self.homeless.or(self.elsewhere.filter(|_| may_be_apart));
                return expected(&doubt, self.target, unplaced)
                    .map_or_else(|| Answer::Unverified(Box::new(doubt)), Answer::Expected);
            }
            Ok(proof) => proof,
        };
        if let Some(location) = lost_document_naming(mesh, self.wanted) {
            return Answer::Unverified(Box::new(Doubt::LostDocument(location)));
        }
        if let Some(value) = placeholders::that_may_be(mesh, self.wanted, sorts) {
            return Answer::Unverified(Box::new(Doubt::FilledIn(value.into())));
        }
        if let Some(location) = self.homeless.filter(|_| !is_certain) {
            return Answer::Expected(Expected::Unplaced(location));
        }
        let nearest = best.map(|name| {
            let location = candidates.iter().find(|(candidate, _)| candidate == name);
            Nearest::named(name, location.and_then(|(_, location)| *location))
        });
        let assumed = unknown.filter(|_| !is_certain);
        let assumed = assumed.map(|object| (object.namespace.to_string(), object.name_location()));
        Answer::Absent(Box::new(Absent { proof, nearest, within: Vec::new(), assumed }))
    }
}

/// The answer for somebody who is let in. Nobody has to be there for that, so that the question is open for a slip alone.
pub(super) fn let_in(answer: Answer) -> Answer {
    match answer {
        Answer::Unverified(doubt) if matches!(*doubt, Doubt::NamespacesNotShown | Doubt::Installed(_)) => {
            Answer::Expected(Expected::Peers)
        }
        answer => answer,
    }
}

/// Why something is expected to be there in spite of a doubt: `unplaced` is what has its name, and may be in another
/// namespace or not.
fn expected(doubt: &Doubt, target: &str, unplaced: Option<Location>) -> Option<Expected> {
    match doubt {
        Doubt::OfController => Some(Expected::OfController),
        Doubt::Installed(installer) if installer.calls(target) => Some(Expected::OfRelease),
        Doubt::NothingOfItsKind { .. } | Doubt::NamespaceAssumed(_) => unplaced.map(Expected::Unplaced),
        _ => None,
    }
}

/// The names of a directory that may be meant, with their places.
pub(super) fn candidates<T: Copy>(
    directory: &Directory<'_, T>,
    wanted: &str,
    place: impl Fn(T) -> Option<Location>,
) -> Vec<(String, Option<Location>)> {
    let near = directory.near(wanted);
    near.into_iter().map(|(name, thing)| (name.to_owned(), place(thing))).collect()
}

fn lost_document_naming(mesh: &Mesh<'_>, name: &str) -> Option<Location> {
    mesh.ask::<LostWords<'_>>().0.get(name).copied()
}

/// The names in documents that could not be read, with the place of the document.
#[derive(Debug)]
pub(in crate::graph) struct LostWords<'m>(FxHashMap<&'m str, Location>);

impl<'m> WorkOut<'m> for LostWords<'m> {
    fn work_out(mesh: &Mesh<'m>) -> LostWords<'m> {
        let is_inside = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_' | '.');
        let mut words = FxHashMap::default();
        for location in &mesh.model.lost {
            let text = mesh.model.sources[location.source].slice(location.span);
            for word in text.split(|character| !is_inside(character)).filter(|word| !word.is_empty()) {
                words.entry(word).or_insert(*location);
                // A full name names the Service and its namespace as well.
                for part in word.split('.') {
                    words.entry(part).or_insert(*location);
                }
            }
        }
        LostWords(words)
    }
}
