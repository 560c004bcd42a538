#!/usr/bin/python3
"""The rules on the tree itself (CONTRIBUTING.md, "The house" and "Style"), checked by reading the files.

house_rules.py TOP [RULE...] prints each violation as FILE:LINE: what, and ends with 1 if there was any.
"""

import pathlib
import re
import sys

FLOORS = ("models", "core", "engine", "record", "actors", "scenario", "explain", "study", "cli")  # from the ground up
SKIPPED = {".git", "build", "runs", "__pycache__"}
CPP = {".hpp", ".cpp", ".h", ".ipp", ".cc"}
HEADERS = {".hpp", ".h", ".ipp"}
LONGEST_FILE = 500

STANDARD_HEADERS = set("""
algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv chrono cinttypes climits clocale
cmath codecvt compare complex concepts condition_variable coroutine csetjmp csignal cstdarg cstddef cstdint cstdio cstdlib
cstring ctime cuchar cwchar cwctype deque exception execution filesystem format forward_list fstream functional future
initializer_list iomanip ios iosfwd iostream istream iterator latch limits list locale map memory memory_resource mutex new
numbers numeric optional ostream queue random ranges ratio regex scoped_allocator semaphore set shared_mutex
source_location span sstream stack stdexcept stop_token streambuf string string_view strstream syncstream system_error
thread tuple type_traits typeindex typeinfo unordered_map unordered_set utility valarray variant vector version
""".split())
# A model does no I/O, reads no clock, draws nothing and starts no thread.
NOT_IN_MODELS = set("""
barrier chrono condition_variable csetjmp csignal cstdio ctime execution filesystem fstream future iostream istream latch
mutex ostream random semaphore shared_mutex stop_token syncstream thread
""".split())

TOKEN = re.compile(r"""
    (?P<comment> //[^\n]* | /\*.*?\*/ )
  | (?P<raw> (?:u8|[uUL])?R"(?P<end>[^()\s\\]{0,16})\(.*?\)(?P=end)" )
  | (?P<text> "(?:\\.|[^"\\\n])*" | (?:u8|[uUL])?'(?:\\.|[^'\\\n])+' )
  | \d(?:'?[\w.])*      # a number, whose ' separates digits
  | \w+
""", re.VERBOSE | re.DOTALL)
INCLUDE = re.compile(r"""^[ \t]*\#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]""", re.MULTILINE)
SIMGRID = re.compile(r"^(simgrid|xbt|smpi)(/|\.h)")
POINTER_TO_VOID = re.compile(r"\bvoid(?:\s+(?:const|volatile))*\s*\*")
ALLOCATION_SIGNATURE = re.compile(r"\boperator\s+(?:new|delete)\b")
FOREIGN_DRAWS = re.compile(r"\bstd::(?:ranges::)?(\w+_distribution|random_device|shuffle|sample|generate_canonical|random_shuffle)\b"
                           r"|\b(?:std::)?(s?rand)\s*\(")


