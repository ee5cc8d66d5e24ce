//! Whether the Secrets that Gateways name hold what their servers need.

use rustc_hash::FxHashMap;

use super::certificate::{self, Read};
use super::{Answer, CredentialName, CredentialStore, Mesh, Role, Target, Wanted};
use crate::model::{
    GATEWAY_API, Gateway, OrEmpty, Resource, SecretData, ServerTls, ServerTlsMode, TextField,
};
use crate::source::{ObjectId, Span};
use crate::text::host;

/// What is wrong with a credential.
#[derive(Clone, Debug, PartialEq)]
pub enum CredentialFault {
    /// Neither `tls.crt` with `tls.key` nor `cert` with `key`.
    NoPair,
    /// A value is not base64.
    NotBase64(String),
    /// What should be a certificate is not one.
    NotACertificate(String),
    /// It is valid only from this time on, in seconds since 1970.
    NotYetValid(i64),
    /// It was valid until this time.
    Expired(i64),
    /// The private key is another certificate's.
    OtherKey(String),
    /// Clients have to show certificates, and nothing says which are trusted.
    NoAuthorities,
}

/// A credential that does not do for a server.
#[derive(Clone, Debug, PartialEq)]
pub struct InvalidCredential {
    /// The Gateway.
    pub gateway: ObjectId,
    /// Where it names the Secret.
    pub span: Span,
    /// The Secret.
    pub secret: ObjectId,
    /// The value at fault in the Secret.
    pub place: Option<Span>,
    /// What is wrong.
    pub fault: CredentialFault,
}

/// A certificate that is not for a host of the server that shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ForeignCertificate {
    /// The Gateway.
    pub gateway: ObjectId,
    /// Where it names the host.
    pub span: Span,
    /// The host.
    pub host: String,
    /// The Secret.
    pub secret: ObjectId,
    /// The certificate in it.
    pub place: Span,
    /// The names that the certificate is for.
    pub names: Vec<String>,
}

/// What a Secret turned out to hold.
struct Held {
    fault: Option<(Option<Span>, CredentialFault)>,
    certificate: Option<(Span, Read)>,
    has_authorities: bool,
}

impl<'m> Mesh<'m> {
    /// All credentials of Gateways whose Secret is in the input and does not do, and certificates for other
    /// hosts. (istiod: `kube.ExtractCertInfo`, `CredentialsController`.)
    pub fn judged_credentials(&self) -> (Vec<InvalidCredential>, Vec<ForeignCertificate>) {
        let mut held: FxHashMap<ObjectId, Held> = FxHashMap::default();
        let (mut invalid, mut foreign) = (Vec::new(), Vec::new());
        for gateway in self.all::<Gateway>() {
            for server in gateway.spec.servers.items() {
                let Some(tls) = &server.tls else { continue };
                let Some(mode) = ServerTlsMode::read(tls.value.mode.text()).filter(|it| it.has_certificate())
                else {
                    continue;
                };
                for (span, name) in tls.value.credentials() {
                    let reference = self.reference_at(gateway.id, Role::Credential, span);
                    let Some(Answer::Present(targets)) = reference.map(|it| &it.answer) else { continue };
                    for target in targets.iter() {
                        let Target::Object(id) = *target else { continue };
                        let Some(secret) = self.resource::<SecretData>(id) else { continue };
                        let held = held.entry(id).or_insert_with(|| self.held(secret));
                        let mut report = |place, fault| {
                            invalid.push(InvalidCredential {
                                gateway: gateway.id,
                                span,
                                secret: id,
                                place,
                                fault,
                            });
                        };
                        if let Some((place, fault)) = &held.fault {
                            report(*place, fault.clone());
                        } else if mode.has_authorities()
                            && !held.has_authorities
                            && !self.has_companion(secret, &tls.value, name)
                        {
                            report(None, CredentialFault::NoAuthorities);
                        }
                        let Some((place, certificate)) = &held.certificate else { continue };
                        let first_strange = server.hosts.items().iter().find_map(|item| {
                            let (_, host) = host::server_host(&item.value, gateway.namespace());
                            (host != "*" && !certificate.is_for(host)).then_some((item.span, host))
                        });
                        // With several certificates the one that fits is shown.
                        if let Some((span, host)) =
                            first_strange.filter(|_| tls.value.credential_names.is_none())
                        {
                            foreign.push(ForeignCertificate {
                                gateway: gateway.id,
                                span,
                                host: host.to_owned(),
                                secret: id,
                                place: *place,
                                names: certificate.names.clone(),
                            });
                        }
                    }
                }
            }
        }
        (invalid, foreign)
    }

