"""Adds the golden payloads that are missing; those that are there stay as they are."""

import json

from tests.log.golden import FOLDER, catalogue, kept, line_of


def main() -> None:
    """Append a line for each event whose present version has none."""
    held = {(line.topic, line.version) for line in kept()}
    for topic, kind in catalogue().items():
        if (topic, kind.version) not in held:
            path = FOLDER / f"{topic.partition('.')[0]}.jsonl"
            with path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line_of(kind)._asdict(), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
