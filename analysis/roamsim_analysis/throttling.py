"""The sections of logins under load: who got in and when, who was refused, what the Extension Mobility nodes had in hand, what theory says."""

import numpy

from roamsim_analysis import charts, load_charts, throttling_story
from roamsim_analysis.load import MOST_SPANS, nearest_rank, nice_width
from roamsim_analysis.parts import Picture, Section
from roamsim_analysis.tables import Table, seconds
from roamsim_analysis.text import grouped, printable

MOST_CURVES, MOST_PANELS, MOST_CODES, MOST_BARS = 4, 4, 5, 12
MOST_STEPS = 1000
PERCENTS = (50, 95, 99)
NEEDS = "The run did not keep {what} (record: requests keeps it)."
TOTALS = ("users", "done", "gave_up", "never_tried", "users_cut_off", "attempts", "successes", "refused", "cut_off")

# Of models/queueing_theory/node_theory.hpp, word for word.
MISFITS = {
    "no_requests": "nobody asked the node for a slot",
    "arrivals_not_poisson": "requests do not come at random, independently of each other",
    "database_shared": "requests hold their slots while they wait for the database in turn",
    "cores_shared_with_state_queries": "state queries, which have no slots, use the same cores",
    "inter_cluster_limit": "users of other clusters have a limit of their own",
    "limit_changed": "an administrator changed the limit in the run",
    "outages": "the node or its services were down for a time",
    "retries_not_exponential": "who is refused comes again, and work or waits are not exponential",
    "retries_share_cores": "who is refused comes again, and there is not a core for each slot",
    "sources_share_cores": "few users come again and again, and there is not a core for each slot",
    "overloaded_with_retries": "who is refused comes again until served, and more come than can be",
}
FORMULAS = {"erlang_b": "Erlang B", "processor_sharing": "M/G/m-PS/K", "engset": "Engset", "retrial_chain": "retrial chain (truncated Markov chain)"}


def sections(report):
    if not report.load.present:
        return []
    made = (_users(report), _refusals(report), _nodes(report), _latency(report), _theory(report))
    return [section for section in made if section is not None]


def number(value):
    """Of a scalar: what counts as a whole number; None stays None."""
    return None if value is None else int(value) if float(value).is_integer() else f"{value:.6g}"


# Who got in, and when

def _users(report):
    load = report.load
    if not load.storms:
        return None
    texts = [throttling_story.times(storm) for storm in load.storms[:MOST_BARS]]
    pictures, curves, rows, left_out = [], [], [], 0
    for storm in load.storms:
        found = load.completed(storm)
        if found is None or not len(found[0]):
            continue
        came, done = found
        # What has no success before the end of the run is below 100 % to the end: nothing is censored earlier.
        marks = [(percent, nearest) for percent in PERCENTS if (nearest := _reached(done, storm.users, percent)) is not None]
        if len(curves) < MOST_CURVES:
            curves.append((report.fonts.shown(storm.name), storm.users, came, done, marks))
        else:
            left_out += 1
        dates = numpy.unique(numpy.concatenate((came, done)))
        dates = dates[charts.thinned(numpy.arange(len(dates)), MOST_STEPS)]
        for date, before, in_time in zip(dates.tolist(), numpy.searchsorted(came, dates, "right").tolist(), numpy.searchsorted(done, dates, "right").tolist()):
            rows.append([printable(storm.name), seconds(date), before, in_time, f"{in_time / storm.users:.6f}"])
    if curves:
        caption = ("Share of all users of the storm, those counted who never tried. Done: logged in (or out) for the first time, the phone registered. The way from grey"
                   " to the curve is what a user waits, retries included.")
        if left_out:
            caption += f" The first {len(curves)} storms are drawn; the table has all."
        if len(rows) >= MOST_STEPS:
            caption += f" The table has {grouped(MOST_STEPS)} rows at most for each storm; neighbouring dates share one."
        pictures.append(Picture("", "Share of the users who are done against time", lambda width: load_charts.completed(width, curves), caption,
                                Table("logins-completed", ("storm", "time after its begin (s)", "came", "done", "share done"), rows)))
    elif not load.keeps_users:
        texts.append(NEEDS.format(what="when each user of a storm was done"))
    elif load.partial:
        texts.append("The run kept some users only, so that no curve of all of them can be drawn.")
    pictures += [_storms_table(report), *_by_cluster(report)]
    return Section("storms", "Who got in, and when", texts, pictures)