def blanked(text, strings):
    """The text without comments, and without the content of strings if `strings`; lines stay where they are."""
    def blank(match):
        if match.group("comment") is None and not (strings and (match.group("raw") or match.group("text"))):
            return match.group()
        return re.sub(r"[^\n]", " ", match.group())
    return TOKEN.sub(blank, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


class Tree:
    """The files below `top`, with what git ignores left out."""

    def __init__(self, top):
        self.top = pathlib.Path(top).resolve()
        self.files = sorted(self._walk(self.top))

    def _walk(self, folder):
        for entry in folder.iterdir():
            if entry.is_symlink() or entry.name in SKIPPED:
                continue
            if entry.is_dir():
                yield from self._walk(entry)
            elif entry.is_file():
                yield entry.relative_to(self.top)

    def below(self, *folders, suffixes=None):
        for file in self.files:
            if file.parts[0] in folders and (suffixes is None or file.suffix in suffixes):
                yield file

    def text(self, file):
        return (self.top / file).read_text(encoding="utf-8", errors="replace")

    def includes(self, file):
        """(line, < or ", what) of each include that is not in a comment."""
        text = blanked(self.text(file), strings=False)
        for match in INCLUDE.finditer(text):
            yield line_of(text, match.start()), match.group(1), match.group(2)


def floor_of(path):
    """The floor a file or an include belongs to, or None."""
    parts = pathlib.PurePosixPath(path).parts
    if parts[0] == "models":
        return "models"
    return parts[1] if len(parts) > 2 and parts[0] == "sim" else None


def only_engine_knows_simgrid(tree):
    for file in tree.below("models", "sim", "tests", suffixes=CPP):
        if file.parts[:2] in (("sim", "engine"), ("tests", "engine")) or file.parts[:3] == ("tests", "bench", "peers"):
            continue
        for line, _, what in tree.includes(file):
            if SIMGRID.match(what):
                yield file, line, f"includes {what}: only sim/engine knows SimGrid"


def models_stand_alone(tree):
    for file in tree.below("models", suffixes=CPP):
        for line, kind, what in tree.includes(file):
            if kind == '"':
                if not what.startswith("models/"):
                    yield file, line, f'includes "{what}": models include the standard library and "models/..." only'
            elif what not in STANDARD_HEADERS:
                yield file, line, f"includes <{what}>: models include the standard library and \"models/...\" only"
            elif what in NOT_IN_MODELS:
                yield file, line, f"includes <{what}>: models do no I/O, read no clock, draw nothing and start no thread"


def includes_point_down(tree):
    for file in tree.below("models", "sim", suffixes=CPP):
        floor = floor_of(file)
        if floor not in FLOORS:
            yield file, 1, f"stands on no known floor ({', '.join(FLOORS)})"
            continue
        for line, kind, what in tree.includes(file):
            if kind == "<":
                if what.startswith(("sim/", "models/")):
                    yield file, line, f"includes <{what}>: our own files are included with quotes"
                continue
            if not ((tree.top / what).is_file() or (tree.top / f"{what}.in").is_file()):  # .in: CMake fills it in
                yield file, line, f'includes "{what}", which is no file from the top of the tree'
            target = floor_of(what)
            if target not in FLOORS:
                yield file, line, f'includes "{what}", which stands on no known floor'
            elif FLOORS.index(target) > FLOORS.index(floor):
                yield file, line, f'includes "{what}": {target} is above {floor}, and includes point down only'
            elif file.parts[:2] == ("models", "base") and not what.startswith("models/base/"):
                yield file, line, f'includes "{what}": models/base is below the other models'


def conditions(text):
    """Start and end of what stands between the parentheses of each if, while, for and switch."""
    for match in re.finditer(r"\b(?:if|while|for|switch)\s*(?:constexpr\s*)?\(", text):
        depth = 1
        end = match.end()
        while depth and end < len(text):
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        yield match.end(), end - 1


def style(tree):
    for file in tree.below("models", "sim", suffixes=CPP):
        text = blanked(tree.text(file), strings=True)
        for match in POINTER_TO_VOID.finditer(text):
            start = max(text.rfind(c, 0, match.start()) for c in ";{}") + 1
            ends = [end for end in (text.find(c, match.end()) for c in ";{}") if end >= 0]
            if not ALLOCATION_SIGNATURE.search(text[start:min(ends, default=len(text))]):
                yield file, line_of(text, match.start()), "void* outside of operator new and delete"
        for start, end in conditions(text):
            if re.search(r"\bco_await\b", text[start:end]):
                yield file, line_of(text, start), "co_await in a condition, which g++ 12.2 miscompiles: name the result first"
        if file.suffix in HEADERS:
            for match in re.finditer(r"\busing\s+namespace\b", text):
                yield file, line_of(text, match.start()), "using namespace in a header"
    for file in tree.below("models", "sim", "tests", suffixes=CPP):
        text = blanked(tree.text(file), strings=True)
        for match in FOREIGN_DRAWS.finditer(text):
            yield (file, line_of(text, match.start()),
                   f"{match.group(1) or match.group(2)}: draws come from named streams and our own distributions")


def files_are_short(tree):
    for file in tree.below("models", "sim", "analysis"):
        lines = (tree.top / file).read_bytes().count(b"\n")
        if lines > LONGEST_FILE and (file.suffix in CPP | {".py", ".txt", ".cmake", ".sql"}):
            yield file, LONGEST_FILE + 1, f"{lines} lines; at most {LONGEST_FILE}"


def no_machine_paths(tree):
    top = tree.top.as_posix()
    forms = [re.escape(top) + r"(?![\w-])", r"/home/\w", r"/Users/\w"]
    root = tree.top.parts[1] if len(tree.top.parts) > 2 else None
    if root and root not in {"home", "mnt", "media", "opt", "root", "srv", "tmp", "usr", "var", "Users"}:
        forms.append(rf"/{re.escape(root)}/")  # a folder of this machine's own making
    pattern = re.compile(r"(?<![\w.$}*-])(?:" + "|".join(forms) + ")")
    for file in tree.files:
        content = (tree.top / file).read_bytes()
        if b"\0" in content[:8192]:
            continue
        text = content.decode("utf-8", errors="replace")
        for match in pattern.finditer(text):
            end = re.match(r"[\w./-]*", text[match.start():]).end()
            yield file, line_of(text, match.start()), f"{text[match.start():match.start() + end]}: a path of one machine"


RULES = {
    "simgrid": only_engine_knows_simgrid,
    "models": models_stand_alone,
    "floors": includes_point_down,
    "style": style,
    "length": files_are_short,
    "paths": no_machine_paths,
}


def main(arguments):
    if not arguments or any(rule not in RULES for rule in arguments[1:]):
        print(f"usage: house_rules.py TOP [{'|'.join(RULES)}]...", file=sys.stderr)
        return 64
    tree = Tree(arguments[0])
    found = [violation for rule in arguments[1:] or RULES for violation in RULES[rule](tree)]
    for file, line, what in found:
        print(f"{file}:{line}: {what}")
    print(f"{len(tree.files)} files, {len(found)} violations")
    return 1 if found or not tree.files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
