"""How fast changes were learned: the sections with curves, each with the table behind it."""

import numpy

from roamsim_analysis import charts, learned, style, survival
from roamsim_analysis.learned import APPLIED, OVERTAKEN, UNFINISHED
from roamsim_analysis.parts import Picture, Section
from roamsim_analysis.tables import NOT_REACHED, Table, seconds
from roamsim_analysis.text import count, file_part, grouped

MOST_STEPS = 1000  # of a curve in a table
MOST_HOPS = 6      # curves; what came by more exchanges shares the last one
MOST_CLUSTERS = 20
RESAMPLES_SEED = 1  # of the bootstrap, so that the same runs give the same band
QUANTILES = ("observations", "applied", "overtaken", "unfinished", "median (s)", "95 % (s)", "99 % (s)", "longest watched (s)")
STEPS = ("time after the commit (s)", "under way", "applied", "overtaken", "unfinished", "share (Kaplan-Meier)",
         "share applied (cumulative incidence)", "share overtaken (cumulative incidence)")


def section(report):
    if not report.knows_learning or not len(report.last):
        return None
    made = (_by_role(report), _fates(report), _planes(report), _by_hop(report), _by_cluster(report))
    return Section("convergence", "How fast changes were learned", [], [picture for pictures in made for picture in pictures])


def quantiles(name, times):
    reached = [seconds(end) if end is not None else NOT_REACHED for end in map(times.curve.quantile, (0.5, 0.95, 0.99))]
    return [name, len(times), *(times.tally.total(outcome) for outcome in (APPLIED, OVERTAKEN, UNFINISHED)), *reached,
            seconds(times.durations.max()) if len(times) else None]


def distribution(name, times):
    """A row for each duration; of very many, some that are next to each other share one, at the longest of them."""
    tally, curve = times.tally, times.curve
    causes = tally.cumulative_incidence(APPLIED, OVERTAKEN)
    kept = numpy.unique(numpy.linspace(0, len(tally.times) - 1, min(len(tally.times), MOST_STEPS)).astype(int))
    dates = tally.times[kept]
    first = numpy.concatenate(([0], kept[:-1] + 1))
    parts = [numpy.add.reduceat(tally.counts[outcome], first).tolist() for outcome in (APPLIED, OVERTAKEN, UNFINISHED)]
    shares = [values.tolist() for values in (1 - curve.at(dates), causes.at(APPLIED, dates), causes.at(OVERTAKEN, dates))]
    return [[name, seconds(time), left, *numbers, *(f"{share:.6f}" for share in of)]
            for time, left, numbers, of in zip(dates.tolist(), tally.at_risk[first].tolist(), zip(*parts), zip(*shares))]


def _line(label, times):
    """What charts.learned draws of observations, so few of them that nothing large is held until it is drawn."""
    return (f"{label} (n = {grouped(len(times))})", times.curve.thinned(charts.MOST_STEPS),
            *(charts.thinned(times.tally.times_of(outcome), charts.MOST_MARKS).copy() for outcome in (UNFINISHED, OVERTAKEN)))


def _shared_rows(lines):
    if all(len(tally.times) <= MOST_STEPS for tally in lines):
        return ""
    return f" The table has {grouped(MOST_STEPS)} rows at most for each curve; neighbouring times share one."


def _over_runs(report, samples):
    """`samples`: (label, name, times of the run, what these are of another run). With repetitions the curves are of all runs together,
    each with the band of those; returns what _line draws, and the bands."""
    if not report.repetitions:
        return [(label, times) for label, _, times, _ in samples], []
    every = [[times] for _, _, times, _ in samples]
    for run in report.repetitions:
        found = learned.learned(run)
        for runs, (*_, of) in zip(every, samples):
            runs.append(of(found))
    drawn, bands = [], []
    for (label, *_), runs in zip(samples, every):
        counted = [(one.durations, one.outcomes == APPLIED) for one in runs if len(one)]
        drawn.append((f"{label}, {len(runs)} runs", learned.pooled(runs)))
        bands.append(survival.bands(counted, numpy.random.default_rng(RESAMPLES_SEED)) if len(counted) > 1 else None)
    return drawn, bands


def _shaded(report):
    return f" Shaded: 95 % bands of the curves, by drawing whole runs of the {len(report.repetitions) + 1} with replacement." if report.repetitions else ""


