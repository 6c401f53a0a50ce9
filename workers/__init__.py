"""Work in the background (design page, part 9): what is due, its queue, processes, documents."""
