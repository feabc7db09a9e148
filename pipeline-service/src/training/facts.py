"""Made-up passages with questions: each subject has facts, each fact can be told and asked in several ways."""
import text

MONTHS = "January February March April May June July August September October November December".split()
NAMES = text.names()


def pick(rng, *values):
    return rng.choice(values)


def person(rng):
    return f"{rng.choice(NAMES['first'])} {rng.choice(NAMES['last'])}"


def city(rng):
    return rng.choice(NAMES["city"])


def country(rng):
    return rng.choice(NAMES["country"]).removeprefix("the ")


def year(rng):
    return str(rng.randrange(1650, 2024))


def date(rng):
    return f"{rng.randrange(1, 29)} {rng.choice(MONTHS)} {year(rng)}"


def number(rng):
    return pick(rng, str(rng.randrange(3, 99)), f"{rng.randrange(1, 90)},{rng.randrange(100, 999)}", f"about {rng.randrange(2, 90)}00",
                "twelve", "forty-two", "more than a hundred", "nearly three thousand", "seventeen")


def money(rng):
    return pick(rng, f"{rng.randrange(2, 95)} million euros", f"${rng.randrange(2, 900)},000", f"{rng.randrange(2, 70)} pounds",
                f"{rng.randrange(1, 9)}.{rng.randrange(1, 9)} billion yen", f"{rng.randrange(20, 900)} francs")


def reason(rng):
    return pick(rng, "because the roof had begun to leak", "after a dispute with the city council", "because nobody wanted to pay for repairs",
                "to make room for a motorway", "because of falling ticket sales", "out of fear of another flood", "to protect the bats that nest there",
                "because its founder had fallen ill", "owing to a shortage of coal", "in honour of her late brother", "to avoid a new tax",
                "because the old bearings had rusted through", "since the supplier had gone bankrupt", "to attract younger visitors")


def thing(rng):
    return pick(rng, "a silver spoon", "two hundred letters", "a brass telescope", "glass beads", "solar panels", "wool blankets", "a map of the coast",
                "frozen berries", "violin strings", "electric tractors", "paper lanterns", "a bronze bell", "spare parts for trams", "hearing aids",
                "a collection of butterflies", "salted herring", "roof tiles", "a stone lion", "children's bicycles", "weather balloons")


