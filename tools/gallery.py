#!/usr/bin/env python3
"""Makes docs/gallery from scratch: runs every sweep of scenarios/sweeps, an answer of solve and one of sensitivity.

    tools/gallery.py PROGRAM WORK [GALLERY]

PROGRAM is roamsim, WORK a folder for sweeps and pages (a sweep that is there is gone on with), GALLERY defaults to docs/gallery.
Pages go to WORK, for they are large; what is small, pictures and words, to GALLERY.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

TREE = pathlib.Path(__file__).resolve().parents[1]

# Sweep, and the pictures shown of it.
SWEEPS = (
    ("concurrent-requests", ("until_95-by-users-requests", "until_95-by-requests-users", "refused_share-by-users-requests")),
    ("interval-and-mode", ("convergence.mean-by-mode-interval", "seconds_after_1_hop-by-mode-interval", "seconds_after_3_hops-by-mode-interval", "ils.messages-by-mode-interval")),
    ("hubs", ("convergence.mean-by-hubs-interval", "convergence.mean-ranking-hubs", "ils.messages-ranking-hubs")),
    ("hub-repair", ("convergence.mean-by-hubs-repair", "convergence.p95-by-repair-hubs")),
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
    work.mkdir(parents=True, exist_ok=True)
    gallery.mkdir(parents=True, exist_ok=True)
    for old in gallery.glob("*.png"):
        old.unlink()
    lines = ["# Gallery", "", "Made by `cmake --build BUILD --target gallery` from scenarios/sweeps; the whole pages are written beside it to BUILD/gallery.", ""]
    with tempfile.TemporaryDirectory() as scratch:
        for name, pictures in SWEEPS:
            print(name, flush=True)
            file = TREE / "scenarios" / "sweeps" / f"{name}.json"
            run((program, "sweep", "run", file, "--out", work / name, "--quiet"))
            drawn = pathlib.Path(scratch) / name
            said = run((program, "report", work / name, "--html", work / f"{name}.html", "--pictures", drawn, "--format", "png"))
            lines += [f"## {name}", "", f"[{file.name}](../../scenarios/sweeps/{file.name})", "", *(f"- {sentence}" for sentence in said), ""]
            lines += take(drawn, pictures, gallery, name)
        for name, title, words, picture in ANSWERS:
            print(name, flush=True)
            drawn = pathlib.Path(scratch) / name
            said = run((program, *words, "--out", work / name, "--html", work / f"{name}.html", "--pictures", drawn, "--format", "png"))
            shown = " ".join(f"'{word}'" if " " in word else word for word in words)
            lines += [f"## {title}", "", f"`roamsim {shown}`", "", *(f"- {sentence}" for sentence in said), ""]
            lines += take(drawn, (picture,), gallery, name)
    (gallery / "README.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(*sys.argv[1:3], sys.argv[3] if len(sys.argv) == 4 else None)
