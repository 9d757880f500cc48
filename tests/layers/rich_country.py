"""The small country with every series of a dossier, ceasefires, reported figures, and hostile text."""

from dataclasses import replace

import pandas as pd

from layers.tables import Tables
from tests import builders


def with_every_series(small_tables: Tables) -> Tables:
    """The small country with all series of a dossier, ceasefires and a hostile name of an actor."""
    series = (
        ("ucdp_ged", "events", "events", range(2010, 2019), (0, 1, 2)),
        ("ucdp_ged", "fatalities_low", "people", range(2010, 2019), (0, 1, 3)),
        ("ucdp_ged", "fatalities_best", "people", range(2010, 2019), (0, 1, 4)),
        ("ucdp_ged", "fatalities_high", "people", range(2010, 2019), (0, 1, 9)),
        ("police_homicides", "victims", "people", range(2018, 2025), (7, 0, 1)),
        ("mindefensa_terrorism", "events", "events", range(2022, 2026), (3, 0, 1)),
        ("evoa", "evoa_area", "ha", (2014, 2016, *range(2018, 2024)), (0, 812.5, 30.25)),
        ("evoa", "evoa_permitted", "ha", range(2018, 2024), (0, 100.5, 0)),
        ("evoa", "evoa_in_transit", "ha", range(2018, 2024), (0, 12, 0)),
        ("evoa", "evoa_illicit", "ha", range(2018, 2024), (0, 700, 30.25)),
        ("coca", "coca_area", "ha", range(2010, 2025), (1234.56, 0, 9.5)),
        ("ideam_deforestation", "deforestation", "ha", (2018, 2020), (14, 3, 77)),
        ("dane_population", "population", "people", (2024,), (62151, 4794, 100)),
        ("parks", "mainland_park_area", "ha", (2018,), (0, 1871.5, 0)),
    )
    rows = [
        (code, year, variable, unit, float(values[at % 3]), source)
        for source, variable, unit, years, values in series
        for at, code in enumerate(("54810", "18001", "18150"))
        for year in years
    ]
    added = builders.indicators(rows)
    day = pd.Timestamp
    ceasefires = pd.DataFrame(
        {
            "ceasefire_id": ["a", "b", "c"],
            "group_es": ["Grupo <Uno> (GU)", "Grupo Dos", "Grupo Tres"],
            "group_en": ["Group <One> (GU)", "Group Two", "Group Three"],
            "start": [day("2023-01-01"), day("2023-01-01"), day("2023-08-03")],
            "end": [day("2023-06-30"), day("2023-05-22"), day("2024-08-03")],
            "ended_how_es": "Venció",
            "ended_how_en": "Ran out",
            "departments": [None, "18 50", None],
            "except_departments": ["18", None, None],
        }
    )
    events = small_tables.events.assign(actor_1="<script>alert(1)</script>")
    indicators = pd.concat([small_tables.indicators, added], ignore_index=True)
    return replace(
        small_tables, indicators=indicators, ceasefires=ceasefires, events=events, reported_figures=reported()
    )


def reported() -> pd.DataFrame:
    """National figures: a topic for each rule of relevance, bounds, hostile text."""
    whole = {"counted_start": None, "counted_end": None}
    common = {"url": "https://example.org/a", "publisher": "Press <b>", "note_es": None, "note_en": None, **whole}
    rows = [
        ("reach", "armed_group_reach", "Group", 2019, 2019, "stated", 213, common),
        ("early", "armed_group_reach", "Group", 2005, 2005, "stated", 999, common),
        ("pipe", "oil_pipeline_attacks", "Pipeline", 2018, 2018, "stated", 63, common | {"note_en": "To September"}),
        ("seized", "wildlife_seizures", "Animals", 2010, 2019, "about", 114000, common | {"url": "javascript:x"}),
        ("cleared", "deforestation", "Cleared", 2024, 2024, "stated", 25263, common | {"scope_es": "Caquetá"}),
        ("felled", "deforestation", "Felled", 2024, 2024, "stated", 21107, common | {"scope_es": "Meta"}),
        ("fled", "displacement", "Fled", 2025, 2025, "stated", 299604, common),
        ("forces", "forces_killed", "Forces", 2025, 2025, "stated", 202, common),
        ("drones", "drone_attacks", "Drones", 2024, 2025, "stated", 313, common),
        ("abroad", "flight_abroad", "Abroad", 2025, 2025, "stated", 812, common),
    ]
    columns = ["figure_id", "topic", "subject", "start_year", "end_year", "bound", "value"]
    table = pd.DataFrame([{**dict(zip(columns, row, strict=False)), **row[-1]} for row in rows])
    return table.assign(subject_es=table["subject"], subject_en=table["subject"], unit_es="u", unit_en="u")
