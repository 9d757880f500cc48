"""Every question against its peers, on the same input, in one run: ``make bench``, or ``python -m bench --help``.

Each candidate runs in a process of its own, so that its peak memory is its own too. What is timed is the answer, not
the reading of the input; the best of a few repetitions counts, for terrapaz as for its peers.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from bench import synthetic
from bench.candidates import CANDIDATES, VERSIONS
from geo.source import RAW, ROOT
from geo.workers import Threads

RESULTS = ROOT / "bench" / "results"
MIRROR = Path(os.environ.get("TERRAPAZ_MIRROR", ROOT.parent / "shared" / "mirror"))
PATIENCE = 900
REPEATS = 5


class Case(NamedTuple):
    """A question on one input.

    Attributes
    ----------
    question, title
        Key of :data:`bench.candidates.CANDIDATES`, and the heading of the table.
    unit, amount
        What is counted a second, and how many of them there are.
    reference
        The candidate that the others are compared with.
    """

    question: str
    title: str
    unit: str
    amount: float
    reference: str


def inputs(quick: bool) -> Iterator[tuple[Case, tuple[Any, ...]]]:
    """The cases with their inputs; large files are made once and kept."""
    folder = RESULTS / "input"
    folder.mkdir(parents=True, exist_ok=True)
    made = synthetic.coverage(vertices=256_000 if quick else 2_560_000)
    size, count = (8_000, 200_000) if quick else (40_000, 1_000_000)
    loss, cover = (folder / f"{kind}_{size}.tif" for kind in ("loss", "cover"))
    for path, kind in ((loss, "loss"), (cover, "cover")):
        if not path.is_file():
            print(f"making {path.name}", flush=True)
            synthetic.tile(path, kind=kind, size=size)
    corners = shapely.get_num_coordinates(made).sum()
    real = _boundaries("dane_mgn/colombia_2018.topojson", "MGN_MPIO_POLITICO")
    current = _boundaries("dane_mgn/municipios_mgn2018_limits2021.geojson")
    n = 2_000 if quick else 20_000
    best = "terrapaz, index built"
    if real is not None:
        x, y = synthetic.points(tuple(shapely.total_bounds(real)), count)
        title = f"{count:,} points in {len(real):,} municipalities (MGN 2018)"
        yield Case("locate", title, "points", count, best), (real, x, y)
    x, y = synthetic.points(synthetic.BOUNDS, count)
    title = f"{count:,} points in {len(made):,} zones with {corners:,} corners"
    yield Case("locate", title, "points", count, best), (made, x, y)
    rasters = sorted((_raw() / "mapbiomas_transitions").glob("*.tif"))
    best = "terrapaz, 2 threads"
    if rasters and current is not None:
        cells = 18_748 * 13_524 * len(rasters)
        title = f"{len(rasters)} MapBiomas rasters of 18,748 x 13,524 in {len(current):,} municipalities, class 1"
        yield Case("tabulate", title, "cells", cells, best), (current, [str(path) for path in rasters], 1)
    for path, what in ((loss, "4 % of it lost, in patches"), (cover, "tree cover in every cell")):
        title = f"a tile of {size:,} x {size:,}, {what}, in {len(made):,} zones with {corners:,} corners"
        yield Case("tabulate", title, "cells", size * size, best), (made, [str(path)], None)
    shapes = synthetic.patches(synthetic.BOUNDS, n)
    title = f"{n:,} polygons in {len(made):,} zones with {corners:,} corners"
    yield Case("intersect", title, "polygons", n, "terrapaz"), (made, shapes)
    if current is not None:
        shapes = synthetic.patches((-77, -3, -69, 10), n)
        title = f"{n:,} polygons in {len(current):,} municipalities"
        yield Case("intersect", title, "polygons", n, "terrapaz"), (current, shapes)


def _raw() -> Path:
    return MIRROR if MIRROR.is_dir() else RAW


def _boundaries(file: str, layer: str | None = None) -> NDArray[Any] | None:
    path = _raw() / file
    return np.asarray(gpd.read_file(path, layer=layer).geometry, dtype=object) if path.is_file() else None


def child(question: str, name: str, given: Path, answer: Path) -> None:
    """Run one candidate in this process; write its answer and print its figures."""
    arguments = pickle.loads(given.read_bytes())
    run = CANDIDATES[question][name](*arguments)
    next(run)
    seconds = []
    while len(seconds) < REPEATS and sum(seconds) < 20:
        start = time.perf_counter()
        found = next(run)
        seconds.append(time.perf_counter() - start)
    answer.write_bytes(pickle.dumps(found))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": min(seconds), "repeats": len(seconds), "peak_mb": peak}))


def measure(case: Case, name: str, given: Path, answer: Path) -> dict[str, Any]:
    """Run one candidate in a process of its own."""
    command = [sys.executable, "-m", "bench", "--child", case.question, name, str(given), str(answer)]
    answer.unlink(missing_ok=True)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, cwd=ROOT, check=False)
    except subprocess.TimeoutExpired:
        return {"fails": f"not done in {PATIENCE} s"}
    if done.returncode:
        return {
            "fails": done.stderr.strip().splitlines()[-1][:90] if done.stderr.strip() else f"exit {done.returncode}"
        }
    return {**json.loads(done.stdout.splitlines()[-1]), "answer": pickle.loads(answer.read_bytes())}


def agreement(found: Any, reference: Any, exact: Any) -> str:
    """How an answer differs from terrapaz's, in words."""
    if found is None or reference is None:
        return ""
    if isinstance(found, np.ndarray):
        return f"{np.count_nonzero(found != reference):,} points differ"
    if "polygon" in found:
        mine = {(p, z): a for p, z, a in zip(*reference.values(), strict=True)}
        theirs = {(p, z): a for p, z, a in zip(*found.values(), strict=True)}
        both = np.array([[mine[key], theirs[key]] for key in mine.keys() & theirs.keys()])
        worst = np.max(np.abs(both[:, 1] / both[:, 0] - 1), where=both[:, 0] > 1e-4, initial=0)
        total = _apart(*both.sum(axis=0))
        return f"{len(mine.keys() ^ theirs.keys())} pairs differ, areas by {worst:.0e}, total by {total}"
    key = "hectares" if "hectares" in found else "cells"
    other = reference if key in reference else exact
    if other is None or key not in other:
        return ""
    large = other[key] > (10 if key == "hectares" else 110)
    worst = np.max(np.abs(found[key][large] / other[key][large] - 1), initial=0)
    return f"{key}: zones over 10 ha by up to {worst:.1e}, total by {_apart(other[key].sum(), found[key].sum())}"


