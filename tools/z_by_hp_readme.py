"""Writes results/z-by-hp/README.md, with the tables that z_by_hp.py has measured."""
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

Made by `tools/z_by_hp.py --data ROOT` on {len(names)} cores of {names[0]}. ROOT contained
{clips} of the challenge's 810 clips and {recordings} of its 100 recordings. Each row names the commit
that was measured.

Except in the random split, no source of a test clip was used for training, validation or tuning of
the model that is tested on it. A run chooses its threshold, temperature and counting parameters on
its validation part; if that has negatives of fewer than three sources, tuning also uses those of
the training part. The recipe itself was tuned on these clips and recordings (features, augmentation,
training length, how conservative the threshold is); only other sources can test it fairly.
"""]
    for step, (title, note, _) in steps.items():
        parts.append(f"## {title}\n")
        if not (OUT / f"{step}.csv").exists():
            parts.append(f"Not measured yet; use `--steps {step}`.\n")
            continue
        parts += [f"{note}\n"] * bool(note) + [table(step + ".csv") + "\n"]
        if step == "without" and (OUT / "noise_without.csv").exists():
            parts.append("The same models on calls in noise:\n\n"
                         + table("noise_without.csv") + "\n")
    (OUT / "README.md").write_text("\n".join(parts))
