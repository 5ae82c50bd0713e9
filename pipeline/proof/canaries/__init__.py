"""Canaries: invented people whose values go through a shadow build each night (DESIGN §4).

`kinds` × `breakages` × `places`, pairwise (`covering`); `tables` makes the raw rows a case system would hold.
"""
