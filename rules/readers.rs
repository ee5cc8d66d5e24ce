//! What becomes of an object or of a configuration that its reader does not like, in words.

use crate::schema::Reader;

/// What the reader of a value does where the value cannot be read.
pub(crate) fn verdict(reader: Reader) -> &'static str {
    match reader {
        Reader::ApiServer => "the API server refuses the object",
        Reader::MeshConfig => "istiod takes nothing of this configuration",
        Reader::Values | Reader::Installer => "istioctl refuses the IstioOperator",
    }
}
