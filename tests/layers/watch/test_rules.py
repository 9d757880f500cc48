"""What watch.toml may say, and the error when it says something else."""

import re
from pathlib import Path

import pytest

from geo.schema import GeoDataError
from layers.watch import reading
from layers.watch.rules import EXAMPLE, Output, Rule, Watch


def read(text: str, folder: Path) -> Watch:
    path = folder / "watch.toml"
    path.write_text(text, "utf-8")
    return reading.read(path)


def test_the_example_states_the_defaults(tmp_path: Path) -> None:
    """An empty file means what the example says."""
    assert read(EXAMPLE.read_text("utf-8"), tmp_path) == read("", tmp_path) == Watch(tmp_path / "watch")


def test_what_the_example_comments_out_is_right(tmp_path: Path) -> None:
    """Every line that a reader may uncomment."""
    text = re.sub(r"(?m)^# (?=\[\[|[a-z]+ = )", "", EXAMPLE.read_text("utf-8"))
    watch = read(text, tmp_path)
    assert [rule.id for rule in watch.rules] == ["unusual-events", "killed-in-catatumbo", "coca"]
    assert watch.rules[1] == Rule("killed-in-catatumbo", "fatalities_best", ("ucdp_ged",), ("catatumbo",), 20)
    assert [output.make for output in watch.outputs] == ["map", "report"]
    assert watch.outputs[0].selection.region == "catatumbo"
    assert watch.outputs[1] == Output("report", "dossiers/tibu-{date}.html", {"place": "54810", "lang": "es"})


RULE = '[[rule]]\nid = "a"\nmeasure = "events"\n'
OUTPUT = '[[output]]\nmake = "map"\nfile = "a.html"\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('plases = ["18"]', "column plases: no such key.*did you mean places"),
        ('places = ["catatumbu"]', "catatumbu.*did you mean catatumbo"),
        ('places = "catatumbo"', "places: is no list of texts"),
        ('sources = ["evoas"]', "evoas.*did you mean evoa"),
        ('refresh = ["ucdp"]', "refresh: is not one of them.*did you mean ucdp"),
        ('languages = ["fr"]', "languages: is not one of them.*es, en"),
        ('address = "example.org"', "address: is no address"),
        ('mail = "x@example.org"', "mail: is no table"),
        ('[mail]\ntoo = ["x@example.org"]', "mail.too: no such key.*did you mean to"),
        (f"{RULE}", "rule.a: needs either threshold or unusual"),
        ('[mail]\nfrom = "nobody"', "mail.from: is no mail address"),
        ('[mail]\nto = ["a@example.org", "x y@"]', "mail.to: is no mail address"),
        (f"{RULE}threshold = inf", "threshold: is no number above 0"),
        (f"{RULE}unusual = 12\nat_least = inf", "at_least: is no number above 0"),
        (f"{RULE}unusual = 12\nat_least = 2.5", "rule.a.at_least: is no whole number"),
        (
            '[[rule]]\nid = "a"\nmeasure = "coca_aera"\nthreshold = 2',
            "a.measure: is no measure.*did you mean coca_area",
        ),
        (f"{RULE}threshold = 0", "threshold: is no number above 0"),
        (f'{RULE}threshold = "20"', "threshold: is no number above 0"),
        (f"{RULE}unusual = 24", "unusual: is no such span"),
        (f"{RULE}threshhold = 20", "rule.threshhold: no such key.*did you mean threshold"),
        (f'{RULE}unusual = 12\nplaces = ["nowhere"]', "rule.a.places: no such place"),
        ('[[rule]]\nid = "a"\nmeasure = "coca_area"\nunusual = 12', "is no count of events"),
        ('[[rule]]\nid = "A b"\nmeasure = "events"\nunusual = 12', "rule.id: is no name"),
        (f"{RULE}unusual = 12\n{RULE}unusual = 36", "rule.id: is there twice"),
        (f'{OUTPUT}flags = {{ regoin = "catatumbo" }}', "flags.regoin: no such key.*did you mean region"),
        (f'{OUTPUT}flags = {{ region = "nowhere" }}', "no such region"),
        ('[[output]]\nmake = "maps"\nfile = "a.html"', "did you mean map"),
        ('[[output]]\nmake = "map"\nfile = "../a.html"', "output.file: is no path inside"),
        ('[[output]]\nmake = "map"\nfile = "state.json"', "output.file: is no path inside"),
        ('[[output]]\nmake = "map"\nfile = "a.png"', "has another ending"),
        ('[[output]]\nmake = "map"\nfile = "{day}.html"', "unknown part in braces"),
        ('[[output]]\nmake = "report"\nfile = "a.html"', "flags.place: is missing"),
        ("places = [", "is no TOML"),
    ],
)
def test_what_it_may_not_say(text: str, expected: str, tmp_path: Path) -> None:
    """File, key, value, and the nearest that is known."""
    with pytest.raises(GeoDataError, match=f"^[^:]*watch.toml.*{expected}|{expected}") as raised:
        read(text, tmp_path)
    assert "Remedy" in str(raised.value)


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    """The command that writes it."""
    with pytest.raises(GeoDataError, match="--init"):
        reading.read(tmp_path / "watch.toml")
