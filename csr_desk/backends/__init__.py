"""Helpdesks the desk can work for."""
