//! The Secret that a Gateway names does not hold what its server needs.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{CredentialFault, Mesh};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0161",
        name: "invalid-credential",
        aliases: &[],
        severity: Severity::Error,
        group: Group::References,
        summary: "The Secret that a Gateway names does not hold what its server needs",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for invalid in mesh.judged_credentials().0 {
        let secret = mesh.object(invalid.secret);
        let name = format!("Secret `{}/{}`", secret.namespace, secret.name());
        let (what, effect, help) = match &invalid.fault {
            CredentialFault::NoPair => (
                format!("{name} has neither `tls.crt` with `tls.key` nor `cert` with `key`"),
                "the server has no certificate, and TLS handshakes fail",
                "put the certificate chain and its private key into the Secret".to_owned(),
            ),
            CredentialFault::NotBase64(key) => (
                format!("`{key}` of {name} is not base64"),
                "the API server refuses the Secret",
                "encode the value in base64, or move it to `stringData`".to_owned(),
            ),
            CredentialFault::NotACertificate(key) => (
                format!("`{key}` of {name} holds no X.509 certificate in PEM"),
                "istiod or Envoy refuses it, and TLS handshakes fail",
                "put in the certificate chain as PEM, the server's own certificate first".to_owned(),
            ),
            CredentialFault::NotYetValid(from) => (
                format!("the certificate in {name} is not valid before {}", date(*from)),
                "clients refuse it",
                "check the date, or use a certificate that is valid now".to_owned(),
            ),
            CredentialFault::Expired(until) => (
                format!("the certificate in {name} was valid until {}", date(*until)),
                "clients refuse it",
                "renew it".to_owned(),
            ),
            CredentialFault::OtherKey(key) => (
                format!("`{key}` of {name} is not the key of its certificate"),
                "Envoy refuses the pair, and TLS handshakes fail",
                "put in the private key that the certificate was made for".to_owned(),
            ),
            CredentialFault::NoAuthorities => (
                format!(
                    "the server asks clients for certificates, and neither {name} nor a Secret `{}-cacert` says whom to trust",
                    secret.name()
                ),
                "TLS handshakes fail",
                format!("add `ca.crt` to the Secret, or create `{}-cacert` beside it", secret.name()),
            ),
        };
        let place = invalid.place.map_or_else(|| secret.name_location(), |span| secret.at(span));
        out.report(invalid.gateway, invalid.span, format!("{what}: {effect}"))
            .help(help)
            .related(place, "the Secret");
    }
}

/// A time in seconds since 1970 as a date.
fn date(seconds: i64) -> String {
    // Howard Hinnant's civil calendar formula: years begin in March.
    let days = seconds.div_euclid(86_400) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{:04}-{month:02}-{day:02}", year_of_era + era * 400 + next)
}
