"""The rules of the pop, as an administrator sees and changes them.

`administration/pop_rules.html` gets `form` (the fields pop_at, never_pop, hot_days, wrap_up_s, pause_reasons
as texts; lists with one entry a line), `errors` (sentence by field) and `saved` (True after a change).

The reasons for a break that come with Santral are message ids. Their reader sees and types them in their own
language; kept are the ids, so that every colleague reads them in theirs. Other reasons are kept as typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from santral.console.house import house_of
from santral.console.web.answers import language_of, page
from santral.console.web.language import Language
from santral.crm_core.errors import InvalidInput
from santral.crm_core.pop_rules import PopRules, check_pop_rules
from santral.crm_core.users.signed_in_user import signed_in

FIELDS = ("pop_at", "never_pop", "hot_days", "wrap_up_s", "pause_reasons")


async def show_rules(request: Request) -> Response:
    saved = "saved" in request.query_params
    form = _as_form(house_of(request).store.pop_rules, language_of(request))
    return _rules_page(request, form, saved=saved)


async def save_rules(request: Request) -> Response:
    form = await request.form()
    typed = {name: str(form.get(name, "")) for name in FIELDS}
    try:
        rules = check_pop_rules(
            **typed | {"pause_reasons": _as_ids(typed["pause_reasons"], language_of(request))}
        )
    except InvalidInput as error:
        return _rules_page(request, typed, error)
    await house_of(request).store.save_pop_rules(rules, signed_in(request), datetime.now(UTC))
    return RedirectResponse("/administration/pop-rules?saved=1", 303)


def _rules_page(
    request: Request, form: Mapping[str, str], error: InvalidInput | None = None, *, saved: bool = False
) -> Response:
    return page(
        request,
        "administration/pop_rules.html",
        200 if error is None else error.http_status,
        form=form,
        errors={error.field: language_of(request).sentence(error)} if error else {},
        saved=saved,
    )


def _own_reasons(language: Language) -> dict[str, str]:
    """How the reasons that come with Santral are called in the language, by message id."""
    return {reason: language.translate(reason) for reason in PopRules().pause_reasons}


def _as_ids(typed: str, language: Language) -> str:
    ids = {word: reason for reason, word in _own_reasons(language).items()}
    return "\n".join(ids.get(line.strip(), line) for line in typed.splitlines())


def _as_form(rules: PopRules, language: Language) -> dict[str, str]:
    own = _own_reasons(language)
    return {
        "pop_at": rules.pop_at.value,
        "never_pop": "\n".join(rules.never_pop),
        "hot_days": str(rules.hot_days),
        "wrap_up_s": str(rules.wrap_up_s),
        "pause_reasons": "\n".join(own.get(reason, reason) for reason in rules.pause_reasons),
    }