    fn held(&self, secret: Resource<'m, SecretData>) -> Held {
        let has_authorities =
            ["ca.crt", "cacert"].iter().any(|key| certificate::entry(secret.spec, key).is_some());
        let broken = |place, fault| Held { fault: Some((place, fault)), certificate: None, has_authorities };
        let pair = |of_certificate: &str, of_key: &str| {
            Some((certificate::entry(secret.spec, of_certificate)?, certificate::entry(secret.spec, of_key)?))
        };
        let Some((chain, key)) = pair("cert", "key").or_else(|| pair("tls.crt", "tls.key")) else {
            return broken(None, CredentialFault::NoPair);
        };
        if chain.is_filled_in || key.is_filled_in {
            return Held { fault: None, certificate: None, has_authorities };
        }
        for part in [&chain, &key] {
            if part.bytes.is_none() {
                return broken(Some(part.span), CredentialFault::NotBase64(part.key.to_owned()));
            }
        }
        let bytes = chain.bytes.unwrap_or_default();
        let Some(read) = certificate::read(&bytes) else {
            return broken(Some(chain.span), CredentialFault::NotACertificate(chain.key.to_owned()));
        };
        let fault = match self.model.options.now {
            now if now < read.from => Some((Some(chain.span), CredentialFault::NotYetValid(read.from))),
            now if now > read.until => Some((Some(chain.span), CredentialFault::Expired(read.until))),
            _ if read.belongs_to(&key.bytes.unwrap_or_default()) == Some(false) => {
                Some((Some(key.span), CredentialFault::OtherKey(key.key.to_owned())))
            }
            _ => None,
        };
        Held { fault, certificate: Some((chain.span, read)), has_authorities }
    }

    /// Whether a Secret may hold a certificate and its key. One that another controller makes, or that the input does
    /// not show, may.
    pub(super) fn may_be_certificate(&self, namespace: &str, name: &str) -> bool {
        let mut known = self.secrets.in_namespace(namespace).named(name).peekable();
        if known.peek().is_none() {
            return !self.is_complete_in(namespace);
        }
        known.any(|id| {
            let Some(secret) = self.resource::<SecretData>(id) else { return true };
            // Whether it is still valid is not asked before it is shown to a client.
            !matches!(
                self.held(secret).fault,
                Some((
                    _,
                    CredentialFault::NoPair
                        | CredentialFault::NotBase64(_)
                        | CredentialFault::NotACertificate(_)
                        | CredentialFault::OtherKey(_)
                ))
            )
        })
    }

    /// Whether the authorities for a server are in a Secret beside the credential, or in one that is named.
    fn has_companion(&self, secret: Resource<'m, SecretData>, tls: &ServerTls, name: &str) -> bool {
        let bare = name.rsplit('/').next().unwrap_or(name);
        let companion = format!("{bare}-cacert");
        let secrets = self.secrets.in_namespace(secret.namespace());
        !tls.ca_cert_credential_name.text().is_empty() || secrets.named(&companion).next().is_some()
    }

    /// References from Gateways to Secrets of another namespace than that of the gateway's pods, which no
    /// ReferenceGrant allows: the Gateway, the place, the namespace of the Secret, and that of the pods.
    /// (istiod: `PushContext.ReferenceAllowed`.)
    pub fn ungranted_credentials(&self) -> Vec<(ObjectId, Span, String, &'m str)> {
        let mut found = Vec::new();
        for reference in self.references(Role::Credential) {
            if !matches!(reference.answer, Answer::Present(_)) {
                continue;
            }
            let Wanted::Credential(credential) = reference.to else { continue };
            let CredentialName { store: CredentialStore::Secret, namespace: Some(namespace), name, .. } =
                credential
            else {
                continue;
            };
            let workloads = self.gateway_workloads(reference.from);
            let mut spaces = workloads.iter().map(|id| self.workloads.get(*id).namespace);
            let strange =
                spaces.find(|space| *space != namespace && !self.may_read_secret(space, namespace, name));
            if let Some(space) = strange {
                found.push((reference.from, reference.span, namespace.to_owned(), space));
            }
        }
        found
    }

    fn may_read_secret(&self, from: &str, to: &str, name: &str) -> bool {
        let gateway = (GATEWAY_API, "Gateway", from);
        self.is_granted_to(gateway, to, ("", "Secret", name))
    }
}
