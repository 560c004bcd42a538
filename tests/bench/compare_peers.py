#!/usr/bin/env python3
"""Compares the speed of simulators that print "=> X M model events/s", run in turn so that the machine's moods cancel.

    compare_peers.py --ours build/release/tests/bench/storm_benchmark \\
        --peer 'peers/peer_ns3 ns3::HeapScheduler' --peer peers/peer_ns3 --best-of ns3='peer_ns3' \\
        --peer peers/peer_plain --at-least ns3=1.15 --at-least peer_plain=0.5

Each round runs ours, then every peer. A ratio is ours over the peer of the same round; the median of the rounds is
printed. With --best-of NAME=TEXT the peers whose command contains TEXT are also taken as one, the fastest by median.
With --at-least NAME=RATIO the exit code is 1 if the median ratio to the peer or group NAME is below. All must print the
same counts.
"""

import argparse
import re
import shlex
import statistics
import subprocess
import sys

RATE = re.compile(r"=> *([0-9.]+) M model events/s")
COUNT = re.compile(r"\b(attempts|throttled|dropped|success|delivered|end|model events)=([0-9.]+)")


def fail(message):
    print(f"compare_peers: {message}", file=sys.stderr)
    sys.exit(2)


def run(command):
    """Rate in millions of model events a second, and the counts."""
    try:
        done = subprocess.run(shlex.split(command), capture_output=True, text=True, check=False)
    except OSError as error:
        fail(f"cannot run '{command}': {error.strerror}")
    rate = RATE.search(done.stdout)
    if done.returncode != 0 or rate is None:
        fail(f"'{command}' ended with code {done.returncode} and printed no rate\n{done.stdout}{done.stderr}")
    return float(rate.group(1)), dict(COUNT.findall(done.stdout))


def named(values, kind):
    pairs = []
    for value in values:
        name, equals, rest = value.partition("=")
        if not (name and equals and rest):
            fail(f"--{kind} needs NAME=..., got '{value}'")
        pairs.append((name, rest))
    return pairs


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", required=True, metavar="COMMAND")
    parser.add_argument("--peer", action="append", required=True, metavar="COMMAND")
    parser.add_argument("--best-of", action="append", default=[], metavar="NAME=TEXT")
    parser.add_argument("--at-least", action="append", default=[], metavar="NAME=RATIO")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    groups = named(arguments.best_of, "best-of")
    bounds = [(name, float(ratio)) for name, ratio in named(arguments.at_least, "at-least")]

    commands = [arguments.ours, *arguments.peer]
    rates = {command: [] for command in commands}
    reference = None
    for command in commands:  # not counted: the first run of a program reads it from disk
        run(command)
    for _ in range(arguments.rounds):
        for command in commands:
            rate, counts = run(command)
            reference = reference or counts
            if counts != reference:
                fail(f"'{command}' counted {counts}, not {reference}")
            rates[command].append(rate)

    def ratios(peer):
        return [ours / theirs for ours, theirs in zip(rates[arguments.ours], rates[peer])]

    print(f"{'median M events/s':>17}  {'ours / it':>9}  {'least':>6}  {'most':>6}  command")
    print(f"{statistics.median(rates[arguments.ours]):17.2f}  {'':9}  {'':6}  {'':6}  {arguments.ours}")
    for peer in arguments.peer:
        each = ratios(peer)
        print(f"{statistics.median(rates[peer]):17.2f}  {statistics.median(each):9.2f}  {min(each):6.2f}  {max(each):6.2f}  {peer}")

    members = {name: [peer for peer in arguments.peer if text in peer] for name, text in groups}
    for name, _ in bounds:
        members.setdefault(name, [peer for peer in arguments.peer if name in peer])
    missed = False
    for name, peers in members.items():
        if not peers:
            fail(f"no peer belongs to '{name}'")
        best = max(peers, key=lambda peer: statistics.median(rates[peer]))
        ratio = statistics.median(ratios(best))
        for bound_name, bound in bounds:
            if bound_name == name:
                missed = missed or ratio < bound
                print(f"{name}: {ratio:.2f} of its best, {best}; at least {bound:g}: {'met' if ratio >= bound else 'MISSED'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
