#pragma once

namespace roamsim::record {

/// Of the tables and files described in docs/results.md.
inline constexpr int results_schema_version = 3;

/// "roam": what `file` and SQLite's own tools can know a results database by.
inline constexpr const char* application_id_sql = "PRAGMA application_id = 0x726f616d";

/// The tables of results.sqlite. docs/results.md describes every column, and a test holds the two together.
inline constexpr const char* tables_sql = R"sql(
CREATE TABLE header(key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL);
CREATE TABLE clusters(id INTEGER PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL);
CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT NOT NULL, dn TEXT NOT NULL,
  home INTEGER REFERENCES clusters(id), super_user INTEGER NOT NULL);
CREATE TABLE links(id INTEGER PRIMARY KEY, a INTEGER NOT NULL REFERENCES clusters(id),
  b INTEGER NOT NULL REFERENCES clusters(id));
CREATE TABLE scalars(id INTEGER PRIMARY KEY, name TEXT NOT NULL, entity TEXT NOT NULL, value REAL, unit TEXT NOT NULL);
CREATE TABLE events(id INTEGER PRIMARY KEY, at_ns INTEGER NOT NULL, kind TEXT NOT NULL,
  cluster INTEGER REFERENCES clusters(id), link INTEGER REFERENCES links(id), detail TEXT NOT NULL);
CREATE TABLE location_changes(id INTEGER PRIMARY KEY, at_ns INTEGER NOT NULL, kind TEXT NOT NULL,
  user INTEGER NOT NULL REFERENCES users(id), cluster INTEGER NOT NULL REFERENCES clusters(id),
  truth INTEGER REFERENCES clusters(id), incarnation INTEGER NOT NULL, sequence INTEGER NOT NULL,
  request INTEGER REFERENCES requests(id));
CREATE TABLE convergence(id INTEGER PRIMARY KEY, change INTEGER NOT NULL REFERENCES location_changes(id),
  cluster INTEGER NOT NULL REFERENCES clusters(id), received_ns INTEGER, applied_ns INTEGER,
  right_ns INTEGER, reachable_ns INTEGER, hops INTEGER);
CREATE TABLE advances(id INTEGER PRIMARY KEY, at_ns INTEGER NOT NULL, kind TEXT NOT NULL,
  cluster INTEGER NOT NULL REFERENCES clusters(id), origin INTEGER NOT NULL REFERENCES clusters(id),
  incarnation INTEGER NOT NULL, from_sequence INTEGER NOT NULL, to_sequence INTEGER NOT NULL,
  peer INTEGER REFERENCES clusters(id));
CREATE TABLE routes(id INTEGER PRIMARY KEY, at_ns INTEGER NOT NULL, cluster INTEGER NOT NULL REFERENCES clusters(id),
  user INTEGER NOT NULL REFERENCES users(id), to_cluster INTEGER REFERENCES clusters(id));
CREATE TABLE registrations(id INTEGER PRIMARY KEY, at_ns INTEGER NOT NULL, user INTEGER NOT NULL REFERENCES users(id),
  cluster INTEGER NOT NULL REFERENCES clusters(id), phone TEXT NOT NULL, registered INTEGER NOT NULL);
CREATE TABLE requests(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, user INTEGER NOT NULL REFERENCES users(id),
  cluster INTEGER NOT NULL REFERENCES clusters(id), phone TEXT NOT NULL, begin_ns INTEGER NOT NULL, end_ns INTEGER,
  code INTEGER, text TEXT NOT NULL, cause TEXT);
CREATE TABLE spans(id INTEGER PRIMARY KEY, request INTEGER NOT NULL REFERENCES requests(id), stage TEXT NOT NULL,
  begin_ns INTEGER NOT NULL, end_ns INTEGER);
CREATE TABLE http_requests(id INTEGER PRIMARY KEY, request INTEGER REFERENCES requests(id),
  cluster INTEGER NOT NULL REFERENCES clusters(id), node INTEGER NOT NULL, kind TEXT NOT NULL, slot INTEGER NOT NULL,
  begin_ns INTEGER NOT NULL, end_ns INTEGER, code INTEGER);
