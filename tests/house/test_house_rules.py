#!/usr/bin/python3
"""Each rule on the tree is seen failing on a planted violation, and silent on what is allowed."""

import contextlib
import io
import pathlib
import tempfile
import unittest

import house_rules
import scenarios_are_run


class Planted(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="roamsim-rules-")
        self.addCleanup(temporary.cleanup)
        self.top = pathlib.Path(temporary.name).resolve()

    def plant(self, name, text):
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def found(self, rule):
        return [f"{file}:{line}: {what}" for file, line, what in house_rules.RULES[rule](house_rules.Tree(self.top))]

    def assert_found(self, rule, *starts):
        found = self.found(rule)
        self.assertEqual(len(found), len(starts), found)
        for violation, start in zip(found, starts):
            self.assertTrue(violation.startswith(start), f"{violation} does not start with {start}")

    def test_simgrid_outside_of_the_engine(self):
        self.plant("sim/engine/platform.cpp", "#include <simgrid/s4u.hpp>\n#include <xbt/log.h>\n")
        self.plant("tests/engine/bridge.cpp", "#include <simgrid/s4u.hpp>\n")
        self.plant("tests/bench/peers/actors.cpp", "#include <simgrid/s4u.hpp>\n")
        self.plant("sim/core/a.hpp", "// #include <simgrid/s4u.hpp>\n/*\n#include <xbt/log.h>\n*/\n#include <simgridlike/a.hpp>\n")
        self.assert_found("simgrid")
        self.plant("models/ils/a.hpp", "\n#include <simgrid/s4u.hpp>\n")
        self.plant("sim/actors/b.cpp", '#include "simgrid/engine.h"\n')
        self.plant("sim/cli/c.cpp", " #  include <xbt/log.h>\n")
        self.plant("tests/core/d.cpp", "#include <simgrid/s4u.hpp>\n")
        self.assert_found("simgrid", "models/ils/a.hpp:2", "sim/actors/b.cpp:1", "sim/cli/c.cpp:1", "tests/core/d.cpp:1")

    def test_models_include_the_standard_library_and_models_only(self):
        self.plant("models/ils/good.hpp", '#pragma once\n#include <vector>\n#include <cstdint>\n#include "models/base/time.hpp"\n')
        self.assert_found("models")
        self.plant("models/ils/a.hpp", "#include <nlohmann/json.hpp>\n#include <fmt/core.h>\n#include <simgrid/s4u.hpp>\n"
                                       '#include "time.hpp"\n#include "sim/core/scheduler.hpp"\n#include <unistd.h>\n')
        self.assert_found("models", *(f"models/ils/a.hpp:{line}: includes" for line in range(1, 7)))

    def test_models_do_no_input_or_output_and_read_no_clock(self):
        self.plant("models/ils/a.cpp", "#include <iostream>\n#include <chrono>\n#include <random>\n#include <fstream>\n")
        self.assert_found("models", *(f"models/ils/a.cpp:{line}: includes" for line in range(1, 5)))

    def test_includes_point_down_only(self):
        for folder in ("models/base", *(f"sim/{floor}" for floor in house_rules.FLOORS[1:])):
            self.plant(f"{folder}/x.hpp", "")
        order = ["models/base", *(f"sim/{floor}" for floor in house_rules.FLOORS[1:])]
        for place, floor in enumerate(order):
            down = "".join(f'#include "{lower}/x.hpp"\n' for lower in order[:place + 1])
            with self.subTest(floor=floor):
                file = self.plant(f"{floor}/y.cpp", down)
                self.assert_found("floors")
                up = "".join(f'#include "{higher}/x.hpp"\n' for higher in order[place + 1:])
                file.write_text(down + up)
                lines = range(place + 2, len(order) + 1)
                self.assert_found("floors", *(f"{floor}/y.cpp:{line}: includes" for line in lines))
                file.unlink()

    def test_base_is_below_the_other_models(self):
        self.plant("models/ils/x.hpp", '#include "models/base/time.hpp"\n#include "models/directory/d.hpp"\n')
        self.plant("models/directory/d.hpp", "")
        self.plant("models/base/time.hpp", '#include "models/base/ids.hpp"\n')
        self.plant("models/base/ids.hpp", "")
        self.assert_found("floors")
        self.plant("models/base/ids.hpp", '#include "models/ils/x.hpp"\n')
        self.assert_found("floors", "models/base/ids.hpp:1")

    def test_unknown_floors_and_unrooted_includes(self):
        self.plant("sim/attic/a.cpp", "")
        self.plant("sim/core/a.cpp", '#include "b.hpp"\n#include <sim/core/b.hpp>\n')
        self.plant("sim/core/b.hpp", "")
        self.plant("sim/cli/main.cpp", '#include "sim/cli/version.hpp"\n')
        self.plant("sim/cli/version.hpp.in", "")
        self.assert_found("floors", "sim/attic/a.cpp:1", "sim/core/a.cpp:1", "sim/core/a.cpp:1", "sim/core/a.cpp:2")

    def test_pointers_to_void(self):
        self.plant("sim/core/good.hpp", """
            // void* in a comment
            const char* text = "void*"; auto raw = R"(void*)"; char q = '"'; auto w = L'"'; int n = 1'000; void (*callback)();
            static void* operator new(std::size_t size);
            static void operator delete(void* block, std::size_t size) noexcept {
              ::operator delete(static_cast<void*>(block)); }
            void f();
        """)
        self.assert_found("style")
        self.plant("sim/core/bad.hpp", "void* a;\nvoid const * b;\nvoid f(const void *p);\n"
                                       "void* operator new(std::size_t n) {\nvoid* hidden = g(n); return hidden; }\n")
        self.plant("models/base/bad.cpp", "int n = 1'000; void* p; int m = 1'000;\n")
        self.assert_found("style", "models/base/bad.cpp:1", *(f"sim/core/bad.hpp:{line}: void*" for line in (1, 2, 3, 5)))

    def test_using_namespace_in_headers(self):
        self.plant("sim/core/good.cpp", "using namespace std::literals;\n")
        self.assert_found("style")
        self.plant("sim/core/bad.hpp", "\nusing namespace std;\n")
        self.assert_found("style", "sim/core/bad.hpp:2: using namespace")

    def test_awaiting_in_conditions(self):
        self.plant("sim/core/good.cpp", "for (;;) co_await a(b);\nif (f(x)) co_await a();\nwake = co_await a(); if (wake) b();\n")
        self.assert_found("style")
        self.plant("sim/core/bad.cpp", "if ((co_await a(f(1))).ok()) b();\n\nwhile (g(co_await a())) {}\n")
        self.assert_found("style", "sim/core/bad.cpp:1: co_await", "sim/core/bad.cpp:3: co_await")

    def test_foreign_randomness(self):
        self.plant("sim/core/good.cpp", "Exponential exponential_distribution; // std::normal_distribution\nint operand(int);\n")
        self.assert_found("style")
        self.plant("sim/core/bad.cpp", "std::exponential_distribution<double> d;\nstd::random_device r;\nstd::shuffle(a, b, c);\n"
                                       "int x = rand();\n")
        self.plant("tests/core/bad.cpp", "std::random_device r;\n")
        self.assert_found("style", *(f"sim/core/bad.cpp:{line}: " for line in range(1, 5)), "tests/core/bad.cpp:1")

    def test_long_files(self):
        self.plant("models/ils/good.cpp", "\n" * 500)
        self.plant("docs/long.md", "\n" * 900)
        self.assert_found("length")
        for name in ("models/ils/a.cpp", "sim/core/a.hpp", "analysis/a.py", "analysis/tests/test_a.py"):
            self.plant(name, "\n" * 501)
        self.assert_found("length", "analysis/a.py", "analysis/tests/test_a.py", "models/ils/a.cpp", "sim/core/a.hpp")

    def test_paths_of_one_machine(self):
        self.plant("README.md", "see docs/home/page, ~/x, $top/home/x and https://example.org/home/page\n")
        self.plant("build/log.txt", f"{self.top}\n")
        self.assert_found("paths")
        self.plant("docs/a.md", f"\nin {self.top}/models\n")
        self.plant("sim/core/a.cpp", 'open("/ho' 'me/someone/x");\n')
        self.assert_found("paths", f"docs/a.md:2: {self.top}/models", "sim/core/a.cpp:1")

    def test_paths_below_a_folder_of_this_machine(self):
        tree = house_rules.Tree(self.top)
        self.plant("notes.md", "see /disk7/other/file, and ../disk7/other\n")
        tree.files, tree.top = [pathlib.PurePath("notes.md")], _Renamed(self.top, "/disk7/checkout")
        self.assertEqual([line for _, line, _ in house_rules.no_machine_paths(tree)], [1])

    def test_program_ends_with_one_only_on_a_violation(self):
        self.plant("sim/core/a.cpp", "int a;\n")
        with contextlib.redirect_stdout(io.StringIO()) as output, contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(house_rules.main([str(self.top)]), 0)
            self.assertEqual(house_rules.main([str(self.top), "no-rule"]), 64)
            self.plant("sim/core/a.cpp", "void* a;\n")
            self.assertEqual(house_rules.main([str(self.top), "simgrid"]), 0)
            self.assertEqual(house_rules.main([str(self.top), "style"]), 1)
        self.assertIn("sim/core/a.cpp:1: void*", output.getvalue())

    def test_empty_tree_is_no_success(self):
        with contextlib.redirect_stdout(io.StringIO()):
            self.assertEqual(house_rules.main([str(self.top)]), 1)

    def test_scenarios_that_no_test_runs(self):
        self.plant("scenarios/one.json", "{}")
        self.plant("scenarios/conformance/two.json", "{}")
        self.plant("scenarios/README.md", "")
        self.plant("build/x/tests/cli/CTestTestfile.cmake",
                   'add_test([=[scenario.one.json]=] "roamsim")\nset_tests_properties([=[scenario.one.json]=] PROPERTIES)\n'
                   '# add_test(scenario.conformance/two.json "x")\n')
        arguments = [str(self.top), str(self.top / "build/x")]
        with contextlib.redirect_stdout(io.StringIO()) as output:
            self.assertEqual(scenarios_are_run.main(arguments), 1)
            self.plant("build/x/tests/CTestTestfile.cmake", 'add_test(scenario.conformance/two.json "x")\n')
            self.assertEqual(scenarios_are_run.main(arguments), 0)
            self.assertEqual(scenarios_are_run.main([str(self.top), str(self.top / "scenarios")]), 1)
        self.assertIn("scenarios/conformance/two.json: no test is named scenario.conformance/two.json", output.getvalue())


class _Renamed:
    """A folder that claims another path, to test what depends on the path without creating it."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, pathlib.PurePosixPath(name)
        self.parts = self.name.parts
        self.parent = self.name.parent

    def as_posix(self):
        return self.name.as_posix()

    def __truediv__(self, other):
        return self.folder / other


if __name__ == "__main__":
    unittest.main()
