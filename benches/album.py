#!/usr/bin/env python3
"""Makes an album of ten songs, about 40 minutes, of the songs that come with segno, and brings it out as a user would: masters, then the
whole release, then the release again with nothing changed, then with one song changed. Prints for each run how long it took against the
playing time, the most memory that the program had, and what had to be done anew.

    benches/album.py SEGNO [--short] [--songs N] [--stems] [--level album|track] [--json]

SEGNO is the program; `--short` leaves songs as long as they are and takes three of them, to see that all goes well where a time would say
nothing. Nothing is taken from the user's caches. Writes into a temporary folder, which needs about 6 GB (`TMPDIR` says where).
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SONGS = ["demo", "lamp", "last-bus"]
FOLDER = Path(__file__).resolve().parent.parent / "songs"
# What the entries of the order list are repeated by, so that ten songs last about 40 minutes.
ROUNDS = 2


def longer(text, rounds):
    """A song whose order list is played so many times: its entries stand there again."""
    begin = text.index("    order: [\n") + len("    order: [\n")
    end = text.index("\n    ],", begin) + 1
    return text[:begin] + text[begin:end] * rounds + text[end:]


def song(number, rounds):
    text = (FOLDER / f"{SONGS[number % len(SONGS)]}.ron").read_text()
    text = re.sub(r'title: "([^"]*)"', lambda found: f'title: "{found[1]} {number + 1}"', text, count=1)
    # Each a little faster than the one before it: no two sound the same, and nothing is taken from another.
    text = re.sub(r'tempo: "([0-9.]+)"', lambda found: f'tempo: "{float(found[1]) * (1 + number / 200):.2f}"', text, count=1)
    return longer(text, rounds) if rounds > 1 else text


def album(folder, count, rounds, level):
    for name in FOLDER.iterdir():
        if name.is_dir() or name.suffix not in (".ron", ".rs"):
            (folder / name.name).symlink_to(name)
    names = [f"{number + 1:02}.ron" for number in range(count)]
    for number, name in enumerate(names):
        (folder / name).write_text(song(number, rounds))
    songs = ", ".join(f'(file: "{name}")' for name in names)
    path = folder / "album.ron"
    path.write_text(
        '(title: "Forty Minutes", artist: "The segno project", date: "2026-12-24", genre: "Electronic", language: "zxx", '
        f'master: (loudness: -12.0, ceiling: -1.0, level: "{level}", tone: "album", compression: "gentle", most_limiting: 8.0), '
        f"songs: [{songs}])"
    )
    return path


def ran(name, words, home):
    """Seconds, the most memory in MB, and the document that was printed."""
    environment = dict(os.environ, HOME=str(home), XDG_CACHE_HOME=str(home / "cache"), XDG_STATE_HOME=str(home / "state"))
    begin = time.monotonic()
    process = subprocess.Popen([str(word) for word in words], env=environment, stdout=subprocess.PIPE)
    told = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{name}: {words[0]} ended with {process.returncode}")
    # Kilobytes, but for macOS, which tells bytes.
    memory = used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return {"run": name, "seconds": time.monotonic() - begin, "memory_mb": memory, "told": json.loads(told)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("segno")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--songs", type=int)
    parser.add_argument("--stems", action="store_true")
    parser.add_argument("--level", choices=["album", "track"], default="album")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    count = asked.songs or (3 if asked.short else 10)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "songs").mkdir()
        path = album(folder / "songs", count, 1 if asked.short else ROUNDS, asked.level)
        common = ["--quiet", "--json", path, "-o"]
        release = [asked.segno, "publish", *([] if asked.stems else ["--no-stems"]), *common, folder / "release"]
        runs = [ran("masters", [asked.segno, "master", *common, folder / "masters"], folder)]
        seconds = sum(song["length_s"] for song in runs[0]["told"]["songs"])
        runs.append(ran("release of these masters", release, folder))
        runs.append(ran("the same again", release, folder))
        changed = path.parent / f"{min(2, count):02}.ron"
        # Another sum, and the same music.
        changed.write_text(changed.read_text() + "\n")
        runs.append(ran("one song changed", release, folder))
        bytes_kept = sum(file.stat().st_size for file in (folder / "cache").rglob("*") if file.is_file())
    for one in runs:
        one["made"] = one.pop("told").get("made", {})
        one["of_playing_time"] = one["seconds"] / seconds
    if asked.json:
        print(json.dumps({"songs": count, "playing_time_s": seconds, "kept_bytes": bytes_kept, "runs": runs}, indent=2))
        return
    print(f"{count} songs, {seconds / 60:.1f} minutes; {bytes_kept / 1e9:.1f} GB kept between runs\n")
    print("| run | seconds | of the playing time | most memory | done anew |")
    print("|---|---|---|---|---|")
    for one in runs:
        made = ", ".join(f"{deed} {times}" for deed, times in one["made"].items()) or "nothing"
        print(f"| {one['run']} | {one['seconds']:.0f} | {one['of_playing_time']:.1%} | {one['memory_mb']:.0f} MB | {made} |")


if __name__ == "__main__":
    main()
