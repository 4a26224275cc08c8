"""The engine that carries changes to a helpdesk and back: no screen and no vendor in it."""
