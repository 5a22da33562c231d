"""What the home counts, with the numbers of the small tables on the lines of their townships, for comparison."""

from reports.board_lines import BoardLine, put_further


def lines_of(board) -> list[BoardLine]:
    """One a township, the total last."""
    found = [BoardLine(line.township, line.numbers) for line in (*board.lines, board.total)]
    put_further(found, filter(None, map(board.group, board.titles)))
    return found
