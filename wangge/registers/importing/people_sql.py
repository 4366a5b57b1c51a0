"""What is done with a batch of staged people, a statement for all rows at a time.

The rules are those of `people.actions.settling`; row-level security binds every statement to the importer's ground.
"""

from wangge.registers.importing.people import GIVEN
from wangge.registers.importing.steps import When

# Who each row is, as far as the importer sees: by number; a double that this ground has kept; without a number by name
# and door. `known` says how: number, door, or both a number and only a namesake behind the door.
BY_NUMBER = """
INSERT INTO importing_judged (number, person_id, known, state, why)
SELECT s.number, p.id, CASE WHEN p.id IS NULL THEN '' ELSE 'number' END,
    CASE WHEN p.name <> s.name THEN 'refused' END, CASE WHEN p.name <> s.name THEN 'number_taken' ELSE '' END
FROM importing_people s
LEFT JOIN people_person p ON p.document_index = s.document_index AND p.document_index <> ''
    AND p.merged_into_id IS NULL AND NOT p.is_double
"""
NOT_BY_NUMBER = "SELECT FROM importing_judged WHERE person_id IS NULL LIMIT 1"
BY_DOUBLE = """
UPDATE importing_judged j SET person_id = d.id, known = 'number'
FROM (
    SELECT s.number, min(x.id) AS id
    FROM importing_people s JOIN importing_judged o USING (number) JOIN people_person x ON
        x.document_index = s.document_index AND x.document_index <> '' AND x.is_double AND x.merged_into_id IS NULL
        AND x.name = s.name
    WHERE o.person_id IS NULL AND s.document_index <> ''
    GROUP BY s.number
) d
WHERE d.number = j.number
"""
BY_DOOR = """
WITH behind AS MATERIALIZED (
    SELECT r.dwelling_id, r.name, r.person_id FROM people_residence r
    WHERE r.dwelling_id = ANY (ARRAY(SELECT DISTINCT s.dwelling_id
        FROM importing_people s JOIN importing_judged o USING (number) WHERE o.person_id IS NULL))
    AND r.to_on IS NULL
)
UPDATE importing_judged j SET person_id = n.id, known = 'door',
    state = CASE WHEN n.many > 1 OR n.has_number THEN 'doubtful' END,
    why = CASE WHEN n.many > 1 THEN 'many_of_that_name' WHEN n.has_number THEN 'namesake' ELSE '' END
FROM (
    SELECT s.number, min(x.id) AS id, count(DISTINCT x.id) AS many, bool_or(s.document_index <> '') AS has_number
    FROM importing_people s JOIN importing_judged o USING (number)
    JOIN behind b ON b.dwelling_id = s.dwelling_id AND b.name = s.name JOIN people_person x ON x.id = b.person_id
    WHERE o.person_id IS NULL
    AND (s.born_on IS NULL OR x.born_on IS NULL OR x.born_on = s.born_on)
    AND (s.document_index = '' OR x.document_index = '')
    GROUP BY s.number
) n
WHERE n.number = j.number
"""
KNOWN = "SELECT FROM importing_judged WHERE person_id IS NOT NULL LIMIT 1"

LIVING = """
UPDATE importing_judged j SET residence_id = r.id
FROM importing_people s, people_residence r
WHERE s.number = j.number AND j.person_id IS NOT NULL AND r.person_id = j.person_id AND r.dwelling_id = s.dwelling_id
AND r.capacity = s.capacity AND r.to_on IS NULL
"""

DOUBTS = """
UPDATE importing_judged j SET state = 'doubtful',
    why = CASE WHEN p.died_on IS NOT NULL THEN 'died' ELSE 'registered' END
FROM importing_people s, people_person p
WHERE s.number = j.number AND j.state IS NULL AND p.id = j.person_id AND (
    p.died_on IS NOT NULL OR j.residence_id IS NULL AND s.capacity = 'registered' AND EXISTS (
        SELECT 1 FROM people_residence r WHERE r.person_id = p.id AND r.to_on IS NULL AND r.capacity = 'registered'))
"""

