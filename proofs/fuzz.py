"""What `make fuzz` runs: thousands of damaged files, each of which must be read or refused, in little time and memory.

The same seed gives the same files. Batches go through the whole movement (archive, reading, checks), each in a
process of its own, so that a crash, a hang or a memory without bounds is seen and named."""

from __future__ import annotations

import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from odd_files import odd_files
from peaks import children_peak, own_peak
from proof_table import keep

SEED = 2027
FILES = 10_000
BATCH = 250
BATCH_SECONDS = 240
SLOWEST = 25.0  # the bound of the reader is 20 s, and a process has to start
MEMORY = 900  # megabytes for a process that reads, checks and builds; the reader's own bound is 512
SEED_SIZE = 60_000
SEEDS = {"xlsx": 240, "csv": 100, "ods": 40, "parquet": 20}  # how many of each extension
TAG = re.compile(rb"<[^>]*>")
NUMBER = re.compile(rb"\d+")
VALUE = re.compile(rb"<(?:\w+:)?(?:v|t|p|f)(?: [^<>]*)?>([^<>]*)</")
TYPE = re.compile(rb'\b(t|s|r|numFmtId|formatCode|office:value-type|office:value|table:formula|hidden)="[^"<>]*"')
TYPES = [
    "s", "str", "e", "b", "d", "inlineStr", "0", "1", "99999", "9", "14", "46", "A1", "XFD1048576", "float", "boolean",
    "percentage", "currency", "time", "date", "0%", "[h]:mm", "jj/mm/aaaa", "[=1]&quot;Oui&quot;;&quot;Non&quot;",
    "[$€-40C]0", "[&lt;=1.2.3]0", "0;;", "9" * 400,
]  # fmt: skip
SAID = [
    "#VALEUR !", "#NOM ?", "#CALC!", "####", "Err:502", "VRAI", "75 %", "900 €", "1.200", "12,450", "1e999", "NaN",
    "1_000", "_x000D_", "_xD800_", "&#xD800;", "CollÃ¨ge", "9" * 5000, "2026-01-15T00:00:00Z", "",
]  # fmt: skip
NUMBERS = [b"0", b"-1", b"1048576", b"99999999999999999999", b"1e999", b"NaN", b"0.1", b"16384", b"4294967296", b""]
WORDS = [
    b"\0",
    b"\xff\xfe",
    b"&amp;",
    b"&#0;",
    b"&x;",
    b"<![CDATA[",
    b"<!--",
    b"]]>",
    b'"',
    b"'",
    b";",
    b"\r",
    b"=1+1",
    b"PK",
]


def flip(rng: random.Random, content: bytes) -> bytes:
    """Some bits change."""
    damaged = bytearray(content)
    for _ in range(rng.randint(1, 20)):
        if damaged:
            damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
    return bytes(damaged)


def cut(rng: random.Random, content: bytes) -> bytes:
    """The end is lost."""
    return content[: rng.randrange(len(content) + 1)]


def splice(rng: random.Random, content: bytes) -> bytes:
    """A piece is lost, said twice, or put elsewhere."""
    start = rng.randrange(len(content) + 1)
    piece = content[start : start + rng.randint(1, 200)]
    rest = content[:start] + content[start + len(piece) :]
    place = rng.randrange(len(rest) + 1)
    return rng.choice([rest, content[:start] + piece + content[start:], rest[:place] + piece + rest[place:]])


def insert(rng: random.Random, content: bytes) -> bytes:
    """Something is added."""
    place = rng.randrange(len(content) + 1)
    return content[:place] + rng.choice(WORDS) * rng.choice([1, 1, 3, 5000]) + content[place:]


def change_number(rng: random.Random, content: bytes) -> bytes:
    """One number becomes another."""
    matches = list(NUMBER.finditer(content))
    if not matches:
        return flip(rng, content)
    chosen = rng.choice(matches)
    return content[: chosen.start()] + rng.choice(NUMBERS) + content[chosen.end() :]


