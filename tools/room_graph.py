#!/usr/bin/env python3
"""Lists which room includes which, and checks that no include points upwards.

A room is a folder of host/; cuda/ counts as one more. The order of the rooms is the table LEVELS.

  tools/room_graph.py                       lists the rooms: files, lines, and included rooms
  tools/room_graph.py --check               prints FILE:LINE of everything that breaks the order;
                                            exits with 1 if anything does
  tools/room_graph.py --svg docs/rooms.svg  draws the picture

--check also reports a room that includes another without linking it in host/CMakeLists.txt, a CUDA
header included in host/, and a docs/rooms.svg that is out of date.
"""
import argparse
import collections
import dataclasses
import pathlib
import re
import sys

import room_picture

# A room includes only rooms of the levels below its own.
LEVELS = (
    ("app",),
    ("run",),
    ("train", "tune", "report"),
    ("feed", "scan"),
    ("model", "evaluate"),
    ("devices",),
    ("cpu", "cuda", "data"),
    ("config", "audio", "ops"),
    ("base",),
)
# Some rooms may include even less: the backends know only the ops that they implement.
INCLUDES_ONLY = {
    "devices": {"cpu", "ops", "base"},
    "cpu": {"ops", "base"},
    "cuda": {"ops", "base"},
}
# Only devices knows the backends. It loads the CUDA module at run time without including it.
INCLUDED_ONLY_BY = {"cpu": {"devices"}, "cuda": set()}

PICTURE = "docs/rooms.svg"
SOURCE_SUFFIXES = {".h", ".cpp", ".cu"}
INCLUDE = re.compile(r'\s*#\s*include\s*["<]([^">]+)[">]')
CUDA_HEADER = re.compile(r"(cuda|cudnn|cufft|cublas|nv|cub/|thrust/)")
LINKS = re.compile(r"(?:canopy_room|target_link_libraries)\s*\(\s*(\w+)([^)]*)\)")


@dataclasses.dataclass
class Room:
    files: int = 0
    lines: int = 0
    includes: list = dataclasses.field(default_factory=list)  # (file, line number, included path)


def read_rooms(root):
    """-> {name: Room}. The paths in a Room are relative to the root."""
    folders = sorted(path for path in (root / "host").iterdir() if path.is_dir())
    folders += [path for path in [root / "cuda"] if path.is_dir()]
    rooms = {}
    for folder in folders:
        room = rooms[folder.name] = Room()
        for path in sorted(folder.rglob("*")):
            if path.suffix not in SOURCE_SUFFIXES:
                continue
            text = path.read_text(encoding="utf-8").splitlines()
            room.files += 1
            room.lines += len(text)
            for number, line in enumerate(text, 1):
                if found := INCLUDE.match(line):
                    room.includes.append((path.relative_to(root).as_posix(), number, found[1]))
    return rooms


def arrows(rooms):
    """-> {room: Counter of the other rooms that it includes}"""
    counts = {name: collections.Counter() for name in rooms}
    for name, room in rooms.items():
        for _, _, included in room.includes:
            target = included.partition("/")[0]
            if target in rooms and target != name:
                counts[name][target] += 1
    return counts


def level_of():
    return {name: level for level, names in enumerate(LEVELS) for name in names}


def in_order(rooms):
    """The names from the top level to the bottom; rooms that are not in LEVELS come last."""
    levels = level_of()
    return sorted(rooms, key=lambda name: (levels.get(name, len(LEVELS)), name))


def read_links(root):
    """-> {room: ({rooms linked publicly}, {rooms linked privately})}, from host/CMakeLists.txt"""
    text = re.sub(r"#.*", "", (root / "host/CMakeLists.txt").read_text(encoding="utf-8"))
    links = collections.defaultdict(lambda: (set(), set()))
    for target, arguments in LINKS.findall(text):
        private = False
        for word in arguments.split():
            if word in ("PUBLIC", "PRIVATE", "INTERFACE"):
                private = word == "PRIVATE"
            elif word.startswith("canopy_"):
                links[target.removeprefix("canopy_")][private].add(word.removeprefix("canopy_"))
    return links


