"""The command `santral`."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click
from alembic.util import CommandError
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from santral.console.administration.new_account import create_account_now
from santral.console.app import create_app
from santral.console.checks import check_database, check_everything, check_var_dir
from santral.console.logs import configure_logs
from santral.console.only_server import AnotherServer, check_that_it_is_the_only_one
from santral.console.serving import PortTaken, address_of, listen
from santral.console.serving import serve as serve_app
from santral.console.settings import (
    BadSettings,
    Settings,
    load_settings,
    misspelt_settings,
    settings_document,
)
from santral.console.write_behind.batch import DatabaseAway
from santral.console.write_behind.set_aside import GivenBackElsewhere
from santral.console.write_behind.write_set_aside import write_set_aside
from santral.crm_core.errors import SantralError
from santral.crm_core.migrate import migrate as migrate_database
from santral.crm_core.users.accounts import AccountForm
from santral.crm_core.users.roles import Role

NO_EXCHANGE = {"ami_secret": "not needed for this"}
ROLES = click.Choice([role.value for role in Role])


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="santral")
def main() -> None:
    """Santral: the agent console of a call centre, and the CRM around it.

    It is configured by SANTRAL_* variables in the environment or in a file .env; `santral settings` lists
    them. The usual way: migrate, create-user, check, serve. To look around first: demo.
    """


@main.command()
def serve() -> None:
    """Serve the console until told to stop (SIGTERM or ctrl-C)."""
    settings = _settings()
    for finding in (asyncio.run(check_database(settings.database_url)), check_var_dir(settings.var_dir)):
        if not finding.ok:
            _fail(f"{finding.what}: {finding.advice}")
    try:
        asyncio.run(check_that_it_is_the_only_one(settings.database_url))
        listening = listen(settings.host, settings.port)
    except (AnotherServer, PortTaken) as error:
        _fail(str(error))
    except (OSError, SQLAlchemyError) as error:
        _fail(f"It cannot be told whether another server has the database: {error.__cause__ or error}")
    address = address_of(listening)

    def on_ready() -> None:
        click.echo(f"Santral is ready on {address}", err=True)

    if not serve_app(create_app(settings), settings, listening, on_ready):
        _fail("Santral could not start; the lines above tell why.")


@main.command()
def migrate() -> None:
    """Create the database, or bring it to this version's schema."""
    url = _settings(**NO_EXCHANGE).database_url
    _make_folder_of(url)
    try:
        migrate_database(url)
    except (SQLAlchemyError, CommandError, OSError) as error:
        _fail(f"The database cannot be brought up to date: {error.__cause__ or error}")
    click.echo("The database is up to date.")


@main.command("create-user")
@click.argument("username")
@click.option("--role", type=ROLES, default=Role.AGENT.value, show_default=True)
@click.option("--name", default="", help="The person's name; the user name if not given.")
@click.option("--device", default="", help="The phone, as the exchange names it: PJSIP/1001.")
@click.option("--extension", default="", help="The phone's extension: 1001.")
@click.option("--language", type=click.Choice(["tr", "en"]), help="Without it, as the browser asks.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the standard input.")
def create_user(
    username: str,
    role: str,
    name: str,
    device: str,
    extension: str,
    language: str | None,
    *,
    password_stdin: bool,
) -> None:
    """Create an account, such as the first administrator. The password is asked for."""
    url = _settings(**NO_EXCHANGE).database_url
    finding = asyncio.run(check_database(url))
    if not finding.ok:
        _fail(f"{finding.what}: {finding.advice}")
    password = (
        sys.stdin.readline().rstrip("\r\n")
        if password_stdin
        else click.prompt("Password", hide_input=True, confirmation_prompt=True)
    )
    form = AccountForm(name or username, role, device, extension, language or "")
    try:
        asyncio.run(create_account_now(url, username, password, form, datetime.now(UTC)))
    except SantralError as error:
        _fail(str(error))
    click.echo(f"{username.strip().lower()} can sign in as {role}.")


@main.command()
def check() -> None:
    """Try the database and the exchange, and say what is wrong. Ends with 1 if anything is."""
    findings = asyncio.run(check_everything(_settings()))
    for finding in findings:
        mark = click.style("ok  ", fg="green") if finding.ok else click.style("no  ", fg="red")
        click.echo(mark + finding.what + (f"\n      {finding.advice}" if finding.advice else ""))
    if not all(finding.ok for finding in findings):
        sys.exit(1)


@main.command()
@click.option("--port", default=8000, show_default=True, help="0 lets the system choose.")
@click.option("--fresh", is_flag=True, help="Forget what was done in the demo before.")
@click.option("--members", default=2000, show_default=True, help="How many customers to invent.")
@click.option("--history", default=50_000, show_default=True, help="How many entries of their history.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var/demo"),
    show_default=True,
    help="Where the demo keeps its database.",
)
def demo(port: int, folder: Path, members: int, history: int, *, fresh: bool) -> None:
    """Show Santral with invented customers and a simulated exchange. Needs nothing set up."""
    # A server does not carry the demo's data along.
    from santral.console.demo import NotTheDemosFolder, run_demo

    try:
        sys.exit(run_demo(folder, port, members, history, fresh=fresh))
    except (AnotherServer, PortTaken, NotTheDemosFolder) as error:
        _fail(str(error))


@main.command()
def settings() -> None:
    """List all settings, as Markdown."""
    click.echo(settings_document(), nl=False)


@main.command("write-set-aside")
def write_set_aside_command() -> None:
    """Try again to write rows that the database refused, and at once those that were set aside.

    A running server gives back by itself what was set aside; what was refused waits for this.
    """
    given = _settings(**NO_EXCHANGE)
    try:
        written, refused = asyncio.run(write_set_aside(given.database_url, given.var_dir))
    except GivenBackElsewhere:
        _fail("The running server gives them back just now. Try again in a moment.")
    except DatabaseAway as error:
        _fail(f"The database takes no rows now: {error}. What was set aside stays so.")
    except OSError as error:
        _fail(f"{given.var_dir} cannot be read or written: {error.strerror}. What was set aside stays so.")
    click.echo(f"{written} rows written, {refused} refused again and kept.")
    if refused:
        sys.exit(1)


def _settings(**given: Any) -> Settings:
    for sentence in misspelt_settings():
        click.echo(sentence, err=True)
    try:
        loaded = load_settings(**given)
    except BadSettings as error:
        _fail(str(error))
    configure_logs(loaded)
    return loaded


def _make_folder_of(url: str) -> None:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
        try:
            Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            _fail(f"The folder of {parsed.database} cannot be made: {error.strerror}")


def _fail(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(1)
