"""Web: pages, API, sign-in and the command line; doors that only translate (design page, part
10)."""
