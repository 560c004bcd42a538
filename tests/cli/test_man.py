#!/usr/bin/python3
"""The manual page says what --help says."""

import re
import shutil
import subprocess
import unittest

from support import CliTest


class Man(CliTest):
    def page(self):
        result = self.roamsim("man")
        self.assert_ends(result, 0)
        return result.stdout.decode()

    def test_every_command_and_option_of_the_help_is_in_it(self):
        page = self.page().replace("\\-", "-")
        listed = self.roamsim("--help").stdout.decode().partition("\nSubcommands:\n")[2].partition("\n\n")[0]
        commands = re.findall(r"^  (\S+)", listed, re.MULTILINE)
        self.assertIn("run", commands)
        for command in commands:
            section = page.partition(f".SS roamsim {command}\n")[2].partition("\n.SS ")[0]
            self.assertTrue(section, f"no section for {command}")
            for option in re.findall(r"(--[a-z-]+)", self.roamsim(command, "--help").stdout.decode().partition("Examples:")[0]):
                self.assertIn(option, section, command)

    def test_the_exit_codes_are_in_it(self):
        self.assertIn("actors wait for what can no longer happen", self.page())

    def test_it_is_a_page_for_man(self):
        page = self.page()
        self.assertTrue(page.startswith(".TH ROAMSIM 1 "))
        for line in page.splitlines():
            if line.startswith((".", "'")):
                self.assertRegex(line, r"^\.(TH|SH|SS|TP|PP|nf|fi|B)( |$)")
        mandoc = shutil.which("mandoc")
        if mandoc:
            lint = subprocess.run([mandoc, "-T", "lint", "-W", "error"], input=page.encode(), capture_output=True, check=False)
            self.assertEqual(lint.stdout, b"")


if __name__ == "__main__":
    unittest.main()
