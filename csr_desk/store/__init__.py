"""The local SQLite store, reached through apsw."""
