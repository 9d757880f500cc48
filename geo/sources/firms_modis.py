"""Active fires detected by MODIS, one row per detection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from geo.lazy import np, pd
from geo.publishers.firms import Firms
from geo.publishers.publisher import Delivery, Publisher
from geo.rejects import set_aside
from geo.schema import GeoDataError
from geo.source import Coverage, RawFile, Source, Variable, refreshed

_PINNED: Final = (
    "https://raw.githubusercontent.com/jmanali1996/Colombian-Wildfires/70a559584970a33e7894236190013cff0c3f1647/Data"
)
_SHA256: Final = {
    2000: "b94ebf12f8612e871f59ac46d6d12c575680588972e8977dfb627e455bccfcb6",
    2001: "fb25aece273dce0648e4325578adac82498d7e686fa38a5c3960eacfc4cbbe19",
    2002: "715e777bafb121941fc93c3b5237566c2e618f8cf0aee0211cf60b13e1f01e9b",
    2003: "3c46a35a73f6554ca110b7ca45bb56e81584baabf746d2023fa790828e0d9553",
    2004: "45e1020dc7e853eb9881e81b48ffabce7a3bd0a1b8d9c8d3288bdd1c3403ce09",
    2005: "4010e60ad31a401812642a6cbbd0d3e5d557576ad3360de98d7ca1a5f0f824e9",
    2006: "1677bd79d8df42e2ecdb7c4387e721d36740f19d872867dd7b83892dc5c8c735",
    2007: "316a96f09b13e6e683b29501bdfc52602154d9a237d6113b744a75040545c565",
    2008: "7bdfa720fd89c5fc8f8779136647887ec70991e958bf6983328698c92b411d8a",
    2009: "3ad83b02472953ff3b134f7d1c8a378aae6c133ea0cd29eec55afa34226fc930",
    2010: "9985951de0fbb1e55144abf42887c655008ae09ffad65d2d43fc0c755e15a142",
    2011: "360731a448b49b3db63c6e50ea912edb9e8244338419a66c9ebe4c3bb1013dd2",
    2012: "81084d9ae00b7ace4e48f6d5f162fb7e7cf96bc450398a94667aa56280d78900",
    2013: "3bbe4c701a59b005df8087965e9d0efa4b72a0b3bd395faf1dc8a4fbb31f568c",
    2014: "5c84a0df60942f9df8dd4068d13a73612458a0f741766f643a6d34d28f3236bc",
    2015: "64d5dfedc18c096758338262c1c4395263cbe24502af2efd48235fff492a4d6a",
    2016: "07452dd4180f611e827191fd61251937628d9c7f543571a48a71d36595e5a60e",
    2017: "95ceb75804a49216923dbe8664adacb9f76c13bef2bcb646ba3d3aa0453eb5d7",
    2018: "e16556bc1255f1eb7ce5d01ba9b84d67700ab826eb881523007777ac89938a44",
    2019: "cdf51d1e65a1dc489d4dbd955f22428d14777461ff08272262c03885ccf31114",
    2020: "ea33fe78ad7e80f2c8143a9e60812a8ef21d78b7e4008bfb406dc96ff4cba4f1",
    2021: "ce96b3e1da07b7ebe5f9fb541b46af1aed7c941ba6bd27fe861be4a36dbfc329",
    2022: "a9fa2edf384d94d9546b80b173dcf740a446884edb38dd1a4ffd1b616685c349",
    2024: "457fd9b1df8434da7127f3a99f2fa8d7a241704332db366d287d2f17621bf84c",
}

SOURCE: Final = Source(
    id="firms_modis",
    title="Active fires",
    publisher="NASA FIRMS, MODIS C6.1",
    publisher_url="https://firms.modaps.eosdis.nasa.gov",
    licence="NASA open data",
    attribution="NASA FIRMS",
    period="November 2000 to February 2024, without 2023",
    retrieved="2026-11-22",
    kind="points",
    files=tuple(
        RawFile(f"firms_modis/{name}", sha256, f"{_PINNED}/{name}")
        for year, sha256 in _SHA256.items()
        for name in [f"modis_{year}_Colombia.csv"]
    ),
    coverage=Coverage(
        "2000-11-01",
        "2024-02-29",
        tuple(range(2003, 2023)),
        "country",
        absent_is_zero=True,
        note="Yearly figures from 2003 on, when two satellites flew; 2023 is absent, 2024 has two months.",
    ),
    variables=(Variable("fires", "detections", "Active fires detected"),),
    caveats=(
        "A detection is a pixel of about 1 km with heat in it at the hour of the overpass, not a fire and not an"
        " area burned: a large fire has many, a short or clouded one none.",
        "Until July 2002 only one of the two satellites flew; earlier counts are not comparable.",
        "Of 2023 there is no file: it has no data, not no fires. 2024 is January and February, near real time.",
        "Gas flares and other fixed sources are left out where the publisher marked them, which it did not do from"
        " 2009 to 2016: near oil fields those years are too high.",
        "Fire is used on pasture and crops as well as on forest: fires are not deforestation.",
    ),
)

_VEGETATION: Final = 0
_COLUMNS: Final = ("longitude", "latitude", "acq_date", "satellite", "confidence")

_NEW: Final = 2023
"""First year that is requested: the pinned files lack it, and have only two months of the next."""


def _deliver(answers: Mapping[str, Any], source: Source, _: date) -> Delivery:
    """Write one file per year and product (archive, near real time); pinned files of earlier years are kept."""
    fires: pd.DataFrame = answers["fires"]
    year, recent = fires["acq_date"].str[:4], fires["product"].str.endswith("NRT")
    files = {}
    for (when, near), rows in fires.groupby([year, recent]):
        columns = ["product", *(["type"] if near and "type" in rows.columns else [])]
        files[f"modis_{when}{'_nrt' if near else ''}_Colombia.csv"] = rows.drop(columns=columns)
    archived = date.fromisoformat(fires.loc[~recent, "acq_date"].max())
    years = [
        *source.coverage.years,
        *(year for year in range(_NEW, archived.year + 1) if date(year, 12, 31) <= archived),
    ]
    last = fires["acq_date"].max()
    return Delivery(
        files,
        replace(source.coverage, end=last, years=tuple(years), note="Yearly figures from 2003 on, when two satellites"
                f" flew; what FIRMS has archived reaches {archived}, the rest is near real time."),
        f"November 2000 to {last}",
        keep=tuple(file.path for file in source.files if f"modis_{_NEW + 1}" not in file.path),
        updates={"caveats": tuple(text for text in source.caveats if "2023" not in text)},
    )  # fmt: skip


PUBLISHER: Final = Publisher({"fires": Firms(_COLUMNS, f"{_NEW}-01-01")}, _deliver)


def load(raw: Path) -> pd.DataFrame:
    """Read the detections presumed to be vegetation fires.

    If the publisher classified the detections (``type``), volcanoes, static sources on land and detections at sea are
    left out; near-real-time files have no classes and are read completely.

    Returns
    -------
    pandas.DataFrame
        ``lon``, ``lat`` (of the cell's centre), ``date`` (the day in UTC), ``satellite`` (``Terra``, ``Aqua``),
        ``confidence`` (0-100; the publisher calls less than 30 low and 80 or more high), ``classed`` (whether the
        file has classes); in the order of the files.

    Raises
    ------
    GeoDataError
        If a confidence is outside 0-100.
    """
    return pd.concat([_read(raw / path) for path in _paths(raw)], ignore_index=True)


def rejects(raw: Path) -> pd.DataFrame:
    """Count the detections of each file that the publisher did not classify as vegetation fires."""
    other = {}
    for path in _paths(raw):
        classes = pd.read_csv(raw / path, usecols=lambda name: name == "type")
        other[Path(path).name] = int((classes["type"] != _VEGETATION).sum()) if len(classes.columns) else 0
    return set_aside(other, "a volcano, a fixed source or at sea, by the publisher's class", other.values())


def _paths(raw: Path) -> list[str]:
    return [file.path for file in refreshed(SOURCE, raw).files if file.path.endswith(".csv")]


def _read(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path, usecols=lambda name: name in (*_COLUMNS, "type"))
    absent = [name for name in _COLUMNS if name not in table.columns]
    if absent:
        raise GeoDataError(
            f"{path.name} has no such column",
            source=SOURCE.id,
            column=", ".join(absent),
            remedy="use the archive download in CSV, MODIS collection 6 or later",
        )
    confidence = pd.to_numeric(table["confidence"], errors="coerce")
    invalid = table.loc[~confidence.between(0, 100), "confidence"]
    if len(invalid):
        raise GeoDataError(
            "confidence is not a percentage",
            source=SOURCE.id,
            column="confidence",
            value=invalid.iloc[0],
            remedy="MODIS states 0 to 100; VIIRS files (l, n, h) are another product",
        )
    classed = "type" in table.columns
    if classed:
        table = table[table["type"] == _VEGETATION]
    return pd.DataFrame(
        {
            "lon": table["longitude"],
            "lat": table["latitude"],
            "date": pd.to_datetime(table["acq_date"], format="%Y-%m-%d"),
            "satellite": table["satellite"],
            "confidence": table["confidence"].astype(np.int8),
            "classed": classed,
        }
    )
