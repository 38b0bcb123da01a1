"""coverage.py BUILD [--missed]: gcov's figures by folder, from a build whose tests have run.

Exits 1 where something of shim/lsass is not reached and tests/coverage.reasons does not say why.
"""
import collections
import json
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1]
LSASS = ("shim/lsass/", "shim/dll/")


def measured(build):
    """file -> line -> [count, branches taken, branches], over all objects that compiled it."""
    files = collections.defaultdict(lambda: collections.defaultdict(lambda: [0, {}]))
    for notes in sorted(build.rglob("*.gcno")):
        done = subprocess.run(["gcov", "--json-format", "--stdout", "--branch-probabilities",
                               str(notes)], capture_output=True, text=True, cwd=SOURCE)
        for text in done.stdout.splitlines():
            for file in json.loads(text)["files"]:
                name = file["file"].removeprefix(str(SOURCE) + "/")
                if not name.startswith(("shim/", "hostsim/")):
                    continue
                for line in file["lines"]:
                    entry = files[name][line["line_number"]]
                    entry[0] += line["count"]
                    for at, branch in enumerate(line["branches"]):
                        entry[1][at] = entry[1].get(at, 0) + branch["count"]
    return files


def table(files):
    """Lines and branches by folder."""
    totals = collections.defaultdict(lambda: [0, 0, 0, 0])
    for name, lines in files.items():
        total = totals["/".join(name.split("/")[:2])]
        for count, branches in lines.values():
            total[0] += count > 0
            total[1] += 1
            total[2] += sum(taken > 0 for taken in branches.values())
            total[3] += len(branches)
    yield f"{'folder':<20} {'lines':>14} {'branches':>16}"
    for folder, (lines, of, taken, branches) in sorted(totals.items()):
        share = 100 * taken / branches if branches else 100
        yield (f"{folder:<20} {lines:>5}/{of:<5} {100 * lines / of:5.1f} % {taken:>5}/{branches:<5} "
               f"{share:5.1f} %")


def missed(files):
    """File, line, what of it is not reached, and its text."""
    for name, lines in sorted(files.items()):
        text = (SOURCE / name).read_text().splitlines()
        for number, (count, branches) in sorted(lines.items()):
            not_taken = sum(taken == 0 for taken in branches.values())
            if count == 0 or not_taken:
                what = "line" if count == 0 else f"{not_taken} of {len(branches)} branches"
                yield name, number, what, text[number - 1].strip()


def without_reason(files):
    reasons = (SOURCE / "tests/coverage.reasons").read_text().splitlines()
    known = {line.split(" => ")[0] for line in reasons if " => " in line}
    for name, number, what, text in missed(files):
        if name.startswith(LSASS) and f"{name.removeprefix(LSASS)}: {text}" not in known:
            yield f"{name}:{number}: {what}: {text}"


def main():
    files = measured(Path(sys.argv[1]).resolve())
    print(*table(files), sep="\n")
    if "--missed" in sys.argv:
        for name, number, what, text in missed(files):
            print(f"{name}:{number}: {what}: {text}")
    unexplained = list(without_reason(files))
    for line in unexplained:
        print(f"not reached, and tests/coverage.reasons does not say why: {line}", file=sys.stderr)
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
