"""Readers of the training text, and the changes of casing and spelling that make more of it."""
import random
import re
from pathlib import Path

TEXT = Path(__file__).parent / "text"


def lines(file):
    return [l for l in file.read_text(encoding="utf-8").splitlines() if l.strip() and not l.startswith("#")]


def sentiment(pattern):
    """Pairs (text, probability of POSITIVE); 0.5 says neither or unsure."""
    label = {"+": 1.0, "-": 0.0, "0": 0.5}
    return [(l[2:], label[l[0]]) for f in sorted((TEXT / "sentiment").glob(pattern)) for l in lines(f)]


# MiniLM knows no emoji, and "great😀" would be one unknown word. In order, each as a Replace of the tokenizer.json.
EMOJI = [
    ("[\u2018\u2019]", "'"), ("[\u201c\u201d]", '"'), ("\u2026", "..."), ("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]", ""),
    ("[★⭐🌟]{5}", " five stars "), ("[★⭐🌟]{4}☆?", " four stars "), ("[★⭐🌟]{3}☆{0,2}", " three stars "),
    ("[★⭐🌟]{2}☆{0,3}", " two stars "), ("[★⭐🌟]☆{0,4}", " one star "),
    ("[😀😃😄😁😊🙂☺😌🤗😇😉😋🥹🎉🎊🥳]", " happy "), ("[😂🤣😆😅]", " laughing "),
    ("[❤♥🧡💛💚💙💜🖤🤍🤎😍🥰😘😻🤩💕💖💗💓💞💘💝]", " love "), ("[👍👏🙌💪👌✅💯🔥✨🏆🥇😎💎✔]", " great "), ("🙏", " please thanks "),
    ("[😠😡🤬😤👿🖕💢]", " angry "), ("[😢😞😔☹🙁😟😿💔😩😫😖😣😥🥺]", " sad "), ("😭", " crying "), ("[🤮🤢💩]", " disgusting "),
    ("[👎❌🚫✘]", " bad "), ("[🙄😒😑🤦]", " annoyed "), ("[🤡]", " clown "), ("[😴🥱💤]", " sleepy "), ("[💀☠]", " dead "), ("[🤷🤔😐]", " hmm "),
    ("[😱😨😰🤯]", " shocked "), ("[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]", " "),
]


def typo(text, rng):
    at = rng.randrange(len(text)) if text else 0
    kind = rng.random()
    if len(text) < 8 or not text[at:at + 1].isalpha():
        return text
    if kind < 0.35:
        return text[:at] + text[at + 1:]
    if kind < 0.7:
        return text[:at] + text[at + 1:at + 2] + text[at] + text[at + 2:]
    return text[:at] + text[at] + text[at:]


def roughened(text, rng):
    """The text as somebody in a hurry would type it."""
    if rng.random() < 0.15:
        text = text.rstrip(".!")
    if rng.random() < 0.08:
        text = text.replace("'", "")
    if rng.random() < 0.05:
        text = text.rstrip(".") + rng.choice("!!?.") * rng.randrange(1, 4)
    if rng.random() < 0.03:
        text = re.sub(r"\b(so|very|really|good|bad|love|hate|no|great|boring|never)\b",
                      lambda m: re.sub("([aeo])", lambda v: v[1] * rng.randrange(2, 5), m[0], count=1), text, count=1)
    for _ in range(rng.choice((0, 0, 0, 0, 0, 1, 1, 2))):
        text = typo(text, rng)
    return text


def marked(line):
    """Plain text and [(start, end, tag)] of a line with [TAG name] marks."""
    plain, spans, at = "", [], 0
    for m in re.finditer(r"\[(PER|LOC|ORG|MISC) ([^\]]+)\]", line):
        plain += line[at:m.start()]
        spans.append((len(plain), len(plain) + len(m[2]), m[1]))
        plain += m[2]
        at = m.end()
    return plain + line[at:], spans


def names():
    out = {}
    for l in lines(TEXT / "ner" / "names.txt"):
        kind, values = l.split("\t")
        out.setdefault(kind, []).extend(values.split(";"))
    return out