def change_tag(rng: random.Random, content: bytes) -> bytes:
    """One tag is lost, said many times, or takes the place of another."""
    matches = list(TAG.finditer(content))
    if not matches:
        return splice(rng, content)
    first, other = rng.choice(matches), rng.choice(matches)
    tag = rng.choice([b"", first[0] * 2, first[0] * 3000, other[0]])
    return content[: first.start()] + tag + content[first.end() :]


ENCODINGS = ["utf-8", "cp1252", "cp850", "mac_roman", "latin-1", "iso8859-15", "utf-16", "utf-16-le", "utf-8-sig"]


def saved_as(text: str, encoding: str) -> bytes:
    return text.encode(encoding, "replace")


def re_encode(rng: random.Random, content: bytes) -> bytes:
    """The whole is saved in another encoding."""
    return saved_as(content.decode("utf-8", "replace"), rng.choice(ENCODINGS))


def encode_twice(rng: random.Random, content: bytes) -> bytes:
    """It was opened with a wrong encoding, then saved in UTF-8: once, or again and again."""
    for _ in range(rng.choice([1, 1, 2, 3])):
        text = content.decode("utf-8", "replace")
        content = saved_as(text, rng.choice(ENCODINGS)).decode(rng.choice(ENCODINGS[:6]), "replace").encode()
    return content


def encode_a_line(rng: random.Random, content: bytes) -> bytes:
    """Some lines are in another encoding, with a name of their own."""
    lines = content.split(b"\n")
    for _ in range(rng.randint(1, 3)):
        place = rng.randrange(len(lines))
        text = lines[place].decode("utf-8", "replace").replace("e", rng.choice(["é", "è", "É", "e"]), 2)
        lines[place] = saved_as(text, rng.choice(ENCODINGS))
    return b"\n".join(lines)


def add_separators(rng: random.Random, content: bytes) -> bytes:
    """Separators too many shift the values of some lines, or the headers are said again after a mark."""
    lines = content.split(b"\n")
    place = rng.randrange(len(lines))
    mark = rng.choice([b",", b";", b"\t"])
    more = [lines[place].replace(mark, mark * 2, rng.randint(1, 3)), lines[place] + mark, b"\xef\xbb\xbf" + lines[0]]
    return b"\n".join([*lines[:place], rng.choice(more), *lines[place + 1 :]])


def say_otherwise(rng: random.Random, content: bytes) -> bytes:
    """A value becomes an error, an amount, a number of two meanings, as a text."""
    matches = list(VALUE.finditer(content))
    if not matches:
        return change_number(rng, content)
    chosen = rng.choice(matches)
    return content[: chosen.start(1)] + rng.choice(SAID).encode() + content[chosen.end(1) :]


def change_type(rng: random.Random, content: bytes) -> bytes:
    """A cell is of another type, of another look, without an address, or its format is another one."""
    matches = list(TYPE.finditer(content))
    if not matches:
        return change_tag(rng, content)
    chosen = rng.choice(matches)
    attribute = b"" if rng.random() < 0.3 else chosen[1] + b'="' + rng.choice(TYPES).encode() + b'"'
    return content[: chosen.start()] + attribute + content[chosen.end() :]


Mutation = Callable[[random.Random, bytes], bytes]
ON_BYTES: list[Mutation] = [flip, cut, splice, insert]
ON_TEXTS: list[Mutation] = [re_encode, encode_twice, encode_a_line, add_separators]
ON_PARTS: list[Mutation] = [
    change_number, change_number, change_tag, change_tag, say_otherwise, say_otherwise, change_type, change_type,
    *ON_BYTES,
]  # fmt: skip
# The whole package written otherwise, by the names of its parts or by their bytes.
NAMES: list[Callable[[str], str]] = [
    str.upper, str.lower, lambda name: name.replace("/", "\\"), "/{}".format, "classeur/{}".format, "x/../{}".format,
    lambda name: name.replace("xl/", "autre/"), lambda name: name.replace("sheet", "feuille%20"),
]  # fmt: skip
SPELLINGS: list[Callable[[bytes], bytes]] = [
    lambda part: re.sub(rb' r="[A-Z]*[0-9]+"', b"", part),
    lambda part: re.sub(rb"<(/?)(worksheet|sheetData|row|c|v|f|is|t)\b", rb"<\1x:\2", part).replace(
        b"xmlns=", b"xmlns:x="
    ),
    lambda part: part.decode("utf-8", "replace").replace('"UTF-8"', '"UTF-16"').encode("utf-16"),
    lambda part: part.replace(b'"UTF-8"', b'"utf8"'),
    lambda part: part.replace(b"><", b">\r\n<"),
    lambda part: part.replace(b'="', b' = "'),
    lambda part: part.replace(b"http://schemas.openxmlformats.org", b"http://purl.oclc.org/ooxml"),
]


