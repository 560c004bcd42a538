"""The command line: report RUN_DIR [--out DIR] or report RUN_DIR [--html FILE] [--pictures DIR] [--csv DIR]."""

import argparse
import contextlib
import os
import pathlib
import sys

from roamsim_analysis.errors import AnalysisError
from roamsim_analysis.text import file_part, printable

MOST_PICTURES = 12

USAGE = 64
PREREQUISITE_MISSING = 69


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {printable(message)}\n")


def parser(words=()):
    top = Parser(prog="roamsim", description="Reads what a run left and draws it.")
    commands = top.add_subparsers(dest="command", required=True, parser_class=Parser)
    report = commands.add_parser("report", help="draw a run", description="Draws where each cluster sent the calls of "
                                 "users who moved, and how fast each cluster learned it, as PNG and SVG.")
    report.add_argument("run", metavar="RUN_DIR", help="the folder of a run")
    report.add_argument("--out", metavar="DIR", help="where to put the pictures (default: RUN_DIR/report)")
    report.add_argument("--html", metavar="FILE", help="write the convergence report as one page instead")
    report.add_argument("--pictures", metavar="DIR", help="write the pictures of that page, as files named like their tables")
    report.add_argument("--csv", metavar="DIR", help="write the tables behind that page, one file each")
    report.add_argument("--format", choices=("png", "svg"), help="of the pictures (default: both)")
    report.add_argument("--repetitions", metavar="RUN_DIR", nargs="+", default=[],
                        help="further runs of the same with other seeds, from which the page makes a band")
    report.add_argument("--measure", metavar="NAME", action="append", default=[], help="of a sweep: only this measure (repeatable)")
    report.add_argument("--by", metavar="AXIS[,AXIS]", default="", help="of a sweep: only against these axes")
    report.add_argument("--compare", metavar="AXIS=VALUE[,...]", nargs=2, default=[], help="of a sweep: two settings, compared by repetition")
    report.add_argument("--quiet", action="store_true", help="print only the names of the files")
    if words[:1] in (["solve"], ["sensitivity"]):  # these need what only they import
        from roamsim_analysis import sensitivity_command, solve_command

        solve_command.add(commands)
        sensitivity_command.add(commands)
    return top


def out_folder(path):
    """The folder, made if need be; a symbolic link is not followed."""
    folder = pathlib.Path(path)
    shown = printable(str(folder))
    if folder.is_symlink():
        raise AnalysisError(f"{shown}: is a symbolic link, and none is followed")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise AnalysisError(f"{shown}: is no folder") from None
    except OSError as error:
        raise AnalysisError(f"{shown}: cannot make the folder: {error.strerror}") from error
    return folder


def unique(name, used):
    """The name, with a number if it was used before."""
    result, number = name, 1
    while result in used:
        number += 1
        result = f"{name}_{number}"
    used.add(result)
    return result


def report(arguments):
    from roamsim_analysis import convergence, routes, style, summary
    from roamsim_analysis.run import Run

    formats = chosen_formats(arguments)
    with Run(arguments.run) as run:
        if not arguments.quiet:
            for line in summary.lines(run):
                print(line)
        folder = out_folder(arguments.out or os.path.join(arguments.run, "report"))
        users, changes = run.moved_users(), run.changes(MOST_PICTURES)
        texts = [run.title] + [c.name for c in run.clusters] + [t for u in run.users for t in (u.name, u.dn)]
        fonts = style.Fonts(texts)
        used = set()
        with style.settings(fonts):
            for user in users[:MOST_PICTURES]:
                if not run.routes_of([user.id])[user.id]:
                    print(f"note: this run kept no routes to {printable(user.dn)} (they are kept with record: everything)")
                    continue
                name = unique("routes-" + file_part(user.dn), used)
                announce(style.save(routes.draw(run, user, fonts), folder, name, formats))
            for change in changes if run.keeps("convergence") else ():
                announce(style.save(convergence.draw(run, change, fonts), folder, f"convergence-{change.id + 1}", formats))
        for what, count in (("numbers that moved", len(users)), ("location changes", run.change_count())):
            if count > MOST_PICTURES:
                print(f"note: {count} {what}, the first {MOST_PICTURES} are drawn")
        if fonts.missing:
            print("note: no font here has all characters of the names; the pictures write the others as \\u{...}"
                  " (Debian: apt-get install fonts-ipafont-gothic)")
        if not run.keeps("location_changes") or not run.keeps("convergence"):
            print("note: this run did not keep when location changes became known (it is kept with record: changes)")
        elif not changes:
            print("note: nobody moved in this run, so there is nothing to draw")
    return 0


def chosen_formats(arguments):
    from roamsim_analysis import style

    return (arguments.format,) if arguments.format else tuple(style.FORMATS)


