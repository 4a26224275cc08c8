"""What the desk is measured against, each in about ten lines."""
