"""Looks for a secret in what git follows or would follow: keys, tokens, passwords, files that never belong here.

    python -m tools.supply.leaks [FOLDER]

Nothing is asked of any network, and what is found is never printed: only its place and the rule.
"""

from __future__ import annotations

import hashlib
import math
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.followed import followed
from tools.supply.lock import ROOT

ALLOWED = Path(__file__).with_name("leaks.toml")
_LARGEST = 5_000_000

# Shapes that are secrets wherever they stand.
_SHAPES = {
    "clé privée": re.compile(r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----"),
    "jeton d'hébergeur de code": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{50,}|glpat-[\w-]{20,})"),
    "clé d'accès à un nuage": re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[\w-]{35}\b"),
    "jeton de messagerie": re.compile(r"\bxox[abprs]-[\w-]{20,}"),
    "jeton signé": re.compile(r"\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{15,}"),
    "mot de passe dans une adresse": re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s:/@{}<>$\"']+:[^\s:/@{}<>$\"']{3,}@"),
}
# A name that says secret, and a value that looks like one.
_NAMED = re.compile(
    r"(?i)(?:secret|passwd|password|mot_de_passe|token|jeton|api_?key|private_?key|credential)\w*[\"']?\s*[:=]\s*"
    r"(?:[\"']([^\"'\s]{12,})[\"']|([A-Za-z0-9+/_=-]{20,})\s*$)"
)
_FORBIDDEN_FILES = re.compile(
    r"(?:^|/)(?:[^/]*\.env(?:\.(?!example)[^/]*)?|id_[a-z0-9]+|.*\.(?:pem|key|p12|pfx|kdbx|sqlite3?|duckdb))$"
)
# Bits of a character: words of a language have about 3, a key about 4 and more.
_DISORDER = 3.5


@dataclass(frozen=True)
class Finding:
    path: str
    line: int
    rule: str
    fingerprint: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} : {self.rule} ({self.fingerprint})"


def findings(folder: Path) -> list[Finding]:
    return [finding for name in followed(folder) for finding in _in_file(folder, name)]


def _in_file(folder: Path, name: str) -> Iterator[Finding]:
    path = folder / name
    if _FORBIDDEN_FILES.search(name):
        yield Finding(name, 0, "fichier qui ne se suit pas", _fingerprint(name))
    if not path.is_file() or path.is_symlink() or path.stat().st_size > _LARGEST:
        return
    content = path.read_bytes()
    if b"\0" in content[:8000]:
        return
    for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), start=1):
        for rule, value in _in_line(line):
            yield Finding(name, number, rule, _fingerprint(value))


def _in_line(line: str) -> Iterator[tuple[str, str]]:
    for rule, shape in _SHAPES.items():
        if match := shape.search(line):
            yield rule, match[0]
    for match in _NAMED.finditer(line):
        value = match[1] or match[2]
        if disorder(value) >= _DISORDER and re.search(r"\d", value) and not re.search(r"[{}()<>$ ]", value):
            yield "valeur d'un nom qui dit secret", value


def disorder(text: str) -> float:
    """Shannon's entropy, in bits a character."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def _fingerprint(value: str) -> str:
    """Enough to recognise a value that was allowed, too little to find it again."""
    return hashlib.sha256(value.encode()).hexdigest()[:12]


def allowed() -> dict[str, str]:
    """Fingerprint → why this one is no secret."""
    return {
        entry["fingerprint"]: entry["reason"] for entry in tomllib.loads(ALLOWED.read_text(encoding="utf-8"))["allowed"]
    }


def main() -> None:
    unknown_findings = [
        finding
        for finding in findings(Path(sys.argv[1]) if sys.argv[1:] else ROOT)
        if finding.fingerprint not in allowed()
    ]
    for finding in unknown_findings:
        print(finding)
    print(
        "Aucun secret trouvé."
        if not unknown_findings
        else "Retirez chaque secret et révoquez-le : l'historique de git le garde."
    )
    sys.exit(bool(unknown_findings))


if __name__ == "__main__":
    main()
