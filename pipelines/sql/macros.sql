-- What a text means: the only place where French notation is understood. `fold` mirrors indicators.territories.fold.
create macro fold(t) as trim(regexp_replace(
    lower(strip_accents(replace(replace(t, 'œ', 'oe'), 'Œ', 'oe'))), '[^\p{L}\p{N}]+', ' ', 'g'
));
-- The same of several texts: the pattern, whose preparation takes longer than thousands of texts, is prepared once.
create macro all_folded(texts) as list_transform(texts, lambda t: fold(t));
create macro plain_spaces(t) as trim(regexp_replace(t, '[\p{Z}\s]+', ' ', 'g'));
create macro quoted(t) as '«' || chr(8239) || t || chr(8239) || '»';
-- An empty cell, or a dash in its place; `?` and `∞` do say something, and it is not a number.
create macro says_nothing(t) as regexp_full_match(coalesce(t, ''), '[\p{Z}\s\p{Pd}−]*');
create macro unquoted(template, words) as replace(regexp_replace(
    regexp_replace(template, '[\p{Z}\s]*\(«[\p{Z}\s]*\{read\}[\p{Z}\s]*»\)', ''), '«[\p{Z}\s]*\{read\}[\p{Z}\s]*»', '(' || words || ')'
), '{read}', words);
-- A message with what was read and what the check adds. An empty cell, or one without a visible character, is not quoted.
create macro worded(template, reading, detail) as replace(replace(
    case
        when coalesce(reading, '') = '' then unquoted(template, 'cellule vide')
        when regexp_full_match(reading, '[\p{Z}\s\p{Cf}]*') then unquoted(template, 'caractères invisibles')
        else template
    end,
    '{read}', coalesce(reading, '')), '{detail}', coalesce(detail, ''));
-- What a spreadsheet shows in place of a value, in any language: `#VALEUR !`, `####`, `Err:502`; or a formula never
-- calculated, on one line or more. What cannot be seen may stand before it.
create macro in_error(t) as regexp_matches(t, '^[\x00-\x20\p{Z}\x{ad}\x{200b}-\x{200f}\x{2060}\x{feff}]*(?:[#＃﹟=＝﹦]|(?i:Err:)\d)');
-- The same where any text may be written: « #1 priorité », « #TNE », « => suite » and « = idem » are what people type.
-- An error is one word in capitals with its mark; a formula refers to other cells, and « =1+1 » is a text that somebody typed.
create macro text_in_error(t) as case when in_error(t) then list_transform(
    [regexp_replace(t, '[\s\p{Z}\x{ad}\x{200b}-\x{200f}\x{2060}\x{feff}]+', ' ', 'g')],
    lambda text: case
        when regexp_matches(text, '^ ?[=＝﹦]')
            then not regexp_matches(text, '^ ?[=＝﹦](?:[=>]| [^(\[&"+*/^$]*$)')
                and regexp_matches(text, '[^A-Za-z]\$?[A-Za-z]{1,3}\$?\d{1,7}(?:[^A-Za-z\d]|$)|[A-Za-z](?:\(\)|\[)')
        else replace(replace(text, 'Err', 'ERR'), 'err', 'ERR') = upper(text)
            and regexp_full_match(upper(text), ' ?(?:ERR:\d+|[#＃﹟]{2,}|[#＃﹟][^\d ][^ ]*(?: ?[!?！？]|[/_][^ ]+)|[#＃﹟](?:REF|N[AO]ME?|VALU?EU?R?|NUM|NOMBRE|NULL?|NV|SPILL|CALC)) ?')
    end
)[1] else false end;
-- A number as DECIMAL, so that sums are the same whatever the order; null where nothing is certain: of one to three
-- figures, a mark and three figures, nobody can tell whether the mark cuts thousands (`ambiguous_number`).
create macro french_number(t) as case
    when regexp_full_match(t, '\d{1,18}') then t::decimal(38, 9)
    when regexp_full_match(
        plain_spaces(t),
        '[-+−]?(?:(?:\d{1,3}(?: \d{3})+|\d{4,}|0\d{0,2})(?:[.,]\d+)?|[1-9]\d{0,2}(?:[.,](?:\d{1,2}|\d{4,}))?)'
    )
        then try_cast(replace(replace(replace(plain_spaces(t), ' ', ''), ',', '.'), '−', '-') as decimal(38, 9))
