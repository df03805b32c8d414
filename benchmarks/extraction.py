"""How fast texts are read: all stages against the parser alone, and many texts on all cores.

The parser (spaCy's pipeline) is what nobody could leave out, so it is the measure of the rest. No
database takes part.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure
from loaders import Options, Rejected
from loaders.articles import extractions
from loaders.extraction.extractor import extract
from loaders.extraction.parsing import load_model
from loaders.scoring import score_speed
from loaders.scoring.checks import LEAST_SPEED
from loaders.scoring.texts import Text, default_texts, read_texts

#: Texts of our own, the same on every machine; short, so what is done once a text weighs most.
OWN = Path(__file__).resolve().parent.parent / "tests" / "gold" / "texts"
#: The corpus's articles and releases, folders of it.
ARTICLES, RELEASES = "articles_public", "readouts_kremlin_ukraine"
#: Memory is compared between the last texts and those up to this one.
EARLY = 200
#: It goes up and down with each text: the median of so many counts.
STRETCH = 50
PROC = Path("/proc")


def measure_extraction(rounds: int = 5, source: Path | None = None, jobs: int = 0) -> list[Figure]:
    """Measure speed against the parser, then a large folder on all cores.

    rounds: how often the speed is measured. source: a file or folder for the rest, by default the
    corpus's releases, else our own texts. jobs: processes, 0 = one a core.
    """
    figures = measure_speed(list(read_texts([OWN])), "our own texts", rounds)
    if source is not None:
        return figures + measure_folder(source, jobs)
    if articles := list(read_texts([f for f in default_texts() if f.name == ARTICLES])):
        figures += measure_speed(articles, "the corpus's articles", rounds)
    tables = release_tables()
    if not tables:
        return figures + measure_folder(OWN, jobs)
    with tempfile.TemporaryDirectory(prefix="readout-bench-") as folder:
        for table in tables:
            (Path(folder) / table.name).symlink_to(table.resolve())
        return figures + measure_folder(Path(folder), jobs)


def release_tables() -> list[Path]:
    """Return the corpus's tables of releases, those that are at hand."""
    folders = [each for each in default_texts() if each.name == RELEASES]
    return sorted(file for each in folders for file in each.glob("*_before_*.csv"))


def measure_speed(texts: Sequence[Text], on: str, rounds: int) -> list[Figure]:
    """Time all stages and spaCy's pipeline alone on the same texts, A B A B, in this process.

    on: which texts, in words.
    """
    parser = load_model()
    speeds = [score_speed(texts, extract, parser) for _ in range(rounds)]
    characters = sum(len(text.text) for text in texts)
    return [
        Figure(
            "extraction: all stages, with the parser alone as 1",
            on,
            "times as fast",
            tuple(speed.ratio for speed in speeds),
            at_least=LEAST_SPEED,
            note=f"characters a second; {on}: {len(texts)} of {characters:,} characters in all",
        ),
        Figure(
            "extraction: one process",
            on,
            "characters a second",
            tuple(speed.everything for speed in speeds),
        ),
    ]


def measure_folder(source: Path, jobs: int = 0) -> list[Figure]:
    """Read all texts of a file or folder on all cores, as a load does, and watch the memory.

    Memory is the resident size of this process and all below it; where the system doesn't tell it,
    it is not measured, and standard error says so.
    """
    watch = resident if PROC.joinpath("self", "status").exists() else None
    if watch is None:
        print("Not measured: memory. This system has no /proc.", file=sys.stderr)
    sizes: list[float] = []
    with closing(extractions(source, Options(jobs=jobs))) as found:
        began = time.perf_counter()
        for document, extraction in found:
            if isinstance(document, Rejected) or extraction is None:
                raise AssertionError(f"a text of the benchmark can't be read: {document}")
            sizes.append(watch() if watch is not None else 0.0)
        took = time.perf_counter() - began
    count = len(sizes)
    figures = [
        Figure(
            "extraction: many texts",
            "all cores",
            "texts a second",
            (count / took,),
            note=f"{count:,} texts in {took:.0f} s, starting the processes included",
        )
    ]
    return figures + (_memory(sizes) if watch is not None else [])


def _memory(sizes: Sequence[float]) -> list[Figure]:
    count = len(sizes)
    # Fewer texts than twice EARLY: a load so small has no flat part to speak of.
    early = min(EARLY, max(count // 2, 1))
    stretch = min(STRETCH, max(early // 4, 1))
    before = median(sizes[early - stretch : early])
    after = median(sizes[-stretch:])
    return [
        Figure(
            "extraction: memory at the end, against after the first texts",
            "all cores",
            "times",
            (after / before,),
            at_most=1.3,
            note=f"resident size of all processes: {before:.2f} GB after {early:,} texts, "
            f"{after:.2f} GB after {count:,}, medians over {stretch} texts",
        ),
        Figure("extraction: most memory", "all cores", "GB", (max(sizes),)),
    ]


def resident(root: int | None = None, proc: Path = PROC) -> float:
    """Return the resident size of a process (default: this one) and all below it, in GB (2^30).

    Pages that several share count for each of them.
    """
    sizes: dict[int, float] = {}
    parents: dict[int, int] = {}
    for folder in proc.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            lines = (folder / "status").read_text("utf-8", errors="replace").splitlines()
        except OSError:
            continue  # it ended in the meantime
        fields = dict(line.split(":", 1) for line in lines if ":" in line)
        number = int(folder.name)
        parents[number] = int(fields["PPid"])
        # A process that is ending has no VmRSS.
        sizes[number] = int(fields.get("VmRSS", "0 kB").split()[0]) / 2**20
    here = root if root is not None else int(proc.joinpath("self").resolve().name)
    return sum(size for number, size in sizes.items() if _is_below(number, here, parents))


def _is_below(number: int, root: int, parents: dict[int, int]) -> bool:
    seen: set[int] = set()
    while number != root:
        if number in seen or number not in parents:
            return False
        seen.add(number)
        number = parents[number]
    return True
