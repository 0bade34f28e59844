"""The audit of dependencies fails on what is known to be vulnerable, and says so where nothing could be looked up."""

import json
import subprocess
import sys

import pytest
from conftest import ROOT

FINE = {"name": "click", "version": "8.5.1", "vulns": []}
VULNERABLE = {"name": "lxml", "version": "1.0", "vulns": [{"id": "CVE-0000-1"}, {"id": "CVE-0000-2"}]}
UNKNOWN = {"name": "rich", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "code", "said"),
    [
        ([FINE, UNKNOWN], 0, "audit: 1 packages looked up of 2, 0 vulnerable\n"),
        ([FINE, VULNERABLE], 1, "audit: lxml 1.0 is vulnerable: CVE-0000-1, CVE-0000-2\n"),
        ([UNKNOWN, UNKNOWN], 0, "audit: skipped, no package could be looked up: is there a network?\n"),
        (None, 0, "audit: skipped, no package could be looked up: is there a network?\n"),
    ],
    ids=["fine", "vulnerable", "nothing known", "no network"],
)
def test_the_audit_tells(tmp_path, packages, code, said):
    answer = "" if packages is None else json.dumps({"dependencies": packages})
    program = tmp_path / "pip-audit"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nprint('no answer', file=sys.stderr)\n"
        f"answer = {answer!r}\n"
        "if answer: open(sys.argv[sys.argv.index('-o') + 1], 'w').write(answer)\n"
    )
    program.chmod(0o755)
    command = [sys.executable, ROOT / "tests" / "audit.py", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (code, "")
    assert done.stdout.startswith(said)