CREATE TABLE calls(id INTEGER PRIMARY KEY, at_ns INTEGER NOT NULL, from_user INTEGER NOT NULL REFERENCES users(id),
  dialled TEXT NOT NULL, to_user INTEGER REFERENCES users(id), origin INTEGER REFERENCES clusters(id),
  target INTEGER REFERENCES clusters(id), outcome TEXT, end_ns INTEGER, source TEXT NOT NULL, reason TEXT,
  cause INTEGER, caller_phone TEXT, called_phone TEXT, final_number TEXT NOT NULL, path TEXT NOT NULL,
  answered_ns INTEGER, ended_ns INTEGER, how TEXT NOT NULL);
CREATE TABLE call_legs(id INTEGER PRIMARY KEY, call INTEGER NOT NULL REFERENCES calls(id),
  cluster INTEGER NOT NULL REFERENCES clusters(id), node INTEGER NOT NULL, begin_ns INTEGER NOT NULL,
  from_cluster INTEGER REFERENCES clusters(id), to_cluster INTEGER REFERENCES clusters(id),
  from_pstn INTEGER NOT NULL, to_pstn INTEGER NOT NULL, signalling_lost INTEGER NOT NULL, left_ns INTEGER, reason TEXT);
CREATE TABLE call_messages(id INTEGER PRIMARY KEY, call INTEGER NOT NULL REFERENCES calls(id), at_ns INTEGER NOT NULL,
  sender TEXT NOT NULL, from_cluster INTEGER REFERENCES clusters(id), receiver TEXT NOT NULL,
  to_cluster INTEGER REFERENCES clusters(id), message TEXT NOT NULL, arrives_ns INTEGER);
CREATE TABLE call_counts(id INTEGER PRIMARY KEY, begin_ns INTEGER NOT NULL, source TEXT NOT NULL,
  origin INTEGER REFERENCES clusters(id), target INTEGER REFERENCES clusters(id), roaming INTEGER NOT NULL,
  outcome TEXT NOT NULL, calls INTEGER NOT NULL);
CREATE TABLE call_delays(id INTEGER PRIMARY KEY, origin INTEGER REFERENCES clusters(id), outcome TEXT NOT NULL,
  at_least_ns INTEGER NOT NULL, calls INTEGER NOT NULL);
CREATE TABLE calls_after_login(id INTEGER PRIMARY KEY, since_ns INTEGER NOT NULL, calls INTEGER NOT NULL,
  failed INTEGER NOT NULL);
CREATE TABLE reachability(id INTEGER PRIMARY KEY, cluster INTEGER NOT NULL REFERENCES clusters(id),
  user INTEGER NOT NULL REFERENCES users(id), probes INTEGER NOT NULL, reached INTEGER NOT NULL,
  reachable_ns INTEGER NOT NULL, observed_ns INTEGER NOT NULL);
CREATE TABLE knowledge(id INTEGER PRIMARY KEY, user INTEGER NOT NULL REFERENCES users(id), clusters INTEGER NOT NULL,
  stale_ns INTEGER NOT NULL, stale_spells INTEGER NOT NULL, unreachable_ns INTEGER, longest_unreachable_ns INTEGER,
  longest_unreachable_at INTEGER REFERENCES clusters(id));
CREATE TABLE reachability_steps(id INTEGER PRIMARY KEY, at_ns INTEGER NOT NULL,
  cluster INTEGER NOT NULL REFERENCES clusters(id), user INTEGER NOT NULL REFERENCES users(id),
  reachable INTEGER NOT NULL, reason TEXT NOT NULL, target INTEGER REFERENCES clusters(id));
CREATE TABLE exchanges(id INTEGER PRIMARY KEY, at_ns INTEGER NOT NULL,
  from_cluster INTEGER NOT NULL REFERENCES clusters(id), to_cluster INTEGER NOT NULL REFERENCES clusters(id),
  records INTEGER NOT NULL, bytes INTEGER NOT NULL, arrived_ns INTEGER);
