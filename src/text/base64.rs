//! Base64, as Kubernetes reads it.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};

/// Go's `base64.StdEncoding`: padded, and with no heed to the bits that the last character has too many.
const ENGINE: GeneralPurpose =
    GeneralPurpose::new(&STANDARD, GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true));

/// Decodes a text as Go's `base64.StdEncoding` does, which skips line breaks; `None` where it is not base64.
pub fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let body: Vec<u8> = text.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    ENGINE.decode(body).ok()
}

/// The same where what is encoded is a text.
pub fn base64_text(text: &str) -> Option<String> {
    String::from_utf8(base64(text.as_bytes())?).ok()
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn reads_as_go_does() {
        assert_eq!(base64(b"aGVsbG8=").as_deref(), Some(&b"hello"[..]));
        assert_eq!(base64(b"aGVs\nbG8h").as_deref(), Some(&b"hello!"[..]));
        assert_eq!(base64(b"aGVsbG9=").as_deref(), Some(&b"hello"[..]), "bits too many");
        assert_eq!(base64(b"").as_deref(), Some(&b""[..]));
        for broken in [&b"aGVsbG8"[..], b"aGV=bG8=", b"a-b_", b"====", b"hello world"] {
            assert_eq!(base64(broken), None, "{}", String::from_utf8_lossy(broken));
        }
    }
}
