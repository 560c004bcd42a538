"""What load did to a run, in words and figures."""

from roamsim_analysis.load import BUSY, DATABASE_ERROR
from roamsim_analysis.text import clock, count, duration, grouped, printable

MOST_STORMS = 3


def listed(words):
    words = list(words)
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1] if words else "") if part)


def whole(value):
    return int(round(value or 0))


def ns(value):
    return None if value is None else round(value * 1e9)


def storm(report, one):
    """How a storm ended, in short."""
    name, of = printable(one.name), one.of
    inwards = one.kind == "login"
    if one.begin is None:
        yield f"{name} did not begin: what it waits for did not come."
        return
    users, done = whole(of.get("users")), whole(of.get("done"))
    text = f"{name}: {count(users, 'user')} came from {clock(one.begin)} on. "
    rest = [f"{grouped(whole(of.get(key)))} {words}" for key, words in (("gave_up", "gave up"), ("never_tried", "never tried"), ("users_cut_off", "would have tried on when the run ended"))
            if whole(of.get(key))]
    verb = "logged in" if inwards else "logged out"
    text += f"All {verb}" if done == users and users else f"{grouped(done)} of them {verb}"
    text += (f"; {listed(rest)}" if rest else "") + ". "
    attempts, refused = whole(of.get("attempts")), whole(of.get("refused"))
    if attempts:
        text += f"Of {count(attempts, 'attempt')} {grouped(refused)} {'was' if refused == 1 else 'were'} refused"
        codes = sorted(((-whole(value), int(key.rpartition('.')[2])) for key, value in of.items() if key.startswith("refused.code.")))
        told = [f"{grouped(-number)} with {_code(report.load, code)}" for number, code in codes]
        text += (f" ({100 * refused / attempts:.3g} %): {listed(told)}" if refused else "") + ". "
    yield text.strip()


def times(one):
    """How long it took the users of a storm."""
    name, of = printable(one.name), one.of
    if one.begin is None:
        return f"{name} did not begin: what it waits for did not come."
    text = f"{name} began at {clock(one.begin)}. "
    reached = [(share, ns(of.get(f"until_{share}"))) for share in (50, 95, 99)]
    known = [f"{share} % after {duration(time)}" for share, time in reached if time is not None]
    if known:
        text += f"Of all its users {'had logged in' if one.kind == 'login' else 'had logged out'}: {listed(known)}"
        missing = [f"{share} %" for share, time in reached if time is None]
        text += (f"; {listed(missing)} never" if missing else "") + ". "
    if of.get("latency.p50") is not None:
        text += (f"From the first key press, retries included, it took {duration(ns(of['latency.p50']))} in the median, {duration(ns(of['latency.p95']))} for 95 %"
                 f" and {duration(ns(of['latency.max']))} at the most; {of.get('goodput') or 0:.4g} a minute succeeded")
        text += f"; for each success {of['retries_per_success']:.3g} attempts had been refused. " if of.get("retries_per_success") is not None else ". "
    fairness = of.get("fairness")
    if fairness is not None and fairness < 0.9995:
        text += f"Between the clusters that they came to the successes were shared with Jain's index {fairness:.3f}. "
    return text.strip()


def _code(load, code):
    words = load.causes.get(code)
    return f"error {code}" + (f" ({printable(words)})" if words else "") if code >= 0 else printable(words or "a text without a code")


def refusals(load, ranked, done, begin, width):
    total = sum(int(numbers.sum()) for _, numbers in ranked)
    succeeded = int(done.sum())
    if not total:
        return f"Nobody was refused; {count(succeeded, 'request')} succeeded."
    told = listed(f"{grouped(int(numbers.sum()))} with {_code(load, code)}" for code, numbers in ranked)
    every = sum(numbers for _, numbers in ranked)
    worst = int(every.argmax())
    return (f"{count(total, 'request')} of {grouped(total + succeeded)} that ended {'was' if total == 1 else 'were'} refused ({100 * total / (total + succeeded):.3g} %): {told}."
            f" The worst {duration(width)} began at {clock(begin + worst * width)}, with {grouped(int(every[worst]))} refused and {grouped(int(done[worst]))} that succeeded.")


