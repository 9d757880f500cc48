"""Fields to choose a place and a measure in, with what each measure covers there."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from geo.escaping import for_markdown
from layers.analysis.reach import Reach, reaches
from layers.app import picker, state
from layers.app.picker import Option
from layers.caching import weak_lru_cache
from layers.catalog import CHOROPLETHS
from layers.catalog.model import GROUPS
from layers.catalog.synonyms import SYNONYMS
from layers.scene import notes
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import LANGS, Lang, Translator, translator
from layers.text.terms import BORDER_NAMES, REGION_NAMES, alphabetical

_COUNTRY: Final = "country"
_EVERYWHERE: Final = ""
_NOTHING: Final = ""


def place(selection: Selection, tables: Tables, t: Translator) -> Selection:
    """Show the choice of a region or department, and of a municipality in it; return the selection."""
    rows = tables.municipalities.set_index("municipality_code")
    departments = dict(
        rows.sort_values("department", key=lambda names: names.map(alphabetical))
        .groupby("department_code", sort=False)["department"]
        .first()
    )
    # Caquetá is both a region and a department
    regions = {name: t("{name}, region", name=title) for name, title in REGION_NAMES.items()}
    borders = (
        {name: t(title) for name, title in BORDER_NAMES.items()} if rows["border_countries"].notna().any() else {}
    )
    place_id = picker.pick(
        t("Region or department"),
        "place",
        [
            Option(_COUNTRY, t("Colombia")),
            *(Option(name, title, t("Regions")) for name, title in regions.items()),
            *(Option(name, title, t("Borders")) for name, title in borders.items()),
            *(Option(code, title, t("Departments")) for code, title in departments.items()),
        ],
        selection.region or selection.department_code or _COUNTRY,
        t,
    )
    area = replace(
        selection,
        region=place_id if place_id in (*regions, *borders) else None,
        department_code=place_id if place_id in departments else None,
        municipality_code=None,
    )
    codes = set(tables.selected_codes(area).tolist())
    municipality = picker.pick(
        t("Municipality"),
        "municipality",
        [
            Option(_EVERYWHERE, t("All municipalities")),
            *(Option(code, name) for code, name in _names(tables).items() if code in codes),
        ],
        selection.municipality_code or _EVERYWHERE,
        t,
        within="" if place_id == _COUNTRY else notes.place_name(area, tables),
    )
    return replace(area, municipality_code=municipality or None)


def compared_municipality(selection: Selection, tables: Tables, t: Translator) -> str:
    """Show the choice of a municipality to compare with; return its code, empty for the median of the area."""
    return picker.pick(
        t("Compare with"),
        "beside",
        [
            Option(_NOTHING, t("the municipalities around it")),
            *(Option(code, name) for code, name in _names(tables).items() if code != selection.municipality_code),
        ],
        state.extra_params().get("beside", _NOTHING),
        t,
        on_choice=lambda code: state.update_extra_params({"beside": code}),
    )


@weak_lru_cache(1)
def _names(tables: Tables) -> dict[str, str]:
    """Names of all municipalities with their departments, by code, in alphabetical order."""
    rows = tables.municipalities
    names = dict(zip(rows["municipality_code"], rows["municipality"] + ", " + rows["department"], strict=True))
    return dict(sorted(names.items(), key=lambda item: alphabetical(item[1])))


def measure(
    label: str,
    name: str,
    chosen: str | None,
    here: Selection,
    tables: Tables,
    t: Translator,
    *,
    nothing: str = "",
    left_out: str | None = None,
) -> str | None:
    """Show a choice among the choropleths of the catalogue; return its id, None for the option ``nothing`` if any.

    Parameters
    ----------
    here
        The selection of whose place and period the options note what has data.
    left_out
        Id of a measure that is not offered.
    """
    known = [
        each
        for each, layer in CHOROPLETHS.items()
        if each != left_out and (each == chosen or tables.is_available(layer))
    ]
    reach = reaches(here, tables)
    chosen_id = picker.pick(
        label,
        name,
        [*measure_options(tables, tuple(known), t.lang), *([Option(_NOTHING, t(nothing))] if nothing else [])],
        chosen or _NOTHING,
        t,
        notes={each: reach[each].describe(here, t) for each in known},
        quiet=[each for each in known if not reach[each].covers(here)],
    )
    return chosen_id or None


@weak_lru_cache(8)
def measure_options(tables: Tables, names: tuple[str, ...], lang: Lang) -> list[Option]:
    """Measures by group, found in either language, by their synonyms and by title and publisher of their source."""
    t, others = translator(lang), [translator(other) for other in LANGS if other != lang]
    options = []
    for name in names:
        layer, source = CHOROPLETHS[name], tables.sources[CHOROPLETHS[name].measure.source]
        texts = [layer.title, GROUPS[layer.group], source.title]
        words = [*(other(text) for other in others for text in texts), t(source.title), source.publisher]
        options.append(
            Option(name, t(layer.title), t(GROUPS[layer.group]), " ".join((*words, *SYNONYMS.get(name, ()))))
        )
    return options


def covering(title: str, reach: Reach | None, selection: Selection, t: Translator) -> str:
    """Label of a checkbox: the title of a measure or layer, and what it covers here if that is known."""
    return for_markdown(f"{title} · {reach.describe(selection, t)}" if reach else title)
