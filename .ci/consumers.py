"""Reads reports as the services that they are for do."""

import json
import re
import sys
from pathlib import Path

import junitparser
import yaml


def junit(folder, findings):
    """JUnit, by a parser that others use."""
    report = junitparser.JUnitXml.fromfile(str(folder / "junit.xml"))
    cases = [case for suite in report for case in suite if suite.name != "meshlint"]
    failures = [result for case in cases for result in case.result if isinstance(result, junitparser.Failure)]
    assert len(cases) == len(findings), f"{len(cases)} cases for {len(findings)} findings"
    worse = [finding for finding in findings if finding["severity"] != "info"]
    assert len(failures) == len(worse) == report.failures, f"{len(failures)} failures for {len(worse)} findings"
    assert report.tests == sum(len(list(suite)) for suite in report)
    for suite in report:
        assert suite.tests == len(list(suite)), suite.name


def gitlab(folder, findings):
    """Code Quality: the members and values that GitLab's documentation asks for."""
    issues = json.loads((folder / "gitlab.json").read_text(encoding="utf-8"))
    assert isinstance(issues, list) and len(issues) == len(findings)
    prints = set()
    for issue in issues:
        for key in ("description", "check_name", "fingerprint"):
            assert isinstance(issue[key], str) and issue[key], key
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        path, lines = issue["location"]["path"], issue["location"]["lines"]
        assert path and not path.startswith("./"), path
        assert isinstance(lines["begin"], int) and lines["begin"] >= 1
        prints.add(issue["fingerprint"])
    assert len(prints) == len(issues), "two issues have the same fingerprint"


def istioctl(folder, findings):
    """What `istioctl analyze -o json` prints."""
    messages = json.loads((folder / "istioctl.json").read_text(encoding="utf-8"))
    assert bool(messages) == bool(findings)
    for message in messages:
        assert message["level"] in ("Error", "Warning", "Info")
        assert set(message) >= {"code", "documentationUrl", "level", "message"}, message


def lines(folder, findings):
    """One JSON value on each line."""
    text = (folder / "report.jsonl").read_text(encoding="utf-8")
    values = [json.loads(line) for line in text.split("\n") if line]
    assert [value["type"] for value in values].count("diagnostic") == len(findings)
    assert values[-1]["type"] == "summary"


def same(*paths):
    """Whether two files hold the same objects, in any order."""

    def objects(path):
        documents = yaml.load_all(Path(path).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        return sorted(json.dumps(document, sort_keys=True) for document in documents if document)

    applied, rendered = map(objects, paths)
    assert applied, f"{paths[0]} holds nothing"
    assert applied == rendered, "\n".join(sorted(set(applied) ^ set(rendered)))


def verdict(path):
    """What the validator of SARIF found: nothing but advice is accepted."""
    runs = json.loads(Path(path).read_text(encoding="utf-8-sig"))["runs"]
    results = [result for run in runs for result in run.get("results", [])]
    bad = [result for result in results if result.get("level", "warning") in ("error", "warning")]
    for result in bad:
        print(result["ruleId"], json.dumps(result["message"]), file=sys.stderr)
    assert not bad, "the validator of SARIF found faults"


def blocks(page, folder):
    """Writes the blocks of a page that begin with the name of a file into that file."""
    text = Path(page).read_text(encoding="utf-8")
    seen = set()
    for name, block in re.findall(r"^```yaml\n# (\S+)\n(.*?)^```$", text, re.M | re.S):
        path = Path(folder) / name
        if name in seen:
            path = path.with_name(f"{path.stem}-{len(seen)}{path.suffix}")
        seen.add(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block, encoding="utf-8")
    assert len(seen) >= 4, seen


def main():
    if sys.argv[1] == "--verdict":
        verdict(sys.argv[2])
        return
    if sys.argv[1] == "--same":
        same(sys.argv[2], sys.argv[3])
        return
    if sys.argv[1] == "--blocks":
        blocks(sys.argv[2], sys.argv[3])
        return
    for folder in map(Path, sys.argv[1:]):
        findings = json.loads((folder / "report.json").read_text(encoding="utf-8"))["diagnostics"]
        for read in (junit, gitlab, istioctl, lines):
            read(folder, findings)


main()
