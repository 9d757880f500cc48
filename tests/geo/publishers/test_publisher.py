"""What every publisher declares."""

import re
from datetime import date

import pandas as pd
import pytest

from geo.catalogue import discover
from geo.importers import acled
from geo.publishers.acled import Acled
from geo.publishers.arcgis import ArcGis
from geo.publishers.publisher import Publisher, deliver_register
from geo.publishers.socrata import Socrata
from geo.sources import mindefensa_terrorism

PUBLISHERS = {name: loader.publisher for name, loader in discover().items() if loader.publisher}


@pytest.mark.parametrize("name", sorted(PUBLISHERS))
def test_every_publisher_is_declared_whole(name: str) -> None:
    """Addresses without keys, columns without persons, and a way to the layout that is read."""
    publisher: Publisher = PUBLISHERS[name]
    assert publisher.queries
    assert callable(publisher.deliver)
    for query in publisher.queries.values():
        assert query.url.startswith(("https://", "http://dhime.ideam.gov.co/"))  # IDEAM's server speaks no TLS
        assert not re.search(r"key|token|secret", query.url, re.IGNORECASE)
        asked = getattr(query, "columns", getattr(query, "by", ()))
        columns = " ".join(name if isinstance(name, str) else " ".join(name) for name in asked).lower()
        assert not re.search(
            r"titular|propietario|identifica|notes|victima_nombre|sexo|edad|headline\b(?<!source_headline)", columns
        )


def test_the_queries_of_the_issue_are_those_asked() -> None:
    """Seven tables of datos.gov.co and UNODC's layer by year."""
    queries = [query for publisher in PUBLISHERS.values() for query in publisher.queries.values()]
    tables = {query.dataset for query in queries if isinstance(query, Socrata)}
    wanted = {"g48d-yu62", "acs4-3wgp", "yhxn-eqqw", "yi5j-5fe9", "d7zw-hpf4", "gr35-i7pm", "m8fd-ahd9"}
    assert wanted <= tables
    layers = [query.layer for query in queries if isinstance(query, ArcGis)]
    server = (
        "https://arcgisenterprise.unodc.org.co/server/rest/services/SIMCI_EVOA/VISOR_EVOA_EN_COLOMBIA/MapServer/1"
    )
    assert server in layers
    assert isinstance(acled.PUBLISHER, Acled)


def test_by_day_covers_whole_years_only() -> None:
    """A register that ends on 30 December does not cover its year."""
    rows = pd.DataFrame(
        {"fecha_hecho": ["2003-01-01", "2025-12-30"], "cod_muni": ["05790"] * 2, "cantidad": ["1"] * 2}
    )
    said = {"since": date(2003, 1, 1), "file": "a.csv", "note": ""}
    delivery = deliver_register(rows, mindefensa_terrorism.SOURCE, {"cantidad": "cantidad"}, **said)
    assert delivery.coverage.years == tuple(range(2003, 2025))