def _apart(one: float, two: float) -> str:
    return f"{abs(two / one - 1):.0e}"


def table(case: Case, rows: dict[str, dict[str, Any]]) -> str:
    """One case as Markdown."""
    mine = rows[case.reference].get("seconds")
    reference = rows[case.reference].get("answer")
    exact = rows.get("strips, rasterize, bincount", {}).get("answer")
    lines = [
        f"### {case.title}",
        "",
        f"| | version | seconds | {case.unit}/s | times {case.reference} | peak MB | against terrapaz |",
        "|---|---|---:|---:|---:|---:|---|",
    ]
    for name, row in rows.items():
        if "fails" in row:
            lines.append(f"| {name} | {_versions(name)} | | | | | {row['fails']} |")
            continue
        agrees = "" if name == case.reference else agreement(row["answer"], reference, exact)
        lines.append(
            f"| {name} | {_versions(name)} | {row['seconds']:.3f} | {case.amount / row['seconds']:,.0f} "
            f"| {row['seconds'] / mine:.2f} | {row['peak_mb']:,.0f} | {agrees} |"
        )
    return "\n".join(lines) + "\n"


def _versions(name: str) -> str:
    found = []
    for package in VERSIONS[name]:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"{package} not installed")
    return ", ".join(found)


def main() -> None:
    """Run the cases and write the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a twenty-fifth of the cells, a tenth of the polygons")
    parser.add_argument("--only", default="", help="cases whose title or question contains this")
    parser.add_argument("--ours", action="store_true", help="terrapaz and the decoding limit alone")
    parser.add_argument("--out", type=Path, default=RESULTS / "bench.md")
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child[0], options.child[1], Path(options.child[2]), Path(options.child[3]))
        return
    RESULTS.mkdir(parents=True, exist_ok=True)
    given, answer = RESULTS / "given.pickle", RESULTS / "answer.pickle"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    text = [
        f"{Threads().count} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}, "
        f"numpy {version('numpy')}, GEOS {shapely.geos_version_string}; load at the start {os.getloadavg()[0]:.1f}.\n"
    ]
    for case, arguments in inputs(options.quick):
        if options.only not in case.title and options.only != case.question:
            continue
        print(case.title, flush=True)
        given.write_bytes(pickle.dumps(arguments))
        rows = {}
        for name in CANDIDATES[case.question]:
            if options.ours and not name.startswith(("terrapaz", "plain")):
                continue
            rows[name] = measure(case, name, given, answer)
            told = rows[name].get("fails") or f"{rows[name]['seconds']:.3f} s"
            print(f"  {name}: {told}", flush=True)
        text.append(table(case, rows))
        options.out.write_text("\n".join(text), "utf-8")
    given.unlink(missing_ok=True)
    answer.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
