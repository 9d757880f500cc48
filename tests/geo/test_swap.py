"""Whatever happens while a file or folder is replaced, there is the old one or the new one, whole."""

import errno
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from geo import swap
from geo.schema import GeoDataError
from geo.source import ROOT

WRITER = """
    import os, signal, sys
    from pathlib import Path
    from geo import swap

    kind, target, dies_at, exchanges = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "exchange"
    if not exchanges:
        swap._exchange = lambda one, other: False
    steps, watching = 0, False
    def step(event, arguments):
        global steps
        if watching and event.split(".")[0] in ("open", "os", "shutil", "tempfile", "fcntl", "ctypes"):
            steps += 1
            if steps == dies_at:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(step)
    watching = True
    if kind == "file":
        swap.replace_file(target, b"new" * 1000)
    else:
        with swap.replacing(target) as fresh:
            (fresh / "one").write_bytes(b"new")
            (fresh / "two").write_bytes(b"new")
    watching = False
    print(steps)
"""


def write(kind: str, target: Path, dies_at: int, how: str) -> subprocess.CompletedProcess[str]:
    """Replace ``target`` in a process that is killed before its step number ``dies_at``."""
    command = [sys.executable, "-c", textwrap.dedent(WRITER), kind, str(target), str(dies_at), how]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def earlier(kind: str, target: Path) -> None:
    """What is there before."""
    if kind == "file":
        target.write_bytes(b"old" * 1000)
    else:
        target.mkdir()
        (target / "one").write_bytes(b"old")
        (target / "two").write_bytes(b"old")


def state(kind: str, target: Path) -> set[bytes]:
    """What a reader finds: one text for each of the files."""
    swap.recover(target)
    if kind == "file":
        return {target.read_bytes()}
    assert sorted(path.name for path in target.iterdir()) == ["one", "two"]
    return {path.read_bytes() for path in target.iterdir()}


@pytest.mark.parametrize(("kind", "how"), [("file", "exchange"), ("folder", "exchange"), ("folder", "rename")])
def test_a_kill_at_any_step_leaves_the_old_or_the_new_one(kind: str, how: str, tmp_path: Path) -> None:
    """The next reader finds one of them whole, the next writer succeeds and clears what the dead one left."""
    target, repeats = tmp_path / "target", 1000 if kind == "file" else 1
    earlier(kind, target)
    steps = int(write(kind, target, 0, how).stdout)
    assert steps > 5
    seen = set()
    for step in range(1, steps + 1):
        swap.replace_file(target, b"old" * 1000) if kind == "file" else refill(target)
        assert write(kind, target, step, how).returncode == -signal.SIGKILL
        found = state(kind, target)
        assert found in ({b"old" * repeats}, {b"new" * repeats}), step
        seen |= found
        assert write(kind, target, 0, how).returncode == 0
        assert state(kind, target) == {b"new" * repeats}
        assert [path.name for path in tmp_path.iterdir()] == ["target"], step
    assert len(seen) == 2


def refill(target: Path) -> None:
    """Replace a folder by the earlier one."""
    with swap.replacing(target) as fresh:
        (fresh / "one").write_bytes(b"old")
        (fresh / "two").write_bytes(b"old")


def test_names_are_exchanged_in_one_step_here(tmp_path: Path) -> None:
    """This system's file system has the exchange, so that the tests above try it."""
    if sys.platform != "linux":
        pytest.skip("names are exchanged on Linux only")
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert swap._exchange(tmp_path / "one", tmp_path / "other")
    assert (tmp_path / "one" / "other").exists()
    assert (tmp_path / "other" / "one").exists()


@contextmanager
def living_writer(target: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that is at work on ``target`` until it is told to finish."""
    code = f"""
        import sys
        from pathlib import Path
        from geo import swap
        with swap.replacing(Path({str(target)!r})) as fresh:
            (fresh / "one").write_bytes(b"first")
            (fresh / "two").write_bytes(b"first")
            print("at work", flush=True)
            sys.stdin.readline()
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "at work\n"
        yield process


def test_a_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    """Neither loses anything: the last one's files stand, whole."""
    target = tmp_path / "target"
    with living_writer(target) as first:
        second = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(WRITER), "folder", str(target), "0", "exchange"],
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        time.sleep(0.5)
        assert second.poll() is None
        first.communicate("go\n")
        assert first.returncode == 0
        second.communicate()
    assert second.returncode == 0
    assert state("folder", target) == {b"new"}
    assert [path.name for path in tmp_path.iterdir()] == ["target"]