def repack(rng: random.Random, content: bytes) -> bytes:
    """A workbook whose parts are changed one by one, lost, swapped or renamed, in a sound zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = {entry.filename: package.read(entry) for entry in package.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, RuntimeError, EOFError):
        return flip(rng, content)
    if not parts:
        return flip(rng, content)
    if rng.random() < 0.3:
        parts = respelled(rng, parts)
    name, other = rng.choice(list(parts)), rng.choice(list(parts))
    match rng.randrange(10):
        case 0:
            del parts[name]
        case 1:
            parts[name], parts[other] = parts[other], parts[name]
        case 2:
            parts[rng.choice([name.upper(), "../" + name, name + "\0", "x" * 300, name.replace("/", "\\")])] = (
                parts.pop(name)
            )
        case _:
            for _ in range(rng.randint(1, 3)):
                parts[name] = rng.choice(ON_PARTS)(rng, parts[name])
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for entry, part in parts.items():
            package.writestr(zipfile.ZipInfo(entry), part)
    return file.getvalue()


def respelled(rng: random.Random, parts: dict[str, bytes]) -> dict[str, bytes]:
    """The same parts under other names, or in another spelling of XML."""
    if rng.random() < 0.5:
        name = rng.choice(NAMES)
        return {name(path): part for path, part in parts.items()}
    spelling = rng.choice(SPELLINGS)
    return {path: spelling(part) if path.endswith((".xml", ".rels")) else part for path, part in parts.items()}


def mutated(seeds: list[Path], number: int) -> tuple[str, bytes]:
    """The name and the bytes of file `number`, made from one of `seeds`."""
    rng = random.Random(SEED * 1_000_003 + number)
    seed = rng.choice(seeds)
    content = seed.read_bytes()
    if content.startswith(b"PK") and rng.random() < 0.75:
        content = repack(rng, content)
    else:
        for _ in range(rng.randint(1, 3)):
            texts = ON_TEXTS if seed.suffix == ".csv" else []
            content = rng.choice([*ON_BYTES, change_number, *texts])(rng, content)
    return f"{number:06d}{seed.suffix}", content


def write_seeds(folder: Path) -> None:
    """Small files of the corpus, so many of each extension."""
    by_extension: dict[str, list[bytes]] = {}
    for odd in odd_files():
        if not odd.hostile and 0 < len(odd.content) < SEED_SIZE:
            by_extension.setdefault(odd.name.rpartition(".")[2], []).append(odd.content)
    for extension, number in SEEDS.items():
        contents = by_extension[extension]
        for n in range(number):
            (folder / f"{n:04d}.{extension}").write_bytes(contents[n % len(contents)])


def run_batch(folder: Path, first: int, last: int) -> dict[str, object]:
    """Receives, reads and checks files `first` to `last`; what became of them."""
    import pipelines.ingest.cache
    from pipelines.settings import Settings
    from pipelines.store.archive import Archive
    from pipelines.warehouse.build import build
    from pipelines.warehouse.builds import read

    seeds = sorted(folder.iterdir())
    files = [mutated(seeds, number) for number in range(first, last)]
    slowest: list[tuple[float, str]] = [(0.0, "")]
    plain_read = pipelines.ingest.cache.read_files

    def timed(files: list[tuple[str, bytes]], catalogue: Path | None = None):
        read = []
        for file in files:
            start = time.monotonic()
            read += plain_read([file], catalogue)
            slowest.append((time.monotonic() - start, file[0]))
        return read

    pipelines.ingest.cache.read_files = timed
    with tempfile.TemporaryDirectory() as data:
        settings = Settings(data=Path(data))
        answers = Archive(settings).receive(files)
        build(settings)
        outcomes = read(settings, "select source_sha256, outcome from marts.report").to_pylist()
        codes = read(settings, "select code, count(*)::int as files from marts.issue group by code").to_pylist()
        sent = {receipt.source_sha256: content for (receipt, _), (_, content) in zip(answers, files, strict=True)}
        intact = all(Archive(settings).read(sha256) == content for sha256, content in sent.items())
        judged = {row["source_sha256"] for row in outcomes} == set(sent)
    return {
        "files": len(files),
        "outcomes": Counter(row["outcome"] for row in outcomes),
        "codes": {row["code"]: row["files"] for row in codes},
        "kept": intact and judged,
        "slowest": max(slowest),
        "memory": max(own_peak(), children_peak()),
    }


def batch_apart(seeds: Path, first: int, last: int) -> dict:
    """The same in a process of its own; says which batch crashed or hung."""
    command = [sys.executable, __file__, "--batch", str(seeds), str(first), str(last)]
    root = Path(__file__).parents[1]
    path = os.pathsep.join(map(str, (root / "proofs", root / "tests" / "support", root)))
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=BATCH_SECONDS,
            check=False,
            env=os.environ | {"PYTHONPATH": path},
        )
    except subprocess.TimeoutExpired:
        return {"broken": f"files {first} to {last}: no end after {BATCH_SECONDS} s"}
    if done.returncode:
        return {"broken": f"files {first} to {last}: exit code {done.returncode}\n{done.stderr[-2000:]}"}
    return json.loads(done.stdout.splitlines()[-1]) | {"said": done.stderr.strip()}


def problems(batch: dict) -> list[str]:
    """What is wrong with a batch; nothing where each file was read or refused, and kept, within the bounds."""
    if "broken" in batch:
        return [batch["broken"]]
    complaints = [f"printed on the terminal: {batch['said'][:300]}"] if batch["said"] else []
    if not batch["kept"]:
        complaints.append("a file has no verdict, or was not kept byte for byte")
    if batch["slowest"][0] > SLOWEST:
        complaints.append(f"{batch['slowest'][1]} took {batch['slowest'][0]:.1f} s")
    if batch["memory"] > MEMORY:
        complaints.append(f"{batch['memory']} MB were taken")
    return complaints


def fuzz(files: int) -> list[dict]:
    """What became of each batch of that many files, two batches at once."""
    edges = [(first, min(first + BATCH, files)) for first in range(0, files, BATCH)]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(max_workers=2) as pool:
        write_seeds(Path(folder))
        return list(pool.map(lambda edge: batch_apart(Path(folder), *edge), edges))


def main() -> int:
    start = time.monotonic()
    batches = fuzz(int(sys.argv[1]) if len(sys.argv) > 1 else FILES)
    wrong = [problem for batch in batches for problem in problems(batch)]
    sound = [batch for batch in batches if "broken" not in batch]
    outcomes = sum((Counter(batch["outcomes"]) for batch in sound), Counter())
    for problem in wrong:
        print(problem)
    files, seconds = sum(batch["files"] for batch in sound), time.monotonic() - start
    slowest = max((batch["slowest"][0] for batch in sound), default=0)
    memory = max((batch["memory"] for batch in sound), default=0)
    sentence = (
        f"{files} fichiers (graine {SEED}), {outcomes['accepted']} acceptés, "
        f"{outcomes['accepted_with_reserves']} avec réserves, {outcomes['refused']} refusés, "
        f"le plus lent {slowest:.1f} s, mémoire au plus {memory} Mo, {len(wrong)} manquements".replace(".", ",")
    )
    print(f"En {seconds:.0f} s : {sentence}")
    keep("make fuzz", "Fichiers déformés", sentence, seconds)
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--batch"]:
        print(json.dumps(run_batch(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))))
    else:
        sys.exit(main())
