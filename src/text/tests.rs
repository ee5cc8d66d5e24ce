use super::*;

#[test]
fn durations_are_those_of_go() {
    let cases = [
        ("0", 0),
        ("1ns", 1),
        ("1.5s", 1_500_000_000),
        (".5ms", 500_000),
        ("1m30s", 90_000_000_000),
        ("-2h", -7_200_000_000_000),
        ("3µs", 3_000),
        ("+1.s", 1_000_000_000),
    ];
    for (text, nanoseconds) in cases {
        assert_eq!(duration(text), Some(nanoseconds), "{text}");
    }
    for text in ["", "5", "s", ".s", "1d", "1 s", "1s ", "99999999999h", "-", "1s2", "+-1s", "1ſ"] {
        assert_eq!(duration(text), None, "{text}");
    }
    assert!(["1ms", "10s", "1.001s", "0.5h"].into_iter().all(is_millisecond_duration));
    assert!(!["0s", "999us", "1.0001s", "-1s", "1"].into_iter().any(is_millisecond_duration));
}

#[test]
fn hosts_have_dns_labels() {
    for name in ["a", "a.b", "Shop.Example.com", "istio.io.", "1.a", "xn--p1ai.com"] {
        assert_eq!(fqdn(name), Ok(()), "{name}");
        assert_eq!(wildcard_domain(name), Ok(()), "{name}");
    }
    for name in ["*", "*.b", "*-a.b", "*a.b", "*.b.c"] {
        assert!(fqdn(name).is_err(), "{name}");
        assert_eq!(wildcard_domain(name), Ok(()), "{name}");
    }
    let long = "a.".repeat(128);
    for name in
        ["", "-a", "a-.b", "a..b", "a_b.c", "a.*", "a*.b", "**.b", "*-.b", "a.1", "1.2.3.4", "é.b", &long]
    {
        assert!(fqdn(name).is_err() && wildcard_domain(name).is_err(), "{name}");
    }
    assert_eq!(fqdn("7").unwrap_err().to_string(), "its last part `7` is a number");
    assert_eq!(wildcard_domain("7"), Ok(()), "istiod looks for numbers after the first dot only");
    assert_eq!(wildcard_domain("a.*.b").unwrap_err().to_string(), "only its first part may be `*`");
    assert_eq!(fqdn("a_b.c").unwrap_err().to_string(), "`_` may not stand in its part `a_b`");
    assert_eq!(fqdn("a.-b").unwrap_err().to_string(), "its part `-b` begins or ends with `-`");
    assert!(partial_wildcard("*a.b") && partial_wildcard("a.*") && partial_wildcard("*-a.b"));
    assert!(!partial_wildcard("*") && !partial_wildcard("*.b") && !partial_wildcard("a.b"));
}

#[test]
fn labels_are_those_of_kubernetes() {
    for key in ["app", "app.kubernetes.io/name", "a_b.c-d", "A", "x/y"] {
        assert_eq!(label_key(key), Ok(()), "{key}");
    }
    let long = "a".repeat(64);
    for key in ["", "-a", "a-", "a b", "/a", "a/", "a/b/c", "a_b/c", &long] {
        assert!(label_key(key).is_err(), "{key}");
    }
    assert!(["", "v1", "1.2_3", &long].into_iter().all(|value| label_value(value).is_ok()));
    assert!(["*", "-a", "a b", "a/b", "é"].into_iter().all(|value| label_value(value).is_err()));
}

#[test]
fn addresses() {
    assert!(["1.2.3.4", "::1", "2001:db8::1", "fe80::1%eth0", "::ffff:1.2.3.4"].into_iter().all(ip));
    assert!(!["", "1.2.3", "1.2.3.04", "1.2.3.4%a", "::1%", "[::1]", "1.2.3.4:80", "a"].into_iter().any(ip));
    assert!(["1.2.3.4", "10.0.0.0/8", "0.0.0.0/0", "::/0", "2001:db8::/128"].into_iter().all(subnet));
    assert!(
        !["10.0.0.0/33", "10.0.0.0/08", "10/8", "::/129", "1.2.3.4/", "1.2.3.4/+8", "fe80::1%a/64"]
            .into_iter()
            .any(subnet)
    );
    assert!(["@a", "/a/b", "/a", "@"].into_iter().all(socket));
    assert!(!["", "a", "/", "/a/"].into_iter().any(socket));
}

