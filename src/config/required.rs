//! Which versions of meshlint a configuration is written for.

use super::error::Fault;
use super::toml::{Node, Value};

/// The version of this program.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What is wrong with `required-version`, if it does not fit. It is looked at before anything else: a
/// configuration for a later version may well hold keys that this one does not know.
pub(super) fn check(document: &Node) -> Option<Fault> {
    let node = document.get("required-version")?;
    let Value::Text(text) = &node.value else { return None }; // the schema says what it has to be
    let message = match fits(text, VERSION) {
        Some(true) => return None,
        Some(false) => format!("this is meshlint {VERSION}, but the configuration is for {text}"),
        None => {
            format!("`{text}` is not a version requirement: write it as `0.3`, `>=0.3, <0.5` or `=0.3.1`")
        }
    };
    Some(Fault::new(node.span, message))
}

/// Whether a version fits all parts of a requirement; a part without a sign asks for this version or a later one.
fn fits(requirement: &str, version: &str) -> Option<bool> {
    let version = numbers(version)?;
    let mut all = true;
    for part in requirement.split(',').map(str::trim) {
        let signs = [">=", "<=", ">", "<", "="];
        let sign = signs.into_iter().find(|sign| part.starts_with(sign));
        let wanted = numbers(part[sign.map_or(0, str::len)..].trim())?;
        // `=0.3` is any 0.3.x, and `>0.3` is 0.4 and later.
        let ordering = version[..wanted.len()].cmp(&wanted);
        all &= match sign {
            None | Some(">=") => ordering.is_ge(),
            Some("<=") => ordering.is_le(),
            Some(">") => ordering.is_gt(),
            Some("<") => ordering.is_lt(),
            Some(_) => ordering.is_eq(),
        };
    }
    Some(all)
}

/// The one to three numbers of a version.
fn numbers(version: &str) -> Option<Vec<u64>> {
    let numbers: Option<Vec<u64>> =
        version.split('-').next()?.split('.').map(|part| part.parse().ok()).collect();
    numbers.filter(|list| (1..=3).contains(&list.len()))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn requirements_are_compared_number_by_number() {
        for (requirement, expected) in [
            ("0.3", true),
            ("0.3.1", true),
            ("0.3.2", false),
            ("0.10", false),
            ("1", false),
            (">=0.2, <0.4", true),
            (">=0.2,<0.3", false),
            ("=0.3", true),
            ("=0.3.0", false),
            (">0.3", false),
            (">0.2.9", true),
            ("<=0.3.1", true),
        ] {
            assert_eq!(fits(requirement, "0.3.1"), Some(expected), "{requirement}");
        }
        for wrong in ["", "x", "0.3.1.4", ">=", "~0.3", "0.3,"] {
            assert_eq!(fits(wrong, "0.3.1"), None, "{wrong}");
        }
    }
}
