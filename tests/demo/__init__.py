"""Tests of the generated sample store."""
