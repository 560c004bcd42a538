"""What a login in progress takes: the slope of peak memory between storms in which few and many users are at the same
point of it when the run ends."""

import json
import os
import pathlib
import subprocess
import tempfile

import growth

CLUSTERS = 10
FEW, MANY = 100_000, 400_000
TYPING = "1 ms"  # work for the sign-in page: all users type
WAITING = "10 s"  # all users wait for the page, which the node that they share is at work on


def scenario(users, storm, state_query):
    each = users // CLUSTERS
    clusters = [{"id": f"c{number}", "ils": {"role": "hub"} if number == 0 else {"role": "spoke", "hub": "c0"}, "spare_phones": each + 10,
                 "users": [{"id": f"c{number}-{{n:6}}", "dn": f"{number + 10}{{n:6}}", "count": each, "super_user": True}]} for number in range(CLUSTERS)]
    storms = [{"name": "walkover", "users": "*", "at": "1 s", "arrivals": "even", "over": "10 s", "to": [{"cluster": "*"}],
               "typing": {"distribution": "fixed", "mean": "60 s"}}]
    return {"schema_version": 1, "title": "logins in progress", "duration": "40 s", "record": "counters", "ils": {"max_learned_objects": 1_000_000},
            "extension_mobility": {"max_concurrent_requests": 100, "state_query": state_query, "sign_in_page": WAITING}, "clusters": clusters} | ({"storms": storms} if storm else {})


def peak(program, users, storm, state_query):
    with tempfile.TemporaryDirectory(prefix="roamsim-login-") as place:
        file = pathlib.Path(place) / "scenario.json"
        file.write_text(json.dumps(scenario(users, storm, state_query)))
        process = subprocess.Popen([str(program), "run", str(file), "--quiet", "--out", str(pathlib.Path(place) / "run")])
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise SystemExit(f"login_memory: a run ended with {process.returncode}")
    return growth.peak_of(usage)


def bytes_of_a_login(program, state_query):
    """More than a user at rest takes."""
    return sum((1 if storm else -1) * (peak(program, MANY, storm, state_query) - peak(program, FEW, storm, state_query)) / (MANY - FEW)
               for storm in (True, False))