end;
-- What the writer of a table puts where a number is withheld, or is not known; `x` may be a cross, and is none of them.
create macro secret_mark(t) as regexp_full_match(
    strip_accents(lower(plain_spaces(t))),
    'n\.?s\.?|s|< ?\d{1,2}|n\.?a\.?|n/a|null|none|nan|\*+|\.{1,3}|secret|secret stat(?:istique)?|n\.?r\.?|non renseignee?s?'
);
create macro without_currency(t) as regexp_replace(plain_spaces(t), ' ?(?:€|euros?)$', '', 'i');
create macro ambiguous_number(t) as regexp_full_match(plain_spaces(t), '[-+−]?[1-9]\d{0,2}[.,]\d{3}');
create macro ambiguous_amount(t) as ambiguous_number(without_currency(t));
-- Its two meanings, each as it can be typed: `1 200` or `1,2`; a figure more where the decimals would be three again.
create macro both_spellings(t) as list_transform(
    [replace(without_currency(t), '.', ',')],
    lambda n: quoted(replace(n, ',', chr(8239))) || ' ou '
        || quoted(case when right(n, 1) = '0' then rtrim(rtrim(n, '0'), ',') else n || '0' end)
)[1];
-- Said once and looked at by a lambda: each time a text is understood, its patterns are prepared again.
create macro french_integer(t) as list_transform(
    [french_number(t)], lambda n: case when n = floor(n) then try_cast(n as bigint) end
)[1];
-- Hyphens and dashes of every kind as one.
create macro plain_dashes(t) as regexp_replace(t, '[\p{Pd}−\x{00AD}]', '-', 'g');
-- A year of before there were schools is a slip of the finger: 0026, 206.
create macro plausible_day(d) as case when year(d) >= 1000 then d end;
-- The day as it is written; a time after it, and how far that is from Greenwich, change nothing.
create macro french_date(t) as list_transform(
    [case when regexp_full_match(t, '\d{4}-\d\d-\d\d') then t else plain_dashes(plain_spaces(t)) end],
    lambda d: case
        when regexp_full_match(d, '\d{4}-\d{2}-\d{2}(?:(?:T| T?)\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?(?:Z|UTC|[+-]\d{2}(?::?\d{2})?))?)?')
            then plausible_day(try_cast(left(d, 10) as date))
        when regexp_full_match(d, '\d{1,2}/\d{1,2}/\d{4}(?: (?:à )?\d{1,2}[:h]\d{2}(?::\d{2})?)?')
            then plausible_day(try_cast(try_strptime(regexp_extract(d, '^[\d/]+'), '%d/%m/%Y') as date))
    end
)[1];
-- A version that is a year, a month, a day (in either order, or as a spreadsheet counts them) or a school year.
create macro dated(version) as regexp_full_match(
    version::varchar,
    '(?:19|20)\d{2}|20\d{2}(?:0[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])20\d{2}|20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d*'
    || '|(?:0?[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:20)?\d{2}|\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|4[3-9]\d{3}|20\d{2}20\d{2}'
);
-- A year alone, which may be that of a rentrée, of a session or of a budget.
create macro bare_year(t) as regexp_full_match(trim(coalesce(t, '')), '\d{4}(?:\.0)?');
create macro year_without_words(y) as case when regexp_matches(y, '^[A-Za-z]|_') then regexp_replace(regexp_replace(regexp_replace(replace(
    strip_accents(lower(y)), '_', '-'),
    '^(?:anneescolaire|campagne|a\.?s\.?)(\d.*)$', '\1'),
    '^(?:rentreescolaire|rentree|r)(\d{4})(?:\.0)?$', 'r\1'),
    '^session(\d{4})(?:\.0)?$', 's\1') else y end;
-- A school year in any spelling: 2024-2025, 2024_2025, AS 2024-2025, Rentrée 2024, R2024; Session 2024 is 2023-2024.
create macro school_year(t) as list_transform(
    [year_without_words(replace(plain_dashes(plain_spaces(t)), ' ', ''))],
    lambda y: case
        when regexp_full_match(y, 'r\d{4}') then y[2:] || '-' || (y[2:]::int + 1)
        when regexp_full_match(y, 's\d{4}') then (y[2:]::int - 1) || '-' || y[2:]
        when regexp_full_match(y, '\d{4}[-/](?:\d{4}|\d{2})')
            and (left(y, 4)::int + 1) % 100 = right(y, 2)::int
            and (length(y) = 7 or substr(y, 6, 4)::int = left(y, 4)::int + 1)
            then left(y, 4) || '-' || (left(y, 4)::int + 1)
    end
)[1];
-- The first day of a quarter of a calendar year: T1 2026, 2026-T1, 1er trimestre 2026.
create macro quarter_start(t) as list_transform(
    [regexp_replace(regexp_replace(fold(t), '^(\d{4}) (.*)$', '\2 \1'), '^(?:t|q|trimestre )?([1-4])(?:er|e|eme|re|nd)?(?: trim(?:estre)?)? (\d{4})$', '\1 \2')],
    lambda q: case when regexp_full_match(q, '[1-4] \d{4}') then make_date(right(q, 4)::int, 3 * left(q, 1)::int - 2, 1) end
)[1];
-- A part of one, or a percentage: `1` without its sign is 1 % for who types it and 100 % for who shows it as such.
create macro ambiguous_percentage(t) as regexp_full_match(plain_spaces(t), '\+?(?:1(?:[.,]0+)?|0,\d*[1-9]\d*)');
create macro both_percentages(t) as list_transform(
    [french_number(t)],
    lambda n: quoted(replace(rtrim(rtrim(n::varchar, '0'), '.'), '.', ',') || chr(8239) || '%') || ' ou '
        || quoted(replace(rtrim(rtrim((n * 100)::varchar, '0'), '.'), '.', ',') || chr(8239) || '%')
)[1];
-- Whether a cell of this type of field may mean two things.
create macro two_meanings(type, t) as case
    when type = 'percentage' then ambiguous_percentage(t)
    when type in ('number', 'integer', 'amount') then ambiguous_amount(t)
    else false
