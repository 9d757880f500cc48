"""A comparison as it is shown: its scenes, its numbers, its texts, for the app, exports and print maps alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import isnan

import pandas as pd

from layers.scene import bivariate, notes, paired
from layers.scene import choropleth as colours
from layers.scene.basemap import Basemap
from layers.scene.bivariate import Pair, pair
from layers.scene.change import Change, change, comparable, signed, signed_percent
from layers.scene.change_map import shade as shade_of_change
from layers.scene.comparison import PERCENT, Comparison
from layers.scene.compose import scene
from layers.scene.model import Credit, Scene, Shade
from layers.tables import Tables
from layers.text.i18n import Translator, translator
from layers.text.terms import alphabetical, within


@dataclass(frozen=True, eq=False)
class Drawn:
    """A comparison as it is shown, in its language.

    Attributes
    ----------
    scenes
        One map, or those of two side by side.
    change, pair
        The numbers: of one measure its change, of two measures both.
    covered
        The years that the values of each side are of.
    """

    comparison: Comparison
    scenes: tuple[Scene, ...]
    change: Change | None
    pair: Pair | None
    covered: tuple[tuple[int, ...], tuple[int, ...]]

    @cached_property
    def t(self) -> Translator:
        """Translator of its language."""
        return translator(self.comparison.first.lang)

    @property
    def place(self) -> str:
        """Name of the place."""
        return self.scenes[0]["place"]

    @property
    def title(self) -> str:
        """What is compared: a measure, its change, or two measures."""
        if len(self.scenes) == 1:
            return self.scenes[0]["choropleths"][0]["title"]
        titles = dict.fromkeys(each["choropleths"][0]["title"] for each in self.scenes)
        first, *others = titles
        return self.t(" and ").join((first, *map(within, others)))

    @property
    def years(self) -> str:
        """The years that are compared."""
        if len(self.scenes) == 1:
            return self.scenes[0]["choropleths"][0]["years"]
        first, second = (each["choropleths"][0]["years"] or each["period"] for each in self.scenes)
        if not self.comparison.is_of_one_measure:
            return f"{first} · {second}"
        return self.t("{second} compared with {first}", first=first, second=second)

    def captions(self) -> list[tuple[str, str]]:
        """Title and details of each map; two maps of one measure differ by their years."""
        found = []
        for each in self.scenes:
            shade = each["choropleths"][0]
            years = shade["years"] or each["period"]
            titles = (shade["title"], years) if len(self.scenes) == 1 else (years, shade["title"])
            title, beside = titles if self.comparison.is_of_one_measure else (shade["title"], years)
            found.append((title, " · ".join(filter(None, (beside, shade["unit"], shade["over"])))))
        return found

    @property
    def name(self) -> str:
        """Place and title."""
        return f"{self.place} · {self.title}"

    @property
    def heading(self) -> str:
        """Place, title and years."""
        return f"{self.name}, {self.years}"

    @property
    def notices(self) -> list[str]:
        """What the maps do not show, each once."""
        texts = ([*each["choropleths"][0]["notices"], *each["notices"]] for each in self.scenes)
        return list(dict.fromkeys(text for each in texts for text in each))

    @property
    def credits(self) -> list[Credit]:
        """The sources of all maps, each once."""
        return list({credit["id"]: credit for scene in self.scenes for credit in scene["credits"]}.values())

    @property
    def sources(self) -> list[str]:
        """Ids of the sources of its numbers."""
        return list(dict.fromkeys(name for layer in self.comparison.layers for name in layer.sources))

    @property
    def file_name(self) -> str:
        """Name for its files without an ending."""
        chosen = self.comparison
        spans = dict.fromkeys(f"{side.start[:4]}-{side.end[:4]}" for side in chosen.sides)
        names = dict.fromkeys(layer.id for layer in chosen.layers)
        looks = (chosen.form if chosen.form != "map" else "", PERCENT if chosen.relative else "")
        parts = ("terrapaz", chosen.first.place_id, chosen.mode, *names, *spans, *looks)
        return "-".join(filter(None, parts)).replace("_", "-")


def draw(comparison: Comparison, tables: Tables, base: Basemap) -> Drawn:
    """Draw a comparison on a base map: the scenes and the numbers that they show.

    Raises
    ------
    GeoDataError
        A place that is not in this edition of the boundaries.
    """
    earlier, later = sides = [replace(side, layers=("regions",)) for side in comparison.sides]
    first, second = (scene(side, tables, base) for side in sides)
    layer, _ = comparison.layers
    if comparison.mode == "both":
        found = pair(comparison.layers, comparison.first, tables)
        shade = bivariate.shade(found, comparison.first, tables, base.codes)
        return Drawn(
            comparison,
            (_summed_up(paired.with_shade(shade, first, second)),),
            None,
            found,
            (found.years, found.years),
        )
    changed = change(layer, earlier, later, tables, comparison.form) if comparison.is_of_one_measure else None
    if comparison.mode == "change" and changed is not None:
        shade = shade_of_change(changed, later, tables, base.codes, relative=comparison.relative)
        return Drawn(comparison, (_summed_up(paired.with_shade(shade, second, first)),), changed, None, changed.years)
    if changed is not None:
        alike = replace(layer, measure=comparable(layer.measure))
        classes = colours.common_classes(alike, sides, tables)
        first, second = (
            _recoloured(each, colours.shade(alike, side, tables, base.codes, classes))
            for each, side in zip((first, second), sides, strict=True)
        )
    scenes = (first | {"synced": True}, second | {"synced": True})
    used = zip(comparison.layers, sides, strict=True)
    own, other = (tuple(tables.values(each.measure, side.years).attrs["years"]) for each, side in used)
    return Drawn(comparison, scenes, changed, None, (own, other))


def numbers(drawn: Drawn, tables: Tables) -> pd.DataFrame:
    """The numbers of a comparison as a table, in the order of names; NaN is no data, or no percentage.

    Returns
    -------
    pandas.DataFrame
        By code: ``municipality``, ``department``, and the columns of :attr:`layers.scene.change.Change.table`; of two
        measures only ``first`` and ``second``, with the low and high estimates of those that have them.
    """
    codes = tables.shown_codes(drawn.comparison.first)
    found = drawn.change.table if drawn.change is not None else _of_two_measures(drawn, tables, codes)
    places = tables.municipalities.set_index("municipality_code").loc[codes, ["municipality", "department"]]
    by_name = places["municipality"].map(alphabetical).sort_values(kind="stable").index
    joined: pd.DataFrame = pd.DataFrame(places).join(found).loc[by_name]
    return joined


def _of_two_measures(drawn: Drawn, tables: Tables, codes: pd.Index) -> pd.DataFrame:
    pair, sides = drawn.pair, drawn.comparison.sides
    spans = [pair.years if pair is not None else side.years for side in sides]
    found = pd.concat(
        [
            colours.estimates(layer, tables, years, codes)
            .add_prefix(f"{name}_")
            .rename(columns={f"{name}_best": name})
            for name, layer, years in zip(("first", "second"), drawn.comparison.layers, spans, strict=True)
        ],
        axis=1,
    )
    return found if pair is None else found.loc[pair.table.index].reindex(codes)


def headings(drawn: Drawn, tables: Tables) -> dict[str, tuple[str, str]]:
    """Title and unit of each column of :func:`numbers` that holds numbers, but for the low and high estimates."""
    t, found = drawn.t, drawn.change
    if found is not None:
        first, second = found.periods(t)
        unit = found.unit(tables.sources, t)
        return {
            "first": (first, unit),
            "second": (second, unit),
            "difference": (t("Change"), found.unit_of_difference(tables.sources, t)),
            "percent": (t("Change in per cent"), "%"),
        }
    years = [drawn.years] * 2 if drawn.pair else [each["choropleths"][0]["years"] for each in drawn.scenes]
    return {
        name: (t(layer.title), ", ".join(filter(None, (t(layer.measure.unit), span))))
        for name, layer, span in zip(("first", "second"), drawn.comparison.layers, years, strict=True)
    }


def cell(row: pd.Series, name: str, t: Translator) -> tuple[float | None, str, str]:
    """A number of :func:`numbers`: its value, how it is printed, and the smaller text below it.

    Without a value it is None, and its text says why.
    """
    value = float(row[name])
    if isnan(value):
        is_known = name == "percent" and not isnan(row["difference"])
        return None, t("no percentage") if is_known else t("no data"), ""
    if name == "percent":
        return value, signed_percent(value, t), ""
    if name == "difference":
        return value, signed(value, t), t("within the uncertainty") if row["is_uncertain"] else ""
    low, high = (t.significant(row.get(f"{name}_{bound}", value)) for bound in ("low", "high"))
    return value, t.significant(value), f"{low}–{high}" if low != high else ""


def _recoloured(shown: Scene, shade: Shade) -> Scene:
    """A scene of a measure with another shade of it, and a summary of that."""
    t = translator(shown["lang"])
    summary = notes.summary(shown["place"], shown["period"], [shade], shown["overlays"], shade["notices"], t)
    return shown | {"choropleths": [shade], "summary": summary}


def _summed_up(shown: Scene) -> Scene:
    """A scene with a title that has its place, and a summary of the shade that it got."""
    shade, t = shown["choropleths"][0], translator(shown["lang"])
    title = f"{shown['place']} · {shade['title']}"
    sentences = [f"{title}, {shade['years']}."]
    if shade["range"]:
        low, high = shade["range"]
        sentences.append(t("From {low} to {high} {unit}.", low=low, high=high, unit=shade["unit"]).replace(" .", "."))
    sentences.append(t.plural("{n} municipality has data,", "{n} municipalities have data,", shade["n"]))
    sentences.append(t.plural("{n} has none.", "{n} have none.", shade["nodata"]["n"]))
    named = shade | {"heading": title}
    return shown | {"choropleths": [named], "title": title, "period": shade["years"], "summary": " ".join(sentences)}
