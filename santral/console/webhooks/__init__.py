"""Webhooks on the screen and on the wire: administrators enter addresses, a task sends to them."""
