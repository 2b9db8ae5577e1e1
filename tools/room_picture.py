"""Draws the rooms as an SVG file, for tools/room_graph.py: one row per level, arrows downwards.

Only direct arrows are drawn: if app includes run and run includes base, the arrow from app to base
is omitted. An arrow that crosses a level gets a place in that row, a waypoint, so that it runs
between the boxes and not behind them.
"""
import dataclasses
import html

BOX_WIDTH, BOX_HEIGHT = 176, 48
ROW_HEIGHT = 92
GAP = 34          # between two places in a row
WAYPOINT_WIDTH = 10
MARGIN = 28
SWEEPS = 24

PURPOSE = {
    "app": "one file per subcommand",
    "run": "the job, from config to report",
    "train": "the training loop",
    "tune": "chooses counting parameters",
    "report": "CSV, TensorBoard, HTML",
    "feed": "from clips to batches",
    "scan": "windows, calls, writers",
    "model": "layers and weights",
    "evaluate": "metrics and thresholds",
    "devices": "opens the backends",
    "cpu": "the CPU backend",
    "cuda": "the CUDA backend, a module",
    "data": "clips, labels, splits",
    "config": "the JSON file",
    "audio": "decoding",
    "ops": "the interface: abstract ops",
    "base": "errors, files, threads",
}


@dataclasses.dataclass(eq=False)
class Place:
    """A box, or the waypoint of an arrow that crosses the row."""
    row: int
    name: str = ""
    x: float = 0.0
    above: list = dataclasses.field(default_factory=list)
    below: list = dataclasses.field(default_factory=list)

    @property
    def width(self):
        return BOX_WIDTH if self.name else WAYPOINT_WIDTH

    @property
    def y(self):
        return MARGIN + self.row * ROW_HEIGHT


def direct(arrows):
    """The arrows without those that follow from a longer path."""
    def reach(name, seen):
        for target in arrows.get(name, ()):
            if target not in seen:
                seen.add(target)
                reach(target, seen)
        return seen
    indirect = {name: set().union(*(reach(target, set()) for target in targets))
                for name, targets in arrows.items()}
    return {name: sorted(targets - indirect[name]) for name, targets in arrows.items()}


def places(levels, arrows):
    """-> (rows of places, each linked with the next row; arrows as lists of places, downwards)"""
    rows = [[Place(row, name) for name in names if name in arrows]
            for row, names in enumerate(levels)]
    boxes = {place.name: place for row in rows for place in row}
    paths = []
    for name, targets in direct(arrows).items():
        for target in targets:
            first, last = boxes[name], boxes[target]
            waypoints = [Place(row) for row in range(first.row + 1, last.row)]
            for place in waypoints:
                rows[place.row].append(place)
            path = [first, *waypoints, last]
            for upper, lower in zip(path, path[1:]):
                upper.below.append(lower)
                lower.above.append(upper)
            paths.append(path)
    return rows, paths


def spread(row):
    """Moves places in a row apart where they are too close."""
    for left, right in zip(row, row[1:]):
        min_distance = (left.width + right.width) / 2 + GAP
        if (overlap := min_distance - (right.x - left.x)) > 0:
            left.x -= overlap / 2
            right.x += overlap / 2


def arrange(rows):
    """Moves each place to the mean of its neighbours, in alternate downward and upward sweeps."""
    for row in rows:
        for index, place in enumerate(row):
            place.x = (index - (len(row) - 1) / 2) * (BOX_WIDTH + GAP)
    for sweep in range(SWEEPS):
        upwards = sweep % 2 == 1
        for row in reversed(rows) if upwards else rows:
            for place in row:
                neighbours = place.below if upwards else place.above
                neighbours = neighbours or place.above + place.below
                if neighbours:
                    place.x = sum(other.x for other in neighbours) / len(neighbours)
            row.sort(key=lambda place: place.x)
            for _ in range(4 * len(row)):
                spread(row)
    left = min(place.x - place.width / 2 for row in rows for place in row)
    for row in rows:
        for place in row:
            place.x = round(place.x - left + MARGIN)


def curve(path):
    """An SVG path from the bottom of the first box through the waypoints to the top of the last."""
    points = [(path[0].x, path[0].y + BOX_HEIGHT)]
    for place in path[1:-1]:
        points += [(place.x, place.y), (place.x, place.y + BOX_HEIGHT)]
    points.append((path[-1].x, path[-1].y - 5))  # space for the arrow's head
    text = f"M{points[0][0]:g},{points[0][1]:g}"
    for index, ((x0, y0), (x1, y1)) in enumerate(zip(points, points[1:])):
        if index % 2:
            text += f" L{x1:g},{y1:g}"
        else:
            half = (y0 + y1) / 2
            text += f" C{x0:g},{half:g} {x1:g},{half:g} {x1:g},{y1:g}"
    return text


def draw(levels, arrows):
    """levels: tuples of names from top to bottom; arrows: {name: set of names}. -> SVG text"""
    known = {name for names in levels for name in names}
    arrows = {name: targets & known for name, targets in arrows.items() if name in known}
    rows, paths = places(levels, arrows)
    arrange(rows)
    width = max(place.x + place.width / 2 for row in rows for place in row) + MARGIN
    height = MARGIN * 2 + (len(rows) - 1) * ROW_HEIGHT + BOX_HEIGHT
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" font-family="Helvetica, Arial, sans-serif" '
        'text-anchor="middle">',
        '<title>Which room includes which; arrows that follow from others are omitted</title>',
        '<defs><marker id="head" viewBox="0 0 8 8" refX="3" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#6b7a75"/></marker>'
        '</defs>',
        '<rect width="100%" height="100%" fill="#fbfcfb"/>',
        '<g fill="none" stroke="#6b7a75" stroke-width="1.3">']
    lines += [f'<path d="{curve(path)}" marker-end="url(#head)"/>' for path in paths]
    lines.append("</g>")
    for place in (place for row in rows for place in row if place.name):
        lines += [
            f'<rect x="{place.x - BOX_WIDTH / 2:g}" y="{place.y}" width="{BOX_WIDTH}" '
            f'height="{BOX_HEIGHT}" rx="6" fill="#eef5f1" stroke="#3d6b57"/>',
            f'<text x="{place.x:g}" y="{place.y + 20}" font-size="15" font-weight="bold" '
            f'fill="#1f3a2f">{html.escape(place.name)}</text>',
            f'<text x="{place.x:g}" y="{place.y + 37}" font-size="11" fill="#44564e">'
            f'{html.escape(PURPOSE.get(place.name, ""))}</text>']
    return "\n".join([*lines, "</svg>", ""])