end;
-- 0 to 100, whether typed 45, 45 % or, in a cell formatted as a percentage, 0.45; null where it may be one or the other
-- (`ambiguous_percentage`).
create macro french_percentage(t) as case
    when not ambiguous_percentage(t) then list_transform(
        [french_number(rtrim(plain_spaces(t), '% '))],
        lambda n: case when n between 0 and 1 and not contains(t, '%') and contains(t, '.') then n * 100 else n end
    )[1]
end;
create macro french_amount(t) as french_number(without_currency(t));
create macro objective_in(folded) as try_cast(regexp_extract(folded, '^(?:objectif |o)?0?(\d{1,2})$', 1) as integer);
create macro objective_number(t) as objective_in(fold(t));
create macro axis_in(folded) as try_cast(regexp_extract(folded, '^(?:axe )?(\d{1,2})$', 1) as integer);
create macro axis_number(t) as axis_in(fold(t));
-- A number as people write it, with narrow no-break spaces and a decimal comma.
create macro whole_in_french(n) as replace(format('{:,}', round(n)::bigint), ',', chr(8239));
-- The first of what there is to name, and a sign that there is more.
create macro first_of(texts) as array_to_string(texts[:10], ', ') || case when len(texts) > 10 then '…' else '' end;
create macro counted(n, one, many) as case when n = 1 then '1 ' || one else whole_in_french(n) || ' ' || many end;
-- Words with how many lines hold each: `12 lignes : « Ecole » (7), « EREA » (5)`.
create macro named_words(words) as counted(list_sum(list_transform(words, lambda one: one[1])), 'ligne', 'lignes') || chr(8239) || ': '
    || first_of(list_transform(words, lambda one: quoted(one[2]) || ' (' || whole_in_french(one[1]) || ')'));
create macro in_french(n) as replace(replace(format('{:,.1f}', n::double), ',', chr(8239)), '.', ',');
-- E-mail addresses and French telephone numbers never enter the warehouse: this mark takes their place.
create macro contact_mark() as '[coordonnée retirée]';
-- The same text as it is given back to who wrote it: there, the mark would be taken for an address once more.
create macro without_mark(t) as replace(t, contact_mark(), '…');
-- What the spellings of the reference of one action have in common: case, accents and spaces do not count.
create macro folded_reference(t) as nullif(
    lower(strip_accents(regexp_replace(without_mark(t), '[\p{Z}\p{C}\s]+', '', 'g'))), ''
);
create macro without_email(t) as regexp_replace(t,
    '[^\s\p{Z}@＠<>()\[\],;:"«»]+(?:[\s\p{Z}]?[@＠][\s\p{Z}]?|[\s\p{Z}]?[(\[] ?(?:at|AT|arobase) ?[)\]][\s\p{Z}]?)'
    || '(?:[^\s\p{Z}@＠<>()\[\],;:"«»./]+\.)+[A-Za-z]{2,}',
    contact_mark(), 'g');
-- The nine figures in the groupings people write; neither the decimals of a number nor a part of a longer one.
create macro without_telephone(t) as regexp_replace(t,
    '(^|[^\d.,]|[^\d][.,])'
    || '(?:\(?(?:\+|00[\s\p{Z}]?)(?:33|262|508|590|594|596|681|687|689)\)?[\s\p{Z}.\-]?(?:\(0\)[\s\p{Z}]?)?[1-9]|0[1-9])'
    || '(?:\d{8}|(?:[\s\p{Z}]{1,2}\d{2}){4}|(?:\.\d{2}){4}|(?:[\-‐‑–]\d{2}){4}|(?:/\d{2}){4}|\d{2}(?:[\s\p{Z}]\d{2}){3}'
    || '|\d{2}(?:[\s\p{Z}]\d{3}){2}|[\s\p{Z}]\d{2}(?:[\s\p{Z}]\d{3}){2})'
    || '($|[^\d.,]|[.,](?:$|\D))',
    '\1' || contact_mark() || '\2', 'g');
-- Most texts are told at a glance to hold neither.
create macro may_hold_contact(t) as length(t) > 5
    and regexp_matches(t, '[@＠]|[(\[] ?(?:at|AT|arobase)|\d(?:\D{0,4}\d){9}');
-- Twice for telephones: the end of one may be the beginning of the next.
create macro without_contact(t) as
    case when may_hold_contact(t) then without_telephone(without_telephone(without_email(t))) else t end;
-- The same where a figure is expected: what can be read as a number is left as it is.
create macro figure_without_contact(t) as case
    when may_hold_contact(t) then case when french_number(t) is null then without_contact(t) else t end
    else t
end;
