"""When the other clusters of the network got to know where a user is.

A location change counts unless it is an automatic logout, which moves no calls, was committed outside the network, or
before the end of the warm-up. It is watched in every other member until that routes by it (applied), until the user moves
again (overtaken), or until the run ends (unfinished).
"""

import collections
import dataclasses
import functools

import numpy

from roamsim_analysis import survival
from roamsim_analysis.run import Change

UNFINISHED, APPLIED, OVERTAKEN = 0, 1, 2
WORDS = {UNFINISHED: "unfinished", APPLIED: "applied", OVERTAKEN: "overtaken"}
UNKNOWN = -1  # hops of an update that did not arrive


@dataclasses.dataclass(frozen=True)
class Times:
    """One entry for each observation; durations in ns after the commit."""
    changes: numpy.ndarray   # places in `Learned.changes`
    durations: numpy.ndarray
    outcomes: numpy.ndarray

    def __len__(self):
        return len(self.durations)

    @functools.cached_property
    def tally(self):
        return survival.tally(self.durations, self.outcomes, WORDS)

    @functools.cached_property
    def curve(self):
        return self.tally.kaplan_meier(APPLIED)


def pooled(samples):
    """The observations of several runs; their changes are no places any more."""
    return Times(numpy.empty(0, numpy.int64), *(numpy.concatenate([getattr(times, name) for times in samples]) for name in ("durations", "outcomes")))


@dataclasses.dataclass(frozen=True)
class Counted:
    """The changes that count, in the order of their dates."""
    changes: "list[Change]"
    outside: int             # changes that concern no member
    members: "list[int]"     # keys of clusters
    at: numpy.ndarray
    limit: numpy.ndarray     # until when each is watched
    overtaken: numpy.ndarray  # whether that is the user's next move

    @functools.cached_property
    def others(self):
        """Whether the member of the column is another than that of the change."""
        own = numpy.array([change.cluster for change in self.changes], numpy.int64)
        return own[:, None] != numpy.array(self.members, numpy.int64)[None, :]


