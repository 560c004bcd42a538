"""A project of one small program around the real launcher, in a temporary folder, for tests of the launcher alone."""

import os
import pathlib
import shutil
import subprocess
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]

CMAKE = """cmake_minimum_required(VERSION 3.25)
project(stub LANGUAGES CXX)
option(ROAMSIM_TESTS "" ON)
option(ROAMSIM_BENCHMARKS "" ON)
add_subdirectory(sim/cli)
if(ROAMSIM_TESTS)
  find_file(TEST_HEADER test-header.h PATHS "${PROJECT_SOURCE_DIR}/models" NO_DEFAULT_PATH REQUIRED)
  enable_testing()
  add_test(NAME stub.good COMMAND roamsim)
  if(EXISTS "${PROJECT_SOURCE_DIR}/models/bad")
    add_test(NAME stub.bad COMMAND roamsim missing-file)
  endif()
endif()
"""
# Prints its arguments' files, so that a test sees whether relative names stay valid; waits for no one.
PROGRAM = """#include <cstdio>
int main(int count, char** arguments) {
  for (int i = 1; i < count; ++i) {
    std::FILE* file = std::fopen(arguments[i], "r");
    if (file == nullptr) return 3;
    for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) std::putchar(c);
    std::fclose(file);
  }
  std::puts("@");
  return 0;
}
"""
TOOLS = ("bash env find flock nproc awk sed grep tail cut wc mkdir rm touch readlink cat id c++ cc g++ gcc as ld ar ranlib "
         "cmake ctest ninja uname sh dpkg").split()


class StubProject:
    """The project in `folder`; `bin` is the whole PATH of its runs, so that a test can take a tool away or replace it."""

    def __init__(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="roamsim-house-")
        self.folder = pathlib.Path(self.temporary.name).resolve() / "a project"
        self.bin = pathlib.Path(self.temporary.name).resolve() / "bin"
        self.bin.mkdir()
        for tool in TOOLS:
            found = shutil.which(tool, path="/usr/bin:/bin:/usr/sbin:/sbin")
            if found:
                (self.bin / tool).symlink_to(found)
        (self.folder / "sim/cli").mkdir(parents=True)
        (self.folder / "tools").mkdir()
        shutil.copytree(TOP / "tools/launcher", self.folder / "tools/launcher")
        for name in ("roamsim", "check", "CMakePresets.json"):
            shutil.copy(TOP / name, self.folder / name)
        self.write("CMakeLists.txt", CMAKE)
        self.write("cmake/any.cmake", "")
        self.write("models/test-header.h", "")
        self.write("sim/cli/CMakeLists.txt", "add_executable(roamsim main.cpp)\n")
        self.write("sim/cli/main.cpp", PROGRAM.replace("@", "first"))
        self.packages = {}
        self.need()

    def close(self):
        self.temporary.cleanup()

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def need(self, **packages):
        """Replaces the list of packages: name=(kind, file)."""
        lines = ["# name, kind, file\n"] + [f"{name}  {kind}  {file}\n" for name, (kind, file) in packages.items()]
        self.write("tools/launcher/packages.txt", "".join(lines))

    def replace_tool(self, name, script):
        """Puts a shell script in the place of a tool; None takes the tool away."""
        path = self.bin / name
        path.unlink(missing_ok=True)
        if script is not None:
            path.write_text("#!/bin/sh\n" + script)
            path.chmod(0o755)

    def environment(self, **extra):
        return {"PATH": str(self.bin), "HOME": self.temporary.name, "LANG": "C.UTF-8", **extra}

    def start(self, *arguments, program=None, cwd=None, **extra):
        return subprocess.Popen([str(program or self.folder / "roamsim"), *arguments], cwd=cwd or "/",
                                env=self.environment(**extra), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *arguments, **options):
        """Runs ./roamsim, or the program named, to its end: (exit code, stdout, stderr)."""
        with self.start(*arguments, **options) as process:
            out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def run_on_terminal(self, *arguments, **extra):
        """Runs ./roamsim with stderr on a terminal: (exit code, what the terminal received)."""
        leader, follower = os.openpty()
        process = subprocess.Popen([str(self.folder / "roamsim"), *arguments], cwd="/", stdin=subprocess.DEVNULL,
                                   env=self.environment(**extra), stdout=subprocess.DEVNULL, stderr=follower)
        os.close(follower)
        received = b""
        while True:
            try:
                block = os.read(leader, 4096)
            except OSError:  # Linux reports the closed other end this way
                block = b""
            if not block:
                break
            received += block
        os.close(leader)
        return process.wait(timeout=60), received.decode()
