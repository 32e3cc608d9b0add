"""Run the benchmarks and show them: `python -m bench`, or some of them, as `python -m bench cold`.

The results are kept in `build/bench.json`.
"""

import argparse
import json

from bench import cold, operations, report, requests
from tools.services import BUILD

BENCHMARKS = {"cold": cold.run, "requests": requests.run, "operations": operations.run}


def main() -> None:
    """Run what the command line names, all of it by default."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("benchmarks", nargs="*", metavar="benchmark", help=", ".join(BENCHMARKS))
    asked = parser.parse_args().benchmarks or list(BENCHMARKS)
    if unknown := set(asked) - set(BENCHMARKS):
        parser.error(f"unknown: {', '.join(unknown)}")
    results = {"surroundings": report.surroundings()}
    for name in asked:
        print(f"{name} ...", flush=True)
        results[name] = BENCHMARKS[name]()
    out = BUILD / "bench.json"
    out.write_text(json.dumps(results, indent=2) + "\n")
    print(f"\n{report.text(results)}\n\nkept in {out}")


if __name__ == "__main__":
    main()
