"""What is done with a batch of staged people, a statement for all rows at a time.

The rules are those of `people.actions.settling`; row-level security binds every statement to the importer's ground.
"""

from wangge.registers.importing.people import GIVEN

# Who each row is, as far as the importer sees: by number; a double that this ground has kept; without a number by name
# and door. `known` says how: number, door, or both a number and only a namesake behind the door.
KNOWN = """
INSERT INTO importing_judged (number, person_id, known, state, why)
SELECT s.number, coalesce(p.id, d.id, n.id),
    CASE WHEN p.id IS NOT NULL OR d.id IS NOT NULL THEN 'number' WHEN n.id IS NOT NULL THEN 'door' ELSE '' END,
    CASE WHEN p.name <> s.name THEN 'refused' WHEN d.id IS NULL AND p.id IS NULL AND n.id IS NOT NULL
        AND (n.many > 1 OR s.document_index <> '') THEN 'doubtful' END,
    CASE WHEN p.name <> s.name THEN 'number_taken' WHEN n.many > 1 THEN 'many_of_that_name'
        WHEN d.id IS NULL AND p.id IS NULL AND n.id IS NOT NULL AND s.document_index <> '' THEN 'namesake' ELSE '' END
FROM importing_people s
LEFT JOIN people_person p ON p.document_index = s.document_index AND p.document_index <> ''
    AND p.merged_into_id IS NULL AND NOT p.is_double
LEFT JOIN LATERAL (
    SELECT min(x.id) AS id FROM people_person x WHERE p.id IS NULL AND s.document_index <> ''
    AND x.document_index = s.document_index AND x.document_index <> '' AND x.is_double AND x.merged_into_id IS NULL
    AND x.name = s.name
) d ON true
LEFT JOIN LATERAL (
    SELECT min(x.id) AS id, count(DISTINCT x.id) AS many
    FROM people_residence r JOIN people_person x ON x.id = r.person_id
    WHERE p.id IS NULL AND d.id IS NULL AND r.dwelling_id = s.dwelling_id AND r.name || '' = s.name AND r.to_on IS NULL
    AND (s.born_on IS NULL OR x.born_on IS NULL OR x.born_on = s.born_on)
    AND (s.document_index = '' OR x.document_index = '')
) n ON true
"""

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

# Only while writing: people out of sight. Full number and name link; the number alone makes a double.
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
UPDATE importing_judged SET person_id = nextval(pg_get_serial_sequence('people_person', 'id')), makes_person = true
WHERE state = 'new' AND person_id IS NULL
"""

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
    SELECT dwelling_id, household_number, nextval(pg_get_serial_sequence('people_household', 'id')) AS id
    FROM (SELECT DISTINCT s.dwelling_id, s.household_number
        FROM importing_people s JOIN importing_judged o USING (number)
        WHERE o.state = 'new' AND o.household_id IS NULL AND s.household_number <> '') each
) made
WHERE s.number = j.number AND j.state = 'new' AND j.household_id IS NULL
AND made.dwelling_id = s.dwelling_id AND made.household_number = s.household_number
"""
NEW_OF_HEADS = """
UPDATE importing_judged j SET household_id = nextval(pg_get_serial_sequence('people_household', 'id')),
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
UPDATE importing_judged j SET household_id = (
    SELECT min(h.id) FROM people_household h WHERE h.dwelling_id = s.dwelling_id AND h.ended_on IS NULL
    HAVING count(*) = 1)
FROM importing_people s
WHERE s.number = j.number AND j.state = 'new' AND j.household_id IS NULL AND s.relation NOT IN ('', '0')
"""

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
    FROM kernel_change c JOIN people_residence m ON m.id = c.row_id
    WHERE c.via = %(via)s AND c."table" = 'people_residence' AND c.kind = 'insert'
    AND m.household_id IS NULL AND m.relation NOT IN ('', '0') AND m.to_on IS NULL
) late
WHERE r.id = late.id AND late.household_id IS NOT NULL
"""

JUDGED = """
    number integer, person_id bigint, known text, residence_id bigint, household_id bigint, state text, why text,
    is_double boolean NOT NULL DEFAULT false, makes_person boolean NOT NULL DEFAULT false,
    makes_household boolean NOT NULL DEFAULT false,
    person_changes jsonb NOT NULL DEFAULT '{}', residence_changes jsonb NOT NULL DEFAULT '{}'
"""
JUDGE = (KNOWN, LIVING, DOUBTS, HEADS, PERSON_CHANGES, RESIDENCE_CHANGES, VERDICT)
WRITE = (
    ELSEWHERE, NEW_PERSON_IDS, NEW_PEOPLE, CHANGED_PEOPLE, NUMBERED_HOUSEHOLDS, NEW_NUMBERED, NEW_OF_HEADS,
    NEW_HOUSEHOLDS, JOINING, NEW_RESIDENCES, REPEATED, CHANGED_RESIDENCES,
)  # fmt: skip
"""After all batches."""
CLOSE = (LATE_MEMBERS,)
TOLD = """
SELECT number, state, why, person_changes || residence_changes FROM importing_judged
WHERE state IN ('changed', 'doubtful', 'refused') ORDER BY number
"""
