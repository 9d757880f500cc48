"""Benchmark terrapaz and other libraries on the same input in one run: ``make bench``, or ``python -m bench --help``.

Each candidate runs in a separate process, so that its peak memory can be measured. Only the answer is timed, without
reading the input; the best of a few repetitions counts, for all candidates.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import psutil
import shapely
from numpy.typing import NDArray

from bench import difference, synthetic
from bench.candidates import CANDIDATES
from bench.tables import Case, Row, machine, markdown, table
from geo.source import RAW, ROOT

RESULTS = ROOT / "bench" / "results"
MIRROR = Path(os.environ.get("TERRAPAZ_MIRROR", ROOT.parent / "shared" / "mirror"))
PATIENCE = 240
REPEATS = 3, 2.0, 10.0  # at least, as many as take these seconds, but none after those
MARK = "<!-- from here on written by python -m bench --markdown -->\n"

Input = tuple[Any, ...]


def cases(quick: bool) -> Iterator[tuple[Case, Input]]:
    """Yield the cases with their inputs; large files are created once and kept."""
    made = synthetic.coverage(vertices=256_000 if quick else 2_560_000)
    size, count, n = (8_000, 200_000, 2_000) if quick else (40_000, 1_000_000, 20_000)
    loss, cover = (tile(kind, size) for kind in ("loss", "cover"))
    real, current = (boundaries(*edition) for edition in (EDITION_2018, EDITION_2021))
    zones = f"{len(made):,} zones with {shapely.get_num_coordinates(made).sum():,} corners"
    best = "terrapaz, index built"
    if real is not None:
        x, y = synthetic.points(tuple(shapely.total_bounds(real)), count)
        title = f"{count:,} points in {len(real):,} municipalities (MGN 2018)"
        yield Case("locate", title, "points", count, best), (real, x, y)
    x, y = synthetic.points(synthetic.BOUNDS, count)
    yield Case("locate", f"{count:,} points in {zones}", "points", count, best), (made, x, y)
    best, limit = "terrapaz, 2 threads", "plain decoding, 2 threads"
    rasters = [str(path) for path in mapbiomas().values()][: 1 if quick else None]
    if rasters and current is not None:
        title = f"{len(rasters)} MapBiomas rasters of 18,748 x 13,524 in {len(current):,} municipalities, class 1"
        cells = 18_748 * 13_524 * len(rasters)
        yield Case("tabulate", title, "cells", cells, best, limit), (current, rasters, 1)
    for path, what in ((loss, "4 % of it lost, in patches"), (cover, "tree cover in every cell")):
        title = f"a tile of {size:,} x {size:,}, {what}, in {zones}"
        yield Case("tabulate", title, "cells", size * size, best, limit), (made, [str(path)], None)
    title = f"the loss of that tile where its tree cover exceeds 30 %, in {zones}"
    best, limit = "terrapaz, crossed, 2 threads", "plain decoding of both, 2 threads"
    yield Case("cross", title, "cells", size * size, best, limit), (made, str(loss), str(cover), 30)
    shapes = synthetic.patches(synthetic.BOUNDS, n)
    yield (
        Case("intersect", f"{n:,} polygons in {zones}", "polygons", n, "terrapaz, cutting the zones"),
        (made, shapes),
    )
    if current is not None:
        shapes = synthetic.patches((-77, -3, -69, 10), n)
        title = f"{n:,} polygons in {len(current):,} municipalities"
        yield Case("intersect", title, "polygons", n, "terrapaz, cutting the zones"), (current, shapes)


EDITION_2018 = ("dane_mgn/colombia_2018.topojson", "MGN_MPIO_POLITICO")
EDITION_2021 = ("dane_mgn/municipios_mgn2018_limits2021.geojson", None)


def boundaries(file: str, layer: str | None) -> NDArray[Any] | None:
    path = raw() / file
    return np.asarray(gpd.read_file(path, layer=layer).geometry, dtype=object) if path.is_file() else None


def mapbiomas() -> dict[str, Path]:
    """Deforestation of Caquetá, by year."""
    return {path.stem[-4:]: path for path in sorted((raw() / "mapbiomas_transitions").glob("*.tif"))}


def raw() -> Path:
    return MIRROR if MIRROR.is_dir() else RAW


def tile(kind: str, size: int) -> Path:
    path = RESULTS / "input" / f"{kind}_{size}.tif"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file():
        print(f"creating {path.name}", flush=True)
        synthetic.tile(path, kind=kind, size=size)
    return path


def growth(quick: bool) -> str:
    """Measure how the cost of a tabulation grows with the numbers of cells and of zones."""
    sizes = (2_000, 4_000, 8_000) if quick else (10_000, 20_000, 40_000)
    corners = 256_000 if quick else 2_560_000
    many = [(size, 1122, corners) for size in sizes]
    many += [(sizes[-1], zones, corners) for zones in (11, 112, 11_220)]
    body = []
    for size, count, vertices in many:
        made = synthetic.coverage(count, vertices)
        figures = [
            measure("tabulate", name, (made, [str(tile("loss", size))], None))
            for name in ("terrapaz, 2 threads", "plain decoding, 2 threads")
        ]
        mine, plain = (row["seconds"] for row in figures)
        each = f"{mine / size**2 * 1e9:.2f}"
        line = [f"{size:,} x {size:,}", f"{len(made):,}", f"{shapely.get_num_coordinates(made).sum():,}"]
        body.append([*line, f"{mine:.3f}", each, f"{mine / plain:.2f}", f"{figures[0]['peak_mb']:,.0f}"])
    head = ["cells", "zones", "corners", "seconds", "ns per cell", "times decoding", "peak MB"]
    return f"### How the cost grows: loss tiles, 2 threads\n\n{markdown(head, body, words=(0,))}"


def child(question: str, name: str, given: Path, answer: Path) -> None:
    """Run one candidate in this process; write its answer and print its measurements."""
    arguments = pickle.loads(given.read_bytes())
    run = CANDIDATES[question][name](*arguments)
    next(run)
    seconds: list[float] = []
    found = None
    count, least, most = REPEATS
    while (len(seconds) < count or sum(seconds) < least) and sum(seconds) < most:
        start = time.perf_counter()
        found = next(run)
        seconds.append(time.perf_counter() - start)
    answer.write_bytes(pickle.dumps(found))
    print(json.dumps({"seconds": min(seconds), "peak_mb": peak_mb()}))


def peak_mb() -> float:
    """Peak memory of this process or of its children, whichever is largest.

    From Linux's /proc if it exists, because getrusage includes the process from which this one was forked.
    """
    me = psutil.Process()
    held = [Path(f"/proc/{process.pid}/status") for process in (me, *me.children(recursive=True))]
    lines = [line for path in held if path.exists() for line in path.read_text().splitlines()]
    peaks = [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
    return max(peaks, default=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024


def measure(question: str, name: str, arguments: Input) -> Row:
    """Run one candidate in a separate process."""
    given, answer = RESULTS / "given.pickle", RESULTS / "answer.pickle"
    given.write_bytes(pickle.dumps(arguments))
    command = [sys.executable, "-m", "bench", "--child", question, name, str(given), str(answer)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, cwd=ROOT, check=False)
        if done.returncode:
            last = (done.stderr.strip() or f"exit {done.returncode}").splitlines()[-1]
            return {"fails": last[:90]}
        return {**json.loads(done.stdout.splitlines()[-1]), "answer": pickle.loads(answer.read_bytes())}
    except subprocess.TimeoutExpired:
        return {"fails": f"not done in {PATIENCE} s"}
    finally:
        given.unlink(missing_ok=True)
        answer.unlink(missing_ok=True)


def main() -> None:
    """Run the cases and write the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a twenty-fifth of the cells, a tenth of the polygons")
    parser.add_argument("--only", default="", help="cases whose title or question contains this")
    parser.add_argument("--ours", action="store_true", help="terrapaz and the decoding limit alone")
    parser.add_argument("--markdown", type=Path, help="a document whose tables are to be replaced")
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        question, name, given, answer = options.child
        child(question, name, Path(given), Path(answer))
        return
    RESULTS.mkdir(parents=True, exist_ok=True)
    text = [machine() + "\n"]
    for case, arguments in cases(options.quick):
        if options.only not in case.title and options.only != case.question:
            continue
        print(case.title, flush=True)
        rows = {}
        for name in CANDIDATES[case.question]:
            if options.ours and not name.startswith(("terrapaz", "plain")):
                continue
            rows[name] = measure(case.question, name, arguments)
            result = rows[name].get("fails") or f"{rows[name]['seconds']:.3f} s"
            print(f"  {name}: {result}", flush=True)
        text.append(table(case, rows))
        (RESULTS / "bench.md").write_text("\n".join(text), "utf-8")
    if options.only in "growth":
        print("growth", flush=True)
        text.append(growth(options.quick))
    current = boundaries(*EDITION_2021)
    if options.only in "difference" and current is not None and mapbiomas():
        print("difference to covered fractions", flush=True)
        title = "### Cell centres against covered fractions: deforestation by MapBiomas, municipality by municipality"
        text.append(f"{title}\n\n{difference.table(current, mapbiomas(), 1)}")
    (RESULTS / "bench.md").write_text("\n".join(text), "utf-8")
    if options.markdown:
        kept = options.markdown.read_text("utf-8").partition(MARK)[0] if options.markdown.exists() else ""
        options.markdown.write_text(kept + MARK + "\n" + "\n".join(text), "utf-8")


if __name__ == "__main__":
    main()
