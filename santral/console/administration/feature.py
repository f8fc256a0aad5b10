"""The administrator's pages: who works here, what pops, what is defined, and who did what."""

from __future__ import annotations

from santral.console.administration.api_keys import create_api_key, revoke_api_key, show_api_keys
from santral.console.administration.audit import show_audit
from santral.console.administration.definition_changes import (
    bring_definition_back,
    create_definition,
    delete_definition,
    drop_default,
    edit_definition,
    make_default,
    move_definition,
    retire_definition,
)
from santral.console.administration.definition_files import (
    apply_file,
    export_all,
    export_kind,
    preview_file,
)
from santral.console.administration.definitions import show_definition, show_definitions, show_kind
from santral.console.administration.rules import save_rules, show_rules
from santral.console.administration.users import (
    create_user,
    disable_user,
    edit_user,
    enable_user,
    new_password,
    show_new_user,
    show_user,
    show_users,
)
from santral.console.house import House
from santral.crm_core.feature import Feature, MenuEntry
from santral.crm_core.guarded_route import Endpoint, GuardedRoute
from santral.crm_core.users.roles import ADMINISTRATORS


def feature(_house: House) -> Feature:
    def show(path: str, endpoint: Endpoint) -> GuardedRoute:
        return GuardedRoute(f"/administration{path}", endpoint, roles=ADMINISTRATORS)

    def change(path: str, endpoint: Endpoint) -> GuardedRoute:
        return GuardedRoute(f"/administration{path}", endpoint, roles=ADMINISTRATORS, methods=["POST"])

    return Feature(
        name="administration",
        routes=(
            show("/users", show_users),
            show("/users/new", show_new_user),
            change("/users/new", create_user),
            show("/users/{user_id:id}", show_user),
            change("/users/{user_id:id}", edit_user),
            change("/users/{user_id:id}/password", new_password),
            change("/users/{user_id:id}/disable", disable_user),
            change("/users/{user_id:id}/enable", enable_user),
            show("/pop-rules", show_rules),
            change("/pop-rules", save_rules),
            show("/definitions", show_definitions),
            show("/definitions/{kind}", show_kind),
            change("/definitions/{kind}", create_definition),
            show("/definitions/{kind}/{code}", show_definition),
            change("/definitions/{kind}/{code}", edit_definition),
            change("/definitions/{kind}/{code}/move", move_definition),
            change("/definitions/{kind}/{code}/retire", retire_definition),
            change("/definitions/{kind}/{code}/bring-back", bring_definition_back),
            change("/definitions/{kind}/{code}/default", make_default),
            change("/definitions/{kind}/{code}/no-default", drop_default),
            change("/definitions/{kind}/{code}/delete", delete_definition),
            show("/definitions-file", export_all),
            show("/definitions-file/{kind}", export_kind),
            change("/definitions-file/{kind}", preview_file),
            change("/definitions-file/{kind}/apply", apply_file),
            show("/api-keys", show_api_keys),
            change("/api-keys", create_api_key),
            change("/api-keys/{api_key_id:id}/revoke", revoke_api_key),
            show("/audit", show_audit),
        ),
        menu=(MenuEntry("/administration/users", "Administration", "settings", "u", ADMINISTRATORS),),
    )