def test_what_a_living_writer_holds_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that has waited long enough says so, and the other one finishes."""
    monkeypatch.setattr(swap, "PATIENCE", 0.1)
    target = tmp_path / "target"
    with living_writer(target) as first:
        with pytest.raises(GeoDataError, match="another process is writing here"):
            refill(target)
        first.communicate("go\n")
    assert state("folder", target) == {b"first"}


def test_neighbours_with_like_names_are_not_cleared(tmp_path: Path) -> None:
    """Work folders belong to one target by its whole name."""
    with swap.scratch(tmp_path / "a-b") as work:
        swap.replace_file(tmp_path / "a", b"")
        assert work.is_dir()


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOSYS])
def test_an_error_in_the_block_changes_nothing(code: int, tmp_path: Path) -> None:
    """The old folder stays as it is, and nothing lies beside it."""
    target = tmp_path / "target"
    earlier("folder", target)
    with pytest.raises(OSError, match=os.strerror(code)), swap.replacing(target):
        raise OSError(code, os.strerror(code))
    assert state("folder", target) == {b"old"}
    assert [path.name for path in tmp_path.iterdir()] == ["target"]


def test_a_name_as_long_as_names_can_be(tmp_path: Path) -> None:
    """Work folder and lock have shorter names."""
    swap.replace_file(tmp_path / ("n" * 255), b"here")
    assert (tmp_path / ("n" * 255)).read_bytes() == b"here"


def hostile(folder: Path) -> dict[str, Path]:
    """Paths at which a file is never written, by what is in the way."""
    (folder / "folder").mkdir()
    (folder / "file").write_text("mine")
    (folder / "link").symlink_to(folder / "file")
    (folder / "dangling").symlink_to(folder / "nothing")
    os.mkfifo(folder / "pipe")
    return {
        "is a folder": folder / "folder",
        "is a link": folder / "link",
        "is a link, which": folder / "dangling",
        "special file": folder / "pipe",
        "is a device": Path("/dev/null"),
        "is not a folder": folder / "file" / "below",
        "File name too long": folder / ("n" * 300),
        "null byte": folder / "a\0b",
    }


def test_nothing_but_a_file_is_replaced_by_a_file(tmp_path: Path) -> None:
    """Links are not followed; devices, pipes and folders stay."""
    for reason, path in hostile(tmp_path).items():
        with pytest.raises(GeoDataError, match=reason):
            swap.replace_file(path, b"")
    assert (tmp_path / "file").read_text() == "mine"
    assert (tmp_path / "link").is_symlink()
    assert not (tmp_path / "nothing").exists()


def test_nothing_but_a_folder_is_replaced_by_a_folder(tmp_path: Path) -> None:
    """A link to a folder is no folder either."""
    (tmp_path / "real").mkdir()
    (tmp_path / "to-folder").symlink_to(tmp_path / "real")
    paths = {**hostile(tmp_path), "is a file": tmp_path / "file", "is a link, which is": tmp_path / "to-folder"}
    del paths["is a folder"]
    for reason, path in paths.items():
        with pytest.raises(GeoDataError, match=reason), swap.replacing(path):
            pass


@pytest.mark.parametrize(
    ("old", "new", "replaced"),
    [
        (b"", b"<html>Terrapaz", True),
        (b"<html>Terrapaz, before", b"<html>Terrapaz", True),
        (b"<html>my page", b"<html>Terrapaz", False),
        (b"my notes", b"<html>Terrapaz", False),
        (b"\x89PNG old", b"\x89PNG new", True),
        (b"my notes", b"\x89PNG new", False),
        (b"%PDF thesis", b"\x89PNG new", False),
        (b"a,b\n1,2\n", b"b,c\n2,3\n", True),
    ],
)
def test_an_output_replaces_only_its_like(old: bytes, new: bytes, replaced: bool, tmp_path: Path) -> None:
    """What a user has at that path is not lost."""
    path = tmp_path / "output"
    path.write_bytes(old)
    if replaced:
        swap.write_output(path, new)
        assert path.read_bytes() == new
    else:
        with pytest.raises(GeoDataError, match="holds something else"):
            swap.write_output(path, new)
        assert path.read_bytes() == old
