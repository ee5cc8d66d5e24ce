//! Files that are not manifests yet: templates and patches.

use super::{GOOD, HEAD, Scratch, check, meshlint};

#[test]
fn unrendered_template() {
    let template = "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n";
    let outcome = check(template);
    assert!(outcome.findings.is_empty(), "{:?}", outcome.findings);
    let (path, reason) = &outcome.ended.skipped()[0];
    assert!(path == "hostile.yaml" && reason.contains("template"), "{path}: {reason}");
}

#[test]
fn template_that_is_no_yaml() {
    let template = "{{- if .Values.enabled }}\napiVersion: v1\nkind: Service\n{{- end }}\n";
    assert!(check(template).findings.is_empty());
}

#[test]
fn text_in_braces_is_no_template() {
    let outcome = check(format!("{HEAD}data:\n  a: '{{{{ text }}}}'\n  a: b\n"));
    outcome.is_only("duplicate-key", 7, 3);
}

#[test]
fn chart() {
    let scratch = Scratch::new();
    scratch.write("chart/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n");
    scratch.write("chart/values.yaml", "replicas: 1\non: {a: b}\n");
    scratch.write("chart/templates/sidecar.yaml", format!("{GOOD}  x: {{{{ .Values.x }}}}\n"));
    scratch.write("chart/templates/plain.yaml", GOOD);
    let ended = meshlint(scratch.path(), &["--format", "json", "."]);
    assert_eq!(ended.findings(), []);
    let skipped = ended.skipped();
    let template = skipped.iter().find(|(path, _)| path == "chart/templates/sidecar.yaml");
    assert!(template.is_some_and(|(_, reason)| reason.contains("`--helm` renders it")), "{skipped:?}");
}

#[test]
fn patches_of_kustomize() {
    let scratch = Scratch::new();
    let kustomization = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [base.yaml]\npatches:\n- path: ./patch.yaml\npatchesStrategicMerge:\n- sub/../other.yaml\n";
    scratch.write("kustomization.yaml", kustomization);
    scratch.write("base.yaml", GOOD);
    for patch in ["patch.yaml", "other.yaml"] {
        scratch.write(patch, GOOD.replace("good}\nspec:\n  bogus: 1\n", "good, labels: {a: b}}\n"));
    }
    for path in [".", scratch.path().to_str().expect("UTF-8")] {
        let ended = meshlint(scratch.path(), &["--format", "json", path]);
        let findings = ended.findings();
        let [(rule, path, ..)] = &findings[..] else { panic!("{findings:?}") };
        assert!(rule == "unknown-field" && path.ends_with("base.yaml"), "{findings:?}");
        assert_eq!(ended.skipped(), [], "patches are judged in what they make");
    }
}

#[test]
fn placeholders_that_no_yaml_holds() {
    for line in ["  a: %IMAGE_URI%:1.0", "  - @HOST@", "  <MORE_ANNOTATIONS>", "${urls}"] {
        let outcome = check(format!("{HEAD}data:\n  b: c\n{line}\n"));
        assert!(outcome.findings.is_empty(), "{line}: {:?}", outcome.findings);
        assert!(outcome.ended.skipped()[0].1.contains("template"), "{line}");
    }
    for line in ["  a: %IMAGE", "  - @host", "  <more"] {
        assert!(!check(format!("{HEAD}data:\n  b: c\n{line}\n")).findings.is_empty(), "{line}");
    }
}

#[test]
fn entities_of_backstage() {
    let entity = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: shop, title: Shop, links: []}\n";
    let outcome = check(entity);
    assert!(outcome.findings.is_empty(), "{:?}", outcome.findings);
    assert!(outcome.ended.skipped()[0].1.contains("Backstage"));
}

#[test]
fn templates_of_ytt() {
    for line in ["  a: #@ data.values.a", "#@ if data.values.b:", "  - #@ data.values.c"] {
        let outcome = check(format!("{HEAD}data:\n{line}\n"));
        assert!(outcome.findings.is_empty(), "{line}: {:?}", outcome.findings);
        assert!(outcome.ended.skipped()[0].1.contains("template"), "{line}");
    }
    assert!(!check(format!("{HEAD}data: # a #@ b\n  a: b\n  a: c\n")).findings.is_empty());
}

#[test]
fn what_belongs_to_tests() {
    let scratch = Scratch::new();
    let broken = format!("{HEAD}data:\n  a: b\n  a: c\n");
    for path in ["testdata/a.yaml", "pkg/testdata/deep/a.yaml", "e2e/00-assert.yaml", "e2e/01-errors.yaml"] {
        scratch.write(path, &broken);
    }
    scratch.write("chainsaw/chainsaw-test.yaml", "apiVersion: chainsaw.kyverno.io/v1alpha1\nkind: Test\n");
    scratch.write("chainsaw/web-assert.yaml", &broken);
    let ended = meshlint(scratch.path(), &["--format", "json", "."]);
    assert_eq!(ended.findings(), []);
    assert_eq!(ended.skipped().len(), 6, "{:?}", ended.skipped());
    let ended = meshlint(scratch.path(), &["--format", "json", "testdata", "e2e/00-assert.yaml"]);
    assert_eq!(ended.findings().len(), 2, "what is named is read");
}
