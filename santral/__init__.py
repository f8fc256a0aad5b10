"""Santral: a call-centre agent console with real-time push, and the CRM around it."""
