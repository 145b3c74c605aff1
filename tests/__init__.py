"""The tests. A package by name, so that no `tests` of a dependency is taken for it."""
