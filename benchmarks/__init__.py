"""Measurements: each variant beside its rival, interleaved in one run."""