def reachable(name, links):
    """The rooms whose headers a room may include: what it links, and what those link publicly."""
    found, waiting = set(), [*links[name][0], *links[name][1]]
    while waiting:
        linked = waiting.pop()
        if linked not in found:
            found.add(linked)
            waiting += links[linked][0]
    return found


def broken_rule(name, target, levels):
    """The rule that an include of `target` in the room `name` breaks, or None."""
    if name in INCLUDES_ONLY and target not in INCLUDES_ONLY[name]:
        return f"{name} includes {target}; it may include only {comma_list(INCLUDES_ONLY[name])}"
    if target in INCLUDED_ONLY_BY and name not in INCLUDED_ONLY_BY[target]:
        allowed = comma_list(INCLUDED_ONLY_BY[target])
        return f"{name} includes {target}; {'only ' + allowed if allowed else 'no room'} may"
    if levels[target] <= levels[name]:
        where = "on the same level" if levels[target] == levels[name] else "above it"
        return f"{name} includes {target}, which is {where}"
    return None


def comma_list(names):
    return ", ".join(sorted(names))


def problems(root, rooms):
    """Yields one line for each include that breaks a rule."""
    levels, links = level_of(), read_links(root)
    for name in in_order(rooms):
        if name not in levels:
            yield f"host/{name}: not in LEVELS; give the room a level in tools/room_graph.py"
            continue
        linked = reachable(name, links)
        for file, line, included in rooms[name].includes:
            target = included.partition("/")[0]
            if name != "cuda" and target not in rooms and CUDA_HEADER.match(included):
                yield f"{file}:{line}: includes <{included}>; only cuda/ may include CUDA headers"
            if target not in rooms or target not in levels or target == name:
                continue
            if broken := broken_rule(name, target, levels):
                yield f"{file}:{line}: {broken}"
            elif name != "cuda" and target not in linked:  # cuda/ is not linked in host/
                yield (f"{file}:{line}: {name} includes {target}, which canopy_{name} does not "
                       f"link; link it in host/CMakeLists.txt")


def stale_picture(root, rooms):
    picture = root / PICTURE
    if picture.exists() and picture.read_text(encoding="utf-8") != draw(rooms):
        yield f"{PICTURE}: out of date; run tools/room_graph.py --svg {PICTURE}"


def draw(rooms):
    targets_of = {name: set(targets) for name, targets in arrows(rooms).items()}
    return room_picture.draw(LEVELS, targets_of)


def listing(rooms):
    counts = arrows(rooms)
    yield f"{'room':<10}{'files':>6}{'lines':>8}  includes"
    for name in in_order(rooms):
        targets = ", ".join(f"{target} {counts[name][target]}"
                            for target in in_order(rooms) if counts[name][target])
        yield f"{name:<10}{rooms[name].files:>6}{rooms[name].lines:>8}  {targets or '-'}"
    totals = sum(room.files for room in rooms.values()), sum(room.lines for room in rooms.values())
    yield f"{'all':<10}{totals[0]:>6}{totals[1]:>8}"


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=pathlib.Path, metavar="TREE",
                        default=pathlib.Path(__file__).resolve().parent.parent,
                        help="the source tree to read (default: the one that holds this tool)")
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--check", action="store_true",
                        help="report every include that breaks the order")
    action.add_argument("--svg", type=pathlib.Path, metavar="FILE",
                        help="draw the rooms as an SVG file")
    options = parser.parse_args()

    rooms = read_rooms(options.root)
    if options.svg:
        options.svg.write_text(draw(rooms), encoding="utf-8")
    elif options.check:
        found = [*problems(options.root, rooms), *stale_picture(options.root, rooms)]
        print(*found, sep="\n", end="\n" if found else "")
        sys.exit(1 if found else 0)
    else:
        print(*listing(rooms), sep="\n")


if __name__ == "__main__":
    main()
