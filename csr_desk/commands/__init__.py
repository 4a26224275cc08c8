"""What the agent can tell the desk: one class per command, everything else derives from it."""
