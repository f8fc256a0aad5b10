"""The demo: invented customers, a simulated exchange in a process of its own, and four people to be."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click
from pydantic import SecretStr

import santral
from santral.console.administration.new_account import create_account_now
from santral.console.app import create_app
from santral.console.house import DemoLogin
from santral.console.logs import configure_logs
from santral.console.only_server import check_that_it_is_the_only_one
from santral.console.serving import address_of, listen, serve
from santral.console.settings import Settings
from santral.crm_core.db import Database
from santral.crm_core.migrate import migrate
from santral.crm_core.sample_data import SAMPLE_CALLERS, give_out_by_rule, load_sample_data
from santral.crm_core.users.accounts import AccountForm
from santral.crm_core.users.roles import Role

DEMO_PASSWORD: Final = "santral-demo"
"""Known to everybody: the demo listens on this machine only."""
PEOPLE: Final = (
    ("agent", AccountForm("Elif Yıldız", Role.AGENT, "PJSIP/1001", "1001")),
    ("agent2", AccountForm("Mert Kaya", Role.AGENT, "PJSIP/1002", "1002")),
    ("supervisor", AccountForm("Zeynep Arslan", Role.SUPERVISOR, "PJSIP/1003", "1003")),
    ("administrator", AccountForm("Hakan Demir", Role.ADMINISTRATOR)),
)
LOGINS: Final = tuple(DemoLogin(username, DEMO_PASSWORD, form.role) for username, form in PEOPLE)
WATCHING: Final = "PJSIP/1001,PJSIP/1002"
EXCHANGE_ENDS_WITHIN_S: Final = 5.0
NOTE: Final = "made-of"
"""The file that marks a folder as a demo's, and says what the demo was made of."""


class NotTheDemosFolder(Exception):
    """The folder was not made by a demo; the sentence is for who runs the command."""


def run_demo(folder: Path, port: int, members: int, history: int, *, fresh: bool) -> int:
    """Run until ctrl-C; returns the exit code. Raises `PortTaken`, `NotTheDemosFolder` or `AnotherServer`."""
    with listen("127.0.0.1", port) as listening:
        return _run(listening, folder, members, history, fresh=fresh)


def _run(listening: socket.socket, folder: Path, members: int, history: int, *, fresh: bool) -> int:
    address, url = address_of(listening), f"sqlite:///{folder / 'santral.db'}"
    _prepare(folder, url, members, history, fresh=fresh)
    with _exchange(folder) as (exchange_port, secret):
        settings = Settings(
            _env_file=None,
            database_url=url,
            var_dir=folder,
            ami_port=exchange_port,
            ami_secret=SecretStr(secret),
            base_url=address,
            log_level="warning",
            shutdown_s=3,
        )
        configure_logs(settings)

        def on_ready() -> None:
            _greet(address)

        return 0 if serve(create_app(settings, LOGINS), settings, listening, on_ready) else 1


def _prepare(folder: Path, url: str, members: int, history: int, *, fresh: bool) -> None:
    """The demo's database; made anew where it was made by another version or of another size. Raises
    `AnotherServer`, and `NotTheDemosFolder` rather than empty a folder that holds something else."""
    made_of, note = f"{_version()} {members} {history}", folder / NOTE
    if note.exists():
        asyncio.run(check_that_it_is_the_only_one(url))  # before its data are taken from under it
    if not fresh and note.exists() and note.read_text() == made_of:
        return
    if folder.exists() and any(folder.iterdir()) and not note.exists():
        raise NotTheDemosFolder(f"{folder} holds something else than a demo; give another --folder.")
    click.echo(f"Inventing {members} customers and {history} entries of their history …")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    note.write_text("not finished")
    migrate(url)
    asyncio.run(_fill(url, members, history))
    note.write_text(made_of)


async def _fill(url: str, members: int, history: int) -> None:
    database = Database(url)
    try:
        await load_sample_data(database, datetime.now(UTC), members=members, entries=history)
        users = {
            username: await create_account_now(url, username, DEMO_PASSWORD, form, datetime.now(UTC))
            for username, form in PEOPLE
        }
        administrator = users["administrator"]
        await give_out_by_rule(database, users["agent"], users["agent2"], administrator, datetime.now(UTC))
    finally:
        await database.dispose()


def _version() -> str:
    """A sign of the schema and the sample data: a demo of another version is not carried over."""
    root = Path(santral.__file__).parent
    files = [*root.glob("migrations/versions/*.py"), *root.glob("crm_core/sample_data/*.py")]
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(files))).hexdigest()[:16]


@contextmanager
def _exchange(folder: Path) -> Iterator[tuple[int, str]]:
    """The simulated exchange: its port and secret. It ends with the demo."""
    callers = folder / "callers.tsv"
    lines = [f"{caller.number or '-'}\t{caller.name}" for caller in SAMPLE_CALLERS]
    callers.write_text("\n".join(lines) + "\n", encoding="utf-8")
    secret = secrets.token_hex(16)
    command = [
        *(sys.executable, "-m", "santral.cti.pbx_simulator", "--port", "0", "--secret", secret, "--demo"),
        *("--callers", str(callers), "--watching", WATCHING, "--end-with-input"),
    ]
    # In a session of its own: ctrl-C is for Santral, which ends the exchange when it has left it.
    # Its input is a pipe that only Santral holds: it ends however Santral dies, and the exchange with it.
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline().split()[-1]), secret
        finally:
            process.terminate()
            try:
                process.wait(EXCHANGE_ENDS_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()


def _greet(address: str) -> None:
    click.echo(f"\nSantral is ready: {address}\n")
    for username, form in PEOPLE:
        phone = f", phone {form.extension}" if form.extension else ""
        click.echo(f"  {username:14} {DEMO_PASSWORD:14} {form.role}{phone}")
    click.echo("\nSign in as agent: one customer after the other calls, from now on. Ctrl-C ends the demo.\n")
