#!/bin/sh
# Installed by `make venv` as .venv/bin/convene: runs the server's command line from the project root,
# whatever directory (or symbolic link) it is called from.
set -eu
self=$0
while [ -L "$self" ]; do
    target=$(readlink -- "$self")
    case $target in
        /*) self=$target ;;
        *) self=$(dirname -- "$self")/$target ;;
    esac
done
CDPATH='' cd -- "$(dirname -- "$self")/../.."
exec .venv/bin/python -m server "$@"
