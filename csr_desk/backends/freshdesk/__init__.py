"""Freshdesk behind the desk's own words (spec/freshdesk.md)."""
