"""results/z-by-hp/README.md: the tables that z_by_hp.py has measured."""
from z_by_hp_bench import OUT, rows_of

FOLDERS = ("Parsed_Capuchinbird_Clips", "Parsed_Not_Capuchinbird_Clips")


def table(name):
    rows = rows_of(OUT / name)
    lines = ["| " + " | ".join(k.replace("_", " ") for k in rows[0]) + " |",
             "| " + " | ".join("---" for _ in rows[0]) + " |"]
    return "\n".join(lines + ["| " + " | ".join(r.values()) + " |" for r in rows])


def write_readme(data, steps):
    """steps: name -> (title, note, function)"""
    with open("/proc/cpuinfo") as file:
        names = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
    clips = sum(len(list((data / folder).iterdir())) for folder in FOLDERS)
    recordings = len(list((data / "Forest Recordings").iterdir()))
    parts = [f"""# Z by HP, measured

Made by `tools/z_by_hp.py --data ROOT` on {len(names)} cores of {names[0]}. ROOT held {clips} of the challenge's
810 clips and {recordings} of its 100 recordings. Each row names the commit that was measured.

No test clip's source is in the training, the validation or the tuning of the model it tests, but for the
random split. A run chooses its threshold, temperature and counting on its validation part; where that has
negatives of fewer than three sources, the tuning takes those of the training part too. The recipe itself
(features, augmentation, length, how cautious a threshold is) was found with tables like these in sight: the
honest test of it is other sources.
"""]
    for step, (title, note, _) in steps.items():
        parts.append(f"## {title}\n")
        if not (OUT / f"{step}.csv").exists():
            parts.append(f"Not measured here: `--steps {step}`.\n")
            continue
        parts += [f"{note}\n"] * bool(note) + [table(step + ".csv") + "\n"]
        if step == "without" and (OUT / "noise_without.csv").exists():
            parts.append("The same models, calls over noise:\n\n" + table("noise_without.csv") + "\n")
    (OUT / "README.md").write_text("\n".join(parts))
