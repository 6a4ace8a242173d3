#!/usr/bin/env python3
"""Masters the songs that come with segno in three ways and prints what became of them as a Markdown table: `segno master`, ffmpeg's
`loudnorm` (two passes) and the Python package `matchering`. Everything is measured by ffmpeg's `ebur128` and `astats`.

    benches/mastering.py SEGNO [--python PYTHON] [--short]

SEGNO is the program, PYTHON one that has `matchering` (without it that row is left out); `--short` takes four entries from the middle of each
song. Needs ffmpeg; writes into a temporary folder.
"""

import argparse
import json
import re
import subprocess
import tempfile
from pathlib import Path

SONGS = ["demo", "lamp", "last-bus"]
FOLDER = Path(__file__).resolve().parent.parent / "songs"
LOUDNESS, CEILING, RATE = -14.0, -1.0, 44100


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
    found["crest"] = level("Peak") - level("RMS")
    return found


def by_segno(segno, sounds, folder):
    entries = ", ".join(f'(file: "{sound.name}", gap: 0.0)' for sound in sounds)
    mastering = f'loudness: {LOUDNESS}, ceiling: {CEILING}, level: "track", most_limiting: 12.0'
    album = sounds[0].parent / "album.ron"
    album.write_text(f"(master: ({mastering}), songs: [{entries}])")
    run(segno, "master", "--quiet", album, "-o", folder)
    return [next(folder.glob(f"{number:02}-*.wav")) for number in range(1, len(sounds) + 1)]


def by_loudnorm(sound, out):
    wanted = f"loudnorm=I={LOUDNESS}:TP={CEILING}:LRA=20"
    told = run("ffmpeg", "-hide_banner", "-nostats", "-i", sound, "-af", wanted + ":print_format=json", "-f", "null", "-")
    first = json.loads(told[told.rindex("{"): told.rindex("}") + 1])
    known = ":".join(
        f"measured_{theirs}={first[ours]}"
        for theirs, ours in [("I", "input_i"), ("TP", "input_tp"), ("LRA", "input_lra"), ("thresh", "input_thresh")]
    )
    second = f"{wanted}:{known}:offset={first['target_offset']}:linear=true:print_format=json"
    told = run("ffmpeg", "-hide_banner", "-nostats", "-y", "-i", sound, "-af", second, "-ar", RATE, "-c:a", "pcm_s24le", out)
    return json.loads(told[told.rindex("{"): told.rindex("}") + 1])["normalization_type"]


def by_matchering(python, sound, reference, out):
    program = "import sys, matchering as mg; mg.process(target=sys.argv[1], reference=sys.argv[2], results=[mg.pcm24(sys.argv[3])])"
    run(python, "-c", program, sound, reference, out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("segno")
    parser.add_argument("--python")
    parser.add_argument("--short", action="store_true")
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
        made = {"segno": [(measured(path), "") for path in by_segno(asked.segno, sounds, folder / "masters")]}
        made["loudnorm"] = []
        for sound in sounds:
            out = sound.with_suffix(".loudnorm.wav")
            made["loudnorm"].append((lambda kind: (measured(out), kind))(by_loudnorm(sound, out)))
        if asked.python:
            # It brings a song near a reference; here that is what segno made of the song, the loudness that is aimed at.
            made["matchering"] = []
            masters = sorted((folder / "masters").glob("*.wav"))
            for number, sound in enumerate(sounds):
                out = sound.with_suffix(".matchering.wav")
                by_matchering(asked.python, sound, masters[(number + 1) % len(masters)], out)
                made["matchering"].append((measured(out), ""))
    print("| song | made by | LUFS (off) | true peak, dBTP | PLR (change), dB | range (change), LU | crest (change), dB |")
    print("|---|---|---|---|---|---|---|")
    for number, song in enumerate(SONGS):
        was = before[number]
        print(f"| {song} | as it was | {was['loudness']:.1f} | {was['peak']:+.1f} | {was['plr']:.1f} | {was['range']:.1f} | {was['crest']:.1f} |")
        for maker, all_songs in made.items():
            found, kind = all_songs[number]
            change = lambda key: f"{found[key]:.1f} ({found[key] - was[key]:+.1f})"
            title = f"{maker} ({kind})" if kind else maker
            off = f"{found['loudness']:.1f} ({found['loudness'] - LOUDNESS:+.1f})"
            print(f"|  | {title} | {off} | {found['peak']:+.1f} | {change('plr')} | {change('range')} | {change('crest')} |")


if __name__ == "__main__":
    main()
