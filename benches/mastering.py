#!/usr/bin/env python3
"""Masters the songs that come with segno in several ways to the same loudness and prints what became of them as Markdown tables: `segno
master`, ffmpeg's `loudnorm` (two passes that ask for its linear mode, and its dynamic mode) and the Python package `matchering`. Everything is
measured by ffmpeg's `ebur128` and `astats`.

    benches/mastering.py SEGNO [--python PYTHON] [--short] [--loudness LUFS …]

SEGNO is the program, PYTHON one that has `matchering` (without it that row is left out); `--short` takes four entries from the middle of each
song; `--loudness` are the targets, −14 and −9 if left out. Needs ffmpeg; writes into a temporary folder.

How much of the dynamics is left: PLR is the true peak above the loudness, PSR the mean of how far true peaks stand above short-term loudness, the
range is that of EBU Tech 3342, the crest is the highest sample above the root of the mean square, and `moved` is how far short-term loudness over
time lies beside that of the song as it was, as the root of the mean square, the difference of both means taken off: 0 where only the level changed.

What is louder under one ceiling has less dynamics, and not all makers come to the loudness that is asked for. So a second table sets each result of
another maker beside what segno makes when it is asked for just that loudness, under the peak that the other one has (at most −0.1 dBTP).
"""

import argparse
import json
import re
import subprocess
import statistics
import tempfile
from pathlib import Path

SONGS = ["demo", "lamp", "last-bus"]
FOLDER = Path(__file__).resolve().parent.parent / "songs"
CEILING, RATE = -1.0, 44100
# What counts as silence, in LUFS.
SILENCE = -70.0


def run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{words[0]} failed: {done.stderr[-500:]}")
    return done.stdout + done.stderr


def measured(path):
    """Loudness, range and true peak, and how far peaks stand above the mean, as ffmpeg has them."""
    told = run("ffmpeg", "-hide_banner", "-nostats", "-i", path, "-af", "astats=measure_perchannel=none,ebur128=peak=true", "-f", "null", "-")
    summary = told[told.rindex("Summary:"):]

    def number(name):
        return float(re.findall(name + r":\s+(-?[\d.]+)", summary)[-1])

    level = lambda name: float(re.findall(name + r" level dB:\s+(-?[\d.]+)", told)[-1])
    found = {"loudness": number("I"), "range": number("LRA"), "peak": number("Peak")}
    found["plr"] = found["peak"] - found["loudness"]
    log = told[: told.rindex("Summary:")]
    found["course"] = [float(level) for level in re.findall(r" S:\s*(-?[\d.]+)", log)]
    found["psr"] = above_short_term(found["course"], re.findall(r"FTPK:\s*(\S+)\s+(\S+) dBFS", log))
    found["crest"] = level("Peak") - level("RMS")
    return found


def above_short_term(course, peaks):
    """The mean of how far the true peak of three seconds stands above their loudness, in dB; both come every tenth of a second."""
    highest = [max(float(left), float(right)) for left, right in peaks]
    windows = ((max(highest[end - 29 : end + 1]), course[end]) for end in range(29, min(len(course), len(highest))))
    return statistics.fmean(peak - loudness for peak, loudness in windows if loudness > SILENCE)


def moved(before, after):
    """How far short-term loudness lies beside that of before, in LU."""
    pairs = zip(before["course"], after["course"])
    apart = [two - one for one, two in pairs if one > SILENCE and two > SILENCE]
    return statistics.pstdev(apart)


def by_segno(segno, sounds, folder, loudness, ceiling=CEILING):
    entries = ", ".join(f'(file: "{sound.name}", gap: 0.0)' for sound in sounds)
    mastering = f'loudness: {loudness:.2f}, ceiling: {ceiling:.2f}, level: "track", most_limiting: 20.0'
    album = sounds[0].parent / "album.ron"
    album.write_text(f"(master: ({mastering}), songs: [{entries}])")
    run(segno, "master", "--quiet", album, "-o", folder)
    return [next(folder.glob(f"{number:02}-*.wav")) for number in range(1, len(sounds) + 1)]


def by_loudnorm(sound, out, loudness, is_linear):
    wanted = f"loudnorm=I={loudness}:TP={CEILING}:LRA=20"
    if not is_linear:
        run("ffmpeg", "-hide_banner", "-nostats", "-y", "-i", sound, "-af", wanted, "-ar", RATE, "-c:a", "pcm_s24le", out)
        return "dynamic asked for"
    told = run("ffmpeg", "-hide_banner", "-nostats", "-i", sound, "-af", wanted + ":print_format=json", "-f", "null", "-")
    first = json.loads(told[told.rindex("{"): told.rindex("}") + 1])
    known = ":".join(
        f"measured_{theirs}={first[ours]}"
        for theirs, ours in [("I", "input_i"), ("TP", "input_tp"), ("LRA", "input_lra"), ("thresh", "input_thresh")]
    )
    second = f"{wanted}:{known}:offset={first['target_offset']}:linear=true:print_format=json"
    told = run("ffmpeg", "-hide_banner", "-nostats", "-y", "-i", sound, "-af", second, "-ar", RATE, "-c:a", "pcm_s24le", out)
    worked = json.loads(told[told.rindex("{"): told.rindex("}") + 1])["normalization_type"]
    return f"linear asked for, {worked} got"