# Subject: ways to name it, then facts: (values, ways to tell, ways to ask). S is the subject, V the value, N its short name.
SUBJECTS = [
    (lambda r: (f"{r.choice(NAMES['last'])} {pick(r, 'Instruments', 'Textiles', 'Foods', 'Robotics', 'Shipping', 'Paper')}", "The company"), [
        (person, ("S was founded by V.", "V started S in a rented kitchen.", "It was V who set up S."), ("Who founded S?", "Who started the company?", "By whom was S set up?")),
        (year, ("N was founded in V.", "It was founded in V.", "It opened for business in V.", "Its history began in V."),
         ("When was S founded?", "When was it founded?", "In which year did the company start?")),
        (year, ("It was sold to a rival in V.", "In V a rival bought it.", "N changed hands in V."), ("When was it sold?", "When did the company change hands?")),
        (year, ("It moved to a larger site in V.", "The new works were opened in V."), ("When did it move?", "When was the new site opened?")),
        (city, ("Its headquarters are in V.", "N is based in V.", "Since the war it has had its seat in V."), ("Where is S based?", "In which city are the headquarters?")),
        (number, ("It employs V people.", "N has V employees.", "Today V people work there."), ("How many people work for S?", "How many employees does the company have?")),
        (thing, ("It is best known for V.", "N makes V.", "Most of its income comes from V."), ("What does S make?", "What is the company known for?")),
        (money, ("Last year it earned V.", "Sales reached V last year.", "N reported sales of V."), ("How much did the company sell last year?", "What were the sales of S?")),
        (person, ("The present director is V.", "Since last spring V has run the business.", "V became chief executive in May."), ("Who runs S now?", "Who is the chief executive of the company?")),
    ]),
    (lambda r: (f"the {r.choice(NAMES['last'])} {pick(r, 'Museum', 'Library', 'Theatre', 'Gallery', 'Observatory')}", "The house"), [
        (year, ("S opened its doors in V.", "N dates from V.", "It was built in V."), ("When was S built?", "When was it built?", "In what year did S open?")),
        (year, ("It burned down in V.", "In V a fire destroyed the roof."), ("When was the fire?", "When did it burn?")),
        (year, ("It has been open again since V.", "N was reopened in V."), ("When was it reopened?", "Since when has it been open again?")),
        (person, ("The building was designed by V.", "The architect V drew the plans.", "V was the architect."), ("Who designed the building?", "Who was the architect of S?")),
        (thing, ("Its most famous piece is V.", "Visitors come above all to see V.", "In the cellar it keeps V."), ("What do visitors come to see?", "What is kept in S?", "What is the most famous piece?")),
        (reason, ("It closed for two years V.", "The west wing was torn down V.", "N moved to the harbour V."), ("Why was there a change at S?", "For what reason did this happen to the building?")),
        (number, ("It receives V visitors a year.", "Each year V people pay for a ticket.", "V people came last year."), ("How many visitors does S have?", "How many people visit each year?")),
        (money, ("A ticket costs V.", "The restoration cost V.", "The state gave V for the repairs."), ("How much money is mentioned?", "How much was paid?")),
    ]),
    (lambda r: (p := person(r), p.split(" ", 1)[1]), [
        (city, ("S was born in V.", "N grew up in V.", "S comes from V."), ("Where was S born?", "Where does S come from?", "In which city did N grow up?")),
        (year, ("S was born in V.", "It was in V that N was born."), ("When was S born?", "In which year was N born?")),
        (year, ("N left school in V.", "In V N left school with the best marks of the year."), ("When did N leave school?", "In what year did S leave school?")),
        (date, ("N died on V.", "On V the life of N came to an end.",), ("When did S die?", "On what day did N die?")),
        (lambda r: pick(r, "a nurse", "a tram driver", "a lawyer", "an opera singer", "a geologist", "a chess teacher", "a fisherman", "a translator"),
         ("Before that N worked as V.", "N earned a living as V.", "By profession N was V."), ("What was the profession of S?", "What did N do for a living?")),
        (person, ("N married V.", "In a small chapel N and V were married.", "The love of N's life was V."), ("Whom did S marry?", "Who was N's spouse?")),
        (country, ("N spent ten years in V.", "Later N moved to V.", "As a young adult N emigrated to V."), ("Which country did S move to?", "In which country did N live later?")),
        (thing, ("N collected V.", "N left V to the village school.", "In the attic people found V that had belonged to N."), ("What did N leave behind?", "What was found or collected?")),
    ]),
    (lambda r: (f"the {pick(r, 'river', 'lake', 'canal')} {r.choice(NAMES['last'])}", "It"), [
        (lambda r: f"{r.randrange(3, 900)} kilometres", ("S is V long.", "Over V it winds through the plain.", "It measures V from end to end."), ("How long is S?", "What is the length of S?")),
        (city, ("It passes through V.", "The largest town on its banks is V.", "Most ferries leave from V."), ("Which town lies on S?", "Which city does it pass?")),
        (lambda r: f"{r.randrange(2, 300)} metres", ("At its deepest point it measures V.", "Its depth reaches V.",), ("How deep is it?", "What is the depth of S?")),
        (reason, ("Swimming was forbidden V.", "The old lock was closed V.",), ("Why were people kept away?", "Why was it closed or forbidden?")),
        (lambda r: pick(r, "pike", "trout", "freshwater crabs", "otters", "black swans", "eels"), ("It is home to V.", "Biologists count V there every spring.", "V live in its reeds."), ("Which animals live there?", "What do biologists count?")),
        (year, ("It flooded the villages in V.", "The worst flood came in V.",), ("When was the worst flood?", "In which year did it flood?")),
    ]),
    (lambda r: (f"{pick(r, 'Comet', 'Harbor', 'Lumen', 'Pixel', 'Rook', 'Tango', 'Velo', 'Weaver')} {r.randrange(2, 15)}", "The program"), [
        (date, ("S was released on V.", "Version one appeared on V."), ("When was S released?", "On what date did the program appear?")),
        (lambda r: pick(r, "Rust", "Java", "C++", "Python", "Go"), ("It is written in V.", "Its authors chose V as the language.", "N was rewritten in V."), ("In which language is S written?", "What programming language is used?")),
        (lambda r: f"{r.randrange(2, 64)} GB", ("It needs V of memory.", "At least V of memory are required.",), ("How much memory does S need?", "What are the memory requirements?")),
        (lambda r: pick(r, "press Escape twice", "run the repair command", "delete the cache folder", "restart the service", "hold the power key"),
         ("If it hangs, V.", "When the screen stays black, V.", "Should it crash, V."), ("What should I do if it hangs?", "What helps when the program does not respond?")),
        (lambda r: str(r.randrange(1024, 9999)), ("It listens on port V.", "The default port is V.",), ("Which port does it use?", "What is the default port of S?")),
        (money, ("A licence costs V.", "Schools pay V for it.",), ("What is the price of S?", "How much does a licence cost?")),
    ]),
    (lambda r: (f"the {r.choice(NAMES['city'])} {pick(r, 'Marathon', 'Jazz Festival', 'Book Fair', 'Kite Festival', 'Regatta')}", "The event"), [
        (lambda r: rng_month(r), ("S takes place every V.", "N is held in V.", "Every V the town fills up for it."), ("When does S take place?", "In which month is the event held?")),
        (person, ("Last year it was won by V.", "The jury gave first prize to V.", "V won last year."), ("Who won last year?", "Who got the first prize?")),
        (number, ("V people took part.", "It had V participants.", "Organisers counted V guests."), ("How many people took part?", "How many participants were there?")),
        (reason, ("It was cancelled once V.", "The route was changed V."), ("Why was something changed or cancelled?", "What was the reason for the change?")),
        (money, ("The winner receives V.", "First prize is worth V."), ("How much does the winner get?", "What is the first prize worth?")),
        (year, ("It was held for the first time in V.", "The first one took place in V."), ("When was it first held?", "When did the first one take place?")),
        (year, ("In V it moved to the harbour.", "It has been held by the harbour since V."), ("When did it move to the harbour?", "Since when has it been by the harbour?")),
        (country, ("Most guests come from V.", "This year's guest of honour is V."), ("Which country is mentioned?", "From which country are the guests?")),
    ]),
    (lambda r: (f"the {pick(r, 'SS', 'MS', 'HMS')} {r.choice(NAMES['first'])}", "The ship"), [
        (city, ("S was built in V.", "N was launched in V.", "It left the yard at V."), ("Where was S built?", "Where was the ship launched?")),
        (date, ("N was launched on V.", "It left port for the first time on V."), ("When was it launched?", "When did S first leave port?")),
        (year, ("The wreck was found in V.", "Divers discovered it in V."), ("When was it found?", "When was the wreck discovered?")),
        (date, ("It sank on V.", "On V it struck a rock and went down."), ("When did S sink?", "When did the ship go down?")),
        (person, ("Its captain was V.", "V was in command.", "At the helm stood V."), ("Who commanded S?", "Who was the captain of the ship?")),
        (thing, ("It was carrying V.", "In its hold lay V.", "The cargo was V."), ("What was the cargo of S?", "What was the ship carrying?")),
        (number, ("V sailors were rescued.", "A trawler picked up V survivors."), ("How many people survived?", "How many sailors were rescued?")),
        (lambda r: f"{r.randrange(20, 400)} metres", ("The wreck lies at a depth of V.", "Divers found it V down."), ("How deep is the wreck?", "At what depth does the wreck lie?")),
    ]),
]
FILLERS = ("Little else is known.", "The weather was good that year.", "Many people in the region remember it.", "A local newspaper wrote about it at length.",
           "Opinions about it differ.", "It has been praised and mocked in equal measure.", "Photographs of it hang in the town hall.",
           "A short film about it was shown in schools.", "Not everyone was pleased.", "The story is often told to children.")