CREATE TABLE ils_waits(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, cluster INTEGER NOT NULL REFERENCES clusters(id),
  peer INTEGER REFERENCES clusters(id), incarnation INTEGER, sequence INTEGER, begin_ns INTEGER NOT NULL,
  end_ns INTEGER);
CREATE TABLE storms(id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, begin_ns INTEGER,
  users INTEGER NOT NULL);
CREATE TABLE storm_counts(id INTEGER PRIMARY KEY, storm INTEGER NOT NULL REFERENCES storms(id),
  begin_ns INTEGER NOT NULL, cluster INTEGER REFERENCES clusters(id), what TEXT NOT NULL, code INTEGER,
  number INTEGER NOT NULL);
CREATE TABLE storm_users(id INTEGER PRIMARY KEY, storm INTEGER NOT NULL REFERENCES storms(id),
  user INTEGER NOT NULL REFERENCES users(id), cluster INTEGER REFERENCES clusters(id), outcome TEXT NOT NULL,
  came_ns INTEGER, done_ns INTEGER, attempts INTEGER NOT NULL, successes INTEGER NOT NULL, refusals INTEGER NOT NULL,
  code INTEGER, waited_ns INTEGER NOT NULL);
CREATE TABLE expectations(id INTEGER PRIMARY KEY, pointer TEXT NOT NULL, text TEXT NOT NULL, met INTEGER,
  found TEXT NOT NULL, missed_by REAL, unit TEXT NOT NULL, at_ns INTEGER);
)sql";

/// Made once the rows are in: filling a table with an index in place costs more.
inline constexpr const char* indexes_sql = R"sql(
CREATE INDEX convergence_of_change ON convergence(change);
CREATE INDEX spans_of_request ON spans(request);
)sql";

/// What people ask for, by name.
inline constexpr const char* views_sql = R"sql(
CREATE VIEW v_users AS SELECT u.id, u.name, u.dn, c.name AS home, u.super_user
  FROM users u LEFT JOIN clusters c ON c.id = u.home;
CREATE VIEW v_links AS SELECT l.id, a.name AS a, b.name AS b
  FROM links l JOIN clusters a ON a.id = l.a JOIN clusters b ON b.id = l.b;
CREATE VIEW v_events AS SELECT e.id, e.at_ns, e.at_ns / 1e9 AS at_s, e.kind, c.name AS cluster, l.a AS link_a, l.b AS link_b,
  e.detail FROM events e LEFT JOIN clusters c ON c.id = e.cluster LEFT JOIN v_links l ON l.id = e.link;
CREATE VIEW v_location_changes AS SELECT x.id, x.at_ns, x.at_ns / 1e9 AS at_s, x.kind, u.name AS user, u.dn,
    c.name AS cluster, t.name AS truth, x.incarnation, x.sequence, x.request
  FROM location_changes x JOIN users u ON u.id = x.user JOIN clusters c ON c.id = x.cluster
  LEFT JOIN clusters t ON t.id = x.truth;
CREATE VIEW v_convergence AS SELECT v.id, v.change, x.at_ns, u.name AS user, c.name AS cluster,
    v.received_ns - x.at_ns AS received_after_ns, v.applied_ns - x.at_ns AS applied_after_ns,
    v.right_ns - x.at_ns AS right_after_ns, v.reachable_ns - x.at_ns AS reachable_after_ns, v.hops
  FROM convergence v JOIN location_changes x ON x.id = v.change JOIN users u ON u.id = x.user
  JOIN clusters c ON c.id = v.cluster;
CREATE VIEW v_advances AS SELECT a.id, a.at_ns, a.at_ns / 1e9 AS at_s, a.kind, c.name AS cluster, o.name AS origin,
    a.incarnation, a.from_sequence, a.to_sequence, p.name AS peer
  FROM advances a JOIN clusters c ON c.id = a.cluster JOIN clusters o ON o.id = a.origin
  LEFT JOIN clusters p ON p.id = a.peer;
