"""Pages: what each door shows and does. They send commands; no rule of the programme is here."""