def _band_tables(samples, bands):
    """The band of the first has the table by itself, the others are named."""
    for (_, name, *_), band in zip(samples, bands):
        if band is None:
            continue
        kept = charts.thinned(numpy.arange(len(band.times)), MOST_STEPS).tolist()
        table = "convergence-band" if name == "last of all" else f"convergence-band-{file_part(name)}"
        yield Picture("The band" if name == "last of all" else f"The band: {name}", "", None, "", Table(table, ("time after the commit (s)", "low", "high"), [
            [seconds(band.times[i]), f"{1 - band.high[i]:.6f}", f"{1 - band.low[i]:.6f}"] for i in kept]))


def _ids_of(run, role):
    return [cluster.id for cluster in run.clusters if cluster.role == role]


def _by_role(report):
    """The last of all first, then each role."""
    samples = [("last of all clusters", "last of all", report.last, lambda found: found.last())]
    for role in ("hub", "spoke"):
        ids = _ids_of(report.run, role)
        times = report.learned.of(ids)
        if len(times):
            samples.append((f"each {role}", role, times, lambda found, ids=ids: found.of(ids)))
    drawn, bands = _over_runs(report, samples)
    caption = ("Share of the location changes that the other clusters routed by, against the time since the commit: 1 minus the Kaplan-Meier"
               " estimate, in which what was overtaken or cut off counts as long as it was watched.") + _shaded(report)
    curves = [_line(*one) for one in drawn]
    rows = [row for (_, role, *_), (_, times) in zip(samples, drawn) for row in distribution(role, times)]
    yield Picture("", "Share of changes learned against time", lambda width: charts.learned(width, curves, bands),
                  caption + _shared_rows([times.tally for _, times in drawn]), Table("convergence", ("clusters", *STEPS), rows))
    yield from _band_tables(samples, bands)
    yield Picture("By role of the cluster", "", None, "", Table(
        "convergence-quantiles", ("clusters", *QUANTILES), [quantiles(role, times) for _, role, times, _ in samples]))


def _fates(report):
    """Being overtaken is no censoring here: it excludes being applied."""
    tally = report.last.tally
    if not tally.total(OVERTAKEN):
        return
    causes = tally.cumulative_incidence(APPLIED, OVERTAKEN)
    lines = [("known in all clusters", causes.times, causes.shares[APPLIED]), ("overtaken by the user's next move", causes.times, causes.shares[OVERTAKEN])]
    kept = charts.thinned(numpy.arange(len(causes.times)), MOST_STEPS).tolist()
    rows = [[seconds(causes.times[i]), f"{causes.shares[APPLIED][i]:.6f}", f"{causes.shares[OVERTAKEN][i]:.6f}"] for i in kept]
    yield Picture("What became of the changes", "Share of changes that were known everywhere, or overtaken, against time",
                  lambda width: charts.shares(width, lines),
                  "Cumulative incidence (Aalen-Johansen): a change that was overtaken will never be known everywhere; one that the run's end cut off"
                  " counts as long as it was watched.",
                  Table("fates", ("time after the commit (s)", "share known in all clusters", "share overtaken"), rows))


def _planes(report):
    """Right (control plane) beside reachable (data plane), each for the last of all, of the up, of the reachable clusters."""
    planes = [("right", "control plane", report.learned, "solid")]
    if report.reached is not None and report.reached.watched.any():
        planes.append(("reachable", "data plane", report.reached, charts.LINES[1]))
    samples = []
    for word, plane, found, line in planes:
        for among, clusters, colour in ((None, "all", style.INK), (report.up(found), "the up", style.BAD), (report.reachable(found), "the reachable", style.GOOD)):
            times = found.last(among)
            if len(times):
                samples.append((f"{word}: last of {clusters}", plane, f"last of {clusters}", times, (colour, line)))
    curves, looks = [_line(label, times) for label, _, _, times, _ in samples], [look for *_, look in samples]
    caption = ("Right: the cluster routes by the change. Up: clusters that were neither down nor booting from the commit until then; reachable: of these,"
               " those that were not cut off from the cloud meanwhile, as the cluster of the change was not. Partitions and dead lines between clusters are"
               " not looked at.")
    if len(planes) > 1:
        caption += " Data plane: a call from the cluster would find a registered phone of the user at the new place."
    elif report.reached is None:
        caption += " The run did not keep what calls would have met (record: everything keeps it)."
    yield Picture("The last of all, of the up and of the reachable", "Share of changes right and reachable against time",
                  lambda width: charts.learned(width, curves, looks=looks), caption,
                  Table("planes", ("plane", "clusters", *STEPS), [[plane, *row] for _, plane, which, times, _ in samples for row in distribution(which, times)]))
    yield Picture("", "", None, "", Table("planes-quantiles", ("plane", "clusters", *QUANTILES), [
        [plane, *quantiles(which, times)] for _, plane, which, times, _ in samples]))