CREATE VIEW v_routes AS SELECT r.id, r.at_ns, r.at_ns / 1e9 AS at_s, c.name AS cluster, u.name AS user, u.dn,
    t.name AS to_cluster
  FROM routes r JOIN clusters c ON c.id = r.cluster JOIN users u ON u.id = r.user
  LEFT JOIN clusters t ON t.id = r.to_cluster;
CREATE VIEW v_registrations AS SELECT r.id, r.at_ns, r.at_ns / 1e9 AS at_s, u.name AS user, u.dn, c.name AS cluster,
    r.phone, r.registered
  FROM registrations r JOIN users u ON u.id = r.user JOIN clusters c ON c.id = r.cluster;
CREATE VIEW v_requests AS SELECT r.id, r.kind, u.name AS user, c.name AS cluster, r.phone, r.begin_ns, r.end_ns,
    r.end_ns - r.begin_ns AS took_ns, r.code, r.text, r.cause
  FROM requests r JOIN users u ON u.id = r.user JOIN clusters c ON c.id = r.cluster;
CREATE VIEW v_spans AS SELECT s.id, s.request, r.kind, u.name AS user, c.name AS cluster, s.stage, s.begin_ns, s.end_ns,
    s.end_ns - s.begin_ns AS took_ns
  FROM spans s JOIN requests r ON r.id = s.request JOIN users u ON u.id = r.user JOIN clusters c ON c.id = r.cluster;
CREATE VIEW v_http_requests AS SELECT h.id, h.request, c.name AS cluster, h.node, h.kind, h.slot, h.begin_ns,
    h.begin_ns / 1e9 AS begin_s, h.end_ns, h.end_ns - h.begin_ns AS took_ns, h.code
  FROM http_requests h JOIN clusters c ON c.id = h.cluster;
CREATE VIEW v_requests_in_progress AS
  WITH steps(cluster, node, at_ns, step, slot) AS (
    SELECT cluster, node, begin_ns, 1, slot FROM http_requests WHERE end_ns IS NULL OR end_ns > begin_ns
    UNION ALL SELECT cluster, node, end_ns, -1, -slot FROM http_requests WHERE end_ns > begin_ns),
  changes AS (SELECT cluster, node, at_ns, SUM(step) AS step, SUM(slot) AS slot FROM steps
    GROUP BY cluster, node, at_ns)
  SELECT c.name AS cluster, x.node, x.at_ns, x.at_ns / 1e9 AS at_s,
    SUM(x.step) OVER earlier AS in_progress, SUM(x.slot) OVER earlier AS slots
  FROM changes x JOIN clusters c ON c.id = x.cluster
  WINDOW earlier AS (PARTITION BY x.cluster, x.node ORDER BY x.at_ns) ORDER BY x.cluster, x.node, x.at_ns;
CREATE VIEW v_calls AS SELECT k.id, k.at_ns, k.at_ns / 1e9 AS at_s, f.name AS from_user, k.dialled, t.name AS to_user,
    o.name AS origin, g.name AS target, k.outcome, k.end_ns - k.at_ns AS took_ns, k.source, k.reason, k.cause,
    k.caller_phone, k.called_phone, k.final_number, k.path, k.answered_ns, k.ended_ns,
    k.ended_ns - k.answered_ns AS talked_ns, k.how
  FROM calls k JOIN users f ON f.id = k.from_user LEFT JOIN users t ON t.id = k.to_user
  LEFT JOIN clusters o ON o.id = k.origin LEFT JOIN clusters g ON g.id = k.target;
CREATE VIEW v_call_legs AS SELECT l.id, l.call, c.name AS cluster, l.node, l.begin_ns, f.name AS from_cluster,
    t.name AS to_cluster, l.from_pstn, l.to_pstn, l.signalling_lost, l.left_ns, l.reason
  FROM call_legs l JOIN clusters c ON c.id = l.cluster LEFT JOIN clusters f ON f.id = l.from_cluster
  LEFT JOIN clusters t ON t.id = l.to_cluster;
