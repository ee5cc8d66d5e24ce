//! Certificates and keys in Secrets.

use x509_cert::Certificate;
use x509_cert::der::asn1::Any;
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

use crate::model::{OrEmpty, SecretData};
use crate::source::Span;
use crate::text::base64;

/// A value of a Secret, decoded.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry<'m> {
    /// Its key.
    pub key: &'m str,
    /// Where the value is written.
    pub span: Span,
    /// The value; `None` where it is not base64.
    pub bytes: Option<Vec<u8>>,
    /// Whether another tool puts the value in: the text is empty, a template, or encrypted.
    pub is_filled_in: bool,
}

/// The value under a key; `stringData` goes before `data`.
pub(super) fn entry<'m>(secret: &'m SecretData, key: &str) -> Option<Entry<'m>> {
    let plain = secret.string_data.items().iter().rev().find(|pair| &*pair.name == key);
    let coded = secret.data.items().iter().rev().find(|pair| &*pair.name == key);
    let (pair, bytes) = match (plain, coded) {
        (Some(pair), _) => (pair, Some(pair.value.as_bytes().to_vec())),
        (None, Some(pair)) => (pair, base64(pair.value.as_bytes())),
        (None, None) => return None,
    };
    // A stub in a repository has its keys, and nothing in them.
    let is_filled_in = pair.value.trim().is_empty()
        || ["ENC[", "${", "{{", "<"].iter().any(|mark| pair.value.contains(mark));
    Some(Entry { key: &pair.name, span: pair.span, bytes, is_filled_in })
}

/// The blocks of a PEM text with a label that fits.
fn pem(text: &[u8], fits: impl Fn(&str) -> bool) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let mut rest = text;
    loop {
        let (_, after) = rest.split_once("-----BEGIN ")?;
        let (label, after) = after.split_once("-----")?;
        let (body, after) = after.split_once("-----END ")?;
        if fits(label) {
            let compact: Vec<u8> = body.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
            return base64(&compact);
        }
        rest = after;
    }
}

/// What is known of a certificate.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Read {
    /// When it begins to be valid, in seconds since 1970.
    pub from: i64,
    /// When it ends.
    pub until: i64,
    /// The DNS names that it is for.
    pub names: Vec<String>,
    public_key: Vec<u8>,
}

/// Reads the first certificate of a PEM text.
pub(super) fn read(text: &[u8]) -> Option<Read> {
    let der = pem(text, |_| true)?;
    let certificate = Certificate::from_der(&der).ok()?;
    let body = certificate.tbs_certificate();
    let seconds =
        |time: &x509_cert::time::Time| i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    let alternative = body.get_extension::<SubjectAltName>().ok().flatten();
    let names = alternative.map_or(Vec::new(), |(_, names)| {
        let dns = names.0.iter().filter_map(|name| match name {
            GeneralName::DnsName(name) => Some(name.as_str().to_ascii_lowercase()),
            _ => None,
        });
        dns.collect()
    });
    Some(Read {
        from: seconds(&body.validity().not_before),
        until: seconds(&body.validity().not_after),
        names,
        public_key: body.subject_public_key_info().subject_public_key.raw_bytes().to_vec(),
    })
}

impl Read {
    /// Whether it is valid for a host, which may be a wildcard.
    pub fn is_for(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let parent = host.split_once('.').map(|(_, parent)| parent);
        self.names.iter().any(|name| {
            *name == host
                || name.strip_prefix("*.").is_some_and(|rest| Some(rest) == parent && !host.starts_with('*'))
        })
    }

    /// Whether a private key belongs to it; `None` where that is not easily told.
    pub fn belongs_to(&self, key: &[u8]) -> Option<bool> {
        let der = pem(key, |label| label.ends_with("PRIVATE KEY"))?;
        let parts = Vec::<Any>::from_der(&der).ok()?;
        // PKCS 8 wraps the key of the algorithm in an octet string.
        let inner = match parts.get(2) {
            Some(wrapped) if parts.get(1).is_some_and(|it| it.value().first() == Some(&6)) => {
                Vec::<Any>::from_der(wrapped.value()).ok()?
            }
            _ => parts,
        };
        if let Ok(public) = Vec::<Any>::from_der(&self.public_key)
            && public.len() == 2
        {
            // RSA: the modulus is in both.
            return Some(inner.get(1)?.value() == public.first()?.value());
        }
        // Elliptic curves: the public key may be in the private one, as the last part.
        let last = inner.last()?.to_der().ok()?;
        let has_public = inner.len() > 2 && last.len() > self.public_key.len();
        has_public.then(|| last.ends_with(&self.public_key))
    }
}