# A numbered household has one head; so has the household in which somebody becomes one.
HEADS = """
UPDATE importing_judged j SET state = 'refused', why = 'has_head'
FROM (
    SELECT s.number, s.dwelling_id, s.household_number, o.residence_id,
        row_number() OVER (PARTITION BY s.dwelling_id, s.household_number ORDER BY s.number) AS turn
    FROM importing_people s JOIN importing_judged o USING (number)
    WHERE s.relation = '0' AND o.state IS NULL AND (s.household_number <> '' OR o.residence_id IS NOT NULL)
) s
WHERE s.number = j.number AND (
    s.household_number <> '' AND s.turn > 1
    OR EXISTS (
        SELECT 1 FROM people_household h JOIN people_residence r ON r.household_id = h.id
        WHERE r.relation = '0' AND r.to_on IS NULL AND r.id IS DISTINCT FROM s.residence_id
        AND (s.residence_id IS NULL AND h.dwelling_id = s.dwelling_id AND h.number = s.household_number
            AND h.ended_on IS NULL
            OR h.id = (SELECT household_id FROM people_residence WHERE id = s.residence_id))))
"""

_CHANGED = ", ".join(
    f"'{column}', CASE WHEN s.{column} <> '' AND s.{column} <> p.{column}"
    f" THEN jsonb_build_array(p.{column}, s.{column}) END"
    for column in GIVEN
)
PERSON_CHANGES = f"""
UPDATE importing_judged j SET person_changes = jsonb_strip_nulls(jsonb_build_object({_CHANGED},
    'sex', CASE WHEN s.sex NOT IN ('', '0') AND s.sex <> p.sex THEN jsonb_build_array(p.sex, s.sex) END,
    'born_on', CASE WHEN s.born_on <> p.born_on OR s.born_on IS NOT NULL AND p.born_on IS NULL
        THEN jsonb_build_array(p.born_on, s.born_on) END,
    'document_number', CASE WHEN s.document_index <> '' AND p.document_index = ''
        THEN jsonb_build_array('', '') END,
    'phone', CASE WHEN s.phone_index <> '' AND s.phone_index <> p.phone_index
        THEN jsonb_build_array(encode(p.phone_sealed, 'hex'), '') END))
FROM importing_people s, people_person p
WHERE s.number = j.number AND p.id = j.person_id AND j.known <> '' AND coalesce(j.state, '') <> 'refused'
"""  # noqa: S608

RESIDENCE_CHANGES = """
UPDATE importing_judged j SET residence_changes = jsonb_strip_nulls(jsonb_build_object(
    'presence', CASE WHEN s.presence <> '' AND s.presence <> r.presence
        THEN jsonb_build_array(r.presence, s.presence) END,
    'relation', CASE WHEN s.relation <> '' AND s.relation <> r.relation
        THEN jsonb_build_array(r.relation, s.relation) END,
    'from_on', CASE WHEN s.from_on IS NOT NULL AND s.from_on IS DISTINCT FROM r.from_on
        THEN jsonb_build_array(r.from_on, s.from_on) END))
FROM importing_people s, people_residence r
WHERE s.number = j.number AND r.id = j.residence_id AND coalesce(j.state, '') <> 'refused'
"""

VERDICT = """
UPDATE importing_judged SET state = CASE WHEN residence_id IS NULL THEN 'new'
    WHEN person_changes || residence_changes = '{}' THEN 'unchanged' ELSE 'changed' END
WHERE state IS NULL OR state = 'doubtful' AND %(takes_doubtful)s
"""

# Only while writing: people out of sight. Full number and name link; the number alone makes a double. Whoever sees the
# whole ground has nobody out of sight.
OUT_OF_SIGHT = """
SELECT WHERE (current_setting('wangge.area_lo', true), current_setting('wangge.area_hi', true)) <> ('', '~')
"""
ELSEWHERE = """
UPDATE importing_judged j SET person_id = k.person_id, is_double = k.is_taken AND k.person_id IS NULL,
    state = CASE WHEN k.is_too_often THEN 'refused' ELSE j.state END,
    why = CASE WHEN k.is_too_often THEN 'too_often' ELSE j.why END
FROM (
    SELECT (people_known_many(array_agg(s.number), array_agg(s.document_index), array_agg(s.name),
        array_agg(s.area_code::text), %(why)s)).*
    FROM importing_people s JOIN importing_judged o USING (number)
    WHERE o.state = 'new' AND o.person_id IS NULL AND s.document_index <> ''
    HAVING count(*) > 0
) k
WHERE k.row_number = j.number AND (k.is_too_often OR k.is_taken)
"""