def by_matchering(python, sound, reference, out):
    program = "import sys, matchering as mg; mg.process(target=sys.argv[1], reference=sys.argv[2], results=[mg.pcm24(sys.argv[3])])"
    run(python, "-c", program, sound, reference, out)


def as_loud(asked, sounds, before, made, folder, loudness):
    """Each result of another maker beside that of segno at its loudness and under its peak."""
    print(f"At equal loudness, from what was asked to have {loudness:.0f} LUFS:\n")
    print("| song | made by | LUFS | true peak, dBTP | PSR (change), dB | range (change), LU | crest (change), dB | moved, LU |")
    print("|---|---|---|---|---|---|---|---|")
    for number, song in enumerate(SONGS):
        was = before[number]
        for maker, all_songs in made.items():
            found, kind = all_songs[number]
            if maker == "segno":
                continue
            title = f"{maker.strip()} ({kind})" if kind else maker.strip()
            out = folder / f"as-loud{loudness}-{number}-{len(maker)}-{maker.strip()}"
            ceiling = min(found["peak"], -0.1)
            own = measured(by_segno(asked.segno, [sounds[number]], out, found["loudness"], ceiling)[0])
            for name, one in [(title, found), ("segno, as loud", own)]:
                change = lambda key: f"{one[key]:.1f} ({one[key] - was[key]:+.1f})"
                figures = f"{one['loudness']:.1f} | {one['peak']:+.1f} | {change('psr')} | {change('range')} | {change('crest')}"
                print(f"| {song} | {name} | {figures} | {moved(was, one):.2f} |")
    print()


def compared(asked, sounds, before, loudness, folder):
    """What became of the songs, by maker."""
    masters = by_segno(asked.segno, sounds, folder / f"masters{loudness}", loudness)
    made = {"segno": [(measured(path), "") for path in masters]}
    for name, is_linear in [("loudnorm", True), ("loudnorm ", False)]:
        made[name] = []
        for sound in sounds:
            out = sound.with_suffix(".loudnorm.wav")
            kind = by_loudnorm(sound, out, loudness, is_linear)
            made[name].append((measured(out), kind))
    if asked.python:
        # It brings a song near a reference; here that is what segno made of the next song, the loudness that is aimed at.
        made["matchering"] = []
        for number, sound in enumerate(sounds):
            out = sound.with_suffix(".matchering.wav")
            by_matchering(asked.python, sound, masters[(number + 1) % len(masters)], out)
            made["matchering"].append((measured(out), ""))
    print(f"To {loudness:.0f} LUFS under {CEILING:.0f} dBTP:\n")
    print("| song | made by | LUFS (off) | true peak, dBTP | PLR (change), dB | range (change), LU | crest (change), dB | moved, LU |")
    print("|---|---|---|---|---|---|---|---|")
    for number, song in enumerate(SONGS):
        was = before[number]
        print(f"| {song} | as it was | {was['loudness']:.1f} | {was['peak']:+.1f} | {was['plr']:.1f} | {was['range']:.1f} | {was['crest']:.1f} | |")
        for maker, all_songs in made.items():
            found, kind = all_songs[number]
            change = lambda key: f"{found[key]:.1f} ({found[key] - was[key]:+.1f})"
            title = f"{maker.strip()} ({kind})" if kind else maker
            off = f"{found['loudness']:.1f} ({found['loudness'] - loudness:+.1f})"
            print(f"|  | {title} | {off} | {found['peak']:+.1f} | {change('plr')} | {change('range')} | {change('crest')} | {moved(was, found):.2f} |")
    print()
    as_loud(asked, sounds, before, made, folder, loudness)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("segno")
    parser.add_argument("--python")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--loudness", type=float, nargs="+", default=[-14.0, -9.0])
    asked = parser.parse_args()
    part = ["--from", "4:0", "--to", "8:0"] if asked.short else []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sounds = []
        for song in SONGS:
            sound = folder / f"{song}.wav"
            run(asked.segno, "render", "--quiet", "--rate", RATE, "--bits", "32f", *part, "-o", sound, FOLDER / f"{song}.ron")
            sounds.append(sound)
        before = [measured(sound) for sound in sounds]
        for loudness in asked.loudness:
            compared(asked, sounds, before, loudness, folder)


if __name__ == "__main__":
    main()
