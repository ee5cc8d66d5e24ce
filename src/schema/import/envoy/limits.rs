//! What the rules of protoc-gen-validate ask of a field, as far as the table says it.

use super::descriptor::part;
use super::wire::{Value, fields};

/// The limits in a `FieldRules`, as words of the table: `!` for what is required, `>=1` for a number or duration,
/// `#>=1` for how many letters, items or entries there are, the same behind `@` for the items of a list, and `?`
/// where the empty value may stand beside all that. `/` says that rules of the message in the field are not asked.
pub fn of(bytes: &[u8]) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    for (number, rules) in fields(bytes)? {
        let rules = fields(rules.bytes())?;
        match number {
            1..=12 => numbers(&rules, number, &mut words),
            14 => counted(&rules, &[(2, ">="), (4, ">="), (3, "<="), (5, "<=")], 26, &mut words),
            15 => counted(&rules, &[(2, ">="), (3, "<=")], 14, &mut words),
            17 => {
                words.extend(is_set(&rules, 2).then(|| "!".to_owned()));
                words.extend(is_set(&rules, 1).then(|| "/".to_owned()));
            }
            18 => {
                counted(&rules, &[(1, ">="), (2, "<=")], 5, &mut words);
                if let Some(items) = part(&rules, 4, &[])? {
                    words.extend(of(items.bytes())?.into_iter().map(|word| format!("@{word}")));
                }
            }
            19 => counted(&rules, &[(1, ">="), (2, "<=")], 6, &mut words),
            // Rules for `Any` stand at other messages as well, which are not looked into then.
            20 => {
                words.extend(is_set(&rules, 1).then(|| "!".to_owned()));
                words.push("/".to_owned());
            }
            21 => durations(&rules, &mut words)?,
            _ => {}
        }
    }
    Ok(words)
}

fn is_set(rules: &[(u32, Value<'_>)], wanted: u32) -> bool {
    rules.iter().any(|(number, value)| *number == wanted && value.number() == 1)
}

/// Bounds of numbers: of floats (1, 2), of signed ones (3, 4), of those in zigzag (7, 8), and of all others.
fn numbers(rules: &[(u32, Value<'_>)], kind: u32, words: &mut Vec<String>) {
    let bounds = [(2, "<"), (3, "<="), (4, ">"), (5, ">=")];
    for (number, value) in rules {
        let Some((_, sign)) = bounds.iter().find(|(bound, _)| bound == number) else { continue };
        let bound = match value {
            Value::Float(bound) => bound.to_string(),
            // The wire has negative numbers of 32 bits in 64 bits, too.
            Value::Number(bound) if matches!(kind, 3 | 4) => bound.cast_signed().to_string(),
            Value::Number(bound) => bound.to_string(),
            Value::Bytes(_) => continue,
        };
        words.push(format!("{sign}{bound}"));
    }
    words.extend(is_set(rules, 8).then(|| "?".to_owned()));
}

/// Bounds of how many there are.
fn counted(rules: &[(u32, Value<'_>)], bounds: &[(u32, &str)], ignore_empty: u32, words: &mut Vec<String>) {
    for (number, value) in rules {
        if let Some((_, sign)) = bounds.iter().find(|(bound, _)| bound == number) {
            words.push(format!("#{sign}{}", value.number()));
        }
    }
    words.extend(is_set(rules, ignore_empty).then(|| "?".to_owned()));
}

fn durations(rules: &[(u32, Value<'_>)], words: &mut Vec<String>) -> Result<(), String> {
    words.extend(is_set(rules, 1).then(|| "!".to_owned()));
    for (number, value) in rules {
        let sign = match number {
            3 => "<",
            4 => "<=",
            5 => ">",
            6 => ">=",
            _ => continue,
        };
        let parts = fields(value.bytes())?;
        let of = |wanted| part(&parts, wanted, &[]).map(|value| value.map_or(0, |value| value.number()));
        let (seconds, nanoseconds) = (of(1)?, of(2)?);
        // As `text::duration` reads it.
        let bound = match (seconds, nanoseconds) {
            (seconds, 0) => format!("{seconds}s"),
            (0, nanoseconds) if nanoseconds % 1_000_000 == 0 => format!("{}ms", nanoseconds / 1_000_000),
            (seconds, nanoseconds) => format!("{seconds}s{nanoseconds}ns"),
        };
        words.push(format!("{sign}{bound}"));
    }
    Ok(())
}
