"""Look for known vulnerabilities in what newsclean is tested with: pip-audit over `tests/lock.txt`.

    python tests/audit.py .venv/audit/bin/pip-audit

Exits with 1 where a package is known to be vulnerable. Where the service that knows of them cannot be asked, nothing
was audited: that is said, and the exit code is 0, since the fault is not in the project.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

LOCK = Path(__file__).parent / "lock.txt"


def main() -> int:
    """Audit what is locked; returns the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        command = [sys.argv[1], "-r", LOCK, "--no-deps", "--disable-pip", "--progress-spinner", "off"]
        subprocess.run([*command, "-f", "json", "-o", answer], capture_output=True, text=True, check=False)
        found = json.loads(answer.read_text("utf-8"))["dependencies"] if answer.exists() else []
    audited = [package for package in found if "vulns" in package]
    if not audited:
        say("audit: skipped, no package could be looked up: is there a network?")
        return 0
    vulnerable = [package for package in audited if package["vulns"]]
    for package in vulnerable:
        known = ", ".join(vulnerability["id"] for vulnerability in package["vulns"])
        say(f"audit: {package['name']} {package['version']} is vulnerable: {known}")
    say(f"audit: {len(audited)} packages looked up of {len(found)}, {len(vulnerable)} vulnerable")
    return int(bool(vulnerable))


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
