"""What persons call about, as those who took the call wrote it down."""

from __future__ import annotations

from typing import Final

from santral.crm_core.sample_data.household_orders import (
    CAMPAIGN,
    INVOICE,
    LATE_DELIVERY,
    LOST_LINE,
    NEW_ADDRESS,
    OVERDUE_PAYMENT,
    PRICE,
    WHERE_IS_MY_ORDER,
)
from santral.crm_core.sample_data.household_service import (
    BREAKDOWN,
    INSTALLATION,
    MAINTENANCE,
    MAINTENANCE_REMINDER,
    RETURN,
    SERVICE_COMPLAINT,
    SPARE_PART,
    WARRANTY,
)

HOUSEHOLD_STORIES: Final = (
    BREAKDOWN,
    WHERE_IS_MY_ORDER,
    LATE_DELIVERY,
    INSTALLATION,
    MAINTENANCE_REMINDER,
    MAINTENANCE,
    INVOICE,
    WARRANTY,
    RETURN,
    PRICE,
    OVERDUE_PAYMENT,
    NEW_ADDRESS,
    SERVICE_COMPLAINT,
    SPARE_PART,
    LOST_LINE,
    CAMPAIGN,
)
