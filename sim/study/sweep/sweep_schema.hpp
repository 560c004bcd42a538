#pragma once

namespace roamsim::study {

/// The tables of a sweep's results.sqlite. docs/sweeps.md describes every column, and a test holds the two together.
inline constexpr const char* sweep_tables_sql = R"sql(
CREATE TABLE header(key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL);
CREATE TABLE axes(id INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL);
CREATE TABLE points(id INTEGER PRIMARY KEY, repetitions INTEGER NOT NULL);
CREATE TABLE point_values(id INTEGER PRIMARY KEY, point INTEGER NOT NULL REFERENCES points(id),
  axis INTEGER NOT NULL REFERENCES axes(id), label TEXT NOT NULL, number REAL, unit TEXT NOT NULL);
CREATE TABLE settings(id INTEGER PRIMARY KEY, point INTEGER NOT NULL REFERENCES points(id), argument TEXT NOT NULL);
CREATE TABLE runs(id INTEGER PRIMARY KEY, point INTEGER NOT NULL REFERENCES points(id), repetition INTEGER NOT NULL,
  seed INTEGER NOT NULL, status TEXT NOT NULL, scenario_hash TEXT, ended TEXT, events INTEGER, order_fingerprint TEXT);
CREATE TABLE failures(id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs(id), exit_code INTEGER,
  signal INTEGER, timed_out INTEGER NOT NULL, message TEXT NOT NULL, arguments TEXT NOT NULL);
CREATE TABLE measures(id INTEGER PRIMARY KEY, name TEXT NOT NULL, scalar TEXT, entity TEXT, query TEXT,
  unit TEXT NOT NULL);
CREATE TABLE measured(id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs(id),
  measure INTEGER NOT NULL REFERENCES measures(id), value REAL);
CREATE TABLE expectations(id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs(id), pointer TEXT NOT NULL,
  met INTEGER);
)sql";

inline constexpr const char* sweep_views_sql = R"sql(
CREATE VIEW v_measured AS SELECT m.id, r.point, r.repetition, r.seed, n.name AS measure, m.value, n.unit
  FROM measured m JOIN runs r ON r.id = m.run JOIN measures n ON n.id = m.measure;
CREATE VIEW v_points AS SELECT v.id, v.point, a.name AS axis, v.label, v.number, v.unit
  FROM point_values v JOIN axes a ON a.id = v.axis;
CREATE VIEW v_failures AS SELECT f.id, r.point, r.repetition, r.seed, f.exit_code, f.signal, f.timed_out, f.message,
  f.arguments FROM failures f JOIN runs r ON r.id = f.run;
)sql";

}  // namespace roamsim::study