def _by_hop(report):
    found = report.learned
    known = found.hops[found.watched & (found.hops >= 0)]
    if not known.size:
        return
    numbers = numpy.flatnonzero(numpy.bincount(known)).tolist()
    groups = [(hops, hops, count(hops, "exchange")) for hops in numbers[:MOST_HOPS]]
    if len(numbers) > MOST_HOPS:
        groups[-1] = (numbers[MOST_HOPS - 1], numbers[-1], f"{grouped(numbers[MOST_HOPS - 1])} exchanges or more")
    samples = [(least, label, found.of_hops(least, most)) for least, most, label in groups]
    stages = []
    for (least, most, label), (_, _, times) in zip(groups, samples):
        stages.append([*quantiles(label, times), *_stages(found, (found.hops >= least) & (found.hops <= most))])
    missing = int((found.watched & (found.hops < 0)).sum())
    drawn, bands = _over_runs(report, [(label, label, times, lambda other, least=least, most=most: other.of_hops(least, most))
                                       for (least, most, label), (_, _, times) in zip(groups, samples)])
    curves = [_line(*one) for one in drawn]
    rows = [row for (_, _, label), (_, times) in zip(groups, drawn) for row in distribution(label, times)]
    caption = "By the number of ILS exchanges that the update took from its origin to the cluster." + _shaded(report)
    if missing:
        caption += f" {count(missing, 'update')} that did not arrive before the end of the run have no such number and are left out."
    yield Picture("By hop", "Share of changes learned against time, by number of exchanges", lambda width: charts.learned(width, curves, bands),
                  caption + _shared_rows([times.tally for _, times in drawn]), Table("convergence-by-hop", ("exchanges", *STEPS), rows))
    yield Picture("", "", None, "", Table("hops-quantiles", (
        "exchanges", *QUANTILES, "median until received (s)", "95 % until received (s)", "median from there on (s)", "95 % from there on (s)"), stages))


def _stages(found, chosen):
    """Until the publisher received the update; from there until the last node routed by it; both where it was applied in time."""
    done = chosen & found.watched & (found.outcomes == APPLIED) & (found.received >= 0)
    received = found.received[done]
    if not received.size:
        return [None] * 4
    rest = found.durations[done] - received
    return [seconds(value) for values in (received, rest) for value in _nearest_ranks(values, (50, 95))]


def _nearest_ranks(values, percents):
    """Of n values in order, those at the places n p / 100, rounded up."""
    ranks = [-(-len(values) * percent // 100) - 1 for percent in percents]
    ordered = numpy.partition(values, ranks)
    return [int(ordered[rank]) for rank in ranks]


def _by_cluster(report):
    found = report.learned
    every = [(report.names[cluster], found.of_cluster(cluster)) for cluster in found.members]
    every = [(name, times) for name, times in every if len(times)]
    table = Table("convergence-by-cluster", ("cluster", *QUANTILES), [quantiles(name, times) for name, times in every])
    longest = int(max(times.durations.max() for _, times in every))

    def slowness(one):
        return [longest + 1 if end is None else end for end in map(one[1].curve.quantile, (0.95, 0.5))]

    slow = sorted(every, key=lambda one: [-end for end in slowness(one)])[:MOST_CLUSTERS]
    shown = {report.names[cluster.id]: report.fonts.shown(cluster.name) for cluster in report.run.clusters}
    rows = [(shown[name], times.curve.median(), times.curve.quantile(0.95)) for name, times in slow]
    which = f"The {len(rows)} slowest clusters of {len(every)}" if len(every) > len(rows) else "Each cluster"
    yield Picture("By cluster", "Median and 95 % of the time until each cluster routed by a change",
                  lambda width: charts.medians(width, rows, longest), f"{which}: half of the changes (mark), 95 % of them (end of the bar), by Kaplan-Meier.", table)