def person(old, names, rng):
    """A name of about the same shape: one word, two, with a middle name, or with initials."""
    first, last = rng.choice(names["first"]), rng.choice(names["last"])
    words = old.split()
    if len(words) > 1 and rng.random() < 0.12:
        return rng.choice(names["famous"])
    if len(words) == 1:
        return last if rng.random() < 0.6 else first
    if len(words) > 2 and rng.random() < 0.5:
        return f"{first} {rng.choice(names['last' if rng.random() < 0.5 else 'first'])} {last}"
    shape = rng.random()
    if shape < 0.06:
        return f"{first[0]}. {last}"
    if shape < 0.1:
        return f"{first[0]}. {rng.choice('ABCDEFGHJKLMNPRST')}. {last}"
    if shape < 0.14:
        return f"{last} {first}"
    return f"{first} {last}"


KINDS = {"PER": (), "LOC": ("country", "city", "place"), "ORG": ("company", "body", "team"),
         "MISC": ("adjective", "event", "work", "product")}
WITHIN = {"company": "Group;Holdings;Bank;Airlines;Motors;Pharmaceuticals;Energy;Foods;Media;Industries;Insurance;Capital;Systems"
          .split(";"), "body": ("University of {}", "{} University", "Bank of {}", "{} City Council", "{} Police", "{} Chamber of Commerce",
                                "{} Football Association", "Central Bank of {}", "{} Medical Association", "{} District Court"),
          "team": ("{}", "{}", "{} United", "{} City", "FC {}", "{} Rovers", "{} Tigers", "Dynamo {}", "{} Stars", "Sporting {}")}


def known(names):
    """Which kind a name of the lists is, for each tag: Barcelona is a city and a team."""
    return {(tag, n.removeprefix("the ")): k for tag, kinds in KINDS.items() for k in kinds for n in names[k]}


def swapped(name, tag, names, rng, known):
    """Another name of the same kind, or the same where no list says of which kind it is."""
    if tag == "PER":
        return person(name, names, rng)
    kind = known.get((tag, name.removeprefix("the ")))
    if kind is None and tag == "LOC":
        kind = rng.choice(("city", "city", "place"))
    if kind is None and tag == "MISC" and re.search(r"(an|ish|ese|ch|ic)$", name) and " " not in name:
        kind = "adjective"
    if kind is None and tag == "ORG" and rng.random() < 0.45:
        kind = rng.choice(("company", "company", "body"))
    if kind is None and tag == "MISC" and rng.random() < 0.3:
        kind = rng.choice(("event", "work", "product"))
    if kind is None:
        return name
    if kind in WITHIN and rng.random() < 0.3:
        if kind == "company":
            return f"{rng.choice(names['last' if rng.random() < 0.7 else 'city'])} {rng.choice(WITHIN[kind])}"
        return rng.choice(WITHIN[kind]).format(rng.choice(names["city"]))
    return rng.choice(names[kind])


def retold(line, names, known, rng):
    """The marked line with other names in it; now and then in capitals or without them, as headlines and messages are."""
    def other(m):
        if rng.random() < 0.25:
            return m[0]
        name = swapped(m[2], m[1], names, rng, known)
        bare = name.removeprefix("the ")
        before = "the " if bare != name and not line[:m.start()].lower().endswith("the ") and m.start() else ""
        return f"{before}[{m[1]} {bare}]"
    line = re.sub(r"\[(PER|LOC|ORG|MISC) ([^\]]+)\]", other, line)
    plain, spans = marked(line)
    style = rng.random()
    if style < 0.05 and len(plain.upper()) == len(plain):
        plain = plain.upper()
    elif style < 0.12 and len(plain.lower()) == len(plain):
        plain = plain.lower()
    elif style < 0.17:
        plain = plain.rstrip(".")
    elif style < 0.21:
        plain = " ".join(w[0].upper() + w[1:] for w in plain.split(" ") if w) if "  " not in plain else plain
    return plain, spans
