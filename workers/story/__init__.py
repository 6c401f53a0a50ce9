"""The demo's story: invented people in a national register, two rounds played from files."""
