"""What bin/host writes for a Debian server, written into a folder and read by the programs that it is for."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tessera.web.arriving import LARGEST_COPY

ROOT = Path(__file__).resolve().parents[1]
GIVEN = ("--name", "tessera.example.org", "--onion", "--pepper", "/mnt/key/pepper", "--firewall", "2222")
ONION = "abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwxy.onion"
UNITS = ("tessera", "tessera-backup", "tessera-verify")
SCRIPTS = (
    "bin/host",
    "bin/run",
    "bin/tessera",
    "bin/test",
    "bin/bench",
    "deploy/keep-backups",
    "deploy/tessera",
)


def host(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([ROOT / "bin/host", *words], capture_output=True, text=True, check=False)


def everything_in(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in folder.rglob("*")
        if path.is_file() and "opt" not in path.relative_to(folder).parts
    }


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that bin/host took for a machine, where Tor had made an address before."""
    folder = tmp_path_factory.mktemp("machine")
    onion = folder / "var/lib/tor-instances/tessera/onion"
    onion.mkdir(parents=True)
    (onion / "hostname").write_text(ONION + "\n")
    done = host("install", *GIVEN, "--root", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


def unit(machine: Path, name: str) -> configparser.SectionProxy:
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string((machine / f"etc/systemd/system/{name}.service").read_text())
    return parser["Service"]


def test_nothing_is_left_to_fill_in(machine: Path) -> None:
    left = {name for name, text in everything_in(machine).items() if re.search(r"@[A-Z_]+@", text)}
    assert not left


def test_run_again_it_writes_nothing(machine: Path) -> None:
    before = everything_in(machine)
    done = host("install", *GIVEN, "--root", str(machine))
    assert done.returncode == 0
    assert "writes" not in done.stderr
    assert everything_in(machine) == before


def test_a_dry_run_writes_nothing_at_all(tmp_path: Path) -> None:
    done = host("install", *GIVEN, "--root", str(tmp_path), "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "writes /etc/systemd/system/tessera.service" in done.stderr
    assert "+ systemctl restart tessera nginx tessera-carry" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_every_setting_it_sets_is_documented(machine: Path) -> None:
    documented = set(
        re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/settings.md").read_text(), flags=re.MULTILINE)
    )
    used = {
        name for text in everything_in(machine).values() for name in re.findall(r"\bTESSERA_[A-Z_]+", text)
    }
    assert (
        {"TESSERA_DATA", "TESSERA_PEPPER_FILE", "TESSERA_HOSTS", "TESSERA_BEHIND_TLS"} <= used <= documented
    )
    environment = (machine / "etc/tessera/environment").read_text()
    assert f"TESSERA_HOSTS=tessera.example.org {ONION}\n" in environment
    assert "TESSERA_BEHIND_TLS=yes\n" in environment


@pytest.mark.parametrize("name", UNITS)
def test_its_memory_goes_to_no_disk_and_it_writes_nowhere_else(machine: Path, name: str) -> None:
    said = unit(machine, name)
    expected = {
        "User": "tessera",
        "LimitCORE": "0",
        "MemorySwapMax": "0",
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "PrivateTmp": "yes",
        "MemoryDenyWriteExecute": "yes",
        "CapabilityBoundingSet": "",
        "UMask": "0077",
        "IPAddressDeny": "any",
    }
    assert {key: said.get(key) for key in expected} == expected
    assert said["LoadCredential"] == "pepper:/mnt/key/pepper"
    assert said["Environment"] == "TESSERA_PEPPER_FILE=%d/pepper"


def test_what_reaches_the_network_has_no_key_and_what_has_keys_reaches_nobody(machine: Path) -> None:
    carrier, server = unit(machine, "tessera-carry"), unit(machine, "tessera")
    assert "LoadCredential" not in carrier
    assert "keys.sqlite" in carrier["InaccessiblePaths"]
    assert "data/vaults" in carrier["InaccessiblePaths"]
    assert "192.168.0.0/16" in carrier["IPAddressDeny"]
    assert carrier["ExecStart"].endswith("bin/tessera carry")
    assert server["IPAddressDeny"] == "any"
    environment = (machine / "etc/tessera/environment").read_text()
    assert "TESSERA_CARRIER_APART=yes\n" in environment
    assert "TESSERA_ADDRESS=https://tessera.example.org\n" in environment


def test_no_address_of_a_visitor_is_kept_or_passed_on(machine: Path) -> None:
    common = (machine / "etc/nginx/tessera-common.conf").read_text()
    for line in ("access_log off;", "error_log /dev/null;", 'proxy_set_header X-Forwarded-For "";'):
        assert line in common
    for site in (machine / "etc/nginx/conf.d").iterdir():
        servers = site.read_text().split("\nserver {")[1:]
        assert servers
        for server in servers:
            assert "access_log off;" in server or "include /etc/nginx/tessera-common.conf;" in server
    assert "SafeLogging 1" in (machine / "etc/tor/instances/tessera/torrc").read_text()


def test_uploads_wait_in_memory_and_on_no_disk(machine: Path) -> None:
    """nginx writes what is being sent into files, in clear: they lie where nothing is kept."""
    drop_in = (machine / "etc/systemd/system/nginx.service.d/tessera.conf").read_text()
    assert "TemporaryFileSystem=/var/lib/nginx:" in drop_in
    assert "MemorySwapMax=0" in drop_in
    assert "proxy_request_buffering on;" in (machine / "etc/nginx/tessera-common.conf").read_text()


def test_a_copy_of_a_room_comes_in_through_every_site_and_nothing_else_so_large(machine: Path) -> None:
    """As long as the page takes, with what a form adds; past the files in memory, which it would fill."""
    common = (machine / "etc/nginx/tessera-common.conf").read_text()
    [(path, most, more)] = re.findall(
        r"location = (\S+) \{[^}]*client_max_body_size (\d+)m;([^}]*)\}", common
    )
    assert path == "/rooms/bring/"
    assert int(most) * 1024**2 > LARGEST_COPY + 1024**2
    assert "proxy_request_buffering off;" in more
    assert "proxy_max_temp_file_size 64m;" in common
    for site in (machine / "etc/nginx/conf.d").iterdir():
        assert "include /etc/nginx/tessera-common.conf;" in site.read_text()


def test_the_firewall_keeps_the_door_that_was_named(machine: Path) -> None:
    assert "tcp dport { 2222, 80, 443 } accept" in (machine / "etc/nftables.conf").read_text()


def test_an_onion_service_alone_opens_no_port(tmp_path: Path) -> None:
    done = host("install", "--onion", "--pepper", "/mnt/key/pepper", "--firewall", "--root", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "tcp dport { 22 } accept" in (tmp_path / "etc/nftables.conf").read_text()
    assert [site.name for site in (tmp_path / "etc/nginx/conf.d").iterdir()] == ["tessera-onion.conf"]
    assert "TESSERA_BEHIND_TLS=\n" in (tmp_path / "etc/tessera/environment").read_text()
    assert "certbot" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["install"],
        ["install", "--name", "x.org"],
        ["install", "--pepper", "/mnt/pepper"],
        ["install", "--name", "x.org", "--pepper", "pepper"],
        ["install", "--name", "x.org", "--pepper", "/var/lib/tessera/pepper"],
        ["install", "--name", "x.org", "--pepper", "/var/backups/tessera/pepper"],
        ["install", "--name", "x.org", "--pepper", "/mnt/pepper", "--certificate", "/c.pem"],
        ["install", "--nmae", "x.org"],
        ["install", "--name"],
        ["remove"],
        [],
    ],
)
def test_what_it_cannot_do_it_says_before_it_does_anything(words: list[str], tmp_path: Path) -> None:
    done = host(*words, *(["--root", str(tmp_path)] if words[-1:] != ["--name"] else []))
    assert done.returncode == 2
    assert "usage: bin/host" in done.stderr
    assert list(tmp_path.iterdir()) == []


# Releases


def test_another_release_is_served_and_the_one_before_again(tmp_path: Path) -> None:
    machine, source = tmp_path / "machine", tmp_path / "release"
    for folder in ("bin", "deploy", "requirements"):
        shutil.copytree(ROOT / folder, source / folder)

    def do(command: str, *words: str) -> str:
        done = subprocess.run(
            [source / "bin/host", command, *words, "--root", machine],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr
        return str((machine / "opt/tessera/current").readlink())

    first = do("install", *GIVEN)
    assert do("update") == first
    (source / "bin" / "another").write_text("a newer file")
    second = do("update")
    assert second != first
    assert (machine / "opt/tessera" / second / "bin/another").exists()
    assert not (machine / "opt/tessera" / first / "bin/another").exists()
    assert do("roll-back") == first
    assert do("update") == second


def test_an_update_that_fails_serves_the_release_before_and_the_next_one_heals(tmp_path: Path) -> None:
    machine, source, broken = tmp_path / "machine", tmp_path / "release", tmp_path / "broken"
    for folder in ("bin", "deploy", "requirements"):
        shutil.copytree(ROOT / folder, source / folder)
    broken.mkdir()
    (broken / "tar").write_text("#!/bin/sh\nexit 1\n")
    (broken / "tar").chmod(0o755)

    def do(command: str, *words: str, path: str = os.environ["PATH"]) -> tuple[int, str]:
        given = [source / "bin/host", command, *words, "--root", machine]
        done = subprocess.run(given, capture_output=True, check=False, env={**os.environ, "PATH": path})
        return done.returncode, str((machine / "opt/tessera/current").readlink())

    _, first = do("install", *GIVEN)
    (source / "bin" / "another").write_text("a newer file")
    status, served = do("update", path=f"{broken}:{os.environ['PATH']}")
    assert status == 1
    assert served == first
    status, served = do("update")
    assert status == 0
    assert (machine / "opt/tessera" / served / "bin/another").exists()


def test_an_update_brings_the_newer_units_and_going_back_the_older_ones(tmp_path: Path) -> None:
    machine, source = tmp_path / "machine", tmp_path / "release"
    for folder in ("bin", "deploy", "requirements"):
        shutil.copytree(ROOT / folder, source / folder)

    def do(*words: str) -> str:
        subprocess.run([source / "bin/host", *words, "--root", machine], capture_output=True, check=True)
        return (machine / "etc/systemd/system/tessera.service").read_text()

    first = do("install", *GIVEN, "--database", "postgresql://tessera:a%20b@127.0.0.1/t?sslmode=require&x=1")
    with (source / "deploy/hardened").open("a") as hardened:
        hardened.write("TasksMax=200\n")
    assert "TasksMax=200" in do("update")
    assert do("roll-back") == first
    assert "IPAddressAllow=localhost 127.0.0.1" in first
    said = (machine / "etc/tessera/environment").read_text()
    assert "TESSERA_DATABASE_URL=postgresql://tessera:a%20b@127.0.0.1/t?sslmode=require&x=1\n" in said
    for secret in ("environment", "installed-with"):
        assert (machine / "etc/tessera" / secret).stat().st_mode & 0o077 == 0


def test_without_an_installation_there_is_nothing_to_update(tmp_path: Path) -> None:
    for command in ("update", "roll-back"):
        done = host(command, "--root", str(tmp_path))
        assert done.returncode == 1
        assert done.stderr


# Backups that are kept


def kept_backups(tmp_path: Path, *, works: bool) -> set[str]:
    """What is left of an older and a newer backup after another night."""
    here, backups = tmp_path / "release", tmp_path / "backups"
    (here / "bin").mkdir(parents=True)
    shutil.copytree(ROOT / "deploy", here / "deploy")
    (here / "bin/tessera").write_text(f'#!/bin/sh\nmkdir -p "$2"\nexit {0 if works else 1}\n')
    (here / "bin/tessera").chmod(0o755)
    for name, days in (("2026-01-01T023000Z", 15), ("2026-01-10T023000Z", 5), ("somebody else's", 90)):
        (backups / name).mkdir(parents=True)
        then = time.time() - days * 86_400
        os.utime(backups / name, (then, then))
    done = subprocess.run([here / "deploy/keep-backups", backups], check=False)
    assert (done.returncode == 0) == works
    return {path.name for path in backups.iterdir()}


def test_backups_older_than_fourteen_days_go_once_there_is_a_newer_one(tmp_path: Path) -> None:
    kept = kept_backups(tmp_path, works=True)
    assert len(kept) == 3
    assert {"2026-01-10T023000Z", "somebody else's"} < kept


def test_no_backup_goes_for_one_that_failed(tmp_path: Path) -> None:
    assert {"2026-01-01T023000Z", "2026-01-10T023000Z"} < kept_backups(tmp_path, works=False)


# Read by the programs themselves, where they are installed


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here")
@pytest.mark.parametrize("name", [*UNITS, "tessera-restart"])
def test_systemd_understands_every_unit(machine: Path, name: str) -> None:
    files = [machine / f"etc/systemd/system/{name}.service"]
    if name != "tessera":
        files.append(machine / f"etc/systemd/system/{name}.timer")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True, check=False
    )
    about_ours = [line for line in done.stderr.splitlines() if str(machine) in line or line.startswith(name)]
    # The only thing it may miss is the program, which lies in the machine and not here.
    assert [line for line in about_ours if "is not executable" not in line] == []


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here")
@pytest.mark.parametrize("name", UNITS)
def test_systemd_calls_what_is_left_open_little(machine: Path, name: str) -> None:
    """Of 10 for a service without any of it; 1.2 when this was written. Address families and what is left is needed."""
    done = subprocess.run(
        [
            "systemd-analyze",
            "security",
            "--offline=yes",
            f"--root={machine}",
            "--threshold=15",
            f"{name}.service",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(not shutil.which("nginx"), reason="no nginx here")
def test_nginx_understands_its_sites(machine: Path, tmp_path: Path) -> None:
    shutil.copytree(machine / "etc/nginx", tmp_path / "nginx")
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=x".split()
    subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    for file in (tmp_path / "nginx").rglob("*.conf"):
        text = file.read_text().replace("/etc/nginx/", f"{tmp_path}/nginx/")
        file.write_text(text.replace("/etc/letsencrypt/live/tessera.example.org/", f"{tmp_path}/"))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
    (tmp_path / "main.conf").write_text(
        f"pid {tmp_path}/pid; events {{}} http {{ {places} include {tmp_path}/nginx/conf.d/*.conf; }}"
    )
    done = subprocess.run(
        ["nginx", "-t", "-e", "stderr", "-c", tmp_path / "main.conf"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


@pytest.mark.skipif(not shutil.which("tor"), reason="no Tor here")
def test_tor_understands_its_service(machine: Path, tmp_path: Path) -> None:
    text = (machine / "etc/tor/instances/tessera/torrc").read_text()
    (tmp_path / "torrc").write_text(text.replace("/var/lib/tor-instances/tessera", str(tmp_path)))
    done = subprocess.run(
        ["tor", "--verify-config", "-f", tmp_path / "torrc", "--DataDirectory", tmp_path / "data"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_every_block_and_directive_of_nginx_ends(machine: Path) -> None:
    for file in (machine / "etc/nginx").rglob("*.conf"):
        lines = [line.partition("#")[0].strip() for line in file.read_text().splitlines()]
        assert all(line.endswith((";", "{", "}")) for line in lines if line), file
        assert sum(line.count("{") - line.count("}") for line in lines) == 0, file


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="no shellcheck here")
@pytest.mark.parametrize("script", SCRIPTS)
def test_shellcheck_has_nothing_to_say(script: str) -> None:
    done = subprocess.run(
        ["shellcheck", "-x", "-P", "SCRIPTDIR", ROOT / script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
