"""The full-screen places of the desk."""
