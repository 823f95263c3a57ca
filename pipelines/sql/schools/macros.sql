-- What is particular to tables of schools. What is wrong with a line is kept as the sum of its faults, each a power of two.
create macro school_faults() as [
    'table_campaign_unknown', 'school_unknown', 'school_letter_wrong', 'indicator_code_missing', 'indicator_unknown',
    'indicator_other_level', 'indicator_not_collected', 'school_indicator_impossible', 'school_number_unreadable',
    'denominator_missing', 'denominator_zero', 'numerator_above_denominator', 'above_upper_bound', 'total_ignored',
    'says nothing', 'secret_marks', 'out_of_scope'
];
create macro fault(name) as (1 << (list_position(school_faults(), name) - 1))::int;
create macro fault_if(wrong, name) as case when wrong then fault(name) else 0 end;
create macro school_digits(t) as case
    when regexp_full_match(upper(trim(t)), '\d{7}[A-Z]') then try_cast(left(trim(t), 7) as int)
end;
-- A count that a sum keeps exact whatever the order; more than six decimals or a million millions is no count.
create macro school_count(t) as case
    when french_number(t) >= 0 and french_number(t) < 1000000000000
        and french_number(t) = french_number(t)::decimal(38, 6)
        then try_cast(french_number(t) as decimal(18, 6))
end;
-- What stands in place of a figure: « sans objet », « non disponible », or null where a figure is meant.
create macro school_says(t) as case
    when in_error(t) then null
    else coalesce(
        map_extract_value(getvariable('school_situations')::map(varchar, varchar), fold(t)),
        case when says_nothing(t) or secret_mark(t) then 'non disponible' end
    )
end;
-- What is wrong with a text that is no figure, more closely than the sum of the faults of its line.
create macro school_figure_fault(t) as case
    when in_error(t) then 'formula_error' when ambiguous_number(t) then 'number_ambiguous' else 'school_number_unreadable'
end;
-- A line that speaks of no school: blank, the header once more, a total that someone added under the table.
create macro school_aside(campaign, school, code, numerator, denominator) as case
    when coalesce(campaign, school, code, numerator, denominator) is null then 'says nothing'
    when fold(campaign) = 'annee scolaire' and fold(school) = 'uai' and fold(numerator) = 'numerateur' then 'says nothing'
    -- not a list: it would be searched for each line, whatever comes before
    when regexp_full_match(
        fold(coalesce(campaign, school, code)), 'total|totaux|total general|sous total|somme|ensemble'
    ) then 'total_ignored'
end;
-- What was read, as it may be shown: without the spaces around it, addresses, and what would command a terminal.
create macro shown(t) as nullif(without_contact(trim(regexp_replace(left(t, 200), '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]', '�', 'g'))), '');
-- A number as it was typed, but for its zeros: 12, or 12.5.
create macro plain_number(n) as rtrim(rtrim(n::varchar, '0'), '.');
-- One of the five texts of a line that is set aside.
create macro written_in(texts, place) as nullif(string_split(texts, chr(31))[place], '');