NEW_PERSON_IDS = """
UPDATE importing_judged SET person_id = nextval('people_person_id_seq'), makes_person = true
WHERE state = 'new' AND person_id IS NULL
"""
OLD = "SELECT FROM importing_judged WHERE person_id IS NOT NULL AND NOT makes_person LIMIT 1"

_PLAIN = ("former_name", "nation", "marriage", "education", "occupation", "workplace", "document_kind",
          "document_sealed", "document_index", "phone_sealed", "phone_index", "phone_tail_index")  # fmt: skip
NEW_PEOPLE = f"""
INSERT INTO people_person (id, name, pinyin, initials, sex, born_on, native_place, is_double, {", ".join(_PLAIN)})
SELECT j.person_id, s.name, s.pinyin, s.initials, coalesce(nullif(s.sex, ''), '0'), s.born_on, '', j.is_double,
    {", ".join(f"s.{column}" for column in _PLAIN)}
FROM importing_people s JOIN importing_judged j USING (number) WHERE j.makes_person
"""  # noqa: S608

_TAKEN_UP = ", ".join(
    f"{column} = CASE WHEN j.person_changes ? '{column}' THEN s.{column} ELSE p.{column} END"
    for column in (*GIVEN, "sex", "born_on")
)
_DOCUMENT = ", ".join(
    f"{column} = CASE WHEN j.person_changes ? 'document_number' THEN s.{column} ELSE p.{column} END"
    for column in ("document_kind", "document_sealed", "document_index")
)
_PHONE = ", ".join(
    f"{column} = CASE WHEN j.person_changes ? 'phone' THEN s.{column} ELSE p.{column} END"
    for column in ("phone_sealed", "phone_index", "phone_tail_index")
)
CHANGED_PEOPLE = f"""
UPDATE people_person p SET {_TAKEN_UP}, {_DOCUMENT}, {_PHONE}
FROM importing_people s JOIN importing_judged j USING (number)
WHERE p.id = j.person_id AND j.person_changes <> '{{}}' AND j.state IN ('new', 'changed')
"""  # noqa: S608

# Households: the one of this number behind the door, or a new one for a number or a head; others join the only one.
NUMBERED_HOUSEHOLDS = """
UPDATE importing_judged j SET household_id = h.id
FROM importing_people s, people_household h
WHERE s.number = j.number AND j.state = 'new' AND s.household_number <> '' AND h.dwelling_id = s.dwelling_id
AND h.number = s.household_number AND h.ended_on IS NULL
"""
NEW_NUMBERED = """
UPDATE importing_judged j SET household_id = made.id, makes_household = true
FROM importing_people s, (
    SELECT dwelling_id, household_number, nextval('people_household_id_seq') AS id
    FROM (SELECT DISTINCT s.dwelling_id, s.household_number
        FROM importing_people s JOIN importing_judged o USING (number)
        WHERE o.state = 'new' AND o.household_id IS NULL AND s.household_number <> '') each
) made
WHERE s.number = j.number AND j.state = 'new' AND j.household_id IS NULL
AND made.dwelling_id = s.dwelling_id AND made.household_number = s.household_number
"""
NEW_OF_HEADS = """
UPDATE importing_judged j SET household_id = nextval('people_household_id_seq'),
    makes_household = true
FROM importing_people s
WHERE s.number = j.number AND j.state = 'new' AND j.household_id IS NULL AND s.relation = '0'
"""
NEW_HOUSEHOLDS = """
INSERT INTO people_household (id, dwelling_id, area_code, number)
SELECT DISTINCT j.household_id, s.dwelling_id, s.area_code, s.household_number
FROM importing_people s JOIN importing_judged j USING (number) WHERE j.makes_household
"""
JOINING = """
UPDATE importing_judged j SET household_id = one.id
FROM importing_people s, (
    SELECT h.dwelling_id, min(h.id) AS id FROM people_household h
    WHERE h.dwelling_id = ANY (ARRAY(SELECT DISTINCT dwelling_id FROM importing_people)) AND h.ended_on IS NULL
    GROUP BY h.dwelling_id HAVING count(*) = 1
) one
WHERE s.number = j.number AND j.state = 'new' AND j.household_id IS NULL AND s.relation NOT IN ('', '0')
AND one.dwelling_id = s.dwelling_id
"""
# By doors: nothing but a hash would do, and the planner cannot know how many there are.
HASHED, LOOPED = ("SET LOCAL enable_nestloop = off",), ("SET LOCAL enable_nestloop = on",)
NUMBERED = "SELECT FROM importing_people WHERE household_number <> '' LIMIT 1"

