"""Read ``watch.toml`` strictly: what is unknown or means nothing is refused, with the nearest that is known."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

from geo.catalogue import declared, declared_sources
from geo.refresh import refreshable
from geo.schema import REGIONS, GeoDataError, one_of
from geo.source import IMPORTED_PREFIX
from layers.dossier import document as dossier
from layers.extract import MEDIA_TYPES
from layers.figure import FORMATS
from layers.figure.sheet import PAPERS
from layers.selection import BORDERS, KEYS
from layers.text.i18n import LANGS
from layers.watch.rules import COUNTRY, EACH, EVENT_MEASURES, EXAMPLE, Output, Rule, Watch, place

__all__ = ["EXAMPLE", "read"]

RESERVED: Final = ("changes.parquet", "changes.csv", "changes.geojson", "state.json", "latest.json", "digest.html",
                   "digest.eml", "digest.txt", "line.txt", "feeds", *LANGS)  # fmt: skip
"""Names in the output folder that ``terrapaz watch`` itself writes."""

_PAPER: Final = "a4-landscape"
_OWN_FLAGS: Final[Mapping[str, tuple[str, ...]]] = {
    "map": (),
    "figure": ("paper",),
    "report": ("place", "lang", "from", "to"),
    "extract": ("table",),
    "gallery": ("dossier",),
}
_ENDINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "map": ("html", "htm"),
    "figure": FORMATS,
    "report": dossier.KINDS,
    "extract": tuple(MEDIA_TYPES),
}
_SPANS: Final = (12, 36)
_TOP: Final = (
    *("folder", "refresh", "sources", "places", "languages", "address", "previous"),
    *("mail", "rule", "output"),
)
_RULE: Final = ("id", "measure", "sources", "places", "threshold", "unusual", "at_least")
_OUTPUT: Final = ("make", "file", "flags")


def read(path: Path) -> Watch:
    """Read a file; see :data:`EXAMPLE`.

    Raises
    ------
    GeoDataError
        It is missing or no TOML, or it has an unknown key, a value of the wrong kind, or one that means nothing.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise GeoDataError("does not exist", source=str(path), remedy="terrapaz watch --init writes one") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GeoDataError(f"is no TOML: {error}", source=str(path), remedy="correct that line") from error
    return _Reader(path.name).watch(content, path.parent)


