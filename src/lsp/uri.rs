//! Files as the protocol names them.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use lsp_types::Uri;

use crate::text::path::absolute;

/// The file that an address names; `None` where it names something else, such as a text that was never saved.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    let coded = &rest[rest.find('/')?..];
    let coded = coded.split(['?', '#']).next().unwrap_or_default();
    let mut bytes = Vec::with_capacity(coded.len());
    let mut left = coded.as_bytes();
    while let [first, rest @ ..] = left {
        let digits = rest.get(..2).filter(|_| *first == b'%').and_then(|pair| std::str::from_utf8(pair).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => (bytes.push(byte), left = &rest[2..]).1,
            None => (bytes.push(*first), left = rest).1,
        }
    }
    let text = String::from_utf8(bytes).ok()?;
    let is_drive = text.as_bytes().get(2) == Some(&b':');
    let text = if cfg!(windows) && is_drive { &text[1..] } else { &text };
    Some(absolute(Path::new(text)))
}

/// The address of a file.
pub(super) fn of(path: &Path) -> Uri {
    use std::fmt::Write;
    let shown = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let mut text = String::from(if shown.starts_with('/') { "file://" } else { "file:///" });
    for byte in shown.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                text.push(byte as char)
            }
            other => drop(write!(text, "%{other:02X}")),
        }
    }
    Uri::from_str(&text).unwrap_or_else(|_| unreachable!("all that an address may not hold is coded"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn addresses_and_paths() {
        for name in ["/a/b.yaml", "/a b/ü#?%20.yaml", "/a:b/[c].yaml"] {
            assert_eq!(path(&of(Path::new(name))), Some(PathBuf::from(name)));
        }
        let named = |text: &str| path(&Uri::from_str(text).unwrap());
        assert_eq!(named("file://localhost/a/%c3%bc.yaml"), Some(PathBuf::from("/a/ü.yaml")));
        assert_eq!(named("untitled:Untitled-1"), None);
    }
}
