"""Zendesk Support behind the desk's own words (spec/zendesk.md)."""
