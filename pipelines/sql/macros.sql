-- What a text means: the only place where French notation is understood. `fold` mirrors indicators.territories.fold.
create macro fold(t) as trim(regexp_replace(
    lower(strip_accents(replace(replace(t, 'œ', 'oe'), 'Œ', 'oe'))), '[^\p{L}\p{N}]+', ' ', 'g'
));
-- The same of several texts: the pattern, whose preparation takes longer than thousands of texts, is prepared once.
create macro all_folded(texts) as list_transform(texts, lambda t: fold(t));
create macro plain_spaces(t) as trim(regexp_replace(t, '[\p{Z}\s]+', ' ', 'g'));
-- An empty cell, or a dash in its place; `?` and `∞` do say something, and it is not a number.
create macro says_nothing(t) as regexp_full_match(coalesce(t, ''), '[\p{Z}\s\p{Pd}−]*');
-- A number as DECIMAL, so that sums are the same whatever the order; null where nothing is certain.
create macro french_number(t) as case
    when regexp_full_match(t, '\d{1,18}') then t::decimal(38, 9)
    when regexp_full_match(plain_spaces(t), '[-+−]?(\d{1,3}( \d{3})+|\d+)([.,]\d+)?')
        then try_cast(replace(replace(replace(plain_spaces(t), ' ', ''), ',', '.'), '−', '-') as decimal(38, 9))
end;
-- Said once and looked at by a lambda: each time a text is understood, its patterns are prepared again.
create macro french_integer(t) as list_transform(
    [french_number(t)], lambda n: case when n = floor(n) then try_cast(n as bigint) end
)[1];
create macro french_date(t) as case
    when regexp_full_match(trim(t), '\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?')
        then try_cast(left(trim(t), 10) as date)
    when regexp_full_match(trim(t), '\d{1,2}/\d{1,2}/\d{4}') then try_cast(try_strptime(trim(t), '%d/%m/%Y') as date)
end;
create macro school_year(t) as case
    when regexp_full_match(replace(plain_spaces(t), ' ', ''), '\d{4}[-/–](\d{4}|\d{2})')
        and (left(replace(plain_spaces(t), ' ', ''), 4)::int + 1) % 100 = right(replace(plain_spaces(t), ' ', ''), 2)::int
        and (length(replace(plain_spaces(t), ' ', '')) = 7
            or substr(replace(plain_spaces(t), ' ', ''), 6, 4)::int = left(replace(plain_spaces(t), ' ', ''), 4)::int + 1)
        then left(replace(plain_spaces(t), ' ', ''), 4) || '-' || (left(replace(plain_spaces(t), ' ', ''), 4)::int + 1)
end;
-- 0 to 100, whether typed 45, 45 % or, in a cell formatted as a percentage, 0.45.
create macro french_percentage(t) as list_transform(
    [french_number(rtrim(plain_spaces(t), '% '))],
    lambda n: case when n between 0 and 1 and not contains(t, '%') and contains(t, '.') then n * 100 else n end
)[1];
create macro french_amount(t) as french_number(regexp_replace(plain_spaces(t), ' ?(€|euros?)$', '', 'i'));
create macro objective_in(folded) as try_cast(regexp_extract(folded, '^(?:objectif |o)?0?(\d{1,2})$', 1) as integer);
create macro objective_number(t) as objective_in(fold(t));
create macro axis_in(folded) as try_cast(regexp_extract(folded, '^(?:axe )?(\d{1,2})$', 1) as integer);
create macro axis_number(t) as axis_in(fold(t));
create macro quoted(t) as '«' || chr(8239) || t || chr(8239) || '»';
-- A number as people write it, with narrow no-break spaces and a decimal comma.
create macro whole_in_french(n) as replace(format('{:,}', round(n)::bigint), ',', chr(8239));
create macro in_french(n) as replace(replace(format('{:,.1f}', n::double), ',', chr(8239)), '.', ',');
-- E-mail addresses and French telephone numbers never enter the warehouse: this mark takes their place.
create macro contact_mark() as '[coordonnée retirée]';
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
