"""Pure rules of the desk; standard library only."""
