#!/usr/bin/env python3
"""Makes docs/gallery from scratch: runs every sweep of scenarios/sweeps, an answer of solve and one of sensitivity.

    tools/gallery.py PROGRAM WORK [GALLERY]

PROGRAM is roamsim, WORK a folder for the sweeps, which are made anew, GALLERY defaults to docs/gallery. There each has its report as
a page, with the tables behind its pictures, and a few of the pictures are shown in README.md.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

TREE = pathlib.Path(__file__).resolve().parents[1]

# Sweep, and the pictures shown of it.
SWEEPS = (
    ("concurrent-requests", ("until_95-by-users-requests", "until_95-by-requests-users", "refused_share-by-users-requests")),
    ("interval-and-mode", ("convergence.mean-by-mode-distance-interval", "convergence.p95-by-mode-distance", "hops_taken-by-mode-distance",
                           "ils.messages-by-mode-distance-interval")),
    ("hubs", ("seconds_elsewhere-by-hubs-region", "seconds_elsewhere-ranking-hubs", "ils.messages-ranking-hubs")),
    ("hub-repair", ("seconds_elsewhere-by-hubs-repair", "seconds_elsewhere-by-repair-hubs")),
    ("ils-interval", ("convergence.mean-by-interval",)),
)
ANSWERS = (
    ("solve", "How many concurrent requests let 95 % of 2,000 users log in within three minutes", (
        "solve", "scenarios/home-outage-storm.json", "--key", "/extension_mobility/max_concurrent_requests", "--from", "1", "--to", "19", "--points", "7",
        "--measure", "storm.until_95", "--of", "walkover", "--at-most", "3 min", "--repetitions", "5"), "solved"),
    ("sensitivity", "On which assumptions the time to learn hangs when a hub fails", (
        "sensitivity", "scenarios/hub-failure.json", "--measure", "convergence.mean"), "sensitivity"),
)


def run(words, accepted=(0,)):
    done = subprocess.run([str(word) for word in words], cwd=TREE, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode not in accepted:
        sys.exit(f"{' '.join(map(str, words))}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return [line for line in done.stdout.splitlines() if not line.startswith("wrote ")]


def title_of(sweep):
    return re.search(r'"title": "(.*)"', sweep.read_text(encoding="utf-8")).group(1)


def take(pictures, names, gallery, prefix):
    lines = []
    for name in names:
        source = pictures / f"{name}.png"
        if not source.is_file():
            sys.exit(f"{source}: was not drawn; there are {', '.join(sorted(path.name for path in pictures.iterdir()))}")
        target = f"{prefix}-{name}.png"
        shutil.copyfile(source, gallery / target)
        lines += [f"![{name}]({target})", ""]
    return lines


def main(program, work, gallery):
    program, work = pathlib.Path(program).resolve(), pathlib.Path(work).resolve()
    gallery = pathlib.Path(gallery or TREE / "docs" / "gallery")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    gallery.mkdir(parents=True, exist_ok=True)
    for old in (*gallery.glob("*.png"), *gallery.glob("*.html")):
        old.unlink()
    lines = ["# Gallery", "", "Made from scratch by `cmake --build BUILD --target gallery` from scenarios/sweeps. Each report is one page that needs nothing else;"
             " its pictures have the tables behind them.", ""]
    with tempfile.TemporaryDirectory() as scratch:
        for name, pictures in SWEEPS:
            print(name, flush=True)
            file = TREE / "scenarios" / "sweeps" / f"{name}.json"
            run((program, "sweep", "run", file, "--out", work / name, "--quiet"))
            drawn = pathlib.Path(scratch) / name
            said = run((program, "report", work / name, "--html", gallery / f"{name}.html", "--pictures", drawn, "--format", "png"))
            lines += [f"## {title_of(file)}", "", f"[The report]({name}.html) of [{file.name}](../../scenarios/sweeps/{file.name})", "", *(f"- {sentence}" for sentence in said), ""]
            lines += take(drawn, pictures, gallery, name)
        for name, title, words, picture in ANSWERS:
            print(name, flush=True)
            drawn = pathlib.Path(scratch) / name
            said = run((program, *words, "--out", work / name, "--html", gallery / f"{name}.html", "--pictures", drawn, "--format", "png"))
            shown = " ".join(f"'{word}'" if " " in word else word for word in words)
            lines += [f"## {title}", "", f"[The page]({name}.html) of `roamsim {shown}`", "", *(f"- {sentence}" for sentence in said), ""]
            lines += take(drawn, (picture,), gallery, name)
    (gallery / "README.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:3], sys.argv[3] if len(sys.argv) == 4 else None)
