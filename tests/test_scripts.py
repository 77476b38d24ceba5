"""What the scripts in bin/ do on other machines: tried on a copy, with programs that only play their part."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ["bash", "basename", "cat", "cksum", "cp", "dirname", "env", "mkdir", "mktemp", "rm", "sed", "tee"]

# It notes what it is asked, makes "environments" that hold itself, and leaves `-c` to a real Python.
PYTHON = f"""
echo "$*" >>"$NOTES"
case "$*" in
  "-c "*version_info*) exit "$OLD" ;;
  "-c import ensurepip"*) exit "$WITHOUT_VENV" ;;
  "-m venv --clear "*) rm -rf "$4" && mkdir -p "$4/bin" && cp "$0" "$4/bin/python" ;;
  "-m pip "*) exit "$OFFLINE" ;;
  "bin/_serve.py "*) exec {sys.executable} "$@" ;;
  "-m pytest"*) echo "SKIPPED [1] test_maps.py:7: no maps here"; exit "$PYTEST" ;;
  "tests/postgres.py "*) echo "no PostgreSQL is installed"; exit 69 ;;
  "-m tessera.cli "*) echo "tessera: $3 in $TESSERA_DATA" ;;
esac
"""


class Machine:
    """A folder with our scripts and little else, and a PATH with no more than they may count on."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path, self.notes = folder / "tessera", folder / "path", folder / "notes"
        shutil.copytree(ROOT / "bin", self.folder / "bin")
        shutil.copytree(ROOT / "requirements", self.folder / "requirements")
        self.path.mkdir()
        for name in TOOLS:
            found = shutil.which(name)
            assert found
            (self.path / name).symlink_to(found)

    def install(self, name: str, program: str) -> None:
        (self.path / name).write_text("#!/bin/sh\n" + program)
        (self.path / name).chmod(0o755)

    def run(self, script: str, *words: str, **circumstances: str) -> subprocess.CompletedProcess[str]:
        self.notes.write_text("")
        return subprocess.run(
            [self.folder / "bin" / script, *words],
            env={
                "PATH": str(self.path),
                "NOTES": str(self.notes),
                **dict.fromkeys(("OLD", "WITHOUT_VENV", "OFFLINE", "PYTEST"), "0"),
                **circumstances,
            },
            capture_output=True,
            text=True,
            check=False,
            cwd=self.path,
        )

    def asked(self) -> str:
        return self.notes.read_text()


@pytest.fixture
def machine(tmp_path):
    machine = Machine(tmp_path)
    machine.install("python3", PYTHON)
    machine.install("id", "echo 1000")
    return machine


def test_without_python_it_says_what_to_install(tmp_path):
    done = Machine(tmp_path).run("run")
    assert done.returncode == 1
    assert "apt install python3 python3-venv" in done.stderr


def test_an_old_python_will_not_do(machine):
    done = machine.run("run", OLD="1")
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert "-m" not in machine.asked()


def test_without_venv_it_names_the_package(machine):
    done = machine.run("run", WITHOUT_VENV="1")
    assert done.returncode == 1
    assert "python3 is installed, but not its module venv" in done.stderr
    assert "apt install python3-venv" in done.stderr


@pytest.mark.parametrize(
    "words", [["--prot", "1"], ["--port"], ["--port", "eighty"], ["--port", "65536"], ["x"]]
)
def test_a_wrong_option_is_told_before_anything_is_set_up(machine, words):
    done = machine.run("run", *words)
    assert done.returncode == 2
    assert words[0] in done.stderr
    assert machine.asked() == ""


def test_the_environment_is_made_once(machine):
    first = machine.run("tessera", "--help")
    assert "Setting up Python packages" in first.stderr
    assert "run.lock" in machine.asked()
    second = machine.run("tessera", "--help")
    assert second.stderr == ""
    assert "-m pip" not in machine.asked()


