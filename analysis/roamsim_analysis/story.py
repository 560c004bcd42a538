"""What happened in a run, in a paragraph of words and figures."""

from roamsim_analysis import going_home, learned, throttling_story
from roamsim_analysis.text import clock, count, duration, grouped, printable

LISTED = False  # the sentences are a paragraph
MOST_OUTAGES = 4
MOST_KINDS, MOST_DATES = 6, 3
TOLD = {"failed", "repaired", "recovered", "access_down", "access_up"}  # as outages
UNTIL = {going_home.CAME_BACK: "coming back to it", going_home.UNFINISHED: "the end of the run"}


def listed(words):
    words = list(words)
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1] if words else "") if part)


def subtitle(report):
    header = report.run.header
    parts = [f"seed {printable(header.get('seed', '?'))}"]
    parts += [f"{name} {printable(header[name])}" for name in ("experiment", "measurement", "repetition") if header.get(name)]
    if report.repetitions:
        parts.append(f"with {count(len(report.repetitions), 'further repetition')}")
    return ("Convergence and throttling report · " if report.load.present else "Convergence report · ") + " · ".join(parts)


def footer(report):
    header = report.run.header
    hash_of = printable(header.get("scenario_hash", ""))[:16]
    return (f"roamsim {printable(header.get('program_version', '?'))}" + (f" · scenario {hash_of}" if hash_of else "")
            + " · dates are of the simulation, minutes and seconds after its start")


def figures(report):
    """A few numbers for a quick look: (name, value)."""
    found = list(throttling_story.figures(report))
    if report.knows_learning and len(report.last):
        curve = report.last.curve
        found.append(("half of the changes known everywhere within", _reached(curve.median())))
        found.append(("95 % within", _reached(curve.quantile(0.95))))
    if report.wrong:
        found.append(("wrong routes, all clusters and users together", duration(sum(w.stale for w in report.wrong))))
        if any(w.unreachable is not None for w in report.wrong):
            found.append(("unreachable, all clusters and users looked at", duration(sum(w.unreachable or 0 for w in report.wrong))))
    if report.outcomes:
        connected = sum(row[2] for row in report.outcomes if row[1] == "connected")
        offered = sum(row[2] for row in report.outcomes)
        found.append(("calls connected", f"{grouped(connected)} of {grouped(offered)}"))
    return found


def _reached(time):
    return "not reached" if time is None else duration(time)


def sentences(report):
    yield _network(report)
    yield from _outages(report)
    yield from _further_events(report)
    yield from throttling_story.sentences(report)
    yield from _changes(report)
    yield from _learning(report)
    yield from _routes(report)
    yield from _homes(report)
    yield from _calls(report)
    yield from _verdicts(report)


def _network(report):
    run = report.run
    roles = [count(sum(c.role == role for c in run.clusters), role if role != "standalone" else "cluster outside the network",
                   None if role != "standalone" else "clusters outside the network")
             for role in ("hub", "spoke", "standalone") if any(c.role == role for c in run.clusters)]
    return (f"{duration(run.end)} of {count(len(run.clusters), 'cluster')} ({listed(roles)}) with {count(len(run.users), 'user')}"
            " were simulated.")


def _outages(report):
    """A boot that follows an outage is told with it."""
    outages = [o for o in report.outages if o.cluster in report.names]
    boots = {(o.cluster, o.begin): o for o in outages if o.kind == "booting"}
    told = []
    for outage in outages:
        if outage.kind == "booting" and any(o.kind == "down" and o.cluster == outage.cluster and o.end == outage.begin for o in outages):
            continue
        words = {"down": "was down", "booting": "was booting", "cut off": "was cut off from the cloud"}[outage.kind]
        text = f"{report.names[outage.cluster]} {words} from {clock(outage.begin)} to {_until(report, outage)}"
        boot = boots.get((outage.cluster, outage.end)) if outage.kind == "down" else None
        told.append(text + (f" and booting until {_until(report, boot)}" if boot else ""))
    if not told:
        yield "No cluster failed or was cut off."
        return
    text = "; ".join(told[:MOST_OUTAGES])
    if len(told) > MOST_OUTAGES:
        text += f"; and {count(len(told) - MOST_OUTAGES, 'more outage')}"
    yield text + "."


def _further_events(report):
    """What else happened to clusters and lines, in the order of the first of each kind."""
    events = [(at, kind) for at, kind in report.run.event_dates() if kind not in TOLD]
    kinds = list(dict.fromkeys(kind for _, kind in events))
    if kinds:
        told = []
        for kind in kinds[:MOST_KINDS]:
            dates = [clock(at) for at, other in events if other == kind]
            more = f" and {grouped(len(dates) - MOST_DATES)} more times" if len(dates) > MOST_DATES else ""
            told.append(f"{printable(kind).replace('_', ' ')} at {', '.join(dates[:MOST_DATES])}{more}")
        yield "Further events: " + "; ".join(told) + ("; …." if len(kinds) > MOST_KINDS else ".")


def _until(report, outage):
    return "the end" if outage.end >= report.run.end else clock(outage.end)


