"""Everything under `/administration/webhooks`, and the tasks that send, handed to the house."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from santral.console.house import House
from santral.console.webhooks.changes import (
    delete,
    renew_secret,
    resend,
    resend_all,
    send_test_message,
    switch_endpoint_off,
    switch_endpoint_on,
)
from santral.console.webhooks.delivery import Deliveries
from santral.console.webhooks.pages import create, edit, show_delivery, show_endpoint, show_list, show_new
from santral.console.webhooks.sender import Sender
from santral.crm_core.feature import BackgroundTask, EventHandler, Feature
from santral.crm_core.guarded_route import Endpoint, GuardedRoute
from santral.crm_core.users.roles import ADMINISTRATORS
from santral.crm_core.webhooks.outbox import WebhooksWaiting, fill_outbox

ALL: Final = "/administration/webhooks"
ONE: Final = ALL + "/{endpoint_id:id}"
DELIVERY: Final = ONE + "/deliveries/{delivery_id:id}"


def feature(house: House) -> Feature:
    fill_outbox(house.database)
    sender = Sender(private_networks=house.settings.webhook_private_networks)
    keep = timedelta(days=house.settings.webhook_log_days)
    deliveries = Deliveries(house.database, sender, house.webhook_secrets, house.metrics.webhooks, keep=keep)

    def show(path: str, endpoint: Endpoint) -> GuardedRoute:
        return GuardedRoute(path, endpoint, roles=ADMINISTRATORS)

    def change(path: str, endpoint: Endpoint) -> GuardedRoute:
        return GuardedRoute(path, endpoint, roles=ADMINISTRATORS, methods=["POST"])

    return Feature(
        name="webhooks",
        routes=(
            show(ALL, show_list),
            show(f"{ALL}/new", show_new),
            change(f"{ALL}/new", create),
            show(ONE, show_endpoint),
            change(ONE, edit),
            change(f"{ONE}/secret", renew_secret),
            change(f"{ONE}/test", send_test_message),
            change(f"{ONE}/resend", resend_all),
            change(f"{ONE}/off", switch_endpoint_off),
            change(f"{ONE}/on", switch_endpoint_on),
            change(f"{ONE}/delete", delete),
            show(DELIVERY, show_delivery),
            change(f"{DELIVERY}/resend", resend),
        ),
        handlers=(EventHandler(WebhooksWaiting, deliveries.on_waiting),),
        tasks=(
            BackgroundTask("webhooks", deliveries.run),
            BackgroundTask("trimming the log of webhooks", deliveries.trim),
        ),
    )
