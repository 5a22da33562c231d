"""What every page stands on: base page, declared routes, moves, grids, downloads."""