def _changes(report):
    run = report.run
    if not run.keeps("location_changes"):
        yield "The run did not keep who moved when (record: changes keeps it)."
        return
    kinds = run.changes_by_kind()
    if not kinds:
        yield "Nobody moved."
        return
    yield ("Location changes: " + listed(count(number, printable(kind).replace("_", " ")) for kind, number in kinds) + ".")


def _learning(report):
    run, last = report.run, report.last
    if not report.knows_learning:
        if run.keeps("location_changes"):
            yield "The run did not keep when the other clusters learned of it (record: changes keeps it)."
        return
    if not len(last):
        return
    curve = report.last.curve
    outcomes = last.outcomes.tolist()
    applied = outcomes.count(learned.APPLIED)
    if curve.median() is None:
        yield f"Half of the {count(len(last), 'change')} were never known in every cluster of the network."
    elif len(last) == 1:
        yield f"It took {duration(curve.median())} from the commit until every cluster of the network routed by it."
    else:
        tail = curve.quantile(0.95)
        yield (f"Half of the {count(len(last), 'change')} were known in every cluster of the network within {duration(curve.median())}"
               + (f", 95 % within {duration(tail)}." if tail is not None else "; 95 % were not reached."))
    if applied:
        slow = max((d, -c) for d, c, o in zip(last.durations.tolist(), last.changes.tolist(), outcomes) if o == learned.APPLIED)
        row = report.slow_row(-slow[1])
        if len(last) > 1:
            yield (f"The slowest one that was known everywhere, the {row.kind} of {row.user} at {row.cluster} at {clock(row.at)},"
                   f" took {duration(slow[0])}.")
        yield f"{row.last} was the last to learn it" + (f", while {row.meanwhile}." if row.meanwhile else ".")
    overtaken, unfinished = outcomes.count(learned.OVERTAKEN), outcomes.count(learned.UNFINISHED)
    if overtaken:
        yield f"{count(overtaken, 'change')} {_were(overtaken)} overtaken by the user's next move before all knew."
    if unfinished:
        yield f"{count(unfinished, 'change')} {_were(unfinished)} not known everywhere when the run ended."
    if report.learned.outside:
        yield f"{count(report.learned.outside, 'change')} outside the ILS network {_were(report.learned.outside)} left out."


def _were(number):
    return "was" if number == 1 else "were"


def _routes(report):
    if not report.wrong:
        return
    total = sum(w.stale for w in report.wrong)
    worst = max(report.wrong, key=lambda w: (w.stale, -w.user))
    text = f"All clusters together had wrong routes for {duration(total)}"
    if len(report.wrong) > 1 and worst.stale:
        text += f", most of it ({duration(worst.stale)}) for {report.users.get(worst.user, '?')}"
    yield text + f", in {count(sum(w.spells for w in report.wrong), 'spell')}."
    looked_at = [w for w in report.wrong if w.unreachable is not None]
    if not looked_at:
        return
    total = sum(w.unreachable for w in looked_at)
    worst = max(looked_at, key=lambda w: (w.unreachable, -w.user))
    text = f"Calls from there would not have found a registered phone for {duration(total)}"
    if len(looked_at) < len(report.wrong):
        text += f", as far as {grouped(len(looked_at))} of the {count(len(report.wrong), 'user')} tell"
    if worst.longest and worst.longest_at in report.names:
        text += f"; {report.users.get(worst.user, '?')} was out of reach the longest, {duration(worst.longest)} from {report.names[worst.longest_at]}"
    yield text + "."


def _homes(report):
    if report.pending:
        longest = max(report.pending, key=lambda p: (p.age, -p.at))
        yield (f"The longest time that a user stayed logged in at the old place was {duration(longest.age)}"
               f" ({report.users[longest.user]} at {report.names.get(longest.cluster, '?')}"
               + (")." if longest.outcome == going_home.LOGGED_OUT else f", until {UNTIL[longest.outcome]})."))
    if report.twice:
        yield (f"{count(len(report.twice), 'number')} {_were(len(report.twice))} registered in two clusters at once, for"
               f" {duration(sum(report.twice.values()))} in all.")
    for back in report.returns:
        if back.away and back.last_home is not None:
            yield f"The last user of {report.names.get(back.cluster, '?')} was home again {duration(back.last_home)} after it was back."
        elif back.away:
            yield (f"{count(back.away, 'user')} of {report.names.get(back.cluster, '?')} {_were(back.away)} away when it was back;"
                   f" {grouped(back.still_away)} had not come home when the run ended.")


def _calls(report):
    if not report.outcomes:
        return
    total = {}
    for _, outcome, number in report.outcomes:
        total[outcome] = total.get(outcome, 0) + number
    ranked = sorted(total.items(), key=lambda item: (-item[1], item[0]))
    yield f"{count(sum(total.values()), 'call')} ended: " + listed(f"{grouped(number)} {printable(outcome).replace('_', ' ')}" for outcome, number in ranked) + "."


def _verdicts(report):
    expectations = report.run.expectations()
    if expectations:
        met = sum(bool(e.met) for e in expectations)
        yield f"Expectations met: {met} of {len(expectations)}."