CREATE VIEW v_call_messages AS SELECT m.id, m.call, m.at_ns, m.at_ns / 1e9 AS at_s, m.sender, f.name AS from_cluster,
    m.receiver, t.name AS to_cluster, m.message, m.arrives_ns - m.at_ns AS took_ns
  FROM call_messages m LEFT JOIN clusters f ON f.id = m.from_cluster LEFT JOIN clusters t ON t.id = m.to_cluster;
CREATE VIEW v_call_counts AS SELECT n.id, n.begin_ns, n.begin_ns / 1e9 AS begin_s, n.source, o.name AS origin,
    t.name AS target, n.roaming, n.outcome, n.calls
  FROM call_counts n LEFT JOIN clusters o ON o.id = n.origin LEFT JOIN clusters t ON t.id = n.target;
CREATE VIEW v_call_delays AS SELECT d.id, o.name AS origin, d.outcome, d.at_least_ns, d.at_least_ns / 1e9 AS at_least_s,
    d.calls
  FROM call_delays d LEFT JOIN clusters o ON o.id = d.origin;
CREATE VIEW v_calls_after_login AS SELECT id, since_ns, since_ns / 1e9 AS since_s, calls, failed FROM calls_after_login;
CREATE VIEW v_reachability AS SELECT r.id, c.name AS cluster, u.name AS user, u.dn, r.probes, r.reached,
    r.reachable_ns, r.observed_ns
  FROM reachability r JOIN clusters c ON c.id = r.cluster JOIN users u ON u.id = r.user;
CREATE VIEW v_knowledge AS SELECT k.id, u.name AS user, u.dn, k.clusters, k.stale_ns, k.stale_spells, k.unreachable_ns,
    k.longest_unreachable_ns, c.name AS longest_unreachable_at
  FROM knowledge k JOIN users u ON u.id = k.user LEFT JOIN clusters c ON c.id = k.longest_unreachable_at;
CREATE VIEW v_reachability_steps AS SELECT s.id, s.at_ns, s.at_ns / 1e9 AS at_s, c.name AS cluster, u.name AS user, u.dn,
    s.reachable, s.reason, t.name AS target
  FROM reachability_steps s JOIN clusters c ON c.id = s.cluster JOIN users u ON u.id = s.user
  LEFT JOIN clusters t ON t.id = s.target;
CREATE VIEW v_storms AS SELECT id, name, kind, begin_ns, begin_ns / 1e9 AS begin_s, users FROM storms;
CREATE VIEW v_storm_counts AS SELECT n.id, s.name AS storm, n.begin_ns, n.begin_ns / 1e9 AS begin_s, c.name AS cluster,
    n.what, n.code, n.number
  FROM storm_counts n JOIN storms s ON s.id = n.storm LEFT JOIN clusters c ON c.id = n.cluster;
CREATE VIEW v_storm_users AS SELECT x.id, s.name AS storm, u.name AS user, c.name AS cluster, x.outcome, x.came_ns,
    x.done_ns, x.done_ns - x.came_ns AS took_ns, x.attempts, x.successes, x.refusals, x.code, x.waited_ns
  FROM storm_users x JOIN storms s ON s.id = x.storm JOIN users u ON u.id = x.user
  LEFT JOIN clusters c ON c.id = x.cluster;
CREATE VIEW v_exchanges AS SELECT x.id, x.at_ns, x.at_ns / 1e9 AS at_s, f.name AS from_cluster, t.name AS to_cluster,
    x.records, x.bytes, x.arrived_ns - x.at_ns AS took_ns
  FROM exchanges x JOIN clusters f ON f.id = x.from_cluster JOIN clusters t ON t.id = x.to_cluster;
CREATE VIEW v_ils_waits AS SELECT w.id, w.kind, c.name AS cluster, p.name AS peer, w.incarnation, w.sequence,
    w.begin_ns, w.begin_ns / 1e9 AS begin_s, w.end_ns - w.begin_ns AS took_ns
  FROM ils_waits w JOIN clusters c ON c.id = w.cluster LEFT JOIN clusters p ON p.id = w.peer;
)sql";

}  // namespace roamsim::record
