"""No checked-in file tells where its packages were fetched, on which machine it was written, or a secret."""

import re

import pytest

from tests.conventions.tree import texts

REGISTRY = re.compile(
    r"\b(?:[a-z-]+\.)*(?:pypi\.(?:org|python\.org)|pythonhosted\.org|npmjs\.(?:org|com)|yarnpkg\.com"
    r"|crates\.io|rubygems\.org|(?:index|hub)\.docker\.(?:io|com)|conda\.anaconda\.org)\b"
)

MACHINE = re.compile(r"(?<![\w.*~<>}-])/(?:work|root|tmp|home|Users)/")
"""A path that is there on one machine only; none is a part of another path or of an address."""

SECRETS = {
    "an AWS access key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"),
    "a token of Shopify": re.compile(r"\bshp(?:ss|at|ca|pa|ua)_[0-9a-fA-F]{16,}"),
    "a token of GitHub": re.compile(r"\b(?:gh[pousr]_|github_pat_)\w{20,}"),
    "a token of Slack": re.compile(r"\bxox[abprs]-[\w-]{10,}"),
    "a key of Google": re.compile(r"\bAIza[\w-]{30,}"),
    "a value called a secret": re.compile(
        r"""(?i)(?:secret|password|passwd|api_?key|auth_?token)["']?\s*[:=]\s*b?["'](?=\D*\d)[\w+/=-]{20,}["']"""
    ),
}


def _where(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts().items()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_names_a_package_registry() -> None:
    assert _where(REGISTRY) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert _where(MACHINE) == []


@pytest.mark.parametrize("what", SECRETS)
def test_no_file_holds(what: str) -> None:
    assert _where(SECRETS[what]) == []


@pytest.mark.parametrize(
    ("pattern", "sample"),
    [
        (REGISTRY, "https://files.python" + "hosted.org/packages"),
        (REGISTRY, "registry.npm" + "js.org"),
        (MACHINE, "cd /" + "home/ada/homing"),
        (SECRETS["an AWS access key"], "AKIA" + 16 * "Q"),
        (SECRETS["a token of Shopify"], "shpss_" + 32 * "0"),
        (SECRETS["a value called a secret"], "API_KEY" + ' = "' + 12 * "x1" + '"'),
    ],
)
def test_the_rules_above_would_find_one(pattern: re.Pattern[str], sample: str) -> None:
    assert pattern.search(sample)