def nodes(report, most=MOST_STORMS):
    found = report.load.nodes
    told = []
    for node in sorted(found, key=lambda n: (-_refused(n), n.cluster, n.number))[:most]:
        in_progress = whole(node.of.get("em.requests_in_progress.max"))
        text = f"{printable(node.name)} had at most {count(in_progress, 'request')} in progress"
        if node.steps is not None and node.limit is not None:
            first = node.steps.first_at(node.limit)
            if first is None:
                text += f", of which never more than {int(node.steps.slots.max(initial=0))} held one of its {count(node.limit, 'slot')}"
            else:
                text += (f"; all of its {count(node.limit, 'slot')} were taken for {duration(node.steps.time_at(node.limit, report.run.end))} in all, first at {clock(first)}")
        refused, errors = _refused(node), _errors(node)
        text += f", and {count(refused, 'request')} found none free (error 26)" if refused else ""
        text += f", and {count(errors, 'request')} waited too long for the database or found its queue full (error 6)" if errors else ""
        told.append(text)
    more = len(found) - len(told)
    return ". ".join(told) + "." + (f" {count(more, 'more node')} {'was' if more == 1 else 'were'} asked." if more else "")


def _refused(node):
    return node.counts["throttled"] if node.counts else whole(node.of.get(f"em.requests.code.{BUSY}"))


def _errors(node):
    return node.counts["database_errors"] if node.counts else whole(node.of.get(f"em.requests.code.{DATABASE_ERROR}"))


def latency(found):
    longest = [(int(own.sum()) // len(own), stage) for stage, well, own in found if well and stage is not None]
    if not longest:
        return "No login succeeded."
    mean, stage = max(longest, key=lambda item: (item[0], item[1]))
    attempts = next((own for name, well, own in found if well and name is None), None)
    text = f"Successful logins spend the most time in {printable(stage).replace('_', ' ')}, {duration(mean)} in the mean"
    if attempts is not None:
        text += f" of {duration(int(attempts.sum()) // len(attempts))} from the first key press to the registered phone"
    return text + "; earlier attempts that were refused are not in it."


def theory(nodes, rows, compared):
    """`compared`: node, share refused, share by the formula and its name, the worst first."""
    if compared:
        yield "; ".join(f"{name}: {100 * measured:.3g} % refused, {100 * said:.3g} % by {formula}"
                        for name, measured, said, formula in compared[:MOST_STORMS]) + "."
    without = [row for row in rows if row[7]]
    if without:
        reasons = listed(dict.fromkeys(reason for row in without for reason in row[7].split("; ")))
        where = printable(without[0][0]) if len(without) == 1 else f"any of {count(len(without), 'node')}"
        yield (f"No formula fits {where}: {reasons}."
               " The simulation is the answer there.")
    kept = [row for row in rows if row[8] is not None]
    if kept:
        same = sum(row[8] == row[9] for row in kept)
        yield ("Little's law holds to the nanosecond" + (" at each node" if len(kept) > 1 else "") if same == len(kept) else f"Little's law FAILS at {count(len(kept) - same, 'node')}") + (
            ": the time that requests spent at the node, added up one by one, is the integral of those in progress.")


def sentences(report):
    """For the story of the page."""
    load = report.load
    if not load.present:
        return
    for one in load.storms[:MOST_STORMS]:
        yield from storm(report, one)
    if len(load.storms) > MOST_STORMS:
        yield f"There were {count(len(load.storms) - MOST_STORMS, 'more storm')}."
    if load.nodes:
        yield nodes(report, 1)


def figures(report):
    load = report.load
    if not load.present:
        return
    if load.storms:
        attempts, refused = (sum(whole(one.of.get(name)) for one in load.storms) for name in ("attempts", "refused"))
        yield "attempts refused", f"{grouped(refused)} of {grouped(attempts)}"
        users, done = (sum(whole(one.of.get(name)) for one in load.storms) for name in ("users", "done"))
        yield "users of storms done", f"{grouped(done)} of {grouped(users)}"
        if len(load.storms) == 1:
            time = ns(load.storms[0].of.get("until_95"))
            yield "95 % of them done within", "never" if time is None else duration(time)
    refused = sum(map(_refused, load.nodes))
    yield "told that it is busy (26)", grouped(refused)
    errors = sum(map(_errors, load.nodes))
    if errors:
        yield "database errors (6)", grouped(errors)
