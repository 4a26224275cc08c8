"""What an agent can do: each function one transaction."""
