//! How the files are read: encoding, YAML, documents.

use crate::engine::Rule;

#[path = "alias-cycle/rule.rs"]
pub mod alias_cycle;
#[path = "alias-expansion/rule.rs"]
pub mod alias_expansion;
#[path = "boolean-word/rule.rs"]
pub mod boolean_word;
#[path = "chart-does-not-render/rule.rs"]
pub mod chart_does_not_render;
#[path = "duplicate-key/rule.rs"]
pub mod duplicate_key;
#[path = "file-too-large/rule.rs"]
pub mod file_too_large;
#[path = "kustomization-does-not-build/rule.rs"]
pub mod kustomization_does_not_build;
#[path = "lost-document/rule.rs"]
pub mod lost_document;
#[path = "nesting-too-deep/rule.rs"]
pub mod nesting_too_deep;
#[path = "non-string-key/rule.rs"]
pub mod non_string_key;
#[path = "not-utf8/rule.rs"]
pub mod not_utf8;
#[path = "octal-number/rule.rs"]
pub mod octal_number;
#[path = "unknown-anchor/rule.rs"]
pub mod unknown_anchor;
#[path = "unquoted-asterisk/rule.rs"]
pub mod unquoted_asterisk;
#[path = "unreadable-file/rule.rs"]
pub mod unreadable_file;
#[path = "yaml-syntax/rule.rs"]
pub mod yaml_syntax;
#[path = "yaml-tab/rule.rs"]
pub mod yaml_tab;

/// The rules of the group, in the order in which they are listed.
pub const RULES: &[&Rule] = &[
    &yaml_syntax::RULE,
    &yaml_tab::RULE,
    &duplicate_key::RULE,
    &unquoted_asterisk::RULE,
    &unknown_anchor::RULE,
    &alias_cycle::RULE,
    &alias_expansion::RULE,
    &nesting_too_deep::RULE,
    &non_string_key::RULE,
    &octal_number::RULE,
    &boolean_word::RULE,
    &lost_document::RULE,
    &unreadable_file::RULE,
    &file_too_large::RULE,
    &not_utf8::RULE,
    &chart_does_not_render::RULE,
    &kustomization_does_not_build::RULE,
];
