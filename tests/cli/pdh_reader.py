"""Reads logs of performance counters in PDH-CSV, and knows nothing of roamsim but their documented form."""

import csv
import datetime
import re

DATE = re.compile(r"(\d\d)/(\d\d)/(\d{4}) (\d\d):(\d\d):(\d\d)\.(\d{3})")
HEADER = re.compile(r"\(PDH-CSV 4\.0\) \(([^()]+)\)\((-?\d+)\)")
PATH = re.compile(r"\\\\([^\\]+)\\([^\\()]+)(?:\(([^()]*)\))?\\([^\\]+)")


def require(condition, what):
    if not condition:
        raise ValueError(what)


def date_of(text, minutes_west):
    match = DATE.fullmatch(text)
    require(match, f"no date: {text!r}")
    month, day, year, hour, minute, second, milli = map(int, match.groups())
    at = datetime.datetime(year, month, day, hour, minute, second, milli * 1000, tzinfo=datetime.timezone.utc)
    return at + datetime.timedelta(minutes=minutes_west)


def read(path):
    """(host, [(date, {counter path without host: value})]) of one log."""
    content = path.read_bytes().decode("ascii")
    require(content.endswith("\r\n") and "\n" not in content.replace("\r\n", ""), "lines end with CR LF")
    for line in content.splitlines():
        require(re.fullmatch(r'"[^"]*"(,"[^"]*")*', line), f"every value is in quotes: {line!r}")
    rows = list(csv.reader(content.splitlines(), strict=True))
    header = HEADER.fullmatch(rows[0][0])
    require(header, "the first column is the time zone")
    paths = [PATH.fullmatch(text) for text in rows[0][1:]]
    require(all(paths), "a counter has host, object and name")
    hosts = {path[1] for path in paths}
    require(len(hosts) == 1, "a log is of one host")
    samples = []
    for row in rows[1:]:
        require(len(row) == len(rows[0]), "a value for each counter")
        samples.append((date_of(row[0], int(header[2])), {(path[2], path[4]): int(value) for path, value in zip(paths, row[1:])}))
    require(all(a[0] < b[0] for a, b in zip(samples, samples[1:])), "dates rise")
    return hosts.pop(), samples


def read_all(folder):
    """By host, the samples of all files of its log, whose dates go on from file to file."""
    logs = {}
    first = {}
    for path in folder.iterdir():
        name = re.fullmatch(r"PerfMon_(.+)_(\d\d)_(\d\d)_(\d{4})_(\d\d)_(\d\d)\.csv", path.name)
        require(name, f"the name of a log: {path.name}")
        host, samples = read(path)
        require(host == name[1], "the host of the name")
        require(samples[0][0].strftime("%m_%d_%Y_%H_%M") == "_".join(name.groups()[1:]), "the date of the name")
        first[samples[0][0], host] = samples
    for _, host in sorted(first):
        samples = first[_, host]
        before = logs.setdefault(host, [])
        require(not before or before[-1][0] < samples[0][0], "a file goes on where the one before ends")
        require(not before or before[-1][1].keys() == samples[0][1].keys(), "a host has the same counters throughout")
        before.extend(samples)
    return logs