def _reached(done, users, percent):
    place = -(-users * percent // 100)
    return int(done[place - 1]) if 0 < place <= len(done) else None


def _storms_table(report):
    load = report.load
    codes = sorted({int(name.rpartition(".")[2]) for storm in load.storms for name in storm.of if name.startswith("refused.code.")})
    measures = (("until_50", "50 % after (s)"), ("until_95", "95 % after (s)"), ("until_99", "99 % after (s)"), ("latency.p50", "a user, retries included: median (s)"),
                ("latency.p95", "95 % (s)"), ("latency.max", "longest (s)"), ("goodput", "successes a minute"), ("retries_per_success", "retries a success"),
                ("fairness", "Jain's index over clusters"), ("in_flight.max", "most at once"))
    rows = [[printable(storm.name), storm.kind, seconds(storm.begin), *(number(storm.of.get(name)) for name in TOTALS),
             *(number(storm.of.get(f"refused.code.{code}", 0)) for code in codes), *(number(storm.of.get(name)) for name, _ in measures)] for storm in load.storms]
    columns = ("storm", "what", "begins (s)", *(name.replace("_", " ") for name in TOTALS), *(f"refused: {code_words(load, code)}" for code in codes),
               *(title for _, title in measures))
    return Picture("Each storm", "", None, "", Table("storms", columns, rows))


def _by_cluster(report):
    load = report.load
    names = {storm.id: printable(storm.name) for storm in load.storms}
    rows = [[names.get(storm, "?"), "" if cluster is None else report.names.get(cluster, "?"), *(own.get(what, 0) for what in ("came", "attempted", "succeeded", "refused", "gave_up"))]
            for storm, cluster, own in load.by_cluster()]
    if len(rows) > 1:
        yield Picture("By cluster", "", None, "", Table("storms-by-cluster", ("storm", "cluster", "came", "attempted", "succeeded", "refused", "gave up"), rows))


def code_words(load, code):
    words = load.causes.get(code)
    text = f"{code}" if code >= 0 else "no code" if code != -2 else ""
    return printable(f"{text} ({words})" if words and text else words or text or "no free phone")


# Who was refused

def _refusals(report):
    load = report.load
    found = load.ended
    if found is None:
        return None if load.keeps_requests or load.keeps_counts else Section("refusals", "Who was refused", [NEEDS.format(what="requests and refusals")], [])
    begin, width, by_code = found
    done = by_code.get(0, numpy.zeros(len(next(iter(by_code.values()), [])), numpy.int64))
    ranked = sorted(((code, numbers) for code, numbers in by_code.items() if code != 0), key=lambda item: (-int(item[1].sum()), item[0]))
    texts = [throttling_story.refusals(load, ranked, done, begin, width)]
    if load.partial:
        texts.append("The rows are of chosen clusters or users only.")
    if not load.keeps_requests:
        texts.append("Counted in spans of the storms. " + NEEDS.format(what="each request"))
    if not ranked:
        return Section("refusals", "Who was refused", texts, [])
    drawn = [(report.fonts.shown(code_words(load, code)), numbers) for code, numbers in ranked[:MOST_CODES]]
    if len(ranked) > MOST_CODES:
        drawn.append((f"{len(ranked) - MOST_CODES} other codes", sum(numbers for _, numbers in ranked[MOST_CODES:])))
    rows = [[seconds(begin + i * width), seconds(begin + (i + 1) * width), int(done[i]), *(int(numbers[i]) for _, numbers in ranked)] for i in range(len(done))]
    table = Table("refusals", ("from (s)", "to (s)", "succeeded", *(f"refused: {code_words(load, code)}" for code, _ in ranked)), rows)
    return Section("refusals", "Who was refused", texts, [Picture(
        "", "Refused requests by code against time", lambda across: load_charts.refusals(across, begin, width, drawn, done),
        "Logins and logouts by the date of their end: refused ones by code, stacked; those that succeeded as a line. A user who tries again counts again.", table)])


# Requests in progress against the limit

def _nodes(report):
    load = report.load
    nodes = load.nodes
    if not nodes:
        return None
    texts, pictures = [throttling_story.nodes(report)], []
    busiest = sorted((node for node in nodes if node.steps is not None and len(node.steps.times)),
                     key=lambda node: (-node.counts["throttled"], -node.counts["handled"], node.cluster, node.number))
    if busiest:
        first, last = min(int(n.steps.times[0]) for n in busiest), max(int(n.steps.times[-1]) for n in busiest)
        span = nice_width(last - first + 1, MOST_SPANS)
        begin = first // 1_000_000_000 * 1_000_000_000 if span >= 1_000_000 else first
        begin, spans = begin // span * span, -(-(last + 1 - begin // span * span) // span)
        edges = begin + numpy.arange(spans + 1, dtype=numpy.int64) * span
        binned = {node.name: node.steps.binned(edges) for node in busiest}
        panels = [(report.fonts.shown(node.name), binned[node.name][0], binned[node.name][1], binned[node.name][2] / span, node.limit) for node in busiest[:MOST_PANELS]]
        rows = [[printable(node.name), seconds(a), seconds(a + span), most, slots, f"{integral / span:.6g}"]
                for node in busiest[:MOST_BARS] for a, most, slots, integral in zip(edges[:-1].tolist(), *(values.tolist() for values in binned[node.name]))]
        caption = ("HTTP requests that the node has in hand, as the counter RequestsInProgress counts them. The limit (Maximum Concurrent Requests) is of slots: unless state"
                   " queries take one too, more requests than that can be in progress.")
        if len(nodes) > len(panels):
            caption += f" The {len(panels)} busiest of {len(nodes)} nodes."
        if any(node.of.get("theory.misfit.limit_changed") for node in busiest):
            caption += " An administrator changed a limit in the run; the line is where it was at first."
        pictures.append(Picture("", "Requests in progress against the limit, by node", lambda width: load_charts.in_progress(width, begin, span, panels),
                                caption, Table("requests-in-progress", ("node", "from (s)", "to (s)", "most in progress", "most slots", "mean in progress"), rows)))
    else:
        texts.append(NEEDS.format(what="each HTTP request"))
    pictures.append(Picture("Counters at the end of the run", "", None, "", _counters(report)))
    return Section("nodes", "Requests in progress against the limit", texts, pictures)


COUNTERS = (("handled", "RequestsHandled"), ("in_progress", "RequestsInProgress"), ("throttled", "RequestsThrottled"), ("logins", "LoginsSuccessful"),
            ("logouts", "LogoutsSuccessful"), ("attempted", "Total Login/LogoutRequestsAttempted"), ("database_errors", "error 6"), ("asked_for_slot", "asked for a slot"))


def _counters(report):
    rows = []
    for node in report.load.nodes:
        counts = node.counts or {}
        full = None if node.steps is None or node.limit is None else seconds(node.steps.time_at(node.limit, report.run.end))
        rows.append([printable(node.name), node.limit, *(counts.get(name) for name, _ in COUNTERS),
                     int(node.steps.slots.max(initial=0)) if node.steps is not None else None, full, number(node.of.get("em.requests_in_progress.max")),
                     *(None if node.of.get(name) is None else f"{node.of[name]:.6g}" for name in ("em.requests_in_progress.mean", "em.cores.busy", "em.database.busy"))])
    return Table("em-nodes", ("node", "limit", *(title for _, title in COUNTERS), "most slots", "all slots taken for (s)", "most in progress", "mean in progress",
                              "cores busy (share)", "database busy (share)"), rows)


# Latency by stage

def _latency(report):
    found = report.load.stages
    if not found:
        return None if report.load.keeps_requests and report.run.keeps("spans") else Section(
            "latency", "Latency by stage", [NEEDS.format(what="stages of logins")], [])
    rows = [["whole attempt" if stage is None else printable(stage), "succeeded" if well else "refused", len(own), f"{own.sum() / len(own) / 1e9:.6f}",
             *(seconds(nearest_rank(own, percent)) for percent in PERCENTS), seconds(own[-1])] for stage, well, own in found]
    table = Table("latency-by-stage", ("stage", "attempt", "times", "mean (s)", "median (s)", "95 % (s)", "99 % (s)", "longest (s)"), rows)
    well = [(report.fonts.shown("whole attempt" if stage is None else stage.replace("_", " ")), nearest_rank(own, 50), nearest_rank(own, 95))
            for stage, succeeded, own in found if succeeded]
    text = throttling_story.latency(found)
    if not well:
        return Section("latency", "Latency by stage", [text], [Picture("", "", None, "", table)])
    return Section("latency", "Latency by stage", [text], [Picture(
        "", "Time that successful logins take in each stage", lambda width: charts.medians(width, well, well[-1][2], "time in the stage"),
        "Attempts that succeeded: half of them (mark), 95 % of them (end of the bar and figure). Quantiles by nearest rank.", table)])


# Theory beside measurement

def _theory(report):
    load = report.load
    nodes = [node for node in load.nodes if any(name.startswith("theory.") for name in node.of)]
    if not nodes:
        return None
    rows, drawn, told = [], [], []
    whole = int(report.run.warmup), report.run.end
    for node in nodes:
        formula = next((name[len("theory.blocking."):] for name in node.of if name.startswith("theory.blocking.")), None)
        theory = node.of.get(f"theory.blocking.{formula}") if formula else None
        misfits = [name[len("theory.misfit."):] for name in node.of if name.startswith("theory.misfit.")]
        measured = asked = refused = residence = mean = None
        if node.counts is not None:
            asked, refused = load.first_attempts(node) if formula == "retrial_chain" else (node.counts["asked_for_slot"], node.counts["throttled"])
            measured = refused / asked if asked else None
        if node.counts is not None and node.steps is not None and not load.partial and whole[1] > whole[0]:
            residence = load.residence(node, *whole)
            mean = node.steps.integral(*whole)
        rows.append([printable(node.name), f"{node.of['theory.load']:.6g}" if node.of.get("theory.load") is not None else None, FORMULAS.get(formula, printable(formula or "")) or "none",
                     None if theory is None else f"{theory:.6f}", None if measured is None else f"{measured:.6f}", asked, refused,
                     "; ".join(MISFITS.get(name, printable(name)) for name in misfits), seconds(residence), seconds(mean)])
        if theory is not None and measured is not None:
            drawn.append((report.fonts.shown(node.name), measured, theory))
            told.append((printable(node.name), measured, theory, rows[-1][2]))
    table = Table("theory", ("node", "load (erlangs)", "formula", "refused by the formula (share)", "refused, measured (share)", "asked for a slot", "refused",
                             "why no formula fits", "Little: time that requests spent there (s)", "Little: integral of requests in progress (s)"), rows)
    drawn.sort(key=lambda row: -max(row[1:]))
    told.sort(key=lambda row: -max(row[1:3]))
    texts = list(throttling_story.theory(nodes, rows, told))
    if all(node.counts is None for node in nodes):
        texts.append(NEEDS.format(what="how many requests asked for a slot"))
    caption = ("The share of the requests for a slot that were refused with 26 (bar), and what the formula says that fits the node (mark). Where the retrial"
               " chain fits, both are of first attempts.")
    if len(drawn) > MOST_BARS:
        caption += f" The {MOST_BARS} with the most of {len(drawn)} nodes."
    picture = Picture("", "Share of requests refused, measured and by theory", lambda width: load_charts.beside(width, drawn[:MOST_BARS]), caption, table)
    return Section("theory", "Theory beside measurement", texts, [picture if drawn else Picture("", "", None, "", table)])
