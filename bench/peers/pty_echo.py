"""The floor of a key: a program that answers every byte with a frame end."""

import os
import tty

tty.setraw(0)
os.write(1, b"READY")
while (data := os.read(0, 64)) != b"\x11":
    os.write(1, data + b"\x1b[?2026l")
