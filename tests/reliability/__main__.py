"""Make every trial of reliability, one after the other: `make reliability [SIZE=smoke]`.

python -m tests.reliability [--size full|smoke] [--seed S] [NAME…]
"""

import argparse
import subprocess
import sys

TRIALS = {
    "kills": (1_000, 50),
    "upkeep": (1_000, 24),
    "power": (4_000, 500),
    "faults": (2_000, 100),
    "crowd": (16_000, 800),
    "mutations": (100_000, 1_000),
    "tampering": (200, 10),
    "two_ways": (4_000, 60),
    "verifiers": (4_000, 60),
    "bitflips": (2_000, 60),
    "pages": (4_000, 96),
    "hostile": (12_000, 100),
}
"""Modules of this folder, with how many trials each makes in full, and as a smoke test."""
SIZES = ("full", "smoke")


def main() -> int:
    """Run them all, also after one has failed; return 1 if one has."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *TRIALS], metavar="NAME")
    parser.add_argument("--size", choices=SIZES, default=SIZES[0])
    parser.add_argument("--seed", type=int, help="the same chance again")
    asked = parser.parse_args()
    seed = [] if asked.seed is None else ["--seed", str(asked.seed)]
    failed = []
    for name in asked.names or TRIALS:
        count = TRIALS[name][SIZES.index(asked.size)]
        words = ["-m", f"tests.reliability.{name}", "--trials", str(count), *seed]
        if subprocess.run([sys.executable, *words], check=False).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
