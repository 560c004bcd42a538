"""The small workloads whose instructions are counted: each is a scenario that leans on one part of the program."""


def network(clusters, hubs, users, spare_phones):
    """Clusters c000, c001, ... with super users; the first are hubs, to which the others are dealt in turn."""
    listed = []
    for number in range(clusters):
        role = {"role": "hub"} if number < hubs else {"role": "spoke", "hub": f"c{number % hubs:03}"}
        if 0 < number < hubs:
            role["hub"] = "c000"
        listed.append({"id": f"c{number:03}", "ils": role, "spare_phones": spare_phones,
                       "users": [{"id": f"c{number:03}-" + "{n:5}", "dn": f"{number + 100}" + "{n:5}", "count": users, "super_user": True}]})
    return listed


def scenario(title, duration, clusters, **keys):
    return {"schema_version": 1, "title": title, "seed": 1, "duration": duration, "record": "counters", "clusters": clusters} | keys


def start():
    """Three clusters, nothing happens: the start and the end of the program."""
    return scenario("start", "1 s", network(3, 1, 1, 4))


def users():
    """20,000 users are read, checked and set up."""
    return scenario("users", "1 ms", network(10, 2, 2000, 100))


def storm():
    """2,000 users of 20 clusters log in elsewhere in a storm, and all clusters learn it."""
    walkover = {"name": "walkover", "users": "*", "at": "10 s", "arrivals": "even", "over": "2 min", "to": [{"cluster": "*"}]}
    return scenario("storm", "5 min", network(20, 2, 100, 250), storms=[walkover], extension_mobility={"max_concurrent_requests": 100})


def calls():
    """40,000 calls in the background between 2,000 users."""
    return scenario("calls", "1 h", network(10, 2, 200, 10), traffic=[{"name": "all", "users": "*", "bhca": 20}])


def faults():
    """Lines, nodes and clusters fail at random for a week, and ILS catches up after each."""
    classes = [{"class": "access_outage", "mtbf": "8 h", "mttr": "3 min"}, {"class": "publisher_outage", "mtbf": "1 d", "mttr": "5 min"},
               {"class": "cluster_outage", "mtbf": "2 d", "mttr": "10 min"}]
    moves = [{"at": "10 min", "do": "login", "user": "*", "cluster": "*", "every": "6 h", "times": 27, "over": "1 h"}]
    return scenario("faults", "7 d", network(6, 2, 2, 4), random_faults=classes, timeline=moves)


def recording():
    """200 logins and 20 calls of which everything is recorded and written."""
    moves = [{"at": "1 min", "do": "login", "user": "*", "cluster": "*", "over": "10 min"},
             {"at": "20 min", "do": "call", "from": "c000-*", "to": "10100001", "over": "1 min"}]
    return scenario("recording", "30 min", network(10, 2, 20, 30), timeline=moves) | {"record": "everything"}


ALL = (start, users, storm, calls, faults, recording)
