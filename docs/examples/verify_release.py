"""Checks a site's public tree by its signed release: steps 1-4 and 6 of ../release-format.md and the leaves of step 7.
Left out: witnesses and releases/cosigned (step 5), the signatures on releases/checkpoint, the audit of cards, the
listing, members the document does not name, files of courts. No witness is asked, so an ended key does not count."""
import argparse, json, zlib
from base64 import b64decode, b64encode
from datetime import date
from hashlib import sha256
from pathlib import Path
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

STATEMENT, LETTERS = "application/vnd.in-toto+json", str.maketrans("0123456789abcdef", "abcdefghijklmnop")
FIXED, ENDS = ("algorithm", "public", "owner", "valid_from"), ("valid_until", "revoked_on", "compromised_since")
KINDS = {"ecdsa-p256-sha256": (91, ec.ECDSA(hashes.SHA256())), "ed25519": (44,)}  # bytes of DER, what verify() needs
parser = argparse.ArgumentParser()
for name, kind in {"site": Path, "--trust": str, "--today": date.fromisoformat, "--seen": Path}.items():
    parser.add_argument(name, type=kind)
options, problems = parser.parse_args(), []
left = {p.relative_to(options.site).as_posix() for p in options.site.rglob("*") if p.is_symlink() or not p.is_dir()}

def check(condition, message):
    problems.extend([] if condition else [message])
def sha(data):
    return sha256(data).digest()
def leaf(*fields):
    return sha(b"\0" + b"".join(len(field).to_bytes(4, "big") + field for field in fields))
def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
def root(nodes):
    split = 1 << (len(nodes) - 1).bit_length() >> 1
    return sha(b"\1" + root(nodes[:split]) + root(nodes[split:])) if len(nodes) > 1 else (nodes + [sha(b"")])[0]

def content(path):
    """What a file holds (of .gz: the bytes inside its one member); takes it off the files that are left to read."""
    left.discard(path)
    data = (options.site / path).read_bytes()
    if path.endswith(".gz") and data[:2] == b"\x1f\x8b":
        member = zlib.decompressobj(31)
        data = member.decompress(data)
        check(member.eof and not member.unused_data and data[:2] != b"\x1f\x8b", f"{path}: not one gzip member")
    return data

def envelope(path, kind):
    """Payload, its digest, and {key id: (signature, what is signed)}, not yet verified."""
    outer = json.loads(data := content(path))
    payload, signatures = b64decode(outer["payload"]), {s["keyid"]: b64decode(s["sig"]) for s in outer["signatures"]}
    listed = [{"keyid": keyid, "sig": b64encode(s).decode()} for keyid, s in sorted(signatures.items())]
    rebuilt = {"payload": b64encode(payload).decode(), "payloadType": kind, "signatures": listed}
    value = json.loads(payload, parse_float=str, parse_constant=str)  # what is no whole number comes back in quotes
    check((canonical(rebuilt), canonical(value)) == (data, payload), f"{path}: of another type, or not canonical")
    signed = f"DSSEv1 {len(kind)} {kind} {len(payload)} ".encode() + payload
    return value, sha(payload).hex(), {keyid: (signature, signed) for keyid, signature in signatures.items()}

def fulfils(roles, name, claims, *days):
    """Whether enough keys of a role, good on the days, signed for each of its algorithms; a bad signature raises."""
    role, found = roles["roles"][name], []
    for keyid in set(role["keys"]) & set(claims):
        key = roles["keys"][keyid]
        serialization.load_der_public_key(b64decode(key["public"])).verify(*claims[keyid], *KINDS[key["algorithm"]][1:])
        ended = max(days) > key["valid_until"] or any(key.get(end, "9999") <= max(days) for end in ENDS[1:])
        found += [key["algorithm"]] if key["valid_from"] <= min(days) and not ended else []
    return role["algorithms"] and all(found.count(each) >= role["threshold"] > 0 for each in role["algorithms"])

def follow(trusted):
    """The newest roles and the digests of all versions; each is checked from the oldest trusted one on."""
    versions, old = [], None
    while (path := f"releases/roles/{len(versions) + 1}.dsse.json") in left:
        versions.append(envelope(path, "application/vnd.yangguang.roles+json"))
    digests = [digest for _, digest, _ in versions]
    for number, (new, _, claims) in list(enumerate(versions, 1))[min(map(digests.index, trusted)):]:
        old, tag = old or new, f"roles {number}:"
        check((new["origin"], new["version"]) == (old["origin"], number) and new["date"] >= old["date"], f"{tag} order")
        check(all(fulfils(each, "root", claims, new["date"]) for each in (old, new)), f"{tag} not signed by a root")
        held = [keyid for role in new["roles"].values() for keyid in role["keys"]]
        kept = all(set(role["keys"]) <= set(new["roles"][name]["keys"]) for name, role in old["roles"].items())
        check(kept and sorted(held) == sorted(new["keys"]), f"{tag} a key in two roles, in none or in another")
        for keyid, key in new["keys"].items():
            was, public = old["keys"].get(keyid, key), b64decode(key["public"])
            check((sha(public).hex(), len(public)) == (keyid, KINDS[key["algorithm"]][0]), f"{keyid}: id or algorithm")
            ends_stay = all(key.get(end, "9999") <= was.get(end, "9999") for end in ENDS)
            check(ends_stay and all(key[name] == was[name] for name in FIXED), f"{tag} {keyid} is not what it was")
        old = new
    return old, digests