@dataclass(frozen=True)
class _Reader:
    """Checks values and names the key of those that are wrong."""

    file: str

    def watch(self, content: Mapping[str, Any], folder: Path) -> Watch:
        self.known(content, _TOP, "")
        mail = self.table(content, "mail", ("from", "to"))
        sources = self.names(content, "sources", declared_sources(), prefix=IMPORTED_PREFIX)
        places = self.texts(content, "places") or Watch.places
        rules = [self.rule(each) for each in self.tables(content, "rule")]
        outputs = [self.output(each) for each in self.tables(content, "output")]
        for key, ids in (("rule.id", [rule.id for rule in rules]), ("output.file", [each.file for each in outputs])):
            if twice := {name for name in ids if ids.count(name) > 1}:
                self.fail("is there twice", key, min(twice), "give each its own")
        for name in places:
            self.place(name, "places")
        previous = self.text(content, "previous")
        return Watch(
            folder / (self.text(content, "folder") or "watch"),
            self.names(content, "refresh", refreshable()),
            sources,
            places,
            self.names(content, "languages", LANGS) or LANGS,  # type: ignore[arg-type]
            self.address(self.text(content, "address")),
            folder / previous if previous else None,
            self.mailbox(self.text(mail, "from") or Watch.sender, "mail.from"),
            tuple(self.mailbox(each, "mail.to") for each in self.texts(mail, "to")),
            tuple(rules) if "rule" in content else Watch.rules,
            tuple(outputs),
        )

    def rule(self, stated: Mapping[str, Any]) -> Rule:
        self.known(stated, _RULE, "rule")
        name, measure = self.text(stated, "id"), self.text(stated, "measure")
        if not re.fullmatch(r"[a-z0-9-]+", name):
            self.fail("is no name", "rule.id", name, "use small letters, digits and hyphens")
        if not measure:
            self.fail("is missing", f"rule.{name}.measure", None, "events, fatalities_best, victims or a variable")
        for place_name in (places := self.texts(stated, "places") or (EACH,)):
            if place_name != EACH:
                self.place(place_name, f"rule.{name}.places")
        threshold, unusual = (self.number(stated, key) for key in ("threshold", "unusual"))
        if (threshold is None) == (unusual is None):
            self.fail("needs either threshold or unusual", f"rule.{name}", None, "state one of them")
        if unusual is not None and unusual not in _SPANS:
            self.fail("is no such span", f"rule.{name}.unusual", unusual, "12 or 36 months")
        sources = self.names(stated, "sources", declared_sources(), prefix=IMPORTED_PREFIX)
        if measure not in EVENT_MEASURES and unusual is not None:
            self.fail(
                "is no count of events", f"rule.{name}.measure", measure, "state a threshold instead of unusual"
            )
        if measure not in (*EVENT_MEASURES, *_variables()) and not any(map(_is_imported, sources)):
            remedy = f"{one_of(measure, (*EVENT_MEASURES, *_variables()))}; of an imported source, name it in sources"
            self.fail("is no measure of a source", f"rule.{name}.measure", measure, remedy)
        least = self.number(stated, "at_least")
        if least is not None and least != int(least):
            self.fail("is no whole number", f"rule.{name}.at_least", least, "as in 5")
        return Rule(
            name,
            measure,
            sources,
            places,
            threshold,
            None if unusual is None else int(unusual),
            Rule.at_least if least is None else int(least),
        )

    def output(self, stated: Mapping[str, Any]) -> Output:
        self.known(stated, _OUTPUT, "output")
        make, file = self.text(stated, "make"), self.text(stated, "file")
        if make not in _OWN_FLAGS:
            self.fail("is no command that writes an output", "output.make", make, one_of(make, _OWN_FLAGS))
        parts = PurePosixPath(file).parts
        if not file or file.startswith("/") or ".." in parts or parts[0] in RESERVED or "\\" in file:
            self.fail("is no path inside the output folder", "output.file", file, 'as in "maps/catatumbo.html"')
        if re.sub(r"\{date\}", "", file).count("{"):
            self.fail("has an unknown part in braces", "output.file", file, "{date} is the only one")
        endings = _ENDINGS.get(make, ())
        if endings and not file.lower().endswith(tuple(f".{each}" for each in endings)):
            self.fail(
                "has another ending than this command writes", "output.file", file, f"one of {', '.join(endings)}"
            )
        flags = self.table(stated, "flags", self.flags(make))
        texts = {key: ",".join(map(str, v)) if isinstance(v, list) else str(v) for key, v in flags.items()}
        if make == "report" and not texts.get("place"):
            self.fail("is missing", "output.flags.place", None, 'as in flags = { place = "54810" }')
        if texts.get("paper", _PAPER) not in PAPERS:
            self.fail("is no format", "output.flags.paper", texts["paper"], one_of(texts["paper"], PAPERS))
        wanted = Output(make, file, texts)  # type: ignore[arg-type]
        for name in filter(None, texts.get("dossier", "").split(",")):
            self.place(name, "output.flags.dossier")
        _ = wanted.selection  # raises what is wrong with a flag
        return wanted

    def flags(self, make: str) -> tuple[str, ...]:
        selects = () if make in ("report", "gallery") else KEYS
        return (*selects, *_OWN_FLAGS[make])

    def known(self, content: Mapping[str, Any], keys: Iterable[str], table: str) -> None:
        for key in content:
            if key not in keys:
                self.fail("no such key", f"{table}.{key}".lstrip("."), content[key], one_of(key, keys))

    def table(self, content: Mapping[str, Any], key: str, keys: Iterable[str]) -> Mapping[str, Any]:
        found = content.get(key, {})
        if not isinstance(found, dict):
            self.fail("is no table", key, found, f"write [{key}] above its keys")
        self.known(found, keys, key)
        return found

    def tables(self, content: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        found = content.get(key, [])
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            self.fail("is no list of tables", key, found, f"write [[{key}]] above the keys of each")
        return found

    def text(self, content: Mapping[str, Any], key: str) -> str:
        found = content.get(key, "")
        if not isinstance(found, str) or "\n" in found or "\r" in found:
            self.fail("is no text of one line", key, found, "put it in quotation marks")
        return found

    def texts(self, content: Mapping[str, Any], key: str) -> tuple[str, ...]:
        found = content.get(key, [])
        if not isinstance(found, list) or not all(isinstance(each, str) and "\n" not in each for each in found):
            self.fail("is no list of texts", key, found, 'as in ["catatumbo", "18"]')
        return tuple(dict.fromkeys(found))

    def names(
        self, content: Mapping[str, Any], key: str, among: Iterable[str], *, prefix: str | None = None
    ) -> tuple[str, ...]:
        names = list(among)
        for name in (found := self.texts(content, key)):
            if name not in names and not (prefix and name.startswith(prefix)):
                self.fail("is not one of them", key, name, one_of(name, names))
        return found

    def number(self, content: Mapping[str, Any], key: str) -> float | None:
        found = content.get(key)
        if found is not None and (
            isinstance(found, bool) or not isinstance(found, int | float) or not 0 < found < math.inf
        ):
            self.fail("is no number above 0", key, found, "write it without quotation marks")
        return found

    def place(self, name: str, key: str) -> None:
        try:
            place(name)
        except GeoDataError as error:
            regions = (COUNTRY, EACH, *REGIONS, *BORDERS) if key.startswith("rule") else (COUNTRY, *REGIONS, *BORDERS)
            remedy = f"{one_of(name, regions)}, a department (18) or a municipality (54810)"
            raise GeoDataError("no such place", source=self.file, column=key, value=name, remedy=remedy) from error

    def address(self, text: str) -> str:
        parts = urlsplit(text)
        if text and (parts.scheme not in ("https", "http") or not parts.hostname or re.search(r"\s", text)):
            self.fail("is no address of the web", "address", text, "as in https://example.org/terrapaz/")
        return f"{text.rstrip('/')}/" if text else ""

    def mailbox(self, text: str, key: str) -> str:
        try:
            return Address(addr_spec=text).addr_spec
        except (ValueError, IndexError):
            self.fail("is no mail address", key, text, "as in name@example.org")

    def fail(self, problem: str, key: str, value: object, remedy: str) -> NoReturn:
        raise GeoDataError(problem, source=self.file, column=key, value=value, remedy=remedy)


@cache
def _variables() -> tuple[str, ...]:
    """Every yearly figure that a declared source has."""
    sources = [declared(name).source for name in declared_sources()]
    return tuple(sorted({variable.id for source in sources for variable in source.variables}))


def _is_imported(source: str) -> bool:
    return source.startswith(IMPORTED_PREFIX)
