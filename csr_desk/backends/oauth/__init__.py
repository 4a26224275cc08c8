"""Signing in by OAuth: authorization code with PKCE, a loopback answer, rotating refresh tokens.

    attempt   the URL to open in a browser, and what its answer must match
    landing   waits on this machine for the browser's answer
    pasted    reads the answer out of what the agent pastes, as over ssh
    grant     trades a code or a refresh token for a new pair of tokens, and ends one

Everything but the landing is without a socket; no host but the account's is ever asked.
"""
