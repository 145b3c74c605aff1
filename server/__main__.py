"""`python -m server`: first make sure that no other package has one of our names, then run."""

import gc
import sys
from importlib.machinery import PathFinder
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("db", "legacy_rest", "resolvers", "schema", "server")


def intruder() -> str | None:
    """A sentence about a package of another project that has one of our names, wherever on the path it stands.

    Which of two would be imported depends on how Python was started, so the other one is refused in any case.
    """
    for name in PACKAGES:
        for folder in sys.path:
            spec = PathFinder.find_spec(name, [folder])
            origin = Path(spec.origin).resolve() if spec and spec.origin else None
            if origin is not None and origin.parent != ROOT / name:
                return (
                    f"Another package named {name!r} stands in the way ({origin}): "
                    "remove it, or start Convene in an environment of its own (make run)."
                )
    return None


def main() -> None:
    """Serve, or run another command."""
    sentence = intruder()
    if sentence:
        sys.exit(sentence)
    gc.disable()  # what is loaded here stays: collecting meanwhile would take a fifth of the time
    if sys.argv[1:] == ["serve"]:
        from server.serving import run
    else:
        from server.cli import run
    gc.freeze()
    gc.enable()
    run()


if __name__ == "__main__":
    main()
