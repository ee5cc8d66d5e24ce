use super::*;

#[test]
fn placeholders_are_found() {
    for (value, expected) in [
        ("app.${DOMAIN}", "${DOMAIN}"),
        ("${SUB:=www}.${DOMAIN}", "${SUB:=www}"),
        ("${A:-${B}}/x", "${A:-${B}}"),
        ("${var.domain}", "${var.domain}"),
        ("*.$(DOMAIN)", "$(DOMAIN)"),
        ("web.$NAMESPACE.svc", "$NAMESPACE"),
        ("{{ .Host }}", "{{ .Host }}"),
        ("shop.apps.<CLUSTER-DOMAIN>", "<CLUSTER-DOMAIN>"),
        ("<your domain>", "<your domain>"),
        ("web.NAMESPACE_PLACEHOLDER.svc.cluster.local", "NAMESPACE_PLACEHOLDER"),
        ("REPLACE_ME", "REPLACE_ME"),
        ("${TIMEOUT}\n", "${TIMEOUT}"),
    ] {
        assert_eq!(find(value), Some(expected), "{value}");
    }
}

#[test]
fn what_only_looks_like_one_is_none() {
    for value in [
        "^/api/(v1|v2)$",
        "/foo$",
        "\\$1",
        "/new/$1",
        "$",
        "%REQ(X-REQUEST-ID)%",
        "[%START_TIME%] %REQ(:METHOD)%",
        "(?P<user>[a-z]+)",
        "(?<user>[a-z]+)",
        "<h1>closed</h1>",
        "a < b > c",
        "cost: 5$",
        "ISTIO_MUTUAL",
        "$${ESCAPED}",
        "${ }",
        "{name}",
        "/api/{*}/{**}",
        "local x = \"${A}\"\nreturn x",
        "",
    ] {
        assert_eq!(find(value), None, "{value}");
    }
}

#[test]
fn a_value_may_become_what_begins_and_ends_like_it() {
    assert!(may_become("web-${COLOR}", "web-blue"));
    assert!(may_become("${A}.shop.${B}", "x.shop.y"));
    assert!(may_become("${A}", "anything"));
    assert!(!may_become("web-${COLOR}", "api-blue"));
    assert!(!may_become("${A}-web", "api"));
    assert!(may_become("web", "web") && !may_become("web", "api"));
}

#[test]
fn sops_values_are_encrypted() {
    assert!(is_encrypted("ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]"));
    assert!(!is_encrypted("ENC"));
}

#[test]
fn variables_are_filled_in_as_flux_does() {
    let variables: Variables =
        [("name", "Web-Shop"), ("empty", ""), ("host", "a.b.c")].map(|(k, v)| (k.into(), v.into())).into();
    let all = |text: &str| substitute(text, &variables, true).into_owned();
    for (text, expected) in [
        ("x-${name}-y", "x-Web-Shop-y"),
        ("${none}", ""),
        ("${none:=d}", "d"),
        ("${none:-${name}}", "Web-Shop"),
        ("${empty:-d}", "d"),
        ("${name:-d}", "Web-Shop"),
        ("$${name}", "${name}"),
        ("$name", "$name"),
        ("${#name}", "8"),
        ("${name^^} ${name,,} ${name,}", "WEB-SHOP web-shop web-Shop"),
        ("${name:4} ${name:0:3}", "Shop Web"),
        ("${host#*.} ${host##*.} ${host%.*} ${host%%.*}", "b.c c a.b a"),
        ("${host/./-} ${host//./-}", "a-b.c a-b-c"),
        ("${unclosed", "${unclosed"),
        ("${a b}", "${a b}"),
    ] {
        assert_eq!(all(text), expected, "{text}");
    }
    let known = |text: &str| substitute(text, &variables, false).into_owned();
    assert_eq!(known("${none:=d}.${name}"), "${none:=d}.Web-Shop");
}

#[test]
fn words_that_stand_for_names() {
    for (value, found) in [
        ("SHOP_NAMESPACE", Some("SHOP_NAMESPACE")),
        ("cart.SHOP_NAMESPACE.svc.cluster.local", Some("SHOP_NAMESPACE")),
        ("PROJECT_ID.example.com", Some("PROJECT_ID")),
        ("xPROJECT_ID", None),
        ("__REPLICA_COUNT__", Some("__REPLICA_COUNT__")),
        ("web-__NAME__.example.com", Some("__NAME__")),
        ("__meta__", None),
        ("____", None),
        ("REGISTRY_ONLY", None),
        ("ISTIO_MUTUAL", None),
    ] {
        assert_eq!(find(value), found, "{value}");
        assert!(found.is_none() || may_be_in(value), "{value}");
    }
}

#[test]
fn no_name_is_in_capitals() {
    for (name, found) in [
        ("ROLLOUT_NAME-active", Some("ROLLOUT_NAME")),
        ("web-${COLOR}", Some("${COLOR}")),
        ("API", None),
        ("My_Service", None),
        ("web_", None),
    ] {
        assert_eq!(find_in_name(name), found, "{name}");
    }
}

#[test]
fn what_yaml_takes_in_quotes_only() {
    for (value, found) in [
        ("%IMAGE_URI%:1.0", Some("%IMAGE_URI%")),
        ("@@HOST@@", Some("@@HOST@@")),
        ("@HOST@", Some("@HOST@")),
        ("<HOSTS>", Some("<HOSTS>")),
        ("${urls}", Some("${urls}")),
        ("@home", None),
        ("%REQ(X)%", None),
        ("a@B@", None),
    ] {
        assert_eq!(find_unquoted(value), found, "{value}");
    }
}
