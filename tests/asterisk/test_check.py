"""`santral check`, as an administrator runs it before anything else."""

from __future__ import annotations

import pytest

from tests.asterisk.console import Console

pytestmark = pytest.mark.asterisk


async def test_with_the_sample_configuration_everything_is_in_order(installed: Console) -> None:
    code, said = await installed.command("check")
    assert code == 0, said
    assert "Queues: sales, support; members: 3" in said


async def test_a_wrong_secret_is_told_with_what_to_do(installed: Console) -> None:
    code, said = await installed.command("check", SANTRAL_AMI_SECRET="something-else")
    assert code == 1
    assert "manager.conf needs a section [santral] with this secret" in said


async def test_an_account_that_hears_nothing_of_queues_is_told_what_it_lacks(installed: Console) -> None:
    code, said = await installed.command("check", SANTRAL_AMI_USERNAME="deaf")
    assert code == 1
    assert said.count("no  ") == 1
    assert "no  Hear what happens in queues\n      Under [deaf] in manager.conf write `read =" in said


async def test_an_exchange_that_is_not_there_is_told_with_what_to_do(installed: Console) -> None:
    code, said = await installed.command("check", SANTRAL_AMI_PORT="9")
    assert code == 1
    assert "Is Asterisk running" in said
