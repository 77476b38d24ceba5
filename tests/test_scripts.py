"""What the scripts in bin/ do on machines unlike this one: tried on a copy, with a Python that plays its part."""

import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# It notes what it is asked, makes "environments" that hold itself, and leaves `-c` to a real Python.
PYTHON = f"""#!/bin/sh
echo "$*" >>"$NOTES"
case "$*" in
  "-c "*version_info*) exit "$OLD" ;;
  "-c import ensurepip"*) exit "$WITHOUT_VENV" ;;
  "-m venv --clear "*) rm -rf "$4" && mkdir -p "$4/bin" && cp "$0" "$4/bin/python" ;;
  "-m pip "*) exit "$OFFLINE" ;;
  "bin/_serve.py "*) exec {sys.executable} "$@" ;;
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
        for name in ("bash", "basename", "cat", "cksum", "cp", "dirname", "mkdir", "rm"):
            found = shutil.which(name)
            assert found
            (self.path / name).symlink_to(found)

    def install_python(self) -> None:
        python = self.path / "python3"
        python.write_text(PYTHON)
        python.chmod(0o755)

    def run(self, script: str, *words: str, **circumstances: str) -> subprocess.CompletedProcess[str]:
        self.notes.write_text("")
        return subprocess.run(
            [self.folder / "bin" / script, *words],
            env={
                "PATH": str(self.path),
                "NOTES": str(self.notes),
                **dict.fromkeys(("OLD", "WITHOUT_VENV", "OFFLINE"), "0"),
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
    machine.install_python()
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
    with_lock = "import fcntl, sys; fcntl.flock(f := open(sys.argv[1], 'w'), fcntl.LOCK_EX); print(); sys.stdin.read()"
    data = tmp_path / "data"
    data.mkdir()
    other = subprocess.Popen(
        [sys.executable, "-c", with_lock, data / "serving.lock"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with other:
        other.stdout.readline()
        done = machine.run("run", "--data", str(data), "--port", "8999")
        other.stdin.close()
    assert done.returncode == 1
    assert f"Another Tessera is serving {data}" in done.stderr


@pytest.mark.parametrize(
    "script", sorted(path.name for path in (ROOT / "bin").iterdir() if path.name[0] != "_")
)
def test_every_script_can_be_called(script):
    path = ROOT / "bin" / script
    assert path.stat().st_mode & stat.S_IXUSR
    subprocess.run(["bash", "-n", path], check=True)


def test_benchmarks_are_listed(machine):
    (machine.folder / "benchmarks").mkdir()
    (machine.folder / "benchmarks/speed.py").touch()
    done = machine.run("bench")
    assert done.returncode == 2
    assert done.stderr.endswith("  speed\n")
    assert machine.asked() == ""