NEW_RESIDENCES = """
INSERT INTO people_residence (person_id, dwelling_id, household_id, area_code, capacity, presence, relation, from_on,
    name, pinyin, initials, phone_tail_index)
SELECT j.person_id, s.dwelling_id, j.household_id, s.area_code, s.capacity, coalesce(nullif(s.presence, ''), 'both'),
    s.relation, s.from_on, s.name, s.pinyin, s.initials,
    CASE WHEN j.makes_person OR j.person_changes ? 'phone' THEN s.phone_tail_index ELSE '' END
FROM importing_people s JOIN importing_judged j USING (number) WHERE j.state = 'new'
"""
# Of somebody whom the archive knew, name and search keys are the person's, who is in sight now.
REPEATED = """
UPDATE people_residence r SET pinyin = p.pinyin, initials = p.initials, phone_tail_index = p.phone_tail_index
FROM importing_people s, importing_judged j, people_person p
WHERE s.number = j.number AND j.state = 'new' AND NOT j.makes_person AND p.id = j.person_id
AND r.person_id = p.id AND r.dwelling_id = s.dwelling_id AND r.capacity = s.capacity AND r.to_on IS NULL
AND (r.pinyin, r.initials, r.phone_tail_index) IS DISTINCT FROM (p.pinyin, p.initials, p.phone_tail_index)
"""
CHANGED_RESIDENCES = """
UPDATE people_residence r SET
    presence = CASE WHEN j.residence_changes ? 'presence' THEN s.presence ELSE r.presence END,
    relation = CASE WHEN j.residence_changes ? 'relation' THEN s.relation ELSE r.relation END,
    from_on = CASE WHEN j.residence_changes ? 'from_on' THEN s.from_on ELSE r.from_on END
FROM importing_people s JOIN importing_judged j USING (number)
WHERE r.id = j.residence_id AND j.residence_changes <> '{}' AND j.state = 'changed'
"""

# A member who came before the head, in another batch: joins at the end.
LATE_MEMBERS = """
UPDATE people_residence r SET household_id = late.household_id
FROM (
    SELECT m.id, (
        SELECT min(h.id) FROM people_household h WHERE h.dwelling_id = m.dwelling_id AND h.ended_on IS NULL
        HAVING count(*) = 1) AS household_id
    FROM people_residence m
    WHERE m.household_id IS NULL AND m.relation NOT IN ('', '0') AND m.to_on IS NULL AND EXISTS (
        SELECT FROM kernel_change c
        WHERE c."table" = 'people_residence' AND c.row_id = m.id AND c.kind = 'insert' AND c.via = %(via)s)
) late
WHERE r.id = late.id AND late.household_id IS NOT NULL
"""

JUDGED = """
    number integer PRIMARY KEY, person_id bigint, known text, residence_id bigint, household_id bigint, state text,
    why text, is_double boolean NOT NULL DEFAULT false, makes_person boolean NOT NULL DEFAULT false,
    makes_household boolean NOT NULL DEFAULT false,
    person_changes jsonb NOT NULL DEFAULT '{}', residence_changes jsonb NOT NULL DEFAULT '{}'
"""
JUDGE = (
    BY_NUMBER,
    When(NOT_BY_NUMBER, (BY_DOUBLE, BY_DOOR)),
    When(KNOWN, (LIVING, DOUBTS)),
    When(f"({KNOWN}) UNION ALL ({NUMBERED})", (HEADS,)),
    When(KNOWN, (PERSON_CHANGES, RESIDENCE_CHANGES)),
    VERDICT,
)
WRITE = (
    When(OUT_OF_SIGHT, (ELSEWHERE,)),
    NEW_PERSON_IDS,
    NEW_PEOPLE,
    When(OLD, (CHANGED_PEOPLE,)),
    When(NUMBERED, (NUMBERED_HOUSEHOLDS, NEW_NUMBERED)),
    NEW_OF_HEADS,
    NEW_HOUSEHOLDS,
    *HASHED,
    JOINING,
    *LOOPED,
    NEW_RESIDENCES,
    When(OLD, (REPEATED, CHANGED_RESIDENCES)),
)
"""After all batches."""
CLOSE = (LATE_MEMBERS,)
TOLD = """
SELECT number, state, why, person_changes || residence_changes FROM importing_judged
WHERE state IN ('changed', 'doubtful', 'refused') ORDER BY number
"""