def page(arguments):
    """The convergence report: the page, its pictures, its tables."""
    from roamsim_analysis import files, pictures, sections, style
    from roamsim_analysis.run import Run

    if arguments.html:
        try:
            from roamsim_analysis import page as pages
        except ModuleNotFoundError as error:
            if error.name not in ("jinja2", "markupsafe"):
                raise
            return without_jinja()
    with contextlib.ExitStack() as stack:
        run = stack.enter_context(Run(arguments.run))
        others = [stack.enter_context(Run(other)) for other in arguments.repetitions]
        check_repetitions(run, others)
        fonts = style.Fonts([run.title] + [c.name for c in run.clusters] + [u.name for u in run.users])
        report = sections.Report(run, fonts, others)
        if arguments.html:
            announce([files.write(arguments.html, pages.render(report, fonts))])
        if arguments.pictures:
            announce(pictures.write(report, fonts, out_folder(arguments.pictures), chosen_formats(arguments)))
        if arguments.csv:
            folder = out_folder(arguments.csv)
            announce([files.write(folder / f"{table.name}.csv", table.csv()) for table in report.tables])
    return 0


def sweep_page(arguments):
    """The report of a sweep: the page, its pictures, its tables; without a choice the pictures."""
    from roamsim_analysis import files, pictures, style, sweep_report, sweep_story
    from roamsim_analysis.sweep import Sweep

    if arguments.repetitions:
        raise AnalysisError("--repetitions is for the report of a run; a sweep has its own")
    try:
        from roamsim_analysis import page as pages
    except ModuleNotFoundError as error:
        if error.name not in ("jinja2", "markupsafe"):
            raise
        if arguments.html:
            return without_jinja()
    sweep = Sweep(arguments.run)
    texts = [sweep.title] + [m.name for m in sweep.measures] + [t for a in sweep.axes for t in (a.name, *(v.label for v in a.values))]
    fonts = style.Fonts(texts)
    axes = tuple(name.strip() for name in arguments.by.split(",")) if arguments.by else ()
    report = sweep_report.Report(sweep, fonts, sweep_report.Choice(tuple(arguments.measure), axes, tuple(arguments.compare)))
    if not arguments.quiet:
        for sentence in sweep_story.sentences(report):
            print(sentence)
    if arguments.html:
        announce([files.write(arguments.html, pages.render(report, fonts, sweep_story))])
    if arguments.pictures or not (arguments.html or arguments.csv):
        folder = arguments.pictures or arguments.out or os.path.join(arguments.run, "report")
        announce(pictures.write(report, fonts, out_folder(folder), chosen_formats(arguments)))
    if arguments.csv:
        folder = out_folder(arguments.csv)
        announce([files.write(folder / f"{table.name}.csv", table.csv()) for table in report.tables])
    return 0


def write_answer(arguments):
    """What puts the page, the pictures and the tables of an answer where they are asked for."""
    from roamsim_analysis import files, pictures

    def write(report, fonts, words):
        if arguments.html:
            from roamsim_analysis import page as pages

            announce([files.write(arguments.html, pages.render(report, fonts, words))])
        if arguments.pictures:
            announce(pictures.write(report, fonts, out_folder(arguments.pictures), chosen_formats(arguments)))
        if arguments.csv:
            folder = out_folder(arguments.csv)
            announce([files.write(folder / f"{table.name}.csv", table.csv()) for table in report.tables])
    return write


def without_jinja():
    print("roamsim: the page needs Jinja (Debian: apt-get install python3-jinja2)", file=sys.stderr)
    return PREREQUISITE_MISSING


def check_repetitions(run, others):
    """They are of the same clusters and users, and of different seeds."""
    seeds = {run.header.get("seed")}
    for other in others:
        shown = printable(str(other.folder))
        if [c.name for c in other.clusters] != [c.name for c in run.clusters] or other.title != run.title:
            raise AnalysisError(f"{shown}: is no repetition of {printable(str(run.folder))}, it has another title or other clusters")
        if other.header.get("seed") in seeds:
            raise AnalysisError(f"{shown}: has the seed {printable(str(other.header.get('seed')))}, as another of the runs; repetitions have seeds of their own")
        if not (other.keeps("location_changes") and other.keeps("convergence")):
            raise AnalysisError(f"{shown}: did not keep when location changes became known (record: changes keeps it)")
        seeds.add(other.header.get("seed"))


def announce(paths):
    for path in paths:
        print(f"wrote {printable(str(path))}")


def main(words):
    try:
        top = parser(words)
        arguments = top.parse_args(words)
        if arguments.command == "solve":
            from roamsim_analysis import solve_command

            return solve_command.solve(arguments, write_answer(arguments))
        if arguments.command == "sensitivity":
            from roamsim_analysis import sensitivity_command

            return sensitivity_command.sensitivity(arguments, write_answer(arguments))
        if (pathlib.Path(arguments.run) / "plan.jsonl").is_file():
            return sweep_page(arguments)
        if arguments.measure or arguments.by or arguments.compare:
            raise AnalysisError(f"{printable(arguments.run)}: is no folder of a sweep, and --measure, --by and --compare are for those")
        if arguments.html or arguments.pictures or arguments.csv:
            return page(arguments)
        if arguments.repetitions:
            top.error("--repetitions needs --html, --pictures or --csv")
        return report(arguments)
    except AnalysisError as error:
        print(f"roamsim: {error}", file=sys.stderr)
        return 2
