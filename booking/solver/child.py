"""The solver's own process: it reads puzzles from standard input and writes the best answer found to each, as JSON.

It runs alone, isolated and by its path, under limits that it sets for itself before anything large is loaded, so that
a layout that is too hard costs the service neither its memory nor its time. It imports nothing of ours.
"""

import json
import os
import resource
import sys
import time
from typing import Any

Matrix = tuple[list[int], list[int]]
"""Rows of a constraint matrix: where each row begins, and the columns in them."""


def limit_memory(mega_bytes: int) -> None:
    """Let the process ask for no more memory than this."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = mega_bytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def solve(puzzle: dict[str, Any], seconds: float) -> dict[str, Any]:
    """The heaviest set of which no two stand in one clique, all that must stay in it, and how heavy any could be."""
    import highspy  # noqa: PLC0415 - only once the limits stand
    import numpy as np  # noqa: PLC0415

    weights, must = puzzle["weights"], set(puzzle["must"])
    starts, columns = _rows(puzzle["cliques"])
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(weights), len(starts) - 1
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.array(weights, dtype=float)
    model.col_lower_ = np.array([float(at in must) for at in range(len(weights))])
    model.col_upper_ = np.ones(len(weights))
    model.row_lower_ = np.full(len(starts) - 1, -highspy.kHighsInf)
    model.row_upper_ = np.ones(len(starts) - 1)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.array(starts)
    model.a_matrix_.index_ = np.array(columns)
    model.a_matrix_.value_ = np.ones(len(columns))
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(weights)
    highs = highspy.Highs()
    for name, value in _options(seconds).items():
        highs.setOptionValue(name, value)
    highs.passModel(model)
    highs.run()
    found, info = highs.getSolution().col_value, highs.getInfo()
    has_answer = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    kept = [at for at, value in enumerate(found) if value > 0.5] if has_answer else None
    return {"kept": kept, "bound": info.mip_dual_bound}


def _options(seconds: float) -> dict[str, Any]:
    """One thread, so that the same question has the same answer; weights are whole, so less than 1 apart is equal."""
    return {
        "output_flag": False,
        "threads": 1,
        "random_seed": 1,
        "time_limit": seconds,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.999,
    }


def _rows(cliques: list[list[int]]) -> Matrix:
    starts, columns = [0], []
    for clique in cliques:
        columns += clique
        starts.append(len(columns))
    return starts, columns


def main() -> None:
    """Answer the puzzles one after the other, a line each, until the time is over.

    One that is not the last may take half of what is left, so that a hard one does not keep all others from being
    answered. The solver greets on standard output whatever it is told, so it is given another.
    """
    asked = json.load(sys.stdin)
    limit_memory(asked["mega_bytes"])
    import highspy  # noqa: F401, PLC0415 - loading it is no part of the time for solving

    puzzles, ends = asked["puzzles"], time.monotonic() + asked["seconds"]
    with os.fdopen(os.dup(1), "w") as answers:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        for number, puzzle in enumerate(puzzles):
            left = ends - time.monotonic()
            if left <= 0:
                break
            answer = solve(puzzle, left / min(2, len(puzzles) - number))
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
