"""The floor of a start: Python prints one word and waits for Enter."""

print("READY", flush=True)
input()
