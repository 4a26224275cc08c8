"""The terminal itself: driver, signals, crash report, first paint."""
