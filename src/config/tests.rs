//! Settings from texts of configurations.

use super::find::ConfigFile;
use super::*;

/// The settings that a configuration gives, as if it lay in `/etc/mesh`.
fn settings(text: &str) -> Result<Settings, ConfigError> {
    settings_with(&[text], &Flags::default())
}

fn settings_with(texts: &[&str], flags: &Flags) -> Result<Settings, ConfigError> {
    let mut files = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let mut file = ConfigFile {
            path: format!("{index}.toml"),
            folder: PathBuf::from("/etc/mesh"),
            text: (*text).to_owned(),
            document: toml::parse("").expect("nothing is TOML"),
        };
        file.document = toml::parse(text).map_err(|faults| {
            file.refuse(faults.into_iter().map(|(span, message)| Fault::new(span, message)).collect())
        })?;
        let faults = check::check(&file.document);
        if !faults.is_empty() {
            return Err(file.refuse(faults));
        }
        files.push(file);
    }
    read::settings(files, flags)
}

/// What is refused: the text at fault, the message and the help.
fn refused(text: &str) -> Vec<(String, String, String)> {
    let Err(ConfigError::Content { text, faults, .. }) = settings(text) else { panic!("{text} is fine") };
    let fault =
        |fault: Fault| (text[fault.span.range()].to_owned(), fault.message, fault.help.unwrap_or_default());
    faults.into_iter().map(fault).collect()
}

/// Every key that the schema knows.
const EVERYTHING: &str = r#"
extends = []
required-version = ">=0.1"
profile = "strict"
select = ["default", "pedantic"]
ignore = ["MSL0207"]
fail-on = "error"
min-severity = "error"
complete = ["shop", "web-*"]
namespace = "shop"
root-namespace = "mesh"
cluster-domain = "cluster.example"
istio-version = "1.27"
revision = "canary"
platform = "aks"
mesh-config = "mesh.yaml"
mesh-networks = "networks.yaml"
context = ["../platform"]
exclude = ["vendor/"]
baseline = "baseline.json"

[severity]
IST0101 = "warning"

[external]
hosts = ["*.example.com"]
services = ["billing/*"]
namespaces = ["platform"]
gateways = ["edge/public"]
credentials = ["edge/cert"]

[substitutions]
DOMAIN = "example.com"

[worlds]
dev = ["envs/dev"]

[[chart]]
path = "charts/shop"
release = "web"
namespace = "shop"
values = ["charts/prod.yaml"]

[[suppress]]
rules = ["IST0101"]
paths = ["vendor/**"]
resources = ["VirtualService shop/*"]
reason = "made by someone else"
"#;

#[test]
fn every_key_of_the_schema_is_read() {
    let shown = show(&settings(EVERYTHING).expect("it is valid"));
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let keys = |schema: &serde_json::Value| -> Vec<String> {
        schema["properties"].as_object().expect("an object").keys().cloned().collect()
    };
    let mut all: Vec<String> = keys(&schema).into_iter().filter(|key| key != "external").collect();
    all.extend(keys(&schema["properties"]["external"]).iter().map(|key| format!("external.{key}")));
    for key in all.iter().filter(|key| *key != "extends") {
        let at = shown.find(&format!("\n{key}")).unwrap_or_else(|| panic!("{key} is not shown: {shown}"));
        let lines = shown[at + 1..].lines().take(2).collect::<String>();
        assert!(lines.contains("# 0.toml:"), "{key} is not read: {lines}");
    }
    for key in keys(&schema["properties"]["suppress"]["items"]) {
        assert!(shown.contains(&format!("{key} = ")), "{key}: {shown}");
    }
}

#[test]
fn the_schema_knows_every_word() {
    use clap::ValueEnum;
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let agree = |key: &str, words: Vec<Option<clap::builder::PossibleValue>>| {
        let words: Vec<String> = words.into_iter().flatten().map(|word| word.get_name().to_owned()).collect();
        let mut known: Vec<&str> = schema["properties"][key]["enum"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|it| it.as_str())
            .collect();
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        words.sort_unstable();
        known.sort_unstable();
        assert_eq!(known, words, "{key}");
    };
    fn all<T: ValueEnum>() -> Vec<Option<clap::builder::PossibleValue>> {
        T::value_variants().iter().map(ValueEnum::to_possible_value).collect()
    }
    agree("platform", all::<crate::platform::Platform>());
    agree("profile", all::<Profile>());
    agree("fail-on", all::<Threshold>());
    agree("min-severity", all::<Severity>());
}

#[test]
fn what_is_shown_is_a_configuration_that_says_the_same() {
    let shown = show(&settings(EVERYTHING).expect("it is valid"));
    let again = settings(&shown).unwrap_or_else(|error| panic!("{error}: {shown}"));
    let values = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.split(" # ").next().unwrap_or_default().trim().to_owned()).collect()
    };
    assert_eq!(values(&show(&again))[1..], values(&shown)[1..]);
}

#[test]
fn unknown_keys_get_a_suggestion_and_a_place() {
    let fault = |span: &str, message: &str, help: &str| (span.into(), message.into(), help.into());
    assert_eq!(refused("selct = []"), [fault("selct", "unknown key `selct`", "did you mean `select`?")]);
    assert_eq!(
        refused("fail_on = \"info\"\n[external]\nhots = []"),
        [
            fault("fail_on", "unknown key `fail_on`", "did you mean `fail-on`?"),
            fault("hots", "unknown key `hots`", "did you mean `hosts`?"),
        ]
    );
    let [(_, _, help)] = &refused("zzzzzzzzzz = 1")[..] else { panic!("one fault") };
    assert!(help.starts_with("known are baseline, "), "{help}");
}