@dataclasses.dataclass(frozen=True)
class Learned:
    """A row for each change, a column for each member."""
    counted: Counted
    durations: numpy.ndarray      # ns
    outcomes: numpy.ndarray
    watched: numpy.ndarray        # whether the cluster had to learn it from others
    hops: numpy.ndarray           # ILS exchanges from the origin to the cluster, or UNKNOWN
    received: numpy.ndarray       # ns after the commit, -1: not before the end

    @property
    def changes(self):
        return self.counted.changes

    @property
    def outside(self):
        return self.counted.outside

    @property
    def members(self):
        return self.counted.members

    @functools.cached_property
    def _order(self):
        """Places of what is watched, the shortest first: sorted once, whatever is chosen of it."""
        places = numpy.flatnonzero(self.watched)
        return places[numpy.argsort(self.durations.ravel()[places], kind="stable")]

    def _chosen(self, which):
        places = self._order[which.ravel()[self._order]]
        return Times(places // max(len(self.members), 1), self.durations.ravel()[places], self.outcomes.ravel()[places])

    def of(self, clusters):
        """What the given clusters had to learn, each observation on its own."""
        return self._chosen(numpy.broadcast_to(numpy.isin(self.members, list(clusters))[None, :], self.watched.shape))

    def of_cluster(self, cluster):
        rows, column = numpy.flatnonzero(self.watched[:, self.members.index(cluster)]), self.members.index(cluster)
        return Times(rows, self.durations[rows, column], self.outcomes[rows, column])

    def of_hops(self, least, most):
        """What came by so many ILS exchanges."""
        return self._chosen((self.hops >= least) & (self.hops <= most))

    def last(self, among=None):
        """Of each change, until the last of all other members had it; `among` leaves out others. A change with nobody left is left out."""
        watched = self.watched if among is None else self.watched & among
        rows = numpy.flatnonzero(watched.any(axis=1))
        watched = watched[rows]
        outcomes = numpy.where(watched, self.outcomes[rows], APPLIED)
        lasting = numpy.where(watched, self.durations[rows], 0).max(axis=1, initial=0)
        open_end = numpy.where((outcomes == OVERTAKEN).any(axis=1), OVERTAKEN, UNFINISHED)
        return Times(rows, lasting, numpy.where((outcomes == APPLIED).all(axis=1), APPLIED, open_end))

    def without(self, outages, of_origin=False):
        """Whether none of the outages met the cluster (or the one that committed) between the commit and when the cluster had learned it."""
        met = numpy.zeros(self.watched.shape, bool)
        column = {cluster: place for place, cluster in enumerate(self.members)}
        begin, end = self.counted.at[:, None], self.counted.at[:, None] + self.durations
        own = numpy.array([change.cluster for change in self.changes], numpy.int64)
        for outage in outages:
            if outage.cluster in column:
                one = slice(column[outage.cluster], column[outage.cluster] + 1)
                met[:, one] |= (outage.begin < end[:, one]) & (outage.end > begin)
                if of_origin:
                    met |= (own == outage.cluster)[:, None] & (outage.begin < end) & (outage.end > begin)
        return ~met


def moves(run):
    """The changes that moved calls, by their date."""
    return [change for change in run.all_changes if change.kind != "automatic_logout"]


def overtaken_at(changes):
    """Of each change (in order of date), when its user moved again at a later date; None: never."""
    result = {}
    by_user = collections.defaultdict(list)
    for change in changes:
        by_user[change.user].append(change)
    for own in by_user.values():
        later = None
        for place in reversed(range(len(own))):
            if place + 1 < len(own) and own[place + 1].at > own[place].at:
                later = own[place + 1].at
            result[own[place].id] = later
    return [result[change.id] for change in changes]


def counted(run):
    members = [cluster.id for cluster in run.clusters if cluster.role != "standalone"]
    there = set(members)
    everything = moves(run)
    late = [(change, until) for change, until in zip(everything, overtaken_at(everything)) if change.at >= run.warmup]
    inside = [(change, until) for change, until in late if change.cluster in there]
    return Counted([change for change, _ in inside], len(late) - len(inside), members, numpy.array([change.at for change, _ in inside], numpy.int64),
                   numpy.array([run.end if until is None else until for _, until in inside], numpy.int64),
                   numpy.array([until is not None for _, until in inside], bool))


def measured(of, dates, watched, hops=None, received=None):
    """`dates`: by change and member when it was so far, -1: not before the end of the run."""
    in_time = (dates >= 0) & (dates <= of.limit[:, None])
    outcomes = numpy.where(in_time, APPLIED, numpy.where(of.overtaken, OVERTAKEN, UNFINISHED)[:, None]).astype(numpy.int8)
    nothing = numpy.full(watched.shape, -1, numpy.int16)
    return Learned(of, numpy.where(in_time, dates, of.limit[:, None]) - of.at[:, None], outcomes, watched, nothing if hops is None else hops,
                   nothing if received is None else received)


def learned(run):
    """Control plane: when the clusters routed by the changes."""
    of = counted(run)
    shape = (len(of.changes), len(of.members))
    applied, received, hops = numpy.full(shape, -1, numpy.int64), numpy.full(shape, -1, numpy.int64), numpy.full(shape, UNKNOWN, numpy.int16)
    if of.changes and of.members:
        keys, members = (numpy.array(known, numpy.int64) for known in ([change.id for change in of.changes], of.members))
        for block in run.learning():
            rows, columns = places(keys, block[:, 0]), places(members, block[:, 1])
            kept = (rows >= 0) & (columns >= 0)
            rows, columns, block = rows[kept], columns[kept], block[kept]
            applied[rows, columns] = block[:, 3]
            hops[rows, columns] = numpy.minimum(block[:, 4], numpy.iinfo(numpy.int16).max)
            received[rows, columns] = numpy.where(block[:, 2] >= 0, block[:, 2] - of.at[rows], -1)
    return measured(of, applied, of.others, hops, received)


def places(known, keys):
    """Where each of the keys stands in `known`, -1 for what does not."""
    order = numpy.argsort(known)
    found = order[numpy.minimum(numpy.searchsorted(known, keys, sorter=order), len(known) - 1)]
    return numpy.where(known[found] == keys, found, -1)
