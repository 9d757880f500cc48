"""Headlines of a comparison: of two maps, of a change, of two measures, by the rules of ``headlines``."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd
from markupsafe import Markup, escape

from geo.statistics.change import percent, ranges_overlap
from layers.catalog.forms import in_form
from layers.dossier.measure_headlines import of_map
from layers.dossier.writer import Writer
from layers.scene import bivariate
from layers.scene.bivariate import Pair
from layers.scene.change import METHOD_CHANGED, NOTHING_TO_COMPARE, Change, change, comparable, signed, signed_percent
from layers.scene.compared import Drawn
from layers.scene.notes import around
from layers.tables import Tables
from layers.text.i18n import N_
from layers.text.terms import unit_after, within

_NAMED: Final = 6
"""Municipalities that are named; of more, only their number is given."""


def of_comparison(drawn: Drawn, tables: Tables) -> Markup:
    """Write what a comparison shows: how much, where, when and compared with what."""
    w = Writer(drawn.comparison.first, tables)
    if drawn.pair is not None:
        return _of_pair(Writer(around(drawn.comparison.first), tables), drawn.pair)
    if drawn.change is not None:
        return _of_change(w, drawn, drawn.change)
    return _of_maps(w, drawn)


def unsaid(drawn: Drawn, headline: Markup) -> list[str]:
    """The notices of a comparison that its headline does not state."""
    return [text for text in drawn.notices if escape(text) not in headline]


def _of_maps(w: Writer, drawn: Drawn) -> Markup:
    """The headlines of two maps side by side, and that they are not compared if their years differ."""
    sides = [replace(side, layers=()) for side in drawn.comparison.sides]
    texts = [of_map(side, w.tables) for side in sides]
    years = [list(each) for each in drawn.covered]
    if all(years) and years[0] != years[1]:
        note = N_("The two maps have different years, {first} and {second}: their values are not compared.")
        texts.append(w.sentence(note, first=w.t.years(years[0]), second=w.t.years(years[1])))
    return Markup(" ").join(texts)


def _of_change(w: Writer, drawn: Drawn, found: Change) -> Markup:
    """The amounts of both periods, in how many municipalities a measure rose and fell, and where it did most."""
    title = w.t(found.layer.title)
    if not all(found.years):
        first, second = found.periods(w.t)
        text = N_("{title}: one of the periods has no data: {first}, {second}.")
        return w.sentence(text, title=title, first=first, second=second)
    if found.years[0] == found.years[1]:
        return w.sentence(NOTHING_TO_COMPARE, title=title, years=w.t.years(list(found.years[0])))
    rows = found.known.reindex(w.codes).dropna(subset=["difference"])
    first, second = found.periods(w.t)
    if rows.empty:
        text = N_("{title}, {here}: no municipality has data of both {first} and {second}.")
        return w.sentence(text, title=title, here=w.here, first=first, second=second)
    texts = [_total(w, drawn, found)]
    if not w.single:
        text = N_("By municipality, higher in {up} and lower in {down} of the {n} with data in both.")
        if not texts[0]:
            text = N_(
                "{title}, {here}, {second} compared with {first}: higher in {up} and lower in {down} of the {n}"
                " municipalities with data in both."
            )
        counts = {"up": rows["difference"] > 0, "down": rows["difference"] < 0, "n": rows["difference"].notna()}
        numbers = {name: w.plain(float(each.sum()), f"change/{name}") for name, each in counts.items()}
        texts.append(w.sentence(text, title=title, here=w.here, first=first, second=second, **numbers))
        by = "percent" if drawn.comparison.relative else "difference"
        rose, fell = (rows[rows[by] > 0].nlargest(1, by), rows[rows[by] < 0].nsmallest(1, by))
        most = (N_("It rose most in {name}: {value}{sure}."), N_("It fell most in {name}: {value}{sure}."))
        if by == "percent":
            of = float(rows[by].notna().sum())
            texts.append(w.sentence(N_("With a percentage: {n}."), n=w.plain(of, "change/with percentage")))
            most = (
                N_("Of these it rose most in {name}: {value}{sure}."),
                N_("Of these it fell most in {name}: {value}{sure}."),
            )
        texts += [_extreme(w, found, by, each, text) for each, text in zip((rose, fell), most, strict=True)]
    elif not texts[0]:
        texts.append(_of_one(w, found, rows.iloc[0]))
    years = sorted({*found.years[0], *found.years[1]})
    if changed := w.sources[found.layer.measure.source].coverage.breaks_within(years[0], years[-1]):
        texts.append(w.sentence(METHOD_CHANGED, title=title, years=w.t.years(changed)))
    return Markup(" ").join(filter(None, texts))


def _total(w: Writer, drawn: Drawn, found: Change) -> Markup:
    """The sums over the municipalities with data in both periods; empty for what may not be summed."""
    counted = in_form(found.layer, "count", w.sources)
    if counted is None or found.layer.measure.over_years == "last":
        return Markup()
    earlier, later = drawn.comparison.sides
    rows = change(found.layer, earlier, later, w.tables, "count")
    known = rows.known.reindex(w.codes).dropna(subset=["difference"])
    sums = known.drop(columns=["difference", "percent", "is_uncertain"]).sum()
    is_annual = comparable(counted.measure) != counted.measure
    base = sums["first"] * (len(rows.years[0]) if is_annual else 1)
    relative = percent(sums[["first"]], sums[["second"]].set_axis(["first"]), pd.Series({"first": base})).iloc[0]
    first, second = rows.periods(w.t)
    text = N_("{title}, {here}: {after} {unit} in {second}, and {before} in {first}{beside}.")
    if counted.measure.over_years == "mean":
        text = N_("{title}, {here}: {after} {unit} on average in {second}, and {before} in {first}{beside}.")
    beside = [] if pd.isna(relative) else [_percent(w, relative)]
    beside += [] if len(known) == len(w.codes) else [_reach(w, len(known))]
    sums_of_both = w.sentence(
        text,
        title=w.t(found.layer.title) if counted is found.layer else w.t(_of_amount(w, found)),
        here=w.here,
        after=_with_range(w, sums, "second"),
        before=_with_range(w, sums, "first"),
        unit=unit_after(float(sums["second"]), rows.unit(w.sources, w.t), w.t),
        first=first,
        second=second,
        beside=Markup(" ({})").format(Markup("; ").join(beside)) if beside else "",
    )
    if "first_low" not in sums or sums["first"] == sums["second"] or not _overlaps(sums):
        return sums_of_both
    unsure = N_("The low and high estimates of the two periods overlap: the change is smaller than the uncertainty.")
    return Markup(" ").join((sums_of_both, w.sentence(unsure)))


def _of_amount(w: Writer, found: Change) -> str:
    """Title of the amount that a rate is made of, where its source states one."""
    source, own = w.sources.get(found.layer.measure.source), found.layer.measure.variable
    stated = [each.title for each in source.variables if each.id == own] if source else []
    return stated[0] if stated else found.layer.title


def _reach(w: Writer, n: int) -> Markup:
    counts = {"covered": n, "asked": len(w.codes)}
    values = {name: w.plain(float(each), f"municipalities/{name}") for name, each in counts.items()}
    return w.sentence(N_("{covered} of {asked} municipalities"), **values)


def _with_range(w: Writer, sums: pd.Series, period: str) -> Markup:
    best = w.plain(float(sums[period]), f"change/total/{period}")
    low, high = (sums.get(f"{period}_{bound}", sums[period]) for bound in ("low", "high"))
    if low == high:
        return best
    bounds = {
        name: w.plain(float(each), f"change/total/{period}/{name}") for name, each in (("low", low), ("high", high))
    }
    return w.sentence(N_("{best} (low {low}, high {high})"), best=best, **bounds)


def _overlaps(sums: pd.Series) -> bool:
    ranges = [
        pd.DataFrame({each: [sums[f"{period}_{each}"]] for each in ("low", "high")}) for period in ("first", "second")
    ]
    return bool(ranges_overlap(*ranges).iloc[0])


def _extreme(w: Writer, found: Change, by: str, chosen: pd.DataFrame, text: str) -> Markup:
    """Where a measure rose or fell most, from how much to how much; empty if it did nowhere."""
    if chosen.empty:
        return Markup()
    row = chosen.iloc[0]
    sure = Markup(", {}").format(w.t("within the uncertainty")) if row["is_uncertain"] else ""
    return w.sentence(
        text, name=str(w.rows["municipality"][chosen.index[0]]), value=_by(w, found, row, by), sure=sure
    )


def _of_one(w: Writer, found: Change, row: pd.Series) -> Markup:
    first, second = found.periods(w.t)
    return w.sentence(
        N_("{title}, {here}, {second} compared with {first}: {value}{sure}."),
        title=w.t(found.layer.title),
        here=w.here,
        first=first,
        second=second,
        value=_by(w, found, row, "difference"),
        sure=Markup(", {}").format(w.t("within the uncertainty")) if row["is_uncertain"] else "",
    )


def _by(w: Writer, found: Change, row: pd.Series, by: str) -> Markup:
    """A change by its difference or percentage, from how much to how much."""
    exact = f"change/{by}"
    if by == "percent":
        value = _percent(w, row["percent"])
    else:
        element = Markup('<data value="{}" data-what="{}">{}</data>')
        number = element.format(repr(float(row[by])), exact, signed(row[by], w.t))
        value = Markup("{} {}").format(number, found.unit_of_difference(w.sources, w.t))
    text = N_("{value}, from {first} to {second} {unit}")
    unit = found.unit(w.sources, w.t)
    if by == "difference" and unit == found.unit_of_difference(w.sources, w.t):
        text, unit = N_("{value}, from {first} to {second}"), ""
    sides = {name: w.plain(float(row[name]), f"change/{name}") for name in ("first", "second")}
    return w.sentence(text, value=value, unit=unit, **sides)


def _percent(w: Writer, value: float) -> Markup:
    element = Markup('<data value="{}" data-what="change/percent">{}</data>')
    return element.format(repr(float(value)), signed_percent(value, w.t))


def _of_pair(w: Writer, found: Pair) -> Markup:
    """How many municipalities are in the upper third of two measures, of the years that both cover."""
    if not found.years:
        return w.sentence("{text}", text=bivariate.notices(found, w.t)[0])
    if found.table.empty:
        return w.sentence(N_("No municipality has both measures in these years."))
    titles = [w.t(layer.title) for layer in found.layers]
    pair, bounds = found.table, [upper for _, upper in found.bounds]
    high = pair[(pair["a"] >= bounds[0]) & (pair["b"] >= bounds[1]) & (pair["a"] > 0) & (pair["b"] > 0)]
    text = N_(
        "{first} and {second}, {years}: in the upper third of both, {high} of the {n} municipalities {here} with data"
        " of both{names}."
    )
    names = ", ".join(high["name"]) if 0 < len(high) <= _NAMED else ""
    return w.sentence(
        text,
        n=w.plain(float(len(pair)), "pair/municipalities"),
        here=w.here,
        high=w.plain(float(len(high)), "pair/high"),
        first=titles[0],
        second=within(titles[1]),
        years=w.t.years(list(found.years)),
        names=Markup(" ({})").format(names) if names else "",
    )