#[test]
fn values_of_the_wrong_kind_are_refused() {
    let message =
        |text: &str| refused(text).into_iter().map(|(at, message, _)| (at, message)).collect::<Vec<_>>();
    let is = |at: &str, message: &str| vec![(at.to_owned(), message.to_owned())];
    assert_eq!(message("select = \"a\""), is("\"a\"", "`select` is a text: it has to be a list of texts"));
    assert_eq!(
        message("complete = 1"),
        is("1", "`complete` is a number: it has to be true or false, or a list of texts")
    );
    assert_eq!(message("profile = \"strikt\""), is("\"strikt\"", "`profile` cannot be `strikt`"));
    assert_eq!(message("select = [1]"), is("1", "`select` is a number: it has to be a text"));
    assert!(message("[[suppress]]\nrules = [\"IST0101\"]")[0].1.contains("lacks `reason`"));
    assert!(message("[[suppress]]\nreason = \"x\"")[0].1.contains("all findings"));
    assert!(message("istio-version = \"latest\"")[0].1.contains("not a version"));
    assert!(message("external = {hosts = [\"a[\"]}")[0].0.contains("a["));
    assert!(!message("select = [").is_empty());
}

#[test]
fn unknown_rules_are_refused() {
    for text in [
        "select = [\"gateway-not-fond\"]",
        "ignore = [\"gateway-not-fond\"]",
        "severity = {gateway-not-fond = \"info\"}",
        "suppress = [{rules = [\"gateway-not-fond\"], reason = \"x\"}]",
    ] {
        let [(at, message, help)] = &refused(text)[..] else { panic!("{text}") };
        assert!(
            at.contains("gateway-not-fond") && message.contains("unknown rule or group"),
            "{text}: {message}"
        );
        assert_eq!(help, "did you mean `gateway-not-found`?");
    }
    let flags = Flags { select: vec!["IST9999".into()], ..Flags::default() };
    assert!(
        settings_with(&[], &flags).unwrap_err().to_string().starts_with("--select: unknown rule or group")
    );
}

#[test]
fn flags_come_first_then_the_nearest_configuration() {
    let flags = Flags { namespace: Some("flag".into()), complete: true, ..Flags::default() };
    let texts = [
        "namespace = \"near\"\nselect = [\"IST\"]\nignore = [\"MSL0207\"]",
        "namespace = \"far\"\nselect = [\"all\"]\nignore = [\"IST0101\"]\nrevision = \"x\"",
    ];
    let flagged = settings_with(&texts, &flags).expect("it is valid");
    assert_eq!((flagged.namespace.value.as_str(), &flagged.namespace.origin), ("flag", &Origin::Flag));
    assert_eq!(flagged.complete.value, Complete::Whole(true));
    let settings = settings_with(&texts, &Flags::default()).expect("it is valid");
    assert_eq!(settings.namespace.value, "near");
    let texts = |list: &[Setting<Selector>]| list.iter().map(|it| it.value.to_string()).collect::<Vec<_>>();
    assert_eq!(texts(&settings.select), ["IST"], "the nearest list counts");
    assert_eq!(texts(&settings.ignore), ["MSL0207", "IST0101"], "these lists are added up");
    assert!(matches!(settings.revision.map(|it| it.origin), Some(Origin::File(1, _))));
}

#[test]
fn profiles_choose_rules_and_thresholds() {
    let of = |text: &str| {
        let settings = settings(text).expect("it is valid");
        let selects: Vec<String> = settings.select.iter().map(|it| it.value.to_string()).collect();
        (selects.join(" "), settings.fail_on.value, settings.min_severity.value)
    };
    assert_eq!(of(""), ("default".into(), Threshold::Warning, Severity::Warning));
    assert_eq!(of("profile = \"strict\""), ("default pedantic".into(), Threshold::Info, Severity::Info));
    assert_eq!(of("profile = \"audit\""), ("default pedantic".into(), Threshold::Warning, Severity::Info));
    assert_eq!(of("profile = \"strict\"\nfail-on = \"never\"").1, Threshold::Never);
}

#[test]
fn globs_of_paths_and_objects() {
    let paths = |texts: &[&str]| {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        PathPatterns::new(&texts, PathBuf::from("/etc/mesh")).expect("they are globs")
    };
    for (glob, path, expected) in [
        ("vendor", "/etc/mesh/vendor/a/b.yaml", true),
        ("vendor/", "/etc/mesh/vendor/b.yaml", true),
        ("*.yaml", "/etc/mesh/a.yaml", true),
        ("*.yaml", "/etc/mesh/vendor/a.yaml", false),
        ("**/*.yaml", "/etc/mesh/vendor/a.yaml", true),
        (".", "/etc/mesh/x/y.yaml", true),
        ("vendor", "/etc/other/vendor/b.yaml", false),
        ("vendor", "/etc/mesh/x/../vendor/b.yaml", true),
    ] {
        assert_eq!(paths(&[glob]).matches(path), expected, "{glob} {path}");
    }
    assert!(PathPatterns::new(&["a[".to_owned()], PathBuf::new()).is_err());
    assert!(ResourcePattern::parse("").is_err() && ResourcePattern::parse("A b/").is_err());
}
