"""By when an application must be answered and solved: business hours, targets, the clock, escalation."""
