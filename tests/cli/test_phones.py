#!/usr/bin/python3
"""`roamsim phones`: which phones of a scenario support what, as the product's phone feature list tells it."""

import csv
import io
import json
import re
import time
import unittest

from support import SCENARIOS, CliTest, small_scenario

SHIPPED = SCENARIOS / "conformance" / "D5-phone-feature-list.json"
EM = "Extension Mobility"


class Phones(CliTest):
    def rows(self, scenario, *options):
        result = self.roamsim("phones", scenario, "--json", *options)
        self.assert_ends(result, 0)
        self.assertEqual(result.stderr, b"")
        return json.loads(result.stdout)

    def supported(self, scenario, feature, *options):
        return {(row["cluster"], row["phone"]): row["supported"] for row in self.rows(scenario, "--feature", feature, *options)}

    def test_which_phones_have_extension_mobility(self):
        self.assertEqual(self.supported(SHIPPED, EM), {
            ("cluster1", "own"): "yes", ("cluster1", "spare"): "yes",
            ("cluster2", "own"): "yes", ("cluster2", "spare"): "yes",
            ("cluster2", "SEP00000000D501"): "yes", ("cluster2", "SEP00000000D502"): "yes",
            ("cluster2", "ATA00000000D503"): "no", ("cluster2", "SEP00000000D504"): "yes"})
        video = self.supported(SHIPPED, "video")
        self.assertEqual((video["cluster2", "SEP00000000D501"], video["cluster2", "SEP00000000D502"]), ("yes", "no"))

    def test_a_row_says_all_of_its_phones(self):
        rows = self.rows(SHIPPED)
        self.assertEqual({row["feature"] for row in rows}, {EM, "Extension Mobility Cross Cluster", "Video"})
        self.assertEqual(len(rows), 8 * 3, "each phone by each feature")
        named = next(row for row in rows if row["phone"] == "SEP00000000D504")
        self.assertEqual((named["count"], named["model"], named["protocol"], named["product"]),
                         (1, "Cisco 7960", "SCCP", "Cisco Unified IP Phone 7900 Series"))
        for row in rows:
            self.assertTrue(row["source"], row)

    def test_phones_without_names_are_counted(self):
        scenario = small_scenario()
        scenario["clusters"][0]["users"] = [{"count": 30, "id": "user{n}", "dn": "1{n:3}"}, {"id": "alice", "dn": "1999"}]
        scenario["clusters"][0]["spare_phones"] = 7
        scenario["clusters"][2]["spare_phones"] = 0
        scenario["timeline"], scenario["expect"] = [], []
        counts = {(row["cluster"], row["phone"]): row["count"] for row in self.rows(self.write(scenario), "--feature", EM)}
        self.assertEqual(counts, {("one", "own"): 31, ("one", "spare"): 7, ("two", "own"): 1, ("two", "spare"): 4})

    def test_by_product(self):
        models = lambda *options: {row["model"] for row in self.rows(SHIPPED, *options)}
        self.assertEqual(models("--product", "Cisco 7811"), {"Cisco 7811"})
        self.assertEqual(models("--product", "cisco ip phone 8800 series"), {"Cisco 8845", "Cisco 8865"})
        self.assertEqual(models("--product", "Cisco 7861"), set(), "known, but the scenario has none")

    def test_formats_say_the_same_and_only_headings_the_time(self):
        before = time.time()
        rows = self.rows(SHIPPED)
        table = self.roamsim("phones", SHIPPED, "--format", "csv")
        self.assert_ends(table, 0)
        read = list(csv.DictReader(io.StringIO(table.stdout.decode())))
        self.assertEqual(read, [{name: str(value) for name, value in row.items()} for row in rows])
        for kind in ("csv", "json"):
            again = [self.roamsim("phones", SHIPPED, "--format", kind).stdout for _ in range(2)]
            self.assertEqual(again[0], again[1])
            self.assertNotIn(b"enerated", again[0])
        for kind in ("text", "markdown"):
            said = self.roamsim("phones", SHIPPED, "--format", kind).stdout.decode()
            self.assertIn("Unified CM Phone Feature List\n", said)
            self.assertIn("The phone feature list", said)
            made = re.search(r"Generated (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC", said)[1]
            seconds = time.mktime(time.strptime(made, "%Y-%m-%d %H:%M:%S")) - time.timezone
            self.assertLess(abs(seconds - before), 60)
            self.assertEqual(said.count("SEP00000000D501"), 3)

    def test_a_model_that_nobody_knows(self):
        scenario = small_scenario()
        scenario["clusters"][0]["phone"] = {"model": "Cisco 8854"}
        scenario["clusters"][0]["phones"] = [{"id": "SEP1"}, {"id": "SEP2", "model": "Dial|1\u202e"}, {"id": "ATA3", "model": "Cisco ATA 190"}]
        path = self.write(scenario)
        said = self.roamsim("phones", path, "--feature", EM)
        self.assert_ends(said, 0)
        warnings = [line for line in said.stderr.decode().splitlines() if line.startswith("warning: ")]
        self.assertEqual(len(warnings), 3, "SEP1 is as all phones of its cluster are")
        self.assertIn('/clusters/0/phone/model: found "Cisco 8854"', warnings[0])
        self.assertIn('did you mean "Cisco 8845"?', warnings[0])
        self.assertIn("/clusters/0/phones/1/model: found ", warnings[1])
        self.assertIn('/clusters/0/phones/2/extension_mobility: found Extension Mobility enabled on a "Cisco ATA 190"', warnings[2])
        for kind in ("text", "markdown"):
            said = self.roamsim("phones", path, "--format", kind).stdout.decode()
            self.assertNotIn("\u202e", said)
        unknown = self.supported(path, EM, "--product", "cisco 8854")
        self.assertEqual(unknown, {("one", name): "unknown" for name in ("own", "spare", "SEP1")})
        scenario["clusters"][0]["phones"][2]["extension_mobility"] = "disabled"
        self.assertNotIn(b"ATA", self.roamsim("phones", self.write(scenario), "--feature", EM).stderr)

    def test_wrong_usage(self):
        for arguments, hint in ((("--feature", "Extension Mobilty"), 'did you mean "Extension Mobility"?'),
                                (("--feature", "x\x1b[31m"), "x\\x1b[31m"),
                                (("--product", "Cisco 8846"), 'did you mean "Cisco 88'), (("--format", "yaml"), "yaml")):
            result = self.roamsim("phones", SHIPPED, *arguments)
            self.assert_ends(result, 64, arguments)
            self.assertEqual(result.stdout, b"")
            self.assertIn(hint, result.stderr.decode())
        result = self.roamsim("phones", self.folder / "none.json")
        self.assert_ends(result, 2)
        self.assertEqual(result.stdout, b"")

    def test_a_value_can_be_set(self):
        rows = self.rows(SHIPPED, "--set", "clusters.cluster1.phone.model=Cisco 7821", "--product", "Cisco 7821")
        self.assertEqual({row["cluster"] for row in rows}, {"cluster1"})


if __name__ == "__main__":
    unittest.main()