#[test]
fn protocols_are_read_in_any_case() {
    assert_eq!(Protocol::of("grpc-Web"), Some(Protocol::GrpcWeb));
    assert_eq!(Protocol::of("https"), Some(Protocol::Https));
    assert_eq!(Protocol::of("Mongo"), Some(Protocol::Mongo));
    assert_eq!(Protocol::of("UDP"), Some(Protocol::Udp));
    assert_eq!(Protocol::of(""), None);
    assert_eq!(Protocol::of("kafka"), None);
    assert_eq!((boolean("T"), boolean("no")), (Some(true), None));
    assert!(http_token("x-a_b!") && !http_token("") && !http_token("a b") && !http_token(":path"));
}

#[test]
fn regular_expressions_are_those_of_go() {
    for pattern in [
        "",
        "a|b",
        "|",
        "()",
        "^*",
        "a{",
        "/v1/{id}",
        "a{,2}",
        "{",
        "a{2}",
        "a{2,}?",
        "a{1,1000}",
        "a+?",
        "a??",
        "[]a]",
        "[^]]",
        "[a-]",
        "[-a]",
        "[[:alpha:]_]",
        "[[:x]",
        r"\pL\p{Greek}\P{^Lu}",
        r"\d\.\-\_\x41\x{1F600}\012",
        r"\Qa**\E*",
        "(?i)a",
        "(?i-s:a)*",
        "(?P<n>a)(?<m>b)",
        "(?:a{10}){100}",
        r"[\d\]-]",
        "a(?i)*",
        "é+",
        "a]",
        "a}",
    ] {
        assert_eq!(regex(pattern), Ok(()), "{pattern}");
    }
    for (pattern, fault) in [
        ("*", RegexFault::NothingToRepeat("*")),
        ("a|*", RegexFault::NothingToRepeat("*")),
        ("(?i)+", RegexFault::NothingToRepeat("+")),
        ("(*)", RegexFault::NothingToRepeat("*")),
        ("{2}", RegexFault::NothingToRepeat("{2}")),
        ("a++", RegexFault::Nested("++")),
        ("a**?", RegexFault::Nested("**?")),
        ("a{2}{3}", RegexFault::Nested("{2}{3}")),
        ("a{1001}", RegexFault::Count("{1001}")),
        ("a{3,2}", RegexFault::Count("{3,2}")),
        ("(a{100}){11}", RegexFault::Count("{11}")),
        ("(a", RegexFault::OpenGroup),
        ("a)", RegexFault::ClosedGroup),
        ("[", RegexFault::OpenSet),
        ("[]", RegexFault::OpenSet),
        ("[a-", RegexFault::OpenSet),
        ("[b-a]", RegexFault::Range("b-a")),
        ("[[:nope:]]", RegexFault::Range("[:nope:]")),
        (r"\p{}", RegexFault::Range(r"\p{}")),
        (r"\1", RegexFault::Escape(r"\1")),
        (r"\é", RegexFault::Escape(r"\é")),
        (r"\xZZ", RegexFault::Escape(r"\xZZ")),
        (r"\x{110000}", RegexFault::Escape(r"\x{110000}")),
        ("a\\", RegexFault::Backslash),
        ("(?=a)", RegexFault::Group("(?=")),
        ("(?!a)", RegexFault::Group("(?!")),
        ("(?P<n>a)(?P<n>b)", RegexFault::Group("(?P<n>")),
        ("(?", RegexFault::OpenGroup),
    ] {
        assert_eq!(regex(pattern), Err(fault), "{pattern}");
    }
    assert_eq!(regex(&"(".repeat(2000)), Err(RegexFault::Depth));
}

#[test]
fn subnets_hold_addresses() {
    let within = |address: &str, subnet: &str| {
        let subnet = Subnet::read_or_address(subnet)?;
        subnet.holds(address.parse().unwrap()).then_some(subnet.length())
    };
    assert_eq!(within("10.1.2.3", "10.1.0.0/16"), Some(16));
    assert_eq!(within("10.1.2.3", "10.1.2.3"), Some(32));
    assert_eq!(within("10.1.2.3", "0.0.0.0/0"), Some(0));
    assert_eq!(within("10.2.2.3", "10.1.0.0/16"), None);
    assert_eq!(within("2001:db8::1", "2001:db8::/32"), Some(32));
    assert_eq!(within("10.1.2.3", "::/0"), None);
    for text in ["10.1.2.3/99", "10.1.2.3/08", "10.1.2.3/+8", "10.1.2.3/", "x/8"] {
        assert_eq!(Subnet::read_or_address(text), None, "{text}");
    }
}