def check_files(predicate, subject):
    """Buckets and tiles against the roots; whatever is left must be what files.txt lists, in its order."""
    for family, tree in predicate["trees"].items():
        nodes, level, width = [], 0, tree["width"]
        for bucket in range(1 << width):
            data = content(f"search/data/{family}/{width}/{bucket:x}.json.gz")
            numbers = [number.to_bytes(4, "big") for number in (width, bucket, len(json.loads(data)["k"]))]
            nodes.append(leaf(b"yg-leaf/1", family.encode(), *numbers[:2], b"", b"", numbers[2], sha(data)))
        while len(nodes) > 1 or level == 0:
            tiles = [nodes[first:first + 256] for first in range(0, len(nodes), 256)]
            for number, tile in enumerate(tiles):
                text = "".join(f"{node.hex()}\n" for node in tile).translate(LETTERS).encode()
                check(content(f"releases/trees/{family}/{level}/{number:x}.txt.gz") == text, f"{family}: a wrong tile")
            nodes, level = [root(tile) for tile in tiles], level + 1
        check(nodes[0].hex() == tree["root"], f"{family}: the root is not the statement's")
        check({p.split("/")[3] for p in left if p.startswith(f"search/data/{family}/")} <= {str(width)}, "second width")
    text = content("releases/trees/files.txt.gz")
    found = {path: sha(content(path)) for path in sorted(left - {"releases/cosigned", predicate["courts"].get("path")})}
    lines = [f"{digest.hex().translate(LETTERS)}  {path}" for path, digest in found.items()]
    for path in sorted({line[66:] for line in set(lines) ^ set(text.decode().split("\n")[:-1])}):
        check(False, f"{path}: missing, changed, or not in the release")
    check("".join(f"{line}\n" for line in lines).encode() == text, "files.txt: not the sorted list of the files")
    check(not {"\\", *map(chr, [*range(32), *range(127, 160)])} & set("".join(found)), "files.txt: odd letters")
    top = root([leaf(b"yg-file/1", path.encode(), digest) for path, digest in found.items()]).hex()
    check(predicate["files"] == {"count": len(found), "root": top}, "files.txt: count or root")
    check(subject == [{"name": "releases/trees/files.txt", "digest": {"sha256": sha(text).hex()}}], "files.txt: digest")

def verify(trust, today, seen):
    """All steps; returns what to remember."""
    release = json.loads(content("release.json"))
    statement, digest, claims = envelope(path := f"releases/{release['number']}.dsse.json", STATEMENT)
    predicate = statement["predicate"]
    stated = {name: predicate.get(name) for name in ("number", "date", "digest", "counts", "expires")}
    stated["statement"] = {"path": path, "sha256": digest}
    check({name: release.get(name) for name in stated} == stated, "release.json does not say what the statement says")
    roles, digests = follow({trust, seen.get("roles", trust)})
    named = predicate["roles"] in [{"version": number, "sha256": each} for number, each in enumerate(digests, 1)]
    check(named and predicate["origin"] == roles["origin"], "the statement names other roles or another origin")
    check(fulfils(roles, "release", claims, predicate["date"], today), "the statement does not fulfil the release role")
    check(predicate["date"] <= today <= min(predicate.get("expires", today), roles["expires"]), "expired or too early")
    check(predicate["digest"] == sha(canonical({n: predicate[n] for n in ("files", "trees")})).hex(), "content digest")
    releases = json.loads(content("releases/releases.json"))
    entries = [entry for entry in releases if "statement" in entry]
    rises = all(a["number"] < b["number"] and a["date"] <= b["date"] for a, b in zip(releases, releases[1:]))
    check(rises and releases[-len(entries):] == entries and entries[-1]["statement"] == digest, "releases.json: order")
    for index, entry in enumerate(entries):
        value, found, _ = envelope(f"releases/{entry['number']}.dsse.json", STATEMENT)
        expected = {name: value["predicate"][name] for name in ("number", "date", "digest")} | {"statement": found}
        log = {"index": index, "previous": entries[index - 1]["statement"]} if index else {"index": 0}
        check(entry == expected and value["predicate"]["log"] == log, f"release {entry['number']}: not as in the log")
    nodes, origin = [sha(b"\0" + bytes.fromhex(entry["statement"])) for entry in entries], roles["origin"]
    top = f"{origin}\n{len(nodes)}\n{b64encode(root(nodes)).decode()}\nrelease {entry['number']}\ndate {entry['date']}"
    check(content("releases/checkpoint").startswith(f"{top}\n\n".encode()), "checkpoint: not the head of releases.json")
    check(root(nodes[:seen.get("size", 0)]).hex() == seen.get("root", root([]).hex()), "not what was seen before")
    check_files(predicate, statement["subject"])
    return stated | {"size": len(nodes), "root": root(nodes).hex(), "roles": digests[-1]}

try:
    before = json.loads(options.seen.read_text(encoding="utf-8")) if options.seen and options.seen.exists() else {}
    head = verify(options.trust, str(options.today), before)
    if options.seen and not problems:
        options.seen.write_text(json.dumps(head), encoding="utf-8")
except Exception as problem:  # whatever cannot be read is refused
    problems.append(f"{type(problem).__name__}: {problem}")
print("\n".join(problems) or f"good: release {head['number']} of {head['date']}")
raise SystemExit(bool(problems))