def test_an_interrupted_set_up_starts_over(machine):
    done = machine.run("tessera", OFFLINE="1")
    assert done.returncode == 1
    assert "could not be installed" in done.stderr
    (machine.folder / ".venv" / "half a package").touch()
    machine.run("tessera")
    assert "-m pip" in machine.asked()
    assert not (machine.folder / ".venv" / "half a package").exists()


def test_a_changed_lock_file_makes_it_anew(machine):
    machine.run("tessera")
    with (machine.folder / "requirements/run.lock").open("a") as lock:
        lock.write("# changed\n")
    machine.run("tessera")
    assert "-m pip" in machine.asked()


def test_what_the_tests_installed_is_kept(machine):
    machine.run("test", "--version")
    assert "test.lock" in machine.asked()
    machine.run("tessera")
    assert "-m pip" not in machine.asked()
    with (machine.folder / "requirements/test.lock").open("a") as lock:
        lock.write("# changed\n")
    machine.run("tessera")
    assert "test.lock" in machine.asked()


def test_a_moved_environment_is_made_anew(machine):
    machine.run("tessera")
    machine.folder = machine.folder.rename(machine.folder.with_name("moved"))
    machine.run("tessera")
    assert "-m pip" in machine.asked()


def test_the_command_line_prints_only_what_was_asked(machine):
    done = machine.run("tessera", "status")
    assert done.stdout == f"tessera: status in {machine.folder}/var/data\n"


def test_a_relative_data_folder_is_meant_from_where_one_stands(machine):
    done = machine.run("tessera", "status", TESSERA_DATA="here")
    assert done.stdout == f"tessera: status in {machine.path}/here\n"


def test_a_port_in_use_is_told(machine):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = machine.run("run", "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert f"bin/run --port {port + 1}" in done.stderr
    assert not (machine.folder / "var").exists()


def test_a_data_folder_in_use_is_told(machine, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    with (data / "serving.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = machine.run("run", "--data", str(data), "--port", "65535")
    assert done.returncode == 1
    assert f"Another Tessera is serving {data}" in done.stderr


@pytest.mark.parametrize("script", ["bin/bench", "bin/run", "bin/tessera", "bin/test", ".ci/run"])
def test_every_script_can_be_called(script):
    assert os.access(ROOT / script, os.X_OK)


def test_benchmarks_are_listed(machine):
    (machine.folder / "benchmarks").mkdir()
    (machine.folder / "benchmarks/speed.py").touch()
    done = machine.run("bench")
    assert done.returncode == 2
    assert done.stderr.endswith("  speed\n")
    assert machine.asked() == ""


def test_the_summary_tells_what_was_skipped(machine):
    done = machine.run("test", "-k", "maps")
    assert done.returncode == 0
    assert "passed   tests on SQLite" in done.stdout
    assert "SKIPPED  on SQLite: [1] test_maps.py:7: no maps here" in done.stdout
    assert "SKIPPED  tests on PostgreSQL: no PostgreSQL is installed" in done.stdout
    assert "SKIPPED  browser tests: no Chromium" in done.stdout


@pytest.mark.parametrize("status", ["1", "5"])  # 5: pytest found no tests
def test_one_failure_fails_the_whole_after_everything_ran(machine, status):
    done = machine.run("test", PYTEST=status, TESSERA_TEST_POSTGRES_URL="postgresql://somewhere/tests")
    assert done.returncode == 1
    assert "passed   migrations are complete" in done.stdout
    assert "FAILED   tests on SQLite\nFAILED   tests on PostgreSQL\n" in done.stdout


def test_root_on_debian_gets_chromium(machine):
    machine.install("id", "echo 0")
    machine.install("apt-get", 'echo "apt-get $*" >>"$NOTES"')
    done = machine.run("test", "-k", "maps")
    assert "install --yes --no-install-recommends chromium" in machine.asked()
    assert "no Chromium" not in done.stdout
