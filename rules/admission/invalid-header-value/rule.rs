//! A header is set to a value that Envoy cannot read.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-header-value",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A header is set to a value that Envoy cannot read",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["VirtualService"],
        paths: &["spec.http[].(route[].|)headers.(request|response).(set|add){}"],
        check,
    }]),
};

fn check(value: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = value.text() else { return };
    let fault = match text.chars().find(|c| c.is_ascii_control() && *c != '\t') {
        Some(c) => Some(format!("it has the control character `{}`", c.escape_default())),
        None => format_fault(text).map(str::to_owned),
    };
    if let Some(fault) = fault {
        let message = format!(
            "`{}` is not a valid header value, since {fault}: Istio refuses the VirtualService",
            text.escape_debug()
        );
        let help = match text.contains('%') {
            true => {
                "write `%%` for a percent sign, and `%NAME%` or `%NAME(arguments)%` for what Envoy fills in"
            }
            false => "remove the character",
        };
        out.report_here(value.span(), message).help(help);
    }
}

/// What is wrong with the expressions between percent signs (Envoy: the header parser of its router).
fn format_fault(text: &str) -> Option<&'static str> {
    enum State {
        Text,
        Name,
        Arguments,
        Quote,
        Argument,
        AfterArgument,
        AfterList,
        End,
    }
    let mut state = State::Text;
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        state = match (state, byte) {
            (State::Text, b'%') => match bytes.peek() {
                None => return Some("a `%` stands at its end"),
                Some(b'%') => {
                    bytes.next();
                    State::Text
                }
                Some(_) => State::Name,
            },
            (State::Name | State::End, b'%') => State::Text,
            (State::Name, b'(') => State::Arguments,
            (State::Arguments, b'[') | (State::AfterArgument, b',') => State::Quote,
            (State::Quote, b'"') => State::Argument,
            (State::Argument, b'\\') => match bytes.next() {
                None => return Some("a `\\` stands at its end"),
                Some(_) => State::Argument,
            },
            (State::Argument | State::AfterList, b')') => State::End,
            (State::Argument, b'"') => State::AfterArgument,
            (State::AfterArgument, b']') => State::AfterList,
            (State::Arguments, byte) if byte != b' ' => State::Argument,
            (State::Quote, byte) if byte != b' ' => return Some("an argument in a list has no quotes"),
            (State::AfterArgument, byte) if byte != b' ' => {
                return Some("an argument is not followed by `,` or `]`");
            }
            (State::AfterList, byte) if byte != b' ' => {
                return Some("a list of arguments is not followed by `)`");
            }
            (State::End, byte) if byte != b' ' => return Some("arguments are not followed by `%`"),
            (state, _) => state,
        };
    }
    (!matches!(state, State::Text)).then_some("what begins with `%` does not end with `%`")
}