def rng_month(rng):
    return rng.choice(MONTHS)


def passage(rng):
    """A passage and its questions as (question, start, end), start -1 where the passage does not say."""
    told, untold = [], []
    for _ in range(1 if rng.random() < 0.7 else 2):
        name, facts = rng.choice(SUBJECTS)
        (subject, short), facts = name(rng), list(facts)
        rng.shuffle(facts)
        keep = rng.randrange(2, min(len(facts), 7) + 1)
        for k, (value, tell, ask) in enumerate(facts):
            v, way = value(rng), rng.choice(tell)
            if k == 0 and "S" not in way.split():
                way = next((w for w in tell if "S" in w.replace(".", " ").split()), way)
            question = fill(rng.choice(ask), subject, short, "")[0]
            (told if k < keep else untold).append((fill(way, subject, short, v), question, v))
    out, spans = "", []
    for (sentence, at), question, v in told:
        if rng.random() < 0.15:
            out += rng.choice(FILLERS) + " "
        if at >= 0:
            spans.append((question, len(out) + at, len(out) + at + len(v)))
        out += sentence + " "
    asked = [q for q, _, _ in spans]
    spans = [s for s in spans if asked.count(s[0]) == 1]
    rng.shuffle(spans)
    return out.strip(), spans[:3] + [(q, -1, -1) for (_, q, _) in untold[:1] if rng.random() < 0.8]


def fill(way, subject, short, value):
    """The sentence with its words filled in, and where the value stands in it."""
    out, at = "", -1
    for word in way.split(" "):
        core = word.rstrip(".?,")
        owner = core.removesuffix("'s")
        if core == "V":
            at = len(out)
            word = value + word[1:]
        elif owner in ("S", "N"):
            said = subject if owner == "S" else (short if not out or short not in ("It", "The company", "The house", "The program", "The event", "The ship")
                                                 else short[0].lower() + short[1:])
            word = said + word[1:]
        out += word + " "
    out = out.strip()
    return out[0].upper() + out[1:], at
