#!/usr/bin/python3
"""Scenarios in bulk on the command line: what they cost and how short they are."""

import json
import re
import unittest

from support import CliTest


class Bulk(CliTest):
    def bulk(self, clusters, **more):
        return {"schema_version": 1, "title": "bulk", "duration": "1 s", "record": "counters", "clusters": clusters, **more}

    def test_the_estimated_memory_is_near_the_measured(self):
        mesh = [{"kind": "full_mesh_of_hubs", "hubs": ["h*"], "spokes": ["s*"]}]
        users = {"count": 20_000, "id": "{cluster}-{n}", "dn": "{cluster.n:2}{n:5}", "super_user": True}
        scenarios = {
            "users": self.bulk([{"id": "c{n}", "count": 10, "users": [users]}]),
            "phones": self.bulk([{"id": "c{n}", "count": 10, "spare_phones": 1_000_000}]),
            "clusters": self.bulk([{"id": "h{n}", "count": 10}, {"id": "s{n}", "count": 790}], topology=mesh),
            "hubs": self.bulk([{"id": "h{n}", "count": 150}], topology=[{**mesh[0], "spokes": []}]),
        }
        for name, scenario in scenarios.items():
            with self.subTest(name):
                path = self.write(scenario)
                shown = self.roamsim("show", path)
                self.assert_ends(shown, 0)
                estimated = 1e6 * int(re.search(rb"memory +(\d+) MB", shown.stdout)[1])
                self.assert_ends(self.roamsim("run", "-q", path, "--out", name), 0)
                meta = json.loads((self.folder / name / "meta" / "run.json").read_text())
                measured = meta["peak_memory_bytes"]
                self.assertLess(max(estimated, measured) / min(estimated, measured), 1.5, f"{estimated} {measured}")


if __name__ == "__main__":
    unittest.main()
