"""Figures: SQL to rows to domain.kpi to text."""
