"""A whole desk driven through a shift script: agent, world, helpdesk, and what must come of it."""
